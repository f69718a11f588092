"""Writes the seeds of the fuzz targets from the test vectors, by Python's own hmac and json; run it by hand.

Inputs that a fuzzer found stand in the same folders under other names; nothing here removes a file.
"""

import base64
import hashlib
import hmac
import json
import struct
from pathlib import Path

HERE = Path(__file__).parent
TESTS = HERE.parent
RFC = TESTS / "vectors/rfc7515-7517-7638"
COOKBOOK = TESTS / "vectors/rfc7520-cookbook"
KEYS = TESTS / "unit/jose/keys"
KEY = json.loads((RFC / "rfc7515_A.1.jwk").read_text())["k"]
SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
NOON = 1700000000


def b64u(data):
    return base64.urlsafe_b64encode(data.encode() if isinstance(data, str) else data).rstrip(b"=").decode()


def unb64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def mac(text, key=KEY):
    return b64u(hmac.new(unb64u(key), text.encode(), hashlib.sha256).digest())


def compact(header, payload, key=KEY):
    text = b64u(header) + "." + b64u(payload)
    return text + "." + mac(text, key)


def write(target, seeds):
    folder = HERE / "seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in seeds.items():
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def dumped(value):
    return json.dumps(value, separators=(",", ":"))


def texts(folder, pattern):
    return {path.name: path.read_bytes().strip() for path in sorted(folder.glob(pattern))}


HEADERS = {
    "plain": '{"alg":"HS256"}',
    "typ": '{"typ":"JWT","alg":"HS256","cty":"x"}',
    "access": '{"typ":"application/at+jwt","alg":"HS256"}',
    "escaped": r'{"\u0061lg":"HS\u0032\u00356","typ":"\ud83d\ude00"}',
    "kid": '{"alg":"HS256","kid":"1"}',
    "crit": '{"alg":"HS256","crit":["exp"],"exp":1}',
    "b64": '{"alg":"HS256","b64":false,"crit":["b64"]}',
    "none": '{"alg":"none"}',
    "jwk": '{"alg":"HS256","jwk":{"kty":"oct","k":"AA"},"jku":"https://x.example","x5c":["AA"]}',
}
CLAIMS = {
    "all": dumped({"iss": "https://id.example", "sub": "ann", "aud": "api", "exp": NOON + 600, "nbf": NOON,
                   "iat": NOON, "jti": "1", "role": "admin", "roles": ["a", "b"], "scope": "read write", "n": 7,
                   "admin": True, "cnf": {"jkt": "x"}, "nonce": "n", "at_hash": "h"}),
    "audiences": '{"aud":["web","api"],"exp":1700000001,"role":"guest"}',
    "fractions": '{"exp":1700000000.0000001,"nbf":1.7e9,"iat":17E8,"aud":[]}',
    "boundary": '{"exp":1700000000,"aud":"api"}',
    "far": '{"exp":253402300799,"nbf":0,"iat":-0,"aud":"api"}',
    "huge": '{"exp":1e400,"n":9223372036854775808}',
    "wrong_types": '{"iss":1,"sub":null,"aud":{},"exp":"1700000600","jti":[]}',
    "mixed_audience": '{"aud":["api",1],"exp":1700000600}',
    "one_kind": '{"aud":{"api":1},"exp":1700000600}',
    "escaped": r'{"\u0061ud":"\u0061pi","exp":1700000600,"a\u0000b":"\ud800\udc00"}',
    "empty": "{}",
    "no_object": "[1]",
}


def tokens():
    seeds = {f"{name}.jws": compact(header, CLAIMS["all"]) for name, header in HEADERS.items()}
    seeds |= {f"claims_{name}.jws": compact(HEADERS["plain"], claims) for name, claims in CLAIMS.items()}
    seeds["five_parts.jwe"] = "e30.AA.AA.AA.AA"
    text = b64u(HEADERS["b64"]) + ".$02"
    seeds["unencoded.jws"] = text + "." + mac(text)
    # RFC 8037 A.4.
    seeds["rfc8037_A.4.jwsc"] = (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhij"
        "cNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
    return seeds | texts(RFC, "*.jwsc")


def signed_tokens():
    seeds = {f"header_{name}": f"{header}\n{CLAIMS['all']}" for name, header in HEADERS.items()}
    return seeds | {f"claims_{name}": f"{HEADERS['plain']}\n{claims}" for name, claims in CLAIMS.items()}


def json_jws():
    def part(text, payload, **more):
        return {"protected": b64u(text), "signature": mac(b64u(text) + "." + payload), **more}

    payload = b64u(CLAIMS["all"])
    good = part(HEADERS["plain"], payload)
    unprotected = {"header": {"alg": "HS256", "x": 1}, "signature": mac("." + payload)}
    seeds = {
        "flattened": {"payload": payload, **good},
        "unprotected": {"payload": payload, **unprotected},
        "crit": {"payload": payload, **part('{"alg":"HS256","crit":["x"],"x":1}', payload, header={"kid": "a"})},
        "detached": part(HEADERS["plain"], b64u("a payload from elsewhere")),
        "unencoded": {"payload": "$.02", **part(HEADERS["b64"], "$.02")},
        "foreign_first": {"payload": "$.02", "signatures": [part('{"alg":"XX"}', "$.02"), part(HEADERS["b64"], "$.02")]},
        "beyond_double": {"payload": "$.02", **part('{"alg":"HS256","b64":false,"crit":["b64"],"x":1e999}', "$.02")},
        "general": {"payload": payload, "signatures": [good, part(HEADERS["typ"], payload), unprotected]},
        "any_of": {"payload": payload, "signatures": [{**good, "signature": "AA"}, good]},
        "nine": {"payload": payload, "signatures": [good] * 9},
        "two_forms": {"payload": payload, "signatures": [good], **good},
        "empty_list": {"payload": payload, "signatures": []},
        "ciphertext": {"ciphertext": "AA", "protected": "e30"},
    }
    return {f"{name}.json": dumped(value) for name, value in seeds.items()} | texts(RFC, "*.jwsg") | texts(RFC, "*.jwsf")


def sign_jws():
    members = '{"typ":"JWT","exp":1,"x":{"a":[1]}}'
    rows = {"compact": (0, members, ""), "flattened": (1, members, '{"kid":"1"}'), "general": (2, "", "{}"),
            "general_two": (3, members, '{"u":1}'), "detached": (4, "", ""), "unencoded": (8, members, ""),
            "unencoded_flattened": (9, "", ""), "detached_unencoded": (12, members, ""), "crit": (16, members, ""),
            "crit_unencoded": (27, members, '{"kid":"1"}'), "reserved": (0, '{"alg":"none","b64":false}', "")}
    return {name: bytes([form]) + f"{protected}\n{unprotected}\n$02 and more".encode()
            for name, (form, protected, unprotected) in rows.items()}


def jwks_of(*keys):
    return dumped({"keys": keys})


def jwks():
    ec = json.loads((RFC / "rfc7515_A.3.jwk").read_text())
    okp = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    hmac_key = {"kty": "oct", "k": KEY}
    return texts(RFC, "*.jwkset") | {
        "mixed.json": jwks_of(ec, okp, hmac_key, {"kty": "x"}, 1, {**okp, "kid": "a"}, {**okp, "kid": "a"}),
        "uses.json": jwks_of({**okp, "use": "sig", "alg": "EdDSA"}, {**okp, "use": "enc"}, {**ec, "key_ops": ["sign"]}),
        "exposed.json": jwks_of({**okp, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "kid": "d"}, ec, hmac_key),
        "empty.json": jwks_of(),
        "no_array.json": '{"keys":{}}',
        "twice.json": '{"keys":[],"keys":[]}',
        "nested_twice.json": '{"keys":[{"kty":"oct","kty":"oct"}]}',
    }


def jwks_one_by_one():
    found = texts(RFC, "*.jwk")
    tokens = json.loads((TESTS / "vectors/pyjwt/tokens.json").read_text())["cases"]
    kept = {case["jwk"]["alg"]: case["jwk"] for case in tokens if case["jwk"]["kty"] != "RSA"}
    return found | {f"pyjwt_{alg}.json": dumped(jwk) for alg, jwk in kept.items()}


def edits(jwk):
    """One key with members that change what it may be used for, or whether it is one."""
    changes = {"sig": {"use": "sig", "key_ops": ["verify", "sign"]}, "enc": {"use": "enc"}, "kid": {"kid": "\u00e9"},
               "alg": {"alg": "Ed25519"}, "other_alg": {"alg": "RS256"}, "kid_number": {"kid": 1},
               "ops_twice": {"key_ops": ["sign", "sign"]}, "x5c": {"x5c": ["AA"], "x5t": "AA"},
               "crv": {"crv": "X25519"}, "low_order": {"x": "A" * 43}, "short": {"x": "AA"}}
    return {f"{name}.json": dumped({**jwk, **change}) for name, change in changes.items()}


OKP = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
OKP_PRIVATE = {**OKP, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}


def ders():
    seeds = {}
    for path in sorted(KEYS.glob("*.p*.pem")):
        text = path.read_text()
        if "Proc-Type" in text or "OPENSSH" in text:
            continue
        body = "".join(line for line in text.splitlines() if line and not line.startswith("-----"))
        seeds[path.name.replace(".pem", ".der")] = base64.b64decode(body)
    return {name: der for name, der in seeds.items() if "certificate" not in name}


def certificates():
    seeds = {}
    for path in sorted(KEYS.glob("certificate*.pem")):
        text = path.read_text()
        seeds[path.name] = text
        body = "".join(line for line in text.splitlines() if line and not line.startswith("-----"))
        seeds[path.name.replace(".pem", ".der")] = base64.b64decode(body)
    return seeds


def ed25519():
    rfc8032 = json.loads((TESTS / "vectors/rfc-misc/rfc8032_ed25519.json").read_text())
    seeds = {}
    for case in rfc8032:
        name = case["name"].lower().translate({ord(" "): "_", ord("("): "_", ord(")"): None})
        if name != "test_1024":
            seeds[name] = bytes.fromhex(case["public_key"] + case["signature"] + case["message"])
    neutral, zero = bytes([1]) + bytes(31), bytes(32)
    order = (2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little")
    neutral_from_p = (2**255 - 18).to_bytes(32, "little")
    return seeds | {"unchanged": bytes(96) + b"message", "no_message": bytes(96), "too_short": bytes(95),
                    "neutral": neutral + neutral + zero, "neutral_order": neutral + neutral + order,
                    "neutral_r_from_p": neutral + neutral_from_p + zero,
                    "neutral_key_from_p": neutral_from_p + neutral + zero,
                    "last_bit_of_s": bytes(95) + bytes([0x80]) + b"message"}


def batch():
    jwk = {"kty": "oct", "alg": "HS256", "kid": "k1", "k": SECRET}
    token = compact('{"alg":"HS256","kid":"k1"}', CLAIMS["all"], SECRET)
    verify = {"op": "verify", "token": token, "now": NOON, "aud": "api", "iss": ["https://id.example"]}
    flattened = {"payload": b64u("$"), "protected": b64u('{"alg":"HS256"}')}
    flattened["signature"] = mac(flattened["protected"] + "." + flattened["payload"], SECRET)
    pem = (KEYS / "p256.private.pem").read_text()
    phc = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b4dWRWJTmaaJObG"
    requests = {
        "verify": {**verify, "key": jwk},
        "verify_set": {**verify, "key": {"keys": [jwk]}, "algorithms": ["HS256"], "leeway": 5, "require": ["exp"],
                       "max_age": 60, "sub": "ann", "typ": "JWT", "allow_no_exp": True, "allow_any_aud": True},
        "verify_secret": {**verify, "key": {"secret_b64u": SECRET}},
        "verify_pem": {**verify, "key": {"pem": pem}, "algorithms": ["ES256"], "crit": ["x"]},
        "verify_jws": {"op": "verify_jws", "token": token, "key": jwk},
        "verify_json": {"op": "verify_jws", "token": dumped(flattened), "key": jwk},
        "sign": {"op": "sign", "header": {"typ": "JWT"}, "payload_b64u": b64u("{}"), "key": jwk, "alg": "HS256"},
        "sign_okp": {"op": "sign", "header": {}, "payload_b64u": "AA", "key": OKP_PRIVATE, "alg": "EdDSA"},
        "sign_pem": {"op": "sign", "header": {"kid": "1"}, "payload_b64u": "AA", "key": {"pem": pem}, "alg": "ES256"},
        "jwk_import": {"op": "jwk_import", "key": OKP_PRIVATE},
        "jwk_thumbprint": {"op": "jwk_thumbprint", "key": jwk},
        "jwks_import": {"op": "jwks_import", "key": {"keys": [OKP, jwk, 1]}},
        "b64u_decode": {"op": "b64u_decode", "text": "_-8"},
        "json_scan": {"op": "json_scan", "text_b64u": b64u(CLAIMS["escaped"])},
        "needs_rehash": {"op": "needs_rehash", "stored": phc},
        "bcrypt": {"op": "needs_rehash", "stored": "$2b$12$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"},
        "unknown": {"op": "verify", "other": 1},
    }
    lines = {name: dumped({"id": number, **request}) for number, (name, request) in enumerate(requests.items())}
    lines["several"] = "\n".join(lines[name] for name in ("jwk_import", "b64u_decode", "unknown")) + "\n\n{}\n"
    lines["malformed"] = '{"id":1,"op":"verify"\n{"id":"\\ud800","op":"x"}\n[1]\n\x00\n\xff\n"\n'.encode("latin-1")
    lines["ids"] = '{"id":{"a":[1, 2]},"op":"b64u_decode","text":""}\r\n{"id":1e999,"op":"b64u_decode","text":"A"}\n'
    return lines


def refresh_token(key=b"the key that mints, 32 bytes long"):
    """As include/signet/session/refresh_token.hpp tells."""
    key_id = hmac.new(key, b"signet refresh token key id", hashlib.sha256).digest()[:4]
    body = key_id + bytes(range(16)) + struct.pack(">I", 7)
    return "sgr1_" + (body + hmac.new(key, b"signet refresh token sgr1" + body, hashlib.sha256).digest()).hex()


def refresh_tokens():
    token = refresh_token()
    return {"good": token, "upper": token.upper(), "spoiled": token[:-1] + ("0" if token[-1] != "0" else "1"),
            "other_key": refresh_token(b"another key, also of thirty-two by"), "short": token[:60]}


def base64urls():
    texts = ["", "A", "AA", "AB", "AAA", "AAB", "AAAA", "AAA=", "_-_-", "+/", "AA A", "SGVsbG8sIHdvcmxkIQ",
             "A" * 64, "-" * 200, "AAAAA", "AAAA\n", "A\x00AA", "z" * 33 + "!"]
    return {f"text_{i:02}": text for i, text in enumerate(texts)}


def objects():
    seeds = {f"claims_{name}.json": text for name, text in CLAIMS.items()}
    seeds |= {f"header_{name}.json": text for name, text in HEADERS.items()}
    numbers = "0 -0 1.5 1e2 -1E-2 9223372036854775807 -9223372036854775808 9223372036854775808 1e400 0.1e+1".split()
    return seeds | {
        "numbers.json": "{" + ",".join(f'"{i}":{number}' for i, number in enumerate(numbers)) + "}",
        "repeated.json": '{"a":1,"\\u0061":2}',
        "repeated_nested.json": '{"a":[{"b":{"c":1,"c":2}}]}',
        "repeated_escaped.json": r'{"a":{"long name\u0062":1,"long n\u0061meb":2,"long namec":3}}',
        "alike.json": r'{"a":[{"long name\u0062":1,"long nameB":2,"long name":3,"long name\u0000":4}]}',
        "depth_16.json": '{"a":' + "[" * 15 + "]" * 15 + "}",
        "depth_17.json": '{"a":' + "[" * 16 + "]" * 16 + "}",
        "members_256.json": "{" + ",".join(f'"{i}":0' for i in range(256)) + "}",
        "members_257.json": "{" + ",".join(f'"{i}":0' for i in range(257)) + "}",
        "strings.json": r'{"s":"\"\\\/\b\f\n\r\t\u0000\u00e9\ud83d\ude00 é😀","":"","l":"' + "x" * 300 + '"}',
        "space.json": ' \t\r\n{ "a" : [ 1 , "\\u0041" , { } , [ ] , null ] , "b" : { "c" : true } } \n',
    }


def p256():
    n = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    p = 2**256 - 2**224 + 2**192 + 2**96 - 1
    rows = {"zeros": (0, 0, 0, 0), "ones": (2**256 - 1,) * 4, "key_of_generator": (1, 2, 3, 4),
            "opposite_key": (n - 1, 5, 6, 7), "hash_is_n": (9, n, n - 1, 1), "r_is_p_less_n": (8, 1, p - n, 1),
            "r_and_s_are_n": (7, 2**255, n, n), "r_is_small": (2**200 + 7, 2**31, 5, n - 5)}
    return {name: b"".join(number.to_bytes(32, "big") for number in row) for name, row in rows.items()}


def password_strings():
    """One of each form and version; the tags are of no password."""
    blank = "$AAAAAAAAAAAAAAAAAAAAAA$" + "A" * 43
    mcf = "/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"
    return {
        "argon2id": "$argon2id$v=19$m=64,t=1,p=1" + blank,
        "argon2id_dear": "$argon2id$v=19$m=4294967295,t=4294967295,p=16777216" + blank,
        "argon2id_two_lanes": "$argon2id$v=19$m=16,t=2,p=2$AAAAAAAAAAA$" + "A" * 86,
        "argon2i_16": "$argon2i$v=16$m=64,t=1,p=1" + blank,
        "argon2i_unmarked": "$argon2i$m=64,t=1,p=1" + blank,
        "argon2d": "$argon2d$v=19$m=64,t=1,p=1" + blank,
        "bcrypt_2b": "$2b$04$" + mcf,
        "bcrypt_2a": "$2a$05$" + mcf,
        "bcrypt_2y": "$2y$31$" + mcf,
        "bcrypt_2x": "$2x$04$" + mcf,
        "pbkdf2": "$pbkdf2-sha256$i=1000" + blank,
        "pbkdf2_length": "$pbkdf2-sha256$i=1000,l=32" + blank,
        "scrypt": "$scrypt$ln=4,r=8,p=1" + blank,
        "scrypt_dear": "$scrypt$ln=63,r=8,p=134217727" + blank,
        "yescrypt": "$y$j//$LdJMENpBABJJ3hIHjB1B$U8a2MaK.yesqWySK8Owk6PWeWmp/XuagMbpP45q1/q1",
        "yescrypt_long_r": "$y$j/z.....$LdJMENpBABJJ3hIHjB1B$" + "." * 43,
        "yescrypt_parallel": "$y$jD5.7$LdJMENpBABJJ3hIHjB1Bi.$HboGM6qPrsK.StKYGt6KErmUYtioHreJd98oIugoNB6",
        "sha512crypt": "$6$salt$hash",
        "locked": "*0",
    }


def process_limits():
    """The files that process_limits_fuzz.cpp names, in its order."""
    meminfo = "MemFree: 1 kB\nMemTotal:        4194304 kB\n"
    v1 = "12:memory:/a\n4:cpu,cpuacct:/a\n1:name=systemd:/x\n"
    rows = {
        "nothing": [],
        "machine": ["", meminfo],
        "v2": ["0::/a\n", meminfo, "max 100000\n", "max\n", "150000 100000\n", "536870912\n"],
        "v2_root": ["0::/\n", meminfo, "200000 50000\n", "1073741824\n"],
        "v1": [v1, meminfo, "", "", "", "", "", "70000\n", "100000\n", "-1\n", "9223372036854771712\n"],
        "both": ["4:cpu:/a\n0::/b\n", meminfo, "", "", "", "", "200000 100000\n", "300000\n", "100000\n"],
        "damaged": ["no colons\n:\n::\n0::\n0::..\n", "MemTotal:\n", "-5 x\n", "x"],
        "no_memory": ["0::/\n", meminfo, "", "0.5\n"],
        "underflow": ["0::/\n", "", "1e-300 1e300\n"],
        "overflow": ["0::/\n", "", "1e300 1e-300\n", "8.9e18\n"],
    }
    return {name: "\0".join(parts) for name, parts in rows.items()}


def requests():
    """What one connection may send; targets of engines echo what they were asked."""

    def request(line, *fields, body="", version="1.1"):
        return "\r\n".join([f"{line} HTTP/{version}", "Host: a", *fields, "", body])

    get, chunked = request("GET /"), "Transfer-Encoding: chunked"
    return {
        "get": request("GET /", "Authorization: Bearer eyJh.e30.AA"),
        "pipelined": get + request("POST /x?a=b", "Content-Length: 5", body="hello") + request("HEAD /"),
        "chunked": request("POST /x", chunked, body="5;e=1\r\nhello\r\n0\r\nT: u\r\n\r\n") + get,
        "expect": request("POST /x", "Expect: 100-continue", "Content-Length: 2", body="ok"),
        "both_lengths": request("POST /x", "Content-Length: 5", chunked, body="0\r\n\r\n") + get,
        "too_large": request("POST /x", "Content-Length: 65", body="x" * 65),
        "close": request("GET /", "Connection: close") + get,
        "old": request("GET /", version="1.0") + get,
        "bare_lf": get.replace("\r", ""),
        "two_credentials": request("GET /", "Authorization: a", "Authorization: b") + get,
        "forwarded": request("GET /", "X-Forwarded-For: 192.0.2.1, x") + request("GET /no", "X-Forwarded-For: 192.0.2.1"),
        "half": get + request("POST /x", "Content-Length: 9", body="half"),
    }


def single_requests():
    """One request each: what two readers could find different things in."""

    def request(line, *fields, body=""):
        return "\r\n".join([f"{line} HTTP/1.1", "Host: a", *fields, "", body])

    chunked = "Transfer-Encoding: chunked"
    return {
        "repeated": request("GET /", "X: b", "x: a", "A:", "REMOTE_ADDR: 192.0.2.1"),
        "percent": request("GET /%2e/%00?a=%41", "X: %41%u0041%zz"),
        "two_questions": request("GET /a?b?c"),
        "no_query": request("GET /a?"),
        "strange_method": request("BREW /"),
        "range": request("GET /", "Range: bytes=0-1"),
        "bad_range": request("GET /", "Range: x"),
        "extensions": request("PUT /", chunked, body="5;e=1\r\nhello\r\n00\r\n\r\n"),
        "trailers": request("PUT /", chunked, body="1\r\na\r\n0\r\nT: u\r\n\r\n"),
        "get_body": request("GET /", "Content-Length: 2", body="ok"),
        "delete_chunked": request("DELETE /", chunked, body="1\r\na\r\n0\r\n\r\n"),
        "form": request("POST /", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 7", body="a=b&c=d"),
        "parts": request("POST /", "Content-Type: multipart/form-data; boundary=b", "Content-Length: 1", body="a"),
        "encoded": request("POST /", "Content-Encoding: gzip", "Content-Length: 1", body="a"),
        "without_length": request("POST /"),
    }


write("base64url", base64urls())
write("json_scanner", objects())
write("compact_jws", tokens())
write("signed_token", signed_tokens())
write("sign_jws", sign_jws())
write("json_jws", json_jws())
write("jwk", jwks_one_by_one() | edits(OKP))
write("private_jwk", jwks_one_by_one() | edits(OKP_PRIVATE))
write("jwks", jwks())
write("pem", {"none.pem": "no block\n", "two.pem": (KEYS / "ed25519.public.pem").read_text() * 2})
write("der", ders())
write("certificate", certificates())
write("ed25519", ed25519())
write("p256", p256())
write("batch", batch())
write("refresh_token", refresh_tokens())
write("password_string", password_strings())
write("process_limits", process_limits())
write("http_engines", requests())
write("http_readers", single_requests())
