"""The servers that are compared, each held on one processor, and what the kernel says of them."""

import http.client
import json
import os
import re
import resource
import sqlite3
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from peers import BUILD, GO, NODE, install
from servers import await_port, end, free_port

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "examples" / "gateway" / "database"
KEY = "a key of the benchmark, of 48 bytes and no secret"
PASSWORD = "password123"  # of the demo's alice, whose hash all users have here
CLIENTS = 32  # of a storm, a user each
QUEUE = 8  # logins that may wait: with those that are hashed fewer than CLIENTS, so that the others are refused
SEMAPHORE = "go with a semaphore"
HIGHEST, LOWEST = -20, 19  # nice values


class Unfit(Exception):
    """What was to be measured cannot be; the message says why."""


class Processors:
    """One for the servers and one for their load."""

    def __init__(self):
        usable = sorted(os.sched_getaffinity(0))
        if len(usable) < 2:
            raise Unfit("a server and its load need a processor each")
        self.servers, self.load = usable[:2]


def held_on(processor, first):
    """What a new process does before it begins: stays on PROCESSOR, and may open as many files as it can. FIRST: goes
    before other programs, where this system lets it, for what they leave in caches costs it processor time."""
    def hold():
        os.sched_setaffinity(0, {processor})
        if first:
            with suppress(PermissionError):
                os.setpriority(os.PRIO_PROCESS, 0, HIGHEST)
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return hold


class Process:
    """One that runs, held on a processor."""

    def __init__(self, command, processor, environment=None, folder=None, first=False):
        self.running = subprocess.Popen([*map(str, command)], cwd=folder, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**os.environ, **(environment or {})}, preexec_fn=held_on(processor, first))

    @property
    def folder(self):
        return Path(f"/proc/{self.running.pid}")

    def spent(self):
        """Nanoseconds of all its threads, ended ones too, on a processor."""
        return time.clock_gettime_ns(~self.running.pid << 3 | 2)  # clock_getcpuclockid(3)

    def resident(self):
        """Bytes of memory."""
        return 1024 * int(re.search(r"VmRSS:\s+(\d+)", (self.folder / "status").read_text())[1])

    def threads(self):
        """By thread: nanoseconds that it waited for a processor, how often it slept, its nice value."""
        seen = {}
        for task in (self.folder / "task").iterdir():
            try:
                waited = int((task / "schedstat").read_text().split()[1])
                slept = int(re.search(r"\bvoluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text())[1])
                seen[int(task.name)] = waited, slept, os.getpriority(os.PRIO_PROCESS, int(task.name))
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended
        return seen

    def settle(self):
        """Waits until what was asked of it is done."""
        for _ in range(600):
            before = self.spent()
            time.sleep(0.05)
            if self.spent() - before < 2_000_000:
                return
        raise Unfit(f"{self.running.args[0]} does not come to rest")

    def end(self):
        end(self.running)


class Arm(Process):
    """A server of flow A's /validate and /login."""

    def __init__(self, command, port, processor, **how):
        super().__init__(command, processor, **how)
        self.port = port
        await_port(self.running, port)

    def answer(self, method, path, body=None, headers=None):
        """Status and text, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


def message(method, path, body="", fields=()):
    """A request as it is sent."""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *fields]
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", body])


def version(language, folder):
    """What a peer was built with, or runs in."""
    asked = {"go": "go version bench", "node": "node_modules/node-linux-*/bin/node --version"}[language]
    return subprocess.run(["sh", "-c", asked], cwd=folder, capture_output=True, text=True, check=True).stdout.split()[-1]


class Servers:
    """Starts servers on one set of users and one key, and ends them; has the files of what they are asked."""

    def __init__(self, bin_folder):
        self.bin = Path(bin_folder).resolve()
        self.processors = Processors()
        self.kept = tempfile.TemporaryDirectory()
        self.folder = Path(self.kept.name)
        self.started = []
        self.versions = {}  # of the peers' languages
        self.write_users()
        self.write("login", *(message("POST", "/login", json.dumps({"username": user, "password": PASSWORD}))
                              for user in self.users))
        self.write("no_login", message("POST", "/login", "no JSON"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            process.end()
        self.kept.cleanup()

    def write_users(self):
        self.users = [f"user{number}" for number in range(CLIENTS)]
        hashed = re.search(r"'alice', '([^']+)'", (TABLES / "02-seed.sqlite.sql").read_text())[1]
        database = sqlite3.connect(self.folder / "users.db")
        database.executescript((TABLES / "01-schema.sqlite.sql").read_text())
        database.executemany("INSERT INTO users (username, password_hash) VALUES (?, ?)",
                             [(user, hashed) for user in self.users])
        database.commit()
        database.close()
        (self.folder / "users").write_text("".join(f"{user} {hashed}\n" for user in self.users))

    def write(self, name, *messages):
        (self.folder / name).write_text("".join(messages))

    def file(self, name):
        return self.folder / name

    def begin(self, command, port=None, environment=None, **how):
        """A server on PORT, or a free one that its command has as {port}."""
        port = port or free_port()
        command = [str(word).replace("{port}", str(port)) for word in command]
        arm = Arm(command, port, self.processors.servers, environment={"JWT_SECRET": KEY, **(environment or {})}, **how)
        self.started.append(arm)
        return arm

    def signet(self, *options, first=False):
        arm = self.begin([self.bin / "auth_server", "--flow=A", "--listen=127.0.0.1:{port}", "--log-level=warning",
                          "--token-lifetime=3600", *options],
                         environment={"DATABASE_URL": f"sqlite:{self.folder / 'users.db'}"}, first=first)
        self.write_token(arm)
        return arm

    def write_token(self, arm):
        """The requests that need one; all servers have the key that it is signed with."""
        if self.file("validate").exists():
            return
        status, text = arm.answer("POST", "/login", json.dumps({"username": self.users[0], "password": PASSWORD}))
        if status != 200:
            raise Unfit(f"a login was answered {status}")
        bearer = f"Authorization: Bearer {json.loads(text)['token']}"
        self.bearer = {"Authorization": bearer.removeprefix("Authorization: ")}
        self.write("validate", message("GET", "/validate", fields=[bearer]))
        self.write("profile", message("GET", "/api/v1/user/profile", fields=[bearer]))

    def resource(self, delay):
        """Flow A's profiles, DELAY milliseconds each."""
        return self.begin([self.bin / "resource_server", "--flow=A", "--listen=127.0.0.1:{port}",
                           "--log-level=warning"], environment={"PROFILE_DELAY_MS": str(delay)})

    def peer(self, name, first=False):
        """`go`, `go with a semaphore` or `node`; raises peers.Missing where it cannot be had."""
        folder_name, commands, program = {
            "go": ("go-gateway", GO[0], ["./bench"]),
            SEMAPHORE: ("go-gateway", GO[0], ["./bench", "-semaphore"]),
            "node": ("node-gateway", NODE[0], NODE[1]),
        }[name]
        folder = BUILD / folder_name
        folder.mkdir(parents=True, exist_ok=True)
        install(folder_name, folder, commands)
        language = name.split()[0]
        if language not in self.versions:
            self.versions[language] = version(language, folder)
            print(f"\n{language}: {self.versions[language]}")
        return self.begin([*program, "{port}", self.folder / "users"], folder=folder, first=first)
