"""Compares an answer with what a walk expects of it: exact values, and volatile ones by named type."""

import calendar
import json
import re
import time

CLOCK_TOLERANCE = 10  # seconds between an answer and our look at the clock
LONGEST_WALK = 120  # seconds; no time in an answer lies further back
PATTERNS = {
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "rfc3339": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ",
    "request_id": r"[A-Za-z0-9._-]{1,64}",
    "base64url": r"[A-Za-z0-9_-]+",
    "refresh_token": r"sgr1_[0-9a-f]{112}",
}


class Mismatch(Exception):
    """What differs, and where; the walk ends with it."""


def same_type(expected, actual):
    """JSON tells true from 1; Python does not."""
    return type(expected) is type(actual)


def compare(expected, actual, saved, where):
    """Raises Mismatch unless `actual` is as expected; keeps in `saved` what later steps refer to."""
    if isinstance(expected, dict) and "$" in expected:
        compare_volatile(expected, actual, saved, where)
    elif not same_type(expected, actual):
        raise Mismatch(f"{where}: expected {expected!r}, got another type")
    elif isinstance(expected, dict):
        if set(expected) != set(actual):
            raise Mismatch(f"{where}: expected the members {sorted(expected)}, got {sorted(actual)}")
        for name, value in expected.items():
            compare(value, actual[name], saved, f"{where}.{name}")
    elif isinstance(expected, list):
        if len(expected) != len(actual):
            raise Mismatch(f"{where}: expected {len(expected)} elements, got {len(actual)}")
        for index, value in enumerate(expected):
            compare(value, actual[index], saved, f"{where}[{index}]")
    elif expected != actual:
        raise Mismatch(f"{where}: expected {expected!r}, got {actual!r}")


def compare_volatile(expected, actual, saved, where):
    kind = expected["$"]
    if kind == "saved":
        if actual != saved[expected["as"]]:
            raise Mismatch(f"{where}: is not the {expected['as']} of an earlier answer")
    elif kind == "seconds_from_now":
        if type(actual) is not int or abs(actual - expected["value"] - saved["now"]) > CLOCK_TOLERANCE:
            raise Mismatch(f"{where}: is not {expected['value']} seconds from now")
    elif kind == "jwt":
        compare_jwt(expected, actual, saved, where)
    elif not isinstance(actual, str) or not re.fullmatch(PATTERNS[kind], actual, re.ASCII):
        raise Mismatch(f"{where}: is not of the form {kind}")
    elif kind == "rfc3339" and not -LONGEST_WALK <= seconds_of(actual) - saved["now"] <= CLOCK_TOLERANCE:
        raise Mismatch(f"{where}: is not a time of this walk")
    if "save" in expected:
        saved[expected["save"]] = actual


def seconds_of(rfc3339):
    return calendar.timegm(time.strptime(rfc3339, "%Y-%m-%dT%H:%M:%SZ"))


def compare_jwt(expected, actual, saved, where):
    """Verifies the token by PyJWT, an implementation that shares nothing with ours."""
    import jwt  # here, since it takes 0.2 s and only some steps need it

    try:
        header = jwt.get_unverified_header(actual)
        key = next(k for k in saved[expected["keys"]]["keys"] if k["kid"] == header.get("kid"))
        verifying = jwt.PyJWK(key, algorithm=expected["header"]["alg"]).key
        claims = jwt.decode(actual, verifying, algorithms=[expected["header"]["alg"]],
                            options={"require": list(expected["claims"]), "verify_exp": False, "verify_iat": False})
    except (jwt.PyJWTError, StopIteration, ValueError, TypeError) as error:
        raise Mismatch(f"{where}: PyJWT refuses it ({type(error).__name__})") from error
    compare(expected["header"], header, saved, f"{where} header")
    compare(expected["claims"], claims, saved, f"{where} claims")


def compare_answer(step, answer, saved):
    """`answer` has `status`, `headers` (lower-case names), `body` (text) and `now` (seconds, when it came)."""
    saved["now"] = answer["now"]
    if answer["status"] != step["status"]:
        raise Mismatch(f"status: expected {step['status']}, got {answer['status']}")
    for name, value in step["headers"].items():
        if answer["headers"].get(name) != value:
            raise Mismatch(f"header {name}: expected {value!r}, got {answer['headers'].get(name)!r}")
    if "x-request-id" not in answer["headers"]:
        raise Mismatch("header x-request-id: missing")
    if step["body"] == "":
        if answer["body"] != "":
            raise Mismatch("body: expected none")
        return
    try:
        body = json.loads(answer["body"])
    except ValueError as error:
        raise Mismatch("body: is not JSON") from error
    compare(step["body"], body, saved, "body")
    if isinstance(body, dict) and "request_id" in body and body["request_id"] != answer["headers"]["x-request-id"]:
        raise Mismatch("body.request_id: is not that of the header")
    if "save" in step:
        saved[step["save"]] = body


def clock():
    return int(time.time())
