"""Drives PyJWT, as strict as its options go. It reads the wall clock only."""

import base64
import importlib.metadata
import warnings

import jwt
from lines import serve

warnings.simplefilter("ignore")
STRICT = {"enforce_minimum_key_length": True}


def key_of(request, algorithm):
    key = request["key"]
    if "jwk" in key:
        return jwt.PyJWK(key["jwk"], algorithm=None if "alg" in key["jwk"] else algorithm)
    if "pem" in key:
        return key["pem"]
    return base64.urlsafe_b64decode(key["secret_b64u"] + "==")


def about(_):
    return {
        "version": importlib.metadata.version("PyJWT"),
        "algorithms": "HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA".split(),
        "curves": ["Ed25519", "Ed448"],
        "sign_forms": ["jwk", "pem", "secret"],
        "verify_forms": ["jwk", "pem", "secret"],
        "clock": False,
    }


def sign(request):
    key = key_of(request, request["alg"])
    return {"token": jwt.encode(request["claims"], key, algorithm=request["alg"], headers=request["header"])}


def verify(request):
    options = {
        **STRICT,
        "require": request.get("require", []),
        "verify_aud": "aud" in request or not request["any_aud"],
    }
    claims = jwt.decode(
        request["token"],
        key_of(request, request["algs"][0]),
        algorithms=request["algs"],
        options=options,
        issuer=request.get("iss"),
        audience=request.get("aud"),
    )
    return {"claims": claims}


serve({"about": about, "sign": sign, "verify": verify})
