"""Makes tokens.json with PyJWT: one token for each algorithm that it has, signed by another implementation."""

import json
import pathlib

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

SECRET = bytes(range(0x40, 0x80))
CLAIMS = {"iss": "https://id.example", "sub": "zoë", "aud": ["api"], "exp": 4102444800, "n": 1.5}


def oct_key(_):
    return SECRET, {"kty": "oct", "k": jwt.utils.base64url_encode(SECRET).decode()}


rsa_pair = rsa.generate_private_key(public_exponent=65537, key_size=3072)


def rsa_key(_):
    return rsa_pair, json.loads(RSAAlgorithm.to_jwk(rsa_pair))


def ec_key(curve):
    # PyJWT 2.6 reads EC JWKs but does not write them.
    key = ec.generate_private_key(curve)
    numbers = key.private_numbers()
    size = (curve.key_size + 7) // 8
    part = lambda number: jwt.utils.base64url_encode(number.to_bytes(size, "big")).decode()
    crv = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}.get(curve.name, curve.name)
    public = numbers.public_numbers
    jwk = {"kty": "EC", "crv": crv, "x": part(public.x), "y": part(public.y), "d": part(numbers.private_value)}
    ECAlgorithm.from_jwk(json.dumps(jwk))
    return key, jwk


def okp_key(kind):
    key = kind.generate()
    return key, json.loads(OKPAlgorithm.to_jwk(key))


algorithms = [(f"{family}{bits}", make, None) for family, make in (("HS", oct_key), ("RS", rsa_key), ("PS", rsa_key))
              for bits in (256, 384, 512)]
algorithms += [("ES256", ec_key, ec.SECP256R1()), ("ES384", ec_key, ec.SECP384R1()), ("ES512", ec_key, ec.SECP521R1()),
               ("ES256K", ec_key, ec.SECP256K1()), ("EdDSA", okp_key, ed25519.Ed25519PrivateKey),
               ("EdDSA", okp_key, ed448.Ed448PrivateKey)]
cases = []
for algorithm, make, argument in algorithms:
    key, jwk = make(argument)
    jwk.pop("key_ops", None)
    jwk["alg"] = algorithm
    cases.append({"jwk": jwk, "token": jwt.encode(CLAIMS, key, algorithm, headers={"kid": "k"})})
text = json.dumps({"pyjwt": jwt.__version__, "cases": cases}, indent=1)
pathlib.Path(__file__).with_name("tokens.json").write_text(text + "\n")
