"""Mutated tokens: each kind is one deviation from a token that both sides accept, its signature made anew or not."""

import hmac
import json

from der_keys import b64u, un_b64u
from key_pool import EC_CURVES, HASH_BYTES, Key
from mutation_tables import CLAIMS, CLAIMS_NEAR_NOW, HEADERS, PAYLOADS
from random_tokens import Case

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ISSUER, AUDIENCE = "https://id.example", "api"
CLAIM_SET = {"iss": ISSUER, "aud": AUDIENCE, "sub": "zoë", "exp": 4102444800, "iat": 1600000000}


class Signer:
    """Signatures over any bytes: HMAC here, the rest by node:crypto where there is node."""

    def __init__(self, process):
        self.process = process

    def sign(self, algorithm, key, data, **unusual):
        if algorithm in HASH_BYTES:
            return hmac.digest(un_b64u(key.secret), data, f"sha{algorithm[2:]}")
        answer = self.process.ask("sign", alg=algorithm, pem=key.private["pem"], input_b64u=b64u(data), **unusual)
        if not answer["ok"]:
            raise RuntimeError(f"the raw signer: {answer['error']}")
        return un_b64u(answer["signature_b64u"])

    def weak_rsa(self, bits):
        made = self.process.ask("weak_rsa", bits=bits)
        return Key("RSA", "node:crypto", made["private"], made["public"])


class Maker:
    """Makes one mutated token at a time, for one peer and one algorithm."""

    def __init__(self, rng, pool, signer, peer, algorithm, curve=None):
        self.rng, self.pool, self.signer, self.peer = rng, pool, signer, peer
        self.algorithm, self.curve = algorithm, curve
        self.key = rng.choice(peer.verifiable(pool.fitting(algorithm, curve)))
        self.header = {"alg": algorithm, "typ": "JWT"}

    def other_key(self):
        return next(key for key in self.pool.fitting(self.algorithm, self.curve) if key is not self.key)

    def header_text(self):
        return json.dumps(self.header, separators=(",", ":")).encode()

    def claims_text(self, **changed):
        return json.dumps({**CLAIM_SET, **changed}, ensure_ascii=False, separators=(",", ":")).encode()

    def signed(self, header=None, payload=None, **unusual):
        """`(header, payload, signature)` as texts of a token whose signature holds, unless `unusual` spoils it."""
        header = b64u(self.header_text() if header is None else header)
        payload = b64u(self.claims_text() if payload is None else payload)
        return header, payload, b64u(self.signature(f"{header}.{payload}", **unusual))

    def signature(self, signing_input, algorithm=None, key=None, **unusual):
        return self.signer.sign(algorithm or self.algorithm, key or self.key, signing_input.encode(), **unusual)

    def resigned(self, header, payload):
        """A token of parts that are texts already; they may be anything."""
        return f"{header}.{payload}.{b64u(self.signature(f'{header}.{payload}'))}"

    def case(self, kind, token, algs=None, key=None, **asked):
        if not isinstance(token, str):
            token = ".".join(token)
        if key is None:
            key = self.key.given(self.rng.choice([f for f in self.key.forms() if f in self.peer.about["verify_forms"]]))
        expected = {"iss": ISSUER, "aud": AUDIENCE, "require": ["exp"], **asked}
        return Case({kind}, token, key, algs or [self.algorithm], **expected)


def without(name):
    return {key: value for key, value in CLAIM_SET.items() if key != name}


def with_claim(maker, claim, raw):
    rest = json.dumps(without(claim), ensure_ascii=False, separators=(",", ":"))
    return (rest if raw is None else f'{rest[:-1]},"{claim}":{raw}}}').encode()


def spare_bits(part):
    """The part with one of the bits that its last letter does not need set; None where there is none to spare."""
    spare = {2: 4, 3: 2}.get(len(part) % 4)
    return part[:-1] + ALPHABET[ALPHABET.index(part[-1]) | 1] if spare else None


def padded(part):
    return part + "=" * (-len(part) % 4)


def flipped(maker, part):
    """Another letter, not the last one, whose spare bits are a mutation of their own."""
    at = maker.rng.randrange(len(part) - 1)
    other = maker.rng.choice([letter for letter in ALPHABET if letter != part[at]])
    return part[:at] + other + part[at + 1 :]


def with_text(change):
    return lambda maker: {"token": change(".".join(maker.signed()))}


def with_parts(change):
    return lambda maker: {"token": change(*maker.signed())}


def with_signature(change):
    """`change` is given the signature's bytes."""

    def make(maker):
        header, payload, signature = maker.signed()
        return {"token": (header, payload, b64u(change(un_b64u(signature))))}

    return make


def with_payload_part(change):
    """The encoded payload changed before it is signed. None of `change` says: not with this payload."""

    def make(maker):
        header = b64u(maker.header_text())
        for filler in ("", "x", "xx"):
            part = change(b64u(maker.claims_text(n=filler + "ÿÿÿ>>>???")))
            if part is not None:
                return {"token": maker.resigned(header, part)}
        return None

    return make


def with_header_part(change):
    def make(maker):
        for filler in ({}, {"cty": "x"}, {"cty": "xx"}):
            maker.header = {"alg": maker.algorithm, "typ": "JWT", **filler}
            part = change(b64u(maker.header_text()))
            if part is not None:
                return {"token": maker.resigned(part, b64u(maker.claims_text()))}
        return None

    return make


def unencoded_payload(maker):
    """RFC 7797: the payload stands as it is; it has no point, so the parts can be told apart."""
    header = b64u(json.dumps({**maker.header, "b64": False, "crit": ["b64"]}).encode())
    return {"token": maker.resigned(header, '{"iss":"x","exp":4102444800}'), "iss": None, "aud": None, "any_aud": True}


def spare_signature(maker):
    header, payload, signature = maker.signed()
    spared = spare_bits(signature)
    return spared and {"token": (header, payload, spared)}


def other_alphabet(maker):
    """`+` and `/` in the signature, where it has letters for which they stand in plain base64."""
    for _ in range(20):
        header, payload, signature = maker.signed(payload=maker.claims_text(n=maker.rng.random()))
        if "-" in signature or "_" in signature:
            return {"token": (header, payload, signature.replace("-", "+").replace("_", "/"))}
    return None


def not_resigned_header(maker):
    header, payload, signature = maker.signed()
    return {"token": (b64u(maker.header_text().replace(b"JWT", b"jwt")), payload, signature)}


def other_tokens_payload(maker):
    header, _, signature = maker.signed()
    return {"token": (header, b64u(maker.claims_text(sub="admin")), signature)}


def unsecured(alg, signature):
    def make(maker):
        header, payload, held = maker.signed(json.dumps({"alg": alg, "typ": "JWT"}).encode())
        return {"token": (header, payload, held if signature else "")}

    return make


def sibling(algorithm):
    """Another algorithm of the same type of key."""
    return algorithm[:2] + {"256": "384", "384": "512", "512": "256"}[algorithm[2:5]]


def not_listed(maker):
    other = sibling(maker.algorithm)
    maker.header["alg"] = other
    return {"token": maker.signed(algorithm=other)}


def key_says_other(maker):
    """The JWK states one algorithm, the token another that is listed too and for which the key would do."""
    other = sibling(maker.algorithm)
    maker.header["alg"] = other
    if maker.algorithm in HASH_BYTES:
        maker.key = maker.pool.fitting("HS512")[0]
    key = maker.key.given("jwk", alg=maker.algorithm)
    return {"token": maker.signed(algorithm=other), "algs": [maker.algorithm, other], "key": key}


def hmac_of_public_key(listed):
    def make(maker):
        maker.header["alg"] = "HS256"
        pem = Key("oct", "a public key's text", secret=b64u(maker.key.public["pem"].encode()))
        token = maker.signed(algorithm="HS256", key=pem)
        algs = [maker.algorithm, "HS256"] if listed else None
        return {"token": token, "algs": algs, "key": maker.key.given("pem")}

    return make


def pem_as_secret(maker):
    text = maker.pool.fitting("RS256")[0].public["pem"]
    maker.key = Key("oct", "a public key's text", secret=b64u(text.encode()))
    return {"token": maker.signed(), "key": maker.key.given("secret")}


def short_secret(size):
    def make(maker):
        maker.key = Key("oct", "short", secret=b64u(maker.rng.randbytes(size)))
        return {"token": maker.signed(), "key": maker.key.given("secret")}

    return make


def weak_rsa(maker):
    maker.key = maker.signer.weak_rsa(1024)
    return {"token": maker.signed(), "key": maker.key.given("pem")}


def other_curve(maker):
    """The header names one curve's algorithm, and the key, of another curve, signs with that algorithm's hash."""
    maker.key = maker.pool.fitting({"ES256": "ES384"}.get(maker.algorithm, "ES256"))[0]
    return {"token": maker.signed(), "key": maker.key.given("pem")}


def koblitz_curve(maker):
    maker.key = maker.pool.fitting("ES256K")[0]
    return {"token": maker.signed(algorithm="ES256"), "key": maker.key.given("pem")}


def jwk_with(**members):
    def make(maker):
        return {"token": maker.signed(), "key": maker.key.given("jwk", **members)}

    return make


def jwk_named(key_kid, token_kid):
    def make(maker):
        maker.header["kid"] = token_kid
        return {"token": maker.signed(), "key": maker.key.given("jwk", kid=key_kid)}

    return make


def attackers_jwk(maker):
    other = maker.other_key()
    maker.header["jwk"] = other.public["jwk"] if other.kind != "oct" else {"kty": "oct", "k": other.secret}
    return {"token": maker.signed(key=other)}


def der_signature(maker):
    return {"token": maker.signed(der=True)}


def wide_signature(signature):
    half = len(signature) // 2
    return b"\0" + signature[:half] + b"\0" + signature[half:]


ORDERS = {
    "ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "ES256K": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
}


def negated_s(maker):
    """(r, n - s) holds as (r, s) does: one of the two has the high s."""
    header, payload, signature = maker.signed()
    raw = un_b64u(signature)
    s = ORDERS[maker.algorithm] - int.from_bytes(raw[32:], "big")
    return {"token": (header, payload, b64u(raw[:32] + s.to_bytes(32, "big")))}


def pss_salt(maker):
    return {"token": maker.signed(salt=maker.rng.choice((0, 20)))}


def other_hash(maker):
    return {"token": maker.signed(hash={"256": 512}.get(maker.algorithm[2:5], 256))}


def pkcs1_as_pss(maker):
    return {"token": maker.signed(algorithm=maker.algorithm.replace("P", "R", 1))}


def other_signer(maker):
    return {"token": maker.signed(key=maker.other_key())}


def flattened(header, payload, signature):
    return json.dumps({"protected": header, "payload": payload, "signature": signature})


def is_rsa_or_hmac(algorithm):
    return algorithm[:2] in ("HS", "RS", "PS")


def is_ecdsa(algorithm):
    return algorithm in EC_CURVES


def is_pss(algorithm):
    return algorithm.startswith("PS")


def is_hmac(algorithm):
    return algorithm in HASH_BYTES


def is_asymmetric(algorithm):
    return algorithm not in HASH_BYTES


# Kind of a mutation: what makes it, for which algorithms, and the form of key that it needs.
OTHERS = {
    "text.leading-space": (with_text(lambda t: " " + t),),
    "text.trailing-space": (with_text(lambda t: t + " "),),
    "text.leading-newline": (with_text(lambda t: "\n" + t),),
    "text.trailing-newline": (with_text(lambda t: t + "\n"),),
    "text.trailing-nul": (with_text(lambda t: t + "\0"),),
    "text.trailing-letter": (with_text(lambda t: t + "é"),),
    "text.bearer": (with_text(lambda t: "Bearer " + t),),
    "text.quoted": (with_text(lambda t: f'"{t}"'),),
    "text.leading-point": (with_text(lambda t: "." + t),),
    "text.trailing-point": (with_text(lambda t: t + "."),),
    "text.fourth-part": (with_text(lambda t: t + ".e30"),),
    "text.five-parts": (with_text(lambda t: t + ".e30.e30"),),
    "text.two-parts": (with_parts(lambda h, p, s: f"{h}.{p}"),),
    "text.one-part": (with_parts(lambda h, p, s: h),),
    "text.none": (with_parts(lambda h, p, s: ""),),
    "text.points-only": (with_parts(lambda h, p, s: ".."),),
    "text.no-header": (with_parts(lambda h, p, s: f".{p}.{s}"),),
    "text.flattened-json": (with_parts(flattened),),
    "text.percent-escaped": (with_text(lambda t: t.replace(".", "%2E")),),
    "flip.header": (lambda m: {"token": (lambda h, p, s: (flipped(m, h), p, s))(*m.signed())},),
    "flip.payload": (lambda m: {"token": (lambda h, p, s: (h, flipped(m, p), s))(*m.signed())},),
    "flip.signature": (lambda m: {"token": (lambda h, p, s: (h, p, flipped(m, s)))(*m.signed())},),
    "swap.header": (not_resigned_header,),
    "swap.payload": (other_tokens_payload,),
    "base64url.padded-signature": (with_parts(lambda h, p, s: None if padded(s) == s else (h, p, padded(s))),),
    "base64url.padded-payload": (with_payload_part(lambda p: None if padded(p) == p else padded(p)),),
    "base64url.padded-header": (with_header_part(lambda h: None if padded(h) == h else padded(h)),),
    "base64url.needless-padding": (with_payload_part(lambda p: p + "=" if len(p) % 4 == 0 else None),),
    "base64url.spare-signature": (spare_signature,),
    "base64url.spare-payload": (with_payload_part(spare_bits),),
    "base64url.spare-header": (with_header_part(spare_bits),),
    "base64url.plain-signature": (other_alphabet,),
    "base64url.plain-payload": (
        with_payload_part(lambda p: p.replace("-", "+").replace("_", "/") if set("-_") & set(p) else None),
    ),
    "base64url.newline-payload": (with_payload_part(lambda p: p[:8] + "\n" + p[8:]),),
    "base64url.space-payload": (with_payload_part(lambda p: p[:8] + " " + p[8:]),),
    "base64url.junk-payload": (with_payload_part(lambda p: p[:8] + "!" + p[8:]),),
    "base64url.newline-signature": (with_parts(lambda h, p, s: (h, p, s[:8] + "\n" + s[8:])),),
    "base64url.junk-signature": (with_parts(lambda h, p, s: (h, p, s[:8] + "*" + s[8:])),),
    "base64url.lone-letter": (with_payload_part(lambda p: p + "A" if len(p) % 4 == 0 else None),),
    "signature.none": (with_signature(lambda s: b""),),
    "signature.bit": (with_signature(lambda s: bytes([s[0] ^ 1]) + s[1:]),),
    "signature.last-bit": (with_signature(lambda s: s[:-1] + bytes([s[-1] ^ 1])),),
    "signature.byte-less": (with_signature(lambda s: s[:-1]),),
    "signature.byte-more": (with_signature(lambda s: s + b"\0"),),
    "signature.half": (with_signature(lambda s: s[: len(s) // 2]),),
    "signature.twice": (with_signature(lambda s: s + s),),
    "signature.zeros": (with_signature(lambda s: bytes(len(s))),),
    "signature.ones": (with_signature(lambda s: b"\xff" * len(s)),),
    "signature.other-key": (other_signer,),
    "signature.der": (der_signature, is_ecdsa),
    "signature.wide": (with_signature(wide_signature), is_ecdsa),
    "signature.leading-zero": (with_signature(lambda s: b"\0" + s), is_asymmetric),
    "signature.negated-s": (negated_s, lambda a: a in ORDERS),
    "signature.pss-salt": (pss_salt, is_pss),
    "signature.pkcs1-as-pss": (pkcs1_as_pss, is_pss),
    "signature.other-hash": (other_hash, lambda a: is_asymmetric(a) and not a.startswith("Ed")),
    "alg.none-no-signature": (unsecured("none", False),),
    "alg.NONE-no-signature": (unsecured("NONE", False),),
    "alg.empty-no-signature": (unsecured("", False),),
    "alg.not-listed": (not_listed, is_rsa_or_hmac),
    "alg.of-key-other": (key_says_other, is_rsa_or_hmac, "jwk"),
    "alg.hmac-of-public-key": (hmac_of_public_key(False), is_asymmetric),
    "alg.hmac-of-public-key-listed": (hmac_of_public_key(True), is_asymmetric),
    "b64.false-crit": (unencoded_payload,),
    "kid.other": (jwk_named("k1", "k2"), None, "jwk"),
    "kid.same": (jwk_named("k1", "k1"), None, "jwk"),
    "header.jwk-attacker": (attackers_jwk, is_rsa_or_hmac),
    "key.pem-as-secret": (pem_as_secret, lambda a: a == "HS256"),
    "key.secret-of-1-byte": (short_secret(1), is_hmac),
    "key.secret-of-16-bytes": (short_secret(16), is_hmac),
    "key.secret-of-31-bytes": (short_secret(31), lambda a: a == "HS256"),
    "key.secret-of-32-bytes": (short_secret(32), lambda a: a == "HS512"),
    "key.rsa-1024": (weak_rsa, lambda a: a in ("RS256", "PS256")),
    "key.other-curve": (other_curve, lambda a: a in ("ES256", "ES384", "ES512")),
    "key.secp256k1-as-es256": (koblitz_curve, lambda a: a == "ES256"),
    "key.use-enc": (jwk_with(use="enc"), None, "jwk"),
    "key.ops-sign": (jwk_with(key_ops=["sign"]), None, "jwk"),
    "key.ops-encrypt": (jwk_with(use="sig", key_ops=["encrypt"]), None, "jwk"),
    "key.alg-unknown": (jwk_with(alg="RSA-OAEP"), lambda a: a[:2] in ("RS", "PS"), "jwk"),
}


def table_mutations(clock):
    """The rows of mutation_tables, in the form of OTHERS."""
    made = {}
    for kind, (claim, raw) in {**CLAIMS, **(CLAIMS_NEAR_NOW if clock else {})}.items():
        made[kind] = (lambda m, claim=claim, raw=raw: {"token": m.signed(payload=with_claim(m, claim, raw))},)
    for kind, change in PAYLOADS.items():
        made[kind] = (lambda m, change=change: {"token": m.signed(payload=change(m.claims_text()))},)
    for kind, change in HEADERS.items():
        made[kind] = (lambda m, kind=kind, change=change: {"token": changed_header(m, kind, change)},)
    made["exp.missing-not-required"] = (
        lambda m: {"token": m.signed(payload=with_claim(m, "exp", None)), "require": []},
    )
    made["aud.not-asked"] = (lambda m: {"token": m.signed(), "aud": None},)
    made["aud.not-asked-allowed"] = (lambda m: {"token": m.signed(), "aud": None, "any_aud": True},)
    made["iss.not-asked"] = (lambda m: {"token": m.signed(), "iss": None},)
    return made


def changed_header(maker, kind, change):
    if "typ" in kind:
        maker.header = {"alg": maker.algorithm, "cty": "json"}
    return maker.signed(header=change(maker.header_text()))


def mutated(rng, pool, signer, peer, algorithms, rounds):
    """Cases of every kind, `rounds` of each; a kind that fits no algorithm of the peer is left out."""
    for kind, (make, fits, form) in kinds_for(peer).items():
        chosen = [pair for pair in algorithms if fits is None or fits(pair[0])]
        for _ in range(rounds if chosen else 0):
            maker = Maker(rng, pool, signer, peer, *rng.choice(chosen))
            if form and (form not in maker.key.forms() or form not in peer.about["verify_forms"]):
                continue
            made = make(maker)
            if made and made["token"] is not None:
                yield maker.case(kind, **made)


def kinds_for(peer):
    return {kind: (*row, None, None)[:3] for kind, row in {**table_mutations(peer.about["clock"]), **OTHERS}.items()}
