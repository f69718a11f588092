"""A child process that answers one JSON line for each: a peer's driver, the raw signer or `signet batch`."""

import contextlib
import json
import os
import selectors
import subprocess
import time

PATIENCE = 30  # seconds for one answer
LARGEST = 8 << 20  # bytes of one answer


def whole(text):
    """Python refuses to read more than 4,300 digits (CVE-2020-10735); what it refuses is no double either."""
    return int(text) if len(text) < 4000 else float("inf")


def read_json(text):
    """Values of a JSON text: integers exactly, other numbers as doubles."""
    return json.loads(text, parse_int=whole)


class Died(Exception):
    """The process ended, or said nothing in time."""


class LineProcess:
    """Started when first asked; started again after it died, so that one bad token does not end a run."""

    def __init__(self, command, folder=None, log=None):
        self.command, self.folder, self.log = command, folder, log
        self.child, self.next_id, self.rest = None, 0, b""

    def ask(self, op, **members):
        """The answer to one request. Raises Died."""
        if self.child is None:
            self._start()
        self.next_id += 1
        line = json.dumps({"id": self.next_id, "op": op, **members}) + "\n"
        try:
            self.child.stdin.write(line.encode())
            self.child.stdin.flush()
            answer = read_json(self._read_line())
        except (OSError, ValueError) as error:
            self.close()
            raise Died(type(error).__name__) from error
        if answer.get("id") != self.next_id:
            raise RuntimeError(f"{self.command[0]} answered out of turn")
        return answer

    def close(self):
        if self.child is None:
            return
        with contextlib.suppress(OSError):  # what it has not read is lost
            self.child.stdin.close()
        try:
            self.child.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.child.stdout.close()
        self.child, self.rest = None, b""

    def _start(self):
        errors = open(self.log, "ab") if self.log else subprocess.DEVNULL
        self.child = subprocess.Popen(
            self.command, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        )
        if self.log:
            errors.close()

    def _read_line(self):
        deadline = time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as selector:
            selector.register(self.child.stdout, selectors.EVENT_READ)
            while b"\n" not in self.rest:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise OSError("no answer in time")
                chunk = os.read(self.child.stdout.fileno(), 1 << 16)
                if not chunk or len(self.rest) > LARGEST:
                    raise OSError("no answer")
                self.rest += chunk
        line, self.rest = self.rest.split(b"\n", 1)
        return line
