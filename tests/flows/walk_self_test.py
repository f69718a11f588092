#!/usr/bin/python3
"""Tests the walk itself: it passes on the real answers, and fails when any member, header or status is another.

Usage: walk_self_test.py BIN_FOLDER WALK.JSON. Needs python3-jwt. Starts the servers once, on free ports.
"""

import copy
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

root = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "examples/flows"))
sys.dont_write_bytecode = True

from expectation import Mismatch  # noqa: E402
from walk import send, walk  # noqa: E402


class Server:
    """A server program on a free port, ready once it has told of `events`; stopped by its process id."""

    def __init__(self, program, *arguments, events=("listening",), environment=()):
        self.process = subprocess.Popen(
            [program, "--listen", "127.0.0.1:0", *arguments], stderr=subprocess.PIPE, text=True,
            env={"PATH": "/usr/bin:/bin", "ASAN_OPTIONS": "detect_leaks=0", **dict(environment)})
        told = self.read_until(set(events))
        self.port = int(re.search(r'"event":"listening".*:(\d+)"', told).group(1))
        # The rest of its log has to be taken from it, or it would wait for somebody to read.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def read_until(self, events):
        told = ""
        for line in self.process.stderr:
            told += line
            events -= set(re.findall(r'"event":"(\w+)"', line))
            if not events:
                return told
        sys.exit(f"the server ended before it told of {events}:\n{told}")

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=30)


class Gateway:
    """Flow A's nginx before these ports, stopped by its process id."""

    def __init__(self, folder, auth, second_auth, api):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [root / "examples/gateway/start.sh", "--listen", f"127.0.0.1:{self.port}", "--folder", folder, "--auth",
             f"127.0.0.1:{auth},127.0.0.1:{second_auth}", "--api", f"127.0.0.1:{api}"])
        while not self.listens():
            if self.process.poll() is not None:
                sys.exit("nginx did not start")

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=30)


def other(value):
    """Another value of the same type, as close as can be."""
    if isinstance(value, str):
        return ("f" if value[:1] != "f" else "e") + value[1:]
    return "x" if value is None else value + 1


def changed_bodies(body):
    """Each body that differs from `body` in one member: changed, missing, or one too many."""
    if isinstance(body, dict):
        yield {**body, "unexpected": 1}
        for name, value in body.items():
            yield {key: each for key, each in body.items() if key != name}
            for changed in changed_bodies(value):
                yield {**body, name: changed}
    elif isinstance(body, list):
        yield [*body, 1]
        if body:
            yield body[1:]
        for index, value in enumerate(body):
            for changed in changed_bodies(value):
                yield [*body[:index], changed, *body[index + 1:]]
    else:
        yield other(body)
        if isinstance(body, str) and body.count(".") == 2:  # a token: its payload and its signature, too
            parts = body.split(".")
            yield ".".join([parts[0], other(parts[1]), parts[2]])
            yield ".".join([parts[0], parts[1], other(parts[2])])


def changed_answers(step, answer):
    """Each answer that differs in one documented thing, with what it is."""
    yield "status", {**answer, "status": answer["status"] + 1}
    for name in [*step["headers"], "x-request-id"]:
        yield f"header {name} missing", {**answer, "headers": {k: v for k, v in answer["headers"].items() if k != name}}
    for name in step.get("absent", []):
        yield f"header {name} added", {**answer, "headers": {**answer["headers"], name: "x"}}
    for name, value in step["headers"].items():
        yield f"header {name}", {**answer, "headers": {**answer["headers"], name: other(value)}}
    if step["body"] == "":
        yield "body", {**answer, "body": "{}"}
        return
    if isinstance(step["body"], dict) and step["body"].get("$") == "text":
        for text in ("", other(answer["body"]), answer["body"] + "\n", answer["body"][:-1]):
            yield f"body {text!r}", {**answer, "body": text}
        return
    for body in changed_bodies(json.loads(answer["body"])):
        yield f"body {json.dumps(body)[:200]}", {**answer, "body": json.dumps(body)}


def replay(steps, answers):
    remaining = iter(answers)
    walk(steps, {}, lambda _curl: copy.deepcopy(next(remaining)), lambda *_: None)


def servers_of_b(binaries, folder, flags):
    auth = Server(binaries / "auth_server", "--state-folder", folder / "auth", "--argon2-memory-kib", "8",
                  "--hash-workers", "1", *flags.get("auth_server", []))
    yield "auth_server", auth
    yield "resource_server", Server(
        binaries / "resource_server", "--state-folder", folder / "users", "--jwks-url",
        f"http://127.0.0.1:{auth.port}/.well-known/jwks.json", events=("listening", "keys_loaded"))


def servers_of_a(binaries, folder, _flags):
    database = sqlite3.connect(folder / "users.db")
    for name in ("01-schema.sqlite.sql", "02-seed.sqlite.sql"):
        database.executescript((root / "examples/gateway/database" / name).read_text())
    database.close()
    os.environ["JWT_SECRET"] = "0123456789abcdef0123456789abcdef"  # where the walk finds it
    secret = {"JWT_SECRET": os.environ["JWT_SECRET"]}
    users = {**secret, "DATABASE_URL": f"sqlite:{folder}/users.db"}
    yield "auth_server", Server(binaries / "auth_server", "--flow", "A", environment=users)
    yield "auth_server_2", Server(binaries / "auth_server", "--flow", "A", environment=users)
    yield "resource_server", Server(binaries / "resource_server", "--flow", "A", environment=secret)


def servers_of_a_and_gateway(binaries, folder, flags):
    ports = []
    for name, server in servers_of_a(binaries, folder, flags):
        ports.append(server.port)
        yield name, server
    yield "nginx", Gateway(folder / "nginx", *ports)


def servers_of_d(binaries, folder, _flags):
    os.environ["JWT_KEY"] = "0123456789abcdef0123456789abcdef"
    (folder / "secrets").mkdir()
    (folder / "secrets/jwt_key").write_text(os.environ["JWT_KEY"] + "\n")
    yield "refresh_server", Server(
        binaries / "refresh_server", "--config", root / "examples/flows/D/config.yml", "--secrets-folder",
        folder / "secrets", "--store", f"sqlite:{folder}/sessions.db")


def write_env_of_c(folder):
    secrets = {"ACCESS_TOKEN_SECRET": "a" * 32, "REFRESH_TOKEN_SECRET": "r" * 32}
    os.environ.update(secrets)
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in secrets.items()))
    return folder / ".env"


def servers_of_c(binaries, folder, _flags):
    env_file = write_env_of_c(folder)
    auth = Server(binaries / "auth_server", "--flow", "C", "--env-file", env_file, "--state-folder", folder / "auth",
                  "--open-login", "--serve-verify", "--argon2-memory-kib", "8", "--hash-workers", "1")
    yield "auth_server", auth
    yield "resource_server", Server(
        binaries / "resource_server", "--flow", "C", "--env-file", env_file, "--demo-users-file",
        folder / "auth/accounts.db", "--demo-login-url", f"http://127.0.0.1:{auth.port}/verify")


def record(binaries, document, folder):
    servers, answers = {}, []
    try:
        servers_of = {"A": servers_of_a, "B": servers_of_b, "C": servers_of_c, "D": servers_of_d}[document["flow"]]
        if "nginx" in document["servers"]:
            servers_of = servers_of_a_and_gateway
        for name, server in servers_of(binaries, folder, document.get("flags", {})):
            servers[name] = server
        ports = {port: servers[name].port for name, port in document["servers"].items()}
        walk(document["steps"], ports, send, lambda _step, _number, _curl, answer: answers.append(answer))
    finally:
        codes = [server.stop() for server in servers.values()]
    if any(codes):
        sys.exit(f"the servers ended with {codes}")
    return answers


def main():
    binaries, document = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    steps = document["steps"]
    with tempfile.TemporaryDirectory() as folder:
        answers = record(binaries, document, Path(folder))
    replay(steps, answers)
    tried, missed = 0, []
    for index, (step, answer) in enumerate(zip(steps, answers)):
        for what, changed in changed_answers(step, answer):
            tried += 1
            try:
                replay(steps, [*answers[:index], changed, *answers[index + 1:]])
                missed.append(f"{step['name']}: {what}")
            except Mismatch:
                pass
    print(f"{tried} changed answers, {len(missed)} not noticed", *missed, sep="\n  ")
    return 1 if missed or tried < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
