#!/usr/bin/python3
"""Tests what `examples/demo A --storm` shows: on a terminal one line that changes, elsewhere a line a second, and after
either the figures in plain text. Server and load are stand-ins that say the same each time."""

import fcntl
import http.server
import os
import pty
import re
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import threading
from pathlib import Path

root = Path(__file__).resolve().parents[2]
LINES = 24  # of half a second

# Answers as http_load does: first what can be hashed, then the storm, with the samples that it is told to write.
load = f"""#!/usr/bin/python3
import json, sys
if "--every" not in sys.argv:
    print(json.dumps({{"seconds": 2, "logins": {{"200": 16}}}}))
    sys.exit()
with open(sys.argv[sys.argv.index("--samples") + 1], "w") as samples:
    for due, latency in ((1, 100), (4, 400), (10, 200)):
        print("validates", due, latency, 200, file=samples)
for i in range(1, {LINES} + 1):
    validates = {{"p50": 50 * i, "p90": 100 * i}}
    print(json.dumps({{"at": i / 2, "validates": validates, "logins": {{"200": 4, "503": 36}}}}), flush=True)
print(json.dumps({{"seconds": 12, "logins": {{"200": 96, "503": 864, "retry_after": 864, "failed": 0}},
                  "validates": {{"200": 12000, "sent": 12000, "failed": 0}}}}))
"""

FIGURES = """
validate, ms       p50     p90     p99
before            0.10    0.10    0.10
in the storm      0.40    0.40    0.40
after it          0.20    0.20    0.20
Logins: 96 let in, 864 refused with 503, 864 of them with Retry-After.
Validations: 12000 of 12000 answered 200.
"""
BEGUN = re.compile(r"8 logins a second are what this machine hashes beside the load\. .*all the time\.\n", re.DOTALL)


class Server(http.server.BaseHTTPRequestHandler):
    """/login of the auth service, and its page of metrics."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(b'{"token":"t"}')

    def do_GET(self):
        self.answer(b'signet_hash_waiting{queue="interactive"} 7\n')

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def shown(command, columns):
    """@param columns  of a terminal; 0: it writes to none. @return what it wrote, with its own line ends; its exit code."""
    if columns == 0:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return ended.stdout + ended.stderr, ended.returncode
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its) as running:
        os.close(its)
        text = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # EIO: nobody has the other end any more
                break
            if not piece:
                break
            text += piece
    os.close(ours)
    return text.decode().replace("\r\n", "\n"), running.returncode


def line_of(second, milliseconds):
    """What is shown of a moment, after which the p90 was so long."""
    return (f"{second:4.1f} s  p50 {milliseconds / 2:.2f} ms, p90 {milliseconds:.2f} ms  logins 8/s  queue 7  "
            "refused 72/s")


def on_a_terminal(columns):
    """A frame for each line of the load; of the bars the last that fit."""
    bars = "▃" + 2 * "▄" + 4 * "▅" + 8 * "▆" + 9 * "▇"
    room = columns - 1 - len(line_of(0, 0) + "  ")
    return "".join(f"\r\033[K{line_of(i / 2, i / 10)}  {bars[max(0, i - room):i]}" for i in range(1, LINES + 1)) + "\n"


def elsewhere():
    return "".join(line_of(i / 2, i / 10) + "\n" for i in range(2, LINES + 1, 2))


def failures():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server, tempfile.TemporaryDirectory() as folder:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        program = Path(folder, "http_load")
        program.write_text(load)
        program.chmod(stat.S_IRWXU)
        port = str(server.server_address[1])
        command = [sys.executable, str(root / "examples/flows/A/storm.py"), "--auth", port, "--metrics", port, "--load",
                   str(program), "--folder", folder]
        for where, columns, expected in (("on a wide terminal", 200, on_a_terminal(200)),
                                         ("on a terminal of 80 columns", 80, on_a_terminal(80)),
                                         ("elsewhere", 0, elsewhere())):
            text, code = shown(command, columns)
            begun = BEGUN.match(text)
            rest = text[begun.end():] if begun else text
            if code != 0 or not begun or rest != expected + FIGURES:
                yield f"{where}: exit code {code}, expected {expected + FIGURES!r}, got {text!r}"
        server.shutdown()


if __name__ == "__main__":
    found = list(failures())
    print("\n".join(found))
    sys.exit(1 if found else 0)
