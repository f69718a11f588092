#!/usr/bin/python3
"""Attacks the user service with a token of your choice, and shows which check stops it.

Usage: attack.py NAME --auth PORT --users PORT --key SIGNING_KEY.JWK. Exit code 0: the attack was stopped as it should be.
"""

import argparse
import base64
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

from walk import Paint


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


# name: what makes the token, what it does, the code that stops it, where the standard says so
ATTACKS = {
    "alg-none": (alg_none, "claims to need no signature at all", "algorithm_unsupported",
                 "RFC 8725 §3.2: `none` is no algorithm here; there is no enumerator for it (lib/jose, include/signet/jose/algorithm.hpp)"),
    "swapped-key": (swapped_key, "signs the same claims with a key of the attacker's", "signature_invalid",
                    "RFC 7515 §5.2 step 8: the key comes from the verifier's set, never from the token (lib/token/token_verifier.cpp)"),
    "changed-letter": (changed_letter, "changes one letter of the e-mail address", "signature_invalid",
                       "RFC 7515 §5.2 step 8: the signature covers every byte of header and payload (lib/token/token_verifier.cpp)"),
    "expired": (expired, "is genuinely signed, and past its hour", "token_expired",
                "RFC 7519 §4.1.4: refused on and after `exp` (lib/policy)"),
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


def good_token(auth):
    """@return a new account's id and token"""
    credentials = {"email": "mallory@example.com", "password": "S3cureP@ss"}
    ask("POST", f"{auth}/auth/register", credentials)
    token = ask("POST", f"{auth}/auth/login", credentials)[1]["access_token"]
    return decoded(token.split(".")[1])["sub"], token


def chosen():
    print("Which attack?")
    for number, (name, attack) in enumerate(ATTACKS.items(), 1):
        print(f"  {number}  {name:15} a token that {attack[1]}")
    answer = input("> ").strip()
    return list(ATTACKS)[int(answer) - 1] if answer in map(str, range(1, len(ATTACKS) + 1)) else answer


def run(name, arguments, paint):
    make, does, code, section = ATTACKS[name]
    auth, users = f"http://127.0.0.1:{arguments.auth}", f"http://127.0.0.1:{arguments.users}"
    subject, token = good_token(auth)
    before, _ = ask("GET", f"{users}/users/{subject}", token=token)
    status, problem = ask("GET", f"{users}/users/{subject}", token=make(token, arguments.key))
    stopped = before == 200 and status == 401 and problem.get("code") == code
    print(paint("1", f"\n{name}") + f": a token that {does}")
    print(f"  the good token: {before}")
    print(f"  the forged one: {status} {problem.get('code')} — {problem.get('detail')}")
    print(f"  {section}" if stopped else paint("31", f"  NOT STOPPED AS IT SHOULD BE: expected 401 {code}"), flush=True)
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
    results = [run(each, arguments, paint) for each in (ATTACKS if name == "all" else [name])]
    return 0 if all(results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, EOFError):
        sys.exit(130)
