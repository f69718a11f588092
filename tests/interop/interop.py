#!/usr/bin/env python3
"""Interoperability of signet with other JOSE libraries: random tokens both ways, then mutated ones.

signet's side is `signet batch`; each peer is installed from its registry below build/interop and driven by a small
program of ours. A disagreement that no class of disagreements.json explains fails the run, and so does, in a full
run, a class that nothing matched. Exit code: 0 passed, 1 failed, 2 not started, 77 no peer could be installed.
"""

import argparse
import datetime
import json
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import random_tokens
from der_keys import b64u, un_b64u
from installing import BUILD, HERE, PEERS, ROOT, Skipped, installed
from json_lines import Died, LineProcess, read_json
from judging import Disagreement, Listed, Verdict, judge
from key_pool import HASH_BYTES, Key, KeyPool, for_signet
from mutations import Signer, mutated

FULL_TOKENS, FULL_ROUNDS = 2000, 20
RESULTS = ROOT / "tests" / "results" / "interop.json"


def progress(text):
    print(f"{datetime.datetime.now():%H:%M:%S} {text}", flush=True)


class Signet:
    def __init__(self, program):
        self.program = str(program)
        self.batch = LineProcess([self.program, "batch"])

    def verify(self, case, key):
        """`key` in the form of a request."""
        asked = case.for_peer()
        members = {name: asked[name] for name in ("token", "now", "iss", "aud", "require") if name in asked}
        try:
            answer = self.batch.ask(
                "verify", **members, algorithms=case.algs, key=for_signet(key), allow_no_exp=True,
                allow_any_aud=case.any_aud,
            )
        except Died as died:
            return Verdict("dies", error=str(died))
        if not answer["ok"]:
            if answer.get("stage", "request") == "request":
                raise RuntimeError(f"signet batch does not take the request: {answer}")
            return Verdict(answer["error"])
        return Verdict("accepts", read_json(un_b64u(answer["payload_b64u"])))

    def sign(self, algorithm, key, header, claims):
        payload = b64u(json.dumps(claims, ensure_ascii=False).encode())
        answer = self.batch.ask("sign", alg=algorithm, key=for_signet(key), header=header, payload_b64u=payload)
        if not answer["ok"]:
            raise RuntimeError(f"signet does not sign: {answer['error']}")
        return answer["token"]


class Peer:
    def __init__(self, name):
        self.name = name
        command, folder = installed(name, progress)
        self.process = LineProcess(command, folder, folder / "driver.log")
        self.about = self.ask("about")
        self.version = self.about["version"]

    def ask(self, op, **members):
        return self.process.ask(op, **members)

    def verify(self, case):
        try:
            answer = self.ask("verify", **case.for_peer())
        except Died as died:
            return Verdict("dies", error=str(died))
        if not answer["ok"]:
            return Verdict("refuses", error=answer["error"])
        return Verdict("accepts", answer["claims"])

    def algorithms(self):
        """Pairs of algorithm and curve; the curve is None but for EdDSA."""
        pairs = []
        for name in self.about["algorithms"]:
            pairs += [(name, curve) for curve in (self.about["curves"] if name == "EdDSA" else [None])]
        return pairs

    def verifiable(self, keys):
        return [key for key in keys if set(key.forms()) & set(self.about["verify_forms"])]

    def signable(self, keys):
        return [key for key in keys if set(key.forms()) & set(self.about["sign_forms"])]


@dataclass
class Row:
    """One line of the table."""

    peer: str
    version: str
    direction: str
    accepted: int = 0
    refused: int = 0
    classes: Counter = field(default_factory=Counter)
    unexplained: list = field(default_factory=list)

    def tokens(self):
        return self.accepted + self.refused + sum(self.classes.values()) + len(self.unexplained)

    def take(self, outcome, case, listed):
        if outcome == "accepted":
            self.accepted += 1
        elif outcome == "refused":
            self.refused += 1
        elif name := listed.class_of(self.peer, outcome):
            self.classes[name] += 1
        else:
            found = {**vars(outcome), "kinds": sorted(outcome.kinds), "peer": self.peer, "peer_does": outcome.peer}
            self.unexplained.append({**found, "case": case})


class Run:
    def __init__(self, signet, pool, listed, seed):
        self.signet, self.pool, self.listed, self.seed = signet, pool, listed, seed

    def rng(self, *names):
        return random.Random(f"{self.seed} {' '.join(names)}")

    def peer_signs(self, peer, tokens):
        rng, row = self.rng(peer.name, "signs"), Row(peer.name, peer.version, "peer signs")
        for _ in range(tokens):
            drawn = draw(rng, peer, self.pool, peer.signable)
            form = rng.choice([form for form in drawn.key.forms() if form in peer.about["sign_forms"]])
            header, key = random_tokens.random_header(rng, drawn.kid), drawn.key.given(form, private=True)
            answer = peer.ask("sign", alg=drawn.algorithm, key=key, header=header, claims=drawn.claims)
            if answer["ok"]:
                row.take(*self.compared(rng, peer, drawn, answer["token"]), self.listed)
            else:
                refused = Disagreement(drawn.kinds, "does not sign", "accepts", answer["error"])
                row.take(refused, drawn.claims, self.listed)
        return row

    def signet_signs(self, peer, tokens):
        rng, row = self.rng(peer.name, "verifies"), Row(peer.name, peer.version, "signet signs")
        for _ in range(tokens):
            drawn = draw(rng, peer, self.pool, list)
            header = random_tokens.random_header(rng, drawn.kid)
            key = drawn.key.given(rng.choice(drawn.key.forms()), private=True)
            token = self.signet.sign(drawn.algorithm, key, header, drawn.claims)
            row.take(*self.compared(rng, peer, drawn, token), self.listed)
        return row

    def compared(self, rng, peer, drawn, token):
        """The outcome of both verifications, in which the claims must be those that were given to be signed."""
        keys = self.peer_key(rng, peer, drawn), self.signet_key(rng, drawn)
        case = random_tokens.Case(drawn.kinds, token, keys[0], [drawn.algorithm], **drawn.asked)
        verdict = self.signet.verify(case, keys[1])
        outcome = judge(drawn.kinds, peer.verify(case), verdict)
        if outcome == "accepted":
            outcome = judge(drawn.kinds, Verdict("accepts", drawn.claims), verdict)
            if isinstance(outcome, Disagreement):
                outcome.peer = outcome.peer.replace("reads", "signs")
        return outcome, vars(case)

    def mutations(self, peer, signer, rounds):
        rng, row = self.rng(peer.name, "mutated"), Row(peer.name, peer.version, "mutated")
        usable = [pair for pair in peer.algorithms() if signer.process or pair[0] in HASH_BYTES]
        for case in mutated(rng, self.pool, signer, peer, usable, rounds):
            outcome = judge(case.kinds, peer.verify(case), self.signet.verify(case, case.key))
            row.take(outcome, vars(case), self.listed)
        return row

    def peer_key(self, rng, peer, drawn):
        form = rng.choice([form for form in drawn.key.forms() if form in peer.about["verify_forms"]])
        return drawn.key.given(form, **stated(rng, drawn))

    def signet_key(self, rng, drawn):
        """In one of its forms or, where the token names it, among others in a set."""
        key, members = drawn.key, stated(rng, drawn)
        if "kid" not in members or "jwk" not in key.forms() or rng.random() < 0.5:
            return key.given(rng.choice(key.forms()), **members)
        others = [other for other in self.pool.keys if other is not key and "jwk" in other.forms()]
        keys = [other.given("jwk", kid=f"other-{n}")["jwk"] for n, other in enumerate(rng.sample(others, 3))]
        keys.insert(rng.randrange(4), key.given("jwk", **members)["jwk"])
        return {"keys": keys}


def named(rng):
    return rng.choice((None, None, None, "k1", "2026-11", "a \"q\" b", "", "clé 日"))


def kinds_of_kid(kid):
    return {"random.kid-not-ascii"} if kid and not kid.isascii() else set()


def stated(rng, drawn):
    """What a JWK says of itself."""
    alg = {"alg": drawn.algorithm}
    members = rng.choice(({}, alg, {**alg, "use": "sig"}, {"key_ops": ["verify"]}))
    return {**members, **({"kid": drawn.kid} if drawn.kid and rng.random() < 0.7 else {})}


@dataclass
class Drawn:
    """What a random token is made of, and what its verifiers are to ask for."""

    algorithm: str
    key: Key
    claims: dict
    kid: str | None
    asked: dict
    kinds: set


def draw(rng, peer, pool, usable):
    algorithm, curve = rng.choice(peer.algorithms())
    key = rng.choice(peer.verifiable(usable(pool.fitting(algorithm, curve))))
    claims, kid = random_tokens.random_claims(rng), named(rng)
    asked = random_tokens.expect(rng, claims)
    kinds = random_tokens.kinds_of(claims) | asked.pop("kinds") | kinds_of_kid(kid)
    return Drawn(algorithm, key, claims, kid, asked, kinds)


def table(rows):
    lines = [
        "| peer | version | direction | tokens | both accept | both refuse | explained | unexplained |",
        "|---|---|---|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        explained = sum(row.classes.values())
        lines.append(
            f"| {row.peer} | {row.version} | {row.direction} | {row.tokens()} | {row.accepted} | {row.refused} | "
            f"{explained} | {len(row.unexplained)} |"
        )
    return "\n".join(lines)


def class_lines(rows):
    totals = {}
    for row in rows:
        for name, count in row.classes.items():
            totals.setdefault(name, Counter())[row.peer] += count
    return [
        f"{name}: " + ", ".join(f"{peer} {count}" for peer, count in sorted(totals[name].items()))
        for name in sorted(totals)
    ]


def tell_unexplained(rows):
    """One line for each sort of disagreement, and all of them in a file."""
    found = [one for row in rows for one in row.unexplained]
    sorts = Counter((one["peer"], " ".join(one["kinds"]), one["peer_does"], one["signet"]) for one in found)
    for (peer, kinds, does, signet), count in sorted(sorts.items())[:200]:
        print(f"UNEXPLAINED {count} x {peer} {does}, signet: {signet} [{kinds}]")
    (BUILD / "unexplained.json").write_text(json.dumps(found, indent=1, default=sorted))
    if found:
        print(f"{len(found)} disagreements that no class explains, see build/interop/unexplained.json")
    return bool(found)


def write_results(arguments, rows, skipped, stale):
    git = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True).stdout.strip()
    RESULTS.parent.mkdir(exist_ok=True)
    members = ("peer", "version", "direction", "accepted", "refused")
    written = {
        "date": f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%dT%H:%M:%SZ}",
        "commit": commit,
        "seed": arguments.seed,
        "skipped": skipped,
        "stale": stale,
        "rows": [
            {name: getattr(row, name) for name in members}
            | {"tokens": row.tokens(), "unexplained": len(row.unexplained)}
            | {"classes": dict(sorted(row.classes.items()))}
            for row in rows
        ],
    }
    RESULTS.write_text(json.dumps(written, indent=1) + "\n")
    progress(f"wrote {RESULTS.relative_to(ROOT)}")


def start_peers(names):
    peers, skipped = [], {}
    for name in names:
        try:
            peers.append(Peer(name))
            progress(f"{name} {peers[-1].version}")
        except (Skipped, Died) as why:
            skipped[name] = str(why)
            print(f"SKIPPED {name}: {why}", flush=True)
    return peers, skipped


def raw_signer():
    try:
        process = LineProcess(["node", str(HERE / "raw_signer.mjs")])
        process.ask("weak_rsa", bits=1024)
        return Signer(process)
    except (OSError, Died):
        print("node is not on this machine: mutations of HMAC tokens only", flush=True)
        return Signer(None)


def key_pool(signet, peers, seed):
    """Keys are not made from the seed, so those of a run are kept for the one that repeats it."""
    kept = BUILD / f"keys-{seed}.json"
    if kept.exists():
        return KeyPool.load(kept)
    pool = KeyPool.make(signet, peers, random.Random(seed))
    pool.save(kept)
    return pool


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=",".join(PEERS), help="comma-separated; without it, all of them")
    parser.add_argument("--tokens", type=int, default=FULL_TOKENS, help="per peer and direction (%(default)s)")
    parser.add_argument("--rounds", type=int, default=FULL_ROUNDS, help="tokens per kind of mutation (%(default)s)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32), help="repeats a run")
    parser.add_argument("--signet", type=Path, default=ROOT / "build/release/bin/signet", help="the command to test")
    parser.add_argument("--all", action="store_true", help="write tests/results/interop.json")
    arguments = parser.parse_args()
    arguments.peers = arguments.peers.split(",")
    if unknown := set(arguments.peers) - set(PEERS):
        parser.error(f"no such peer: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    if not arguments.signet.exists():
        parser.error(f"{arguments.signet} is not built: cmake --build build/release --target signet_command")
    return arguments


def main():
    arguments, begun = options(), time.monotonic()
    sys.setrecursionlimit(20_000)  # peers repeat what is nested 5,000 deep
    print(f"seed {arguments.seed} (repeat with --seed {arguments.seed})", flush=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    listed, signet, signer = Listed(), Signet(arguments.signet), raw_signer()
    peers, skipped = start_peers(arguments.peers)
    if not peers:
        print("no peer could be installed")
        return 77
    progress("making keys")
    run = Run(signet, key_pool(signet.program, peers, arguments.seed), listed, arguments.seed)
    rows = []
    for peer in peers:
        for part in (
            lambda: run.peer_signs(peer, arguments.tokens),
            lambda: run.signet_signs(peer, arguments.tokens),
            lambda: run.mutations(peer, signer, arguments.rounds),
        ):
            rows.append(part())
            progress(f"{peer.name}, {rows[-1].direction}: {rows[-1].tokens()} tokens")
        peer.process.close()
    print(table(rows), *class_lines(rows), sep="\n")
    full = arguments.tokens >= FULL_TOKENS and arguments.rounds >= FULL_ROUNDS and signer.process
    stale = listed.stale({peer.name for peer in peers}) if full else []
    for one in stale:
        print(f"STALE {one}: nothing matched it")
    failed = tell_unexplained(rows) or bool(stale)
    if arguments.all:
        write_results(arguments, rows, skipped, stale)
    print(f"seed {arguments.seed}, {time.monotonic() - begun:.0f} s, {'FAILED' if failed else 'passed'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
