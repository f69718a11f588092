#!/usr/bin/python3
"""Walks a documented flow: sends each request of walk.json by curl and compares the answer with the documented one.

Usage: walk.py WALK.JSON [--server NAME=PORT ...] [--full]. Exit code 0: every answer is the documented one.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from expectation import Mismatch, clock, compare_answer

TOKEN = re.compile(r"(?:eyJ[A-Za-z0-9_-]{13}|sgr1_[0-9a-f]{11})[A-Za-z0-9_.-]+")


class Paint:
    """Colours where a person looks and did not object (https://no-color.org)."""

    def __init__(self):
        self.on = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def __call__(self, code, text):
        return f"\033[{code}m{text}\033[0m" if self.on else text


def cut_tokens(text, full):
    return text if full else TOKEN.sub(lambda m: m.group()[:16] + "…", text)


def site(port):
    """As documents write it: port 80 is left out."""
    return "http://localhost" + ("" if int(port) == 80 else f":{port}") + "/"


def filled(curl, saved, ports):
    """The request with the ports really used and the values of earlier answers in place of <name>."""
    for documented, real in ports.items():
        curl = curl.replace(site(documented), site(real))
    return re.sub(r"<(\w+)>", lambda m: saved[m.group(1)], curl)


def parse_answer(text):
    """The last header block and the body of `curl -i`."""
    while True:
        head, _, text = text.partition("\r\n\r\n")
        status = int(head.split(" ")[1])
        if status >= 200:
            break
    fields = (line.partition(":") for line in head.split("\r\n")[1:])
    return {"status": status, "headers": {name.lower(): value.strip() for name, _, value in fields}, "body": text}


def send(curl):
    command = shlex.split(curl) + ["-sS", "-i", "--max-time", "20"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise Mismatch(f"no answer: {done.stderr.decode(errors='replace').strip()}")
    return {**parse_answer(done.stdout.decode()), "now": clock()}


def verified(step):
    """What was compared, in one line."""
    kinds = sorted(set(re.findall(r'"\$": "(\w+)"', json.dumps(step["body"]))) - {"saved", "seconds_from_now"})
    parts = [f"status {step['status']}"] + [f"header {name}" for name in step["headers"]]
    parts += [f"no header {name}" for name in step.get("absent", [])]
    parts += ["every byte of the body" if "text" in kinds else "every member of the body" if step["body"] else "an empty body"]
    if "jwt" in kinds:
        parts.append("the token's signature, header and claims by PyJWT")
    return ", ".join(parts)


def show(step, number, total, curl, answer, full, paint):
    print(paint("1", f"\n{number}/{total} {step['name']}"))
    print(f"  {step['why']}")
    print(paint("36", "  $ " + cut_tokens(curl, full)))
    print(f"  {answer['status']} {cut_tokens(answer['body'], full)}".rstrip())


def walk(steps, ports, ask, tell):
    """Goes through the steps; raises Mismatch at the first answer that is not the documented one.

    `ask(curl)` gives an answer; `tell(step, number, curl, answer)` is called with each before it is judged.
    """
    saved = {}
    for number, step in enumerate(steps, 1):
        curl = filled(step["curl"], saved, ports)
        answer = ask(curl)
        tell(step, number, curl, answer)
        compare_answer(step, answer, saved)
    return saved


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("walk", type=Path)
    parser.add_argument("--server", action="append", default=[], metavar="NAME=PORT", help="the port really used")
    parser.add_argument("--full", action="store_true", help="show whole tokens")
    arguments = parser.parse_args()

    document = json.loads(arguments.walk.read_text())
    real = dict(pair.split("=") for pair in arguments.server)
    ports = {port: real.get(name, port) for name, port in document["servers"].items()}
    paint = Paint()
    steps = document["steps"]

    def tell(step, number, curl, answer):
        show(step, number, len(steps), curl, answer, arguments.full, paint)
        print(paint("2", f"  checked: {verified(step)}"))

    try:
        walk(steps, ports, send, tell)
    except Mismatch as mismatch:
        print(paint("31", f"  NOT AS DOCUMENTED: {cut_tokens(str(mismatch), arguments.full)}"), flush=True)
        return 1
    print(paint("32", f"\nAll {len(steps)} answers are the documented ones."), flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
