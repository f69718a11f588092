"""Checks every #include against the picture in lib/DESIGN.md: rooms, standard headers, third-party headers.

Usage: dependencies.py [ROOT]. Exit code 0 when nothing is wrong, else 1 with one line per finding.
"""

import re
import sys
from pathlib import Path

# Who may include whom, directly; what those include is allowed too.
ROOMS = {
    "core": [],
    "crypto": ["core"],
    "json": ["core"],
    "curve": ["crypto"],
    "jose": ["crypto", "curve", "json"],
    "policy": ["jose"],
    "token": ["policy"],
    "password": ["crypto"],
    "session": ["crypto"],
    "account": ["password", "session"],
    "store": ["account", "session"],
    "grant": ["account", "session", "token"],
    "unicode": ["core"],
    "http": ["grant"],
    "http/httplib": ["http"],
    "adapter": ["json"],  # include/signet/nlohmann.hpp
}

# The rooms whose public headers include these and no other standard headers: the rest cost too much to compile.
LEAN_ROOMS = {"core", "crypto", "json", "jose", "policy", "token"}
LEAN_HEADERS = set(
    "string string_view span array optional vector initializer_list compare concepts type_traits utility new "
    "cstdint cstddef".split()
)
LEAN_EXCEPTIONS = {"include/signet/core/chrono.hpp": {"chrono"}}

# Where a third-party header may be included: by the start of the including file's path.
THIRD_PARTY = {
    "openssl/": ["lib/crypto/", "lib/jose/", "lib/password/backend_"],
    "openssl/ssl.h": ["lib/http/httplib/"],  # TLS belongs to the one room that knows a socket
    "openssl/err.h": ["lib/http/httplib/"],
    "cpuid.h": ["lib/core/"],
    "emmintrin.h": ["lib/core/", "lib/jose/", "lib/json/"],
    "immintrin.h": ["lib/"],
    "arm_neon.h": ["lib/"],
    "nlohmann/": ["examples/"],
    "argon2.h": ["lib/password/"],
    "crypt.h": ["lib/password/"],
    "sqlite3.h": ["lib/store/", "examples/"],
    "pqxx/": ["lib/store/postgres/driver_pqxx.cpp"],
    "hiredis/": ["lib/store/redis/driver_hiredis.cpp"],
    "yaml-cpp/": ["examples/refresh_server/"],
    "httplib.h": ["lib/http/httplib/", "include/signet/http/httplib/"],
    "pybind11/": ["bindings/python/"],
}

# POSIX and Linux headers, for lib/ and examples/ only.
SYSTEM = re.compile(
    r"(sys|net|netinet|arpa|linux)/\w+\.h|"
    r"(stdlib|unistd|sched|pthread|signal|fcntl|poll|netdb|pwd|dirent|termios|time|errno)\.h"
)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def closure(room):
    found = {room}
    for below in ROOMS[room]:
        found |= closure(below)
    return found


def room_of(path):
    """The room of a file given relative to the root; None outside include/ and lib/."""
    parts = path.split("/")
    if parts[0] == "include":
        parts = parts[1:]
    elif parts[0] != "lib":
        return None
    folders = parts[1:-1]
    if not folders:
        return "adapter"
    return "http/httplib" if folders[:2] == ["http", "httplib"] else folders[0]


class Tree:
    """The sources below one root, with each file's includes resolved inside the project."""

    def __init__(self, root):
        self.root = root
        files = [p for top in ("include", "lib", "examples", "bindings") for p in (root / top).rglob("*.?pp")]
        self.includes = {}
        for file in sorted(files):
            name = file.relative_to(root).as_posix()
            found = INCLUDE.findall(file.read_text())
            self.includes[name] = [(kind, what, self.resolve(name, kind, what)) for kind, what in found]

    def resolve(self, name, kind, what):
        if kind == "<":
            return None
        bases = ["include", "lib"]
        if name.startswith("examples/"):
            bases += ["examples", Path(name).parent.as_posix()]
        elif name.startswith("bindings/"):  # as an installed package: no private header
            bases = ["include", Path(name).parent.as_posix()]
        hits = [f"{base}/{what}" for base in bases if (self.root / base / what).is_file()]
        return hits[0] if hits else None

    def reachable(self, name, seen=None):
        """Every project file that `name` includes, directly or not, itself among them."""
        seen = set() if seen is None else seen
        if name not in seen:
            seen.add(name)
            for _, _, target in self.includes.get(name, []):
                if target:
                    self.reachable(target, seen)
        return seen


def check_rooms(tree):
    for name in tree.includes:
        room = room_of(name)
        if room is None:
            continue
        if room not in ROOMS:
            yield f"{name}: the room '{room}' is not in the dependency picture"
            continue
        for target in sorted(tree.reachable(name)):
            if room_of(target) not in closure(room):
                yield f"{name}: room {room} may not reach {target}"


def check_public(tree):
    for name, includes in tree.includes.items():
        if not name.startswith("include/"):
            continue
        for kind, what, target in includes:
            if kind == '"' and not (target or "").startswith("include/"):
                yield f'{name}: a public header includes "{what}", which is not public'
            elif kind == "<" and room_of(name) in LEAN_ROOMS and not is_lean(name, what):
                yield f"{name}: <{what}> is not on the list of standard headers of this room"
        for inner in sorted(tree.reachable(name)):
            for kind, what, _ in tree.includes.get(inner, []):
                if kind == "<" and not is_standard(what) and not may_include(name, what):
                    yield f"{name}: reaches <{what}> through {inner}"


def is_lean(name, what):
    return what in LEAN_HEADERS or what in LEAN_EXCEPTIONS.get(name, set())


def is_standard(what):
    return re.fullmatch(r"[a-z_0-9]+", what) is not None


def may_include(name, what):
    return any(what.startswith(prefix) and name.startswith(tuple(places)) for prefix, places in THIRD_PARTY.items())


def check_third_party(tree):
    for name, includes in tree.includes.items():
        for kind, what, target in includes:
            if kind == '"' and target is None:
                yield f'{name}: "{what}" is no file of the project'
            elif kind == "<" and not is_standard(what) and not SYSTEM.fullmatch(what) and not may_include(name, what):
                yield f"{name}: <{what}> may not be included here"


def findings(root):
    tree = Tree(Path(root))
    return [*check_rooms(tree), *check_public(tree), *check_third_party(tree)]


if __name__ == "__main__":
    found = findings(sys.argv[1] if len(sys.argv) > 1 else ".")
    print("\n".join(found) or "every include follows the picture")
    sys.exit(1 if found else 0)
