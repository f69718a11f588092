"""Installs each peer from its registry, by name and pinned version, below build/interop, and says how it is run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "interop"
PEERS = ("pyjwt", "joserfc", "jose", "jsonwebtoken", "fast-jwt", "golang-jwt", "rust-jsonwebtoken")
PATIENCE = 1200  # seconds for one command of an installation


class Skipped(Exception):
    """This peer cannot be had here; the message says why."""


def installed(peer, progress):
    """The command and folder of the peer's driver. Raises Skipped."""
    folder = BUILD / peer
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(HERE / "peers" / peer, folder, dirs_exist_ok=True)
    for shared in ("lines.py", "lines.mjs"):
        shutil.copy(HERE / "peers" / shared, folder)
    if (folder / "requirements.txt").exists():
        return python(folder, progress), folder
    if (folder / "package.json").exists():
        return node(folder, progress), folder
    return (go if (folder / "go.mod").exists() else cargo)(folder, progress), folder


def tool(name):
    found = shutil.which(name)
    if not found:
        raise Skipped(f"{name} is not on this machine")
    return found


def run(folder, progress, command, **environment):
    """One command of an installation; its output goes to install.log beside what it installs."""
    progress(f"{folder.name}: {Path(command[0]).name} {' '.join(map(str, command[1:3]))}")
    with open(folder / "install.log", "ab") as log:
        try:
            code = subprocess.run(
                command, cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, timeout=PATIENCE,
            ).returncode
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Skipped(f"{Path(command[0]).name}: {type(error).__name__}") from error
    if code:
        raise Skipped(f"{Path(command[0]).name} failed, see build/interop/{folder.name}/install.log")


def pinned(folder, manifest, marker):
    """Whether the last complete installation was of this manifest."""
    kept = folder / marker
    return kept.exists() and kept.read_bytes() == (folder / manifest).read_bytes()


def python(folder, progress):
    interpreter = folder / "venv" / "bin" / "python"
    if not pinned(folder, "requirements.txt", ".installed"):
        shutil.rmtree(folder / "venv", ignore_errors=True)
        run(folder, progress, [sys.executable, "-m", "venv", "venv"])
        run(folder, progress, [interpreter, "-m", "pip", "install", "--no-cache-dir", "-r", "requirements.txt"])
        shutil.copy(folder / "requirements.txt", folder / ".installed")
    return [str(interpreter), "driver.py"]


def node(folder, progress):
    command = [tool("node"), "driver.mjs"]
    if not pinned(folder, "package.json", ".installed"):
        shutil.rmtree(folder / "node_modules", ignore_errors=True)
        flags = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", folder / "npm-cache"]
        run(folder, progress, [tool("npm"), "install", *flags])
        shutil.copy(folder / "package.json", folder / ".installed")
    return command


def go(folder, progress):
    places = {"GOPATH": folder / "gopath", "GOCACHE": folder / "gocache"}
    flags = {"GOFLAGS": "-modcacherw -buildvcs=false", "GOTOOLCHAIN": "local"}
    run(folder, progress, [tool("go"), "build", "-p", "1", "-o", "driver", "."], **map_text(places), **flags)
    return ["./driver"]


def cargo(folder, progress):
    places = {"CARGO_HOME": folder / "cargo-home", "CARGO_TARGET_DIR": folder / "target"}
    run(folder, progress, [tool("cargo"), "build", "--release", "-j", "1"], **map_text(places))
    return ["target/release/driver"]


def map_text(paths):
    return {name: str(path) for name, path in paths.items()}
