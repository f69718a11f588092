#!/usr/bin/python3
"""A storm of logins on flow A's auth service, and what /validate takes meanwhile: watched, then told in figures.

Usage: storm.py --auth PORT --metrics PORT --load HTTP_LOAD --folder FOLDER. Where a person looks, one line follows the
storm; else each second has a line. Exit code: 0; 1 something failed, or an answer was wrong: a login neither let in nor
refused with 503 and Retry-After, or a validation that was not 200.
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import urllib.request
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


def queued(port):
    """Logins that wait for a hashing thread, as the server itself counts them."""
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"http://127.0.0.1:{port}/metrics", timeout=5) as page:
        return int(re.search(rb'^signet_hash_waiting\{queue="interactive"\} (\d+)', page.read(), re.MULTILINE)[1])


class View:
    """One line that changes where a person looks; a line a second elsewhere."""

    def __init__(self, metrics):
        self.is_live = sys.stdout.isatty()
        self.metrics, self.bars, self.second = metrics, "", []

    def show(self, line):
        self.bars += scaled(line["validates"]["p90"])
        if self.is_live:
            print(f"\r\033[K{self.fitted(self.told([line]))}", end="", flush=True)
            return
        self.second.append(line)
        if len(self.second) == round(1 / STEP):
            print(self.told(self.second), flush=True)
            self.second = []

    def fitted(self, text):
        """With as many of the last bars as there are columns for: a line that wraps could not be drawn over."""
        room = (os.get_terminal_size(sys.stdout.fileno()).columns or 80) - 1
        left = max(0, room - len(text) - 2)
        return f"{text}  {self.bars[len(self.bars) - min(left, len(self.bars)):]}"[:room]

    def told(self, lines):
        """Of the latencies the worse; the queue is that of now."""
        def a_second(status):
            return sum(line["logins"].get(status, 0) for line in lines) / (STEP * len(lines))

        p50, p90 = (max(line["validates"][name] for line in lines) / 1000 for name in ("p50", "p90"))
        return (f"{lines[-1]['at']:4.1f} s  p50 {p50:.2f} ms, p90 {p90:.2f} ms  logins {a_second('200'):.0f}/s"
                f"  queue {queued(self.metrics)}  refused {a_second('503'):.0f}/s")

    def end(self):
        if self.is_live:
            print()


def watch(running, metrics):
    """@return the last line, which is about everything."""
    view, last = View(metrics), None
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
    print(f"Logins: {logins.get('200', 0)} let in, {logins.get('503', 0)} refused with 503, {logins['retry_after']} of them "
          f"with Retry-After.\nValidations: {validates.get('200', 0)} of {validates['sent']} answered 200.")
    return wrong(logins, validates)


def wrong(logins, validates):
    """What was not as it has to be. A login that is still unanswered at the end has status 0."""
    others = {status: count for status, count in logins.items() if status.isdigit() and status not in ("0", "200", "503")}
    if others:
        yield f"logins were answered otherwise, by status: {others}"
    if logins["retry_after"] != logins.get("503", 0):
        yield "a refused login had no Retry-After"
    if logins["failed"] or validates["failed"]:
        yield f"{logins['failed']} logins and {validates['failed']} validations had no answer"
    if validates.get("200", 0) < validates["sent"]:
        yield "a validation was not answered 200"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, kind in (("auth", int), ("metrics", int), ("load", str), ("folder", Path)):
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
                      logins + f",connections={CLIENTS},rate={rate:.0f},from={CALM},until={CALM + STORM}"), options.metrics)
    faults = list(tell(samples, seen))
    for fault in faults:
        print(f"storm.py: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
