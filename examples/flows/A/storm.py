#!/usr/bin/python3
"""A storm of logins on flow A's auth service, and what /validate takes meanwhile: watched, then told in figures.

Usage: storm.py --auth PORT --load HTTP_LOAD --folder FOLDER. Where a person looks, one line follows the storm; else each
second has a line. Exit code: 0; 1 something failed, or an answer was wrong.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
from pathlib import Path

USERS = {"alice": "password123", "bob": "securepass456", "admin": "adminpass789"}
CLIENTS, OVERLOAD = 96, 10
VALIDATES, CONNECTIONS = 1000, 32  # a second; over so many connections
CALM, STORM = 3, 6  # seconds
ENOUGH, TRIES = 8, 8  # logins to tell a rate from, and runs that may show so many
STEP = 0.5
BARS = "▁▂▃▄▅▆▇█"
DAYS = (("before", 0, CALM), ("in the storm", CALM, CALM + STORM), ("after it", CALM + STORM, 2 * CALM + STORM))


def message(method, path, body="", token=None):
    """A request as it is sent."""
    head = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    head += [f"Authorization: Bearer {token}"] if token else []
    head += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*head, "", body])


def credentials(user):
    return json.dumps({"username": user, "password": USERS[user]})


def log_in(port, user):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/login", credentials(user))
    response = connection.getresponse()
    text = response.read()
    if response.status != 200:
        sys.exit(f"The login of {user} was answered {response.status}.")
    return json.loads(text)["token"]


def load(options, *arguments):
    return subprocess.Popen([options.load, "--port", str(options.auth), *map(str, arguments)], stdout=subprocess.PIPE,
                            text=True)


def hashed_a_second(options, logins):
    """What the service can do when it does nothing else. On a busy machine hashing, which goes last, takes its time."""
    for _ in range(TRIES):
        seen = json.loads(load(options, "--seconds", 2, logins + f",connections={CONNECTIONS}").communicate()[0])
        if seen["logins"].get("200", 0) >= ENOUGH:
            return seen["logins"]["200"] / seen["seconds"]
    sys.exit("This machine is too busy with other things to hash passwords.")


def scaled(p90):
    """A bar that is one step higher for twice the latency, from 50 µs on."""
    return BARS[min(len(BARS) - 1, max(0, int(p90 / 50).bit_length()))]


class View:
    """One line that changes where a person looks; a line a second elsewhere."""

    def __init__(self):
        self.is_live = sys.stdout.isatty()
        self.bars, self.lines = "", 0

    def show(self, line):
        validates, logins = line["validates"], line["logins"]
        self.bars += scaled(validates["p90"])
        self.lines += 1
        text = (f"{line['at']:4.1f} s  validate p50 {validates['p50'] / 1000:.2f} ms, p90 {validates['p90'] / 1000:.2f} ms"
                f"  logins {logins.get('200', 0) / STEP:.0f}/s  waiting {logins['waiting']}"
                f"  refused {logins.get('503', 0) / STEP:.0f}/s")
        if self.is_live:
            print(f"\r\033[K{text}  {self.bars}", end="", flush=True)
        elif self.lines % round(1 / STEP) == 0:
            print(text, flush=True)

    def end(self):
        if self.is_live:
            print()


def watch(running):
    """@return the last line, which is about everything."""
    view, last = View(), None
    for text in running.stdout:
        last = json.loads(text)
        if "at" in last:
            view.show(last)
    view.end()
    if running.wait() != 0 or last is None or "seconds" not in last:
        sys.exit("The load ended before it was done.")
    return last


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] / 1000 if values else 0.0


def tell(samples, seen):
    latencies = {day: [] for day, _, _ in DAYS}
    for line in samples.read_text().splitlines():
        name, due, latency, _ = line.split()
        if name == "validates":
            day = next(day for day, begin, end in reversed(DAYS) if float(due) >= begin)
            latencies[day].append(float(latency))
    print(f"\n{'validate, ms':14}{'p50':>8}{'p90':>8}{'p99':>8}")
    for day, values in latencies.items():
        print(f"{day:14}" + "".join(f"{quantile(values, share):8.2f}" for share in (0.5, 0.9, 0.99)))
    logins, validates = seen["logins"], seen["validates"]
    print(f"Logins: {logins.get('200', 0)} let in, {logins.get('503', 0)} refused at once with 503 and Retry-After. "
          f"Validations: {validates.get('200', 0)} of {validates['sent']} answered 200.")
    return set(logins) & {"401", "500"} or validates.get("200", 0) < validates["sent"] or logins["failed"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, kind in (("auth", int), ("load", str), ("folder", Path)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    options = parser.parse_args()
    validate, login, samples = (options.folder / name for name in ("validate.http", "login.http", "samples"))
    os.umask(0o077)
    validate.write_text(message("GET", "/validate", token=log_in(options.auth, "alice")))
    login.write_text("".join(message("POST", "/login", credentials(user)) for user in USERS))
    logins = f"logins,file={login},addresses={CLIENTS}"
    rate = OVERLOAD * hashed_a_second(options, logins)
    print(f"{rate / OVERLOAD:.0f} logins a second are what this machine hashes beside the load. A storm of {rate:.0f} a second,"
          f"\nby {CLIENTS} clients, begins after {CALM} s and lasts {STORM} s; {VALIDATES} tokens a second are validated all the time.")
    seen = watch(load(options, "--seconds", 2 * CALM + STORM, "--every", STEP, "--samples", samples,
                      f"validates,file={validate},connections={CONNECTIONS},rate={VALIDATES},warm=yes",
                      logins + f",connections={CLIENTS},rate={rate:.0f},from={CALM},until={CALM + STORM}"))
    return 1 if tell(samples, seen) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
