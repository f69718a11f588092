"""Makes tokens.json with PyJWT: one key and one token for each algorithm, signed by another implementation."""

import json
import pathlib

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

SECRET = bytes(range(0x40, 0x80))
CLAIMS = {"iss": "https://id.example", "sub": "zoë", "aud": ["api"], "exp": 4102444800, "n": 1.5}

rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
ec_key = ec.generate_private_key(ec.SECP256R1())
okp_key = ed25519.Ed25519PrivateKey.generate()


def ec_jwk(key):
    # PyJWT 2.6 reads EC JWKs but does not write them.
    numbers = key.private_numbers()
    part = lambda number: jwt.utils.base64url_encode(number.to_bytes(32, "big")).decode()
    public = numbers.public_numbers
    jwk = {"kty": "EC", "crv": "P-256", "x": part(public.x), "y": part(public.y), "d": part(numbers.private_value)}
    ECAlgorithm.from_jwk(json.dumps(jwk))
    return jwk


keys = {
    "HS256": (SECRET, {"kty": "oct", "k": jwt.utils.base64url_encode(SECRET).decode()}),
    "RS256": (rsa_key, json.loads(RSAAlgorithm.to_jwk(rsa_key))),
    "ES256": (ec_key, ec_jwk(ec_key)),
    "EdDSA": (okp_key, json.loads(OKPAlgorithm.to_jwk(okp_key))),
}
cases = []
for algorithm, (key, jwk) in keys.items():
    jwk.pop("key_ops", None)
    cases.append({"alg": algorithm, "jwk": jwk, "token": jwt.encode(CLAIMS, key, algorithm, headers={"kid": "k"})})
text = json.dumps({"pyjwt": jwt.__version__, "cases": cases}, indent=1)
pathlib.Path(__file__).with_name("tokens.json").write_text(text + "\n")
