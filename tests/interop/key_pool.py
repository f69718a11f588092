"""The keys of one run: made by `signet keygen` and by the peers, in the forms that requests carry."""

import json
import subprocess
from dataclasses import dataclass, field

from der_keys import b64u, pems_of, public_jwk, un_b64u

EC_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "ES256K": "secp256k1"}
GENERATED = ("RS256", "ES256", "ES384", "ES512", "ES256K", "Ed25519", "Ed448")
HASH_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}


@dataclass
class Key:
    kind: str  # "oct", "RSA" or the curve
    origin: str
    private: dict = field(default_factory=dict)  # "jwk" and "pem", or "pem" alone
    public: dict = field(default_factory=dict)
    secret: str = ""  # base64url

    def forms(self):
        return ["jwk", "secret"] if self.kind == "oct" else list(self.public)

    def given(self, form, *, private=False, **members):
        """The key as a request carries it; `members` go into a JWK."""
        if form == "secret":
            return {"secret_b64u": self.secret}
        if self.kind == "oct":
            return {"jwk": {"kty": "oct", "k": self.secret, **members}}
        text = (self.private if private else self.public)[form]
        return {"pem": text} if form == "pem" else {"jwk": {**text, **members}}


def for_signet(key):
    """A key in the form that `signet batch` reads: a JWK stands for itself."""
    return key.get("jwk", key)


def kind_of(algorithm, curve=None):
    if algorithm in EC_CURVES:
        return EC_CURVES[algorithm]
    if algorithm.startswith("Ed"):
        return curve or ("Ed25519" if algorithm == "EdDSA" else algorithm)
    return "oct" if algorithm.startswith("HS") else "RSA"


def bare(jwk):
    return {name: value for name, value in jwk.items() if name in set("kty crv n e x y k d p q dp dq qi".split())}


class KeyPool:
    def __init__(self, keys):
        self.keys = keys

    def fitting(self, algorithm, curve=None):
        """Keys of the algorithm's type; of HMAC secrets those that are long enough (RFC 7518 s3.2)."""
        kind = kind_of(algorithm, curve)
        least = HASH_BYTES.get(algorithm, 0)
        return [key for key in self.keys if key.kind == kind and (kind != "oct" or len(un_b64u(key.secret)) >= least)]

    def save(self, path):
        path.write_text(json.dumps([vars(key) for key in self.keys], indent=1))

    @classmethod
    def load(cls, path):
        return cls([Key(**members) for members in json.loads(path.read_text())])

    @classmethod
    def make(cls, signet, peers, rng):
        keys = [secret_key(rng, size) for size in (32, 33, 48, 64, 64, 65, 100, 128)]
        for algorithm in GENERATED:
            keys += [by_signet(signet, algorithm), by_signet(signet, algorithm)]
            keys += [key for peer in peers if (key := by_peer(peer, algorithm))]
        keys += [by_signet(signet, algorithm) for algorithm in HASH_BYTES]
        keys += [key for peer in peers for algorithm in HASH_BYTES if (key := by_peer(peer, algorithm))]
        return cls(keys)


def secret_key(rng, size):
    return Key("oct", "conductor", secret=b64u(rng.randbytes(size)))


def of_private_jwk(origin, jwk):
    if jwk["kty"] == "oct":
        return Key("oct", origin, secret=jwk["k"])
    private, public = pems_of(jwk)
    key = Key(jwk.get("crv", "RSA"), origin, {"jwk": bare(jwk), "pem": private})
    key.public = {"jwk": public_jwk(bare(jwk)), "pem": public}
    return key


def by_signet(signet, algorithm):
    command = [signet, "keygen", "--alg", algorithm]
    return of_private_jwk("signet", json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def by_peer(peer, algorithm):
    """None where the peer makes no such key: some make none at all."""
    if "generate" not in peer.about or algorithm not in peer.about["generate"]:
        return None
    made = peer.ask("generate", alg=algorithm)
    if not made["ok"]:
        raise RuntimeError(f"{peer.name} makes no {algorithm} key: {made['error']}")
    if "secret_b64u" in made:
        return Key("oct", peer.name, secret=made["secret_b64u"])
    public = {form: bare(text) if form == "jwk" else text for form, text in made["public"].items()}
    private = {form: bare(text) if form == "jwk" else text for form, text in made["private"].items()}
    return Key(kind_of(algorithm), peer.name, private, public)
