"""Drives joserfc: its jwt module and its registry of claims."""

import base64
import importlib.metadata
import warnings

from joserfc import jwk, jwt
from lines import serve

warnings.simplefilter("ignore")
KEY_TYPES = {"H": "oct", "R": "RSA", "P": "RSA", "E": "EC"}
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "ES256K": "secp256k1", "EdDSA": "Ed25519"}


def type_of(algorithm):
    return "OKP" if algorithm.startswith("Ed") else KEY_TYPES[algorithm[0]]


def key_of(request, algorithm):
    key = request["key"]
    if "jwk" in key:
        return jwk.import_key(key["jwk"])
    if "pem" in key:
        return jwk.import_key(key["pem"], type_of(algorithm))
    return jwk.OctKey.import_key(base64.urlsafe_b64decode(key["secret_b64u"] + "=="))


def about(_):
    return {
        "version": importlib.metadata.version("joserfc"),
        "algorithms": "HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA "
        "Ed25519 Ed448".split(),
        "curves": ["Ed25519", "Ed448"],
        "sign_forms": ["jwk", "pem", "secret"],
        "verify_forms": ["jwk", "pem", "secret"],
        "clock": True,
        "generate": "HS512 RS256 ES256 ES384 ES512 ES256K Ed25519 Ed448".split(),
    }


def generate(request):
    algorithm = request["alg"]
    key_type = type_of(algorithm)
    size = {"oct": 512, "RSA": 2048}.get(key_type) or CURVES.get(algorithm, algorithm)
    key = jwk.generate_key(key_type, size)
    if key_type == "oct":
        return {"secret_b64u": key.as_dict()["k"]}
    made = {}
    for part, private in (("private", True), ("public", False)):
        made[part] = {"jwk": key.as_dict(private=private), "pem": key.as_pem(private=private).decode()}
    return made


def sign(request):
    header = {"alg": request["alg"], **request["header"]}
    key = key_of(request, request["alg"])
    return {"token": jwt.encode(header, request["claims"], key, algorithms=[request["alg"]])}


def verify(request):
    token = jwt.decode(request["token"], key_of(request, request["algs"][0]), algorithms=request["algs"])
    rules = {name: {"essential": True} for name in request.get("require", [])}
    for name in ("iss", "aud"):
        if name in request:
            rules[name] = {"essential": True, "value": request[name]}
    jwt.JWTClaimsRegistry(now=request["now"], leeway=0, **rules).validate(token.claims)
    return {"claims": token.claims}


serve({"about": about, "generate": generate, "sign": sign, "verify": verify})
