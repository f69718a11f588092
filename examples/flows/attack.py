#!/usr/bin/python3
"""Attacks flow B with a token of your choice, and shows which check stops it.

Usage: attack.py NAME --auth PORT --users PORT --key SIGNING_KEY.JWK. The auth server must run with --refresh.
Exit code 0: the attack was stopped as it should be.
"""

import argparse
import base64
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

from walk import Paint


class Servers(NamedTuple):
    """Where they are, and the key that the auth server signs with."""

    auth: str
    users: str
    key: Path


def b64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def encoded(value):
    return b64url(json.dumps(value, separators=(",", ":")).encode())


def alg_none(token, _key):
    """Keeps the old signature: with none at all the token would fail earlier, as no compact JWS of three parts."""
    _, payload, signature = token.split(".")
    return f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{payload}.{signature}"


def swapped_key(token, _key):
    """The same header and claims, signed by an RSA key of the attacker's."""
    import jwt
    from cryptography.hazmat.primitives.asymmetric import rsa

    header, payload, _ = token.split(".")
    attacker = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signature = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(f"{header}.{payload}".encode(), attacker)
    return f"{header}.{payload}.{b64url(signature)}"


def changed_letter(token, _key):
    """One letter of the e-mail address in the payload is another."""
    header, payload, signature = token.split(".")
    claims = decoded(payload)
    claims["email"] = "b" + claims["email"][1:]
    return f"{header}.{encoded(claims)}.{signature}"


def expired(token, key):
    """A genuine signature by the server's own key, over an expiry that has passed."""
    import jwt

    header, payload, _ = token.split(".")
    claims = decoded(payload)
    claims.update(iat=claims["iat"] - 7200, exp=claims["exp"] - 7200)
    private = jwt.algorithms.RSAAlgorithm.from_jwk(key.read_text())
    signing_input = f"{header}.{encoded(claims)}"
    signature = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(signing_input.encode(), private)
    return f"{signing_input}.{b64url(signature)}"


def on_users(forge):
    """Presents what `forge` makes of a good token to the user service. @return label, status and body of each answer"""

    def attempt(servers):
        tokens = log_in(servers)
        profile = f"{servers.users}/users/{decoded(tokens['access_token'].split('.')[1])['sub']}"
        return [("the good token", *ask("GET", profile, token=tokens["access_token"])),
                ("the forged one", *ask("GET", profile, token=forge(tokens["access_token"], servers.key)))]

    return attempt


def replayed_refresh(servers):
    """Presents a refresh token once more, as a thief would who read it before its owner used it."""

    def present(token):
        return ask("POST", f"{servers.auth}/auth/refresh", {"refresh_token": token})

    stolen = log_in(servers).get("refresh_token")
    if stolen is None:
        sys.exit("no refresh token came with the login: the auth server runs without --refresh")
    owner = present(stolen)
    thief = present(stolen)
    return [("the owner refreshes", *owner), ("a thief, by the replaced token", *thief),
            ("the owner, by the new one", *present(owner[1].get("refresh_token", "")))]


# name: what is tried, what the token does, the code that stops it, where the standard says so
ATTACKS = {
    "alg-none": (on_users(alg_none), "claims to need no signature at all", "algorithm_unsupported",
                 "RFC 8725 §3.2: `none` is no algorithm here; there is no enumerator for it (lib/jose, include/signet/jose/algorithm.hpp)"),
    "swapped-key": (on_users(swapped_key), "signs the same claims with a key of the attacker's", "signature_invalid",
                    "RFC 7515 §5.2 step 8: the key comes from the verifier's set, never from the token (lib/token/token_verifier.cpp)"),
    "changed-letter": (on_users(changed_letter), "changes one letter of the e-mail address", "signature_invalid",
                       "RFC 7515 §5.2 step 8: the signature covers every byte of header and payload (lib/token/token_verifier.cpp)"),
    "expired": (on_users(expired), "is genuinely signed, and past its hour", "token_expired",
                "RFC 7519 §4.1.4: refused on and after `exp` (lib/policy)"),
    "replayed-refresh": (replayed_refresh, "was good once: a refresh token that a refresh has replaced", "refresh_token_invalid",
                         "RFC 9700 §4.14.2: nobody can tell owner from thief, so the replay ends the session and all its tokens; "
                         "the owner logs in again (`decide` in lib/session/family_rules.cpp)"),
}


def ask(method, url, body=None, token=None):
    """@return status and decoded body"""
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    if body is not None:
        request.add_header("Content-Type", "application/json")
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback needs no proxy
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def log_in(servers):
    """@return the tokens of an account that is registered where needed"""
    credentials = {"email": "mallory@example.com", "password": "S3cureP@ss"}
    ask("POST", f"{servers.auth}/auth/register", credentials)
    return ask("POST", f"{servers.auth}/auth/login", credentials)[1]


def chosen():
    print("Which attack?")
    for number, (name, attack) in enumerate(ATTACKS.items(), 1):
        print(f"  {number}  {name:16} a token that {attack[1]}")
    answer = input("> ").strip()
    return list(ATTACKS)[int(answer) - 1] if answer in map(str, range(1, len(ATTACKS) + 1)) else answer


def run(name, servers, paint):
    attempt, does, code, section = ATTACKS[name]
    (label, before, _), *attacks = attempt(servers)
    stopped = before == 200 and all(status in (400, 401) and problem.get("code") == code for _, status, problem in attacks)
    print(paint("1", f"\n{name}") + f": a token that {does}")
    print(f"  {label}: {before}")
    for label, status, problem in attacks:
        print(f"  {label}: {status} {problem.get('code')} — {problem.get('detail')}")
    print(f"  {section}" if stopped else paint("31", f"  NOT STOPPED AS IT SHOULD BE: expected {code}"), flush=True)
    return stopped


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=[*ATTACKS, "ask", "all"])
    parser.add_argument("--auth", required=True)
    parser.add_argument("--users", required=True)
    parser.add_argument("--key", type=Path, required=True)
    arguments = parser.parse_args()
    name = chosen() if arguments.name == "ask" else arguments.name
    if name != "all" and name not in ATTACKS:
        print(f"there is no attack of that name; choose one of: {', '.join(ATTACKS)}", file=sys.stderr)
        return 2
    paint = Paint()
    servers = Servers(f"http://127.0.0.1:{arguments.auth}", f"http://127.0.0.1:{arguments.users}", arguments.key)
    results = [run(each, servers, paint) for each in (ATTACKS if name == "all" else [name])]
    return 0 if all(results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, EOFError):
        sys.exit(130)
