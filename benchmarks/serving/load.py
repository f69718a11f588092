"""http_load, held on a processor of its own."""

import json
import os
import subprocess
from contextlib import suppress

from serving.arms import Unfit


def stream(name, file, **options):
    """A stream as http_load's command line names it."""
    return ",".join([name, f"file={file}", *(f"{key}={value}" for key, value in options.items())])


class Load:
    """Connections to a port, open from `with` to its end; run() sends what they are for."""

    def __init__(self, servers, port, *streams, seconds=30, urgent=False, samples=None):
        """URGENT: the load goes before all else on its processor, where this system lets it, so that its own waits
        are not counted as the server's."""
        command = [servers.bin / "http_load", "--port", port, "--seconds", seconds, "--wait", *streams]
        command += ["--samples", samples] if samples else []
        self.command = [*map(str, command)]
        self.processor, self.urgent = servers.processors.load, urgent

    def prepare(self):
        os.sched_setaffinity(0, {self.processor})
        if self.urgent:
            with suppress(PermissionError):
                os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        preexec_fn=self.prepare)
        if self.process.stdout.readline() != "ready\n":
            self.process.wait()
            raise Unfit("http_load did not begin")
        return self

    def begin(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def run(self):
        """What the streams came to, by name."""
        self.begin()
        return json.loads(self.process.stdout.readline())

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def all_answered(seen, status, count):
    """Ends the measuring of a part where an answer was another, or none."""
    if seen.get(str(status)) != count:
        raise Unfit(f"of {count} requests {seen.get(str(status), 0)} were answered {status}: {seen}")


def only_answered(seen, status):
    """Ends the measuring of a part where an answer was another, or a connection broke: a quick refusal is no quick
    answer. What is still unanswered at the end has a latency like all else."""
    others = {name: count for name, count in seen.items() if name.isdigit() and int(name) not in (0, status) and count}
    if others or seen["failed"]:
        raise Unfit(f"of requests that are all answered {status} some were not: {others}, {seen['failed']} failed")
