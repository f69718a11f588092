"""VerificationKey, SigningKey and KeySet, on RFC 7638 and keys made by pyca/cryptography."""

import json

import pytest
from conftest import NOON, SECRET, VECTORS, rfc7515, verifier_of
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

import signet

PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "k"}


def made_by_cryptography(algorithm):
    if algorithm == "RS256":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else ed25519.Ed25519PrivateKey.generate()


def private_pem(key):
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def public_pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("form", [bytes, bytearray, bytes.decode])
def test_pem_keys_sign_and_verify(algorithm, form):
    made = made_by_cryptography(algorithm)
    signing = signet.SigningKey.from_pem(form(private_pem(made)), algorithm)
    verification = signet.VerificationKey.from_pem(form(public_pem(made)), algorithm)
    token = signet.Issuer(key=signing, lifetime=60).issue(subject="alice", now=NOON)
    assert verifier_of(verification).verify(token, now=NOON).subject == "alice"
    assert verification.thumbprint == signing.verification_key.thumbprint


def test_the_thumbprints_of_rfc_7638_and_rfc_8037():
    folder = VECTORS / "rfc7515-7517-7638"
    key = signet.VerificationKey.from_jwk((folder / "rfc7638_3.1.jwk").read_text())
    assert key.thumbprint == (folder / "rfc7638_3.1.thp").read_text().strip()
    case = json.loads((VECTORS / "rfc-misc" / "jose.json").read_text())["rfc8037_a3_thumbprint"]
    assert signet.VerificationKey.from_jwk(json.dumps(case["jwk"])).thumbprint == case["sha256"]


def test_the_thumbprint_uri_of_rfc_9278():
    key = signet.VerificationKey.from_jwk((VECTORS / "rfc7515-7517-7638" / "rfc7638_3.1.jwk").read_text())
    case = json.loads((VECTORS / "rfc-misc" / "jose.json").read_text())["rfc9278_thumbprint_uri"]
    assert key.thumbprint_uri == case["uri"]


@pytest.mark.parametrize("bits", [2048, 3072])
def test_rsa_keys_are_made_in_the_size_that_is_asked_for(bits):
    key = signet.SigningKey.generate("PS256", bits=bits)
    numbers = json.loads(key.verification_key.to_jwk())
    assert len(numbers["n"]) == (bits // 8 * 4 + 2) // 3


@pytest.mark.parametrize(("algorithm", "bits"), [("RS256", 0), ("RS256", 2047), ("RS256", 2049), ("RS256", 16385), ("ES256", 2048)])
def test_a_size_out_of_range_or_of_another_key_is_refused(algorithm, bits):
    with pytest.raises(signet.OptionError) as refused:
        signet.SigningKey.generate(algorithm, bits)
    assert (refused.value.code, refused.value.claim) == ("option_invalid", "bits")


def test_an_hmac_key_shows_no_thumbprint_and_no_jwk():
    key = signet.VerificationKey.from_secret(SECRET, "HS256")
    assert (key.thumbprint, key.thumbprint_uri) == (None, None)
    with pytest.raises(signet.TokenKeyError) as refused:
        key.to_jwk()
    assert refused.value.code == "key_use_forbidden"


@pytest.mark.parametrize("algorithm", signet.algorithms)
def test_a_key_comes_back_from_its_private_jwk(signing_keys, algorithm):
    key = signing_keys[algorithm].with_kid("k1")
    again = signet.SigningKey.from_jwk(key.expose_private_jwk())
    assert (again.algorithm, again.kid) == (algorithm, "k1")
    token = signet.Issuer(key=again, lifetime=60).issue(now=NOON)
    assert verifier_of(key.verification_key).verify(token, now=NOON).kid == "k1"


REFUSED = [
    (lambda: signet.VerificationKey.from_pem("no key", "ES256"), "key_malformed"),
    (lambda: signet.VerificationKey.from_pem("\ud800", "ES256"), "key_malformed"),
    (lambda: signet.VerificationKey.from_pem(public_pem(made_by_cryptography("ES256")), "RS256"), "key_mismatch"),
    (lambda: signet.VerificationKey.from_pem(public_pem(made_by_cryptography("ES256")), "none"), "algorithm_unsupported"),
    (lambda: signet.VerificationKey.from_jwk("{}"), "key_malformed"),
    (lambda: signet.VerificationKey.from_jwk('{"kty":"EC","crv":"P-192"}'), "key_unsupported"),
    (lambda: signet.SigningKey.from_jwk('{"kty":"oct","k":"AA"}'), "key_too_weak"),
    (lambda: signet.SigningKey.from_secret(SECRET[:31], "HS256"), "key_too_weak"),
    (lambda: signet.SigningKey.from_secret(SECRET, "ES256"), "key_mismatch"),
    (lambda: signet.SigningKey.from_secret(public_pem(made_by_cryptography("EdDSA")), "HS256"), "key_is_text"),
    (lambda: signet.SigningKey.from_secret("\ud800" * 32, "HS256"), "key_malformed"),
    (lambda: signet.SigningKey.generate("HS1"), "algorithm_unsupported"),
    (lambda: signet.KeySet.from_jwks("[]"), "key_malformed"),
]


@pytest.mark.parametrize(("make", "code"), REFUSED, ids=[f"{i}-{row[1]}" for i, row in enumerate(REFUSED)])
def test_each_refused_key_raises_its_exact_error(make, code):
    with pytest.raises(signet.TokenKeyError) as refused:
        make()
    assert (refused.value.code, refused.value.stage) == (code, "key")


def test_a_key_set_describes_its_keys_and_says_what_it_skipped(signing_keys):
    keys = [
        json.loads(signing_keys["ES256"].with_kid("pair").expose_private_jwk()),
        {"kty": "EC", "crv": "P-192", "x": "AA", "y": "AA"},
        json.loads(signing_keys["EdDSA"].with_kid("public").verification_key.to_jwk()),
    ]
    found = signet.KeySet.from_jwks(json.dumps({"keys": keys}).encode())
    assert len(found) == 2
    described = [(key.kid, key.algorithm, key.thumbprint) for key in found]
    assert described == [
        ("pair", "ES256", signing_keys["ES256"].verification_key.thumbprint),
        ("public", "EdDSA", signing_keys["EdDSA"].verification_key.thumbprint),
    ]
    [(place, error)] = found.skipped
    assert (place, type(error), error.code) == (1, signet.TokenKeyError, "key_unsupported")
    assert found.exposed == (0,)


def test_the_text_of_a_key_set_holds_public_parts_only(signing_keys):
    found = json.loads(signet.KeySet([key.verification_key for key in signing_keys.values()]).to_jwks())
    assert [key["alg"] for key in found["keys"]] == [name for name in signet.algorithms if not name.startswith("HS")]
    assert not PRIVATE_MEMBERS & {member for key in found["keys"] for member in key}


def test_an_empty_key_set_finds_no_key():
    assert (len(signet.KeySet()), list(signet.KeySet())) == (0, [])
    verifier = signet.Verifier(
        keys=signet.KeySet(),
        algorithms=["HS256"],
        policy=signet.rules.expires(),
        accept_any_audience=True,
    )
    with pytest.raises(signet.TokenKeyError) as refused:
        verifier.verify(rfc7515("A.1.jwsc"), now=0)
    assert refused.value.code == "key_not_found"


def test_a_private_key_does_not_verify_and_a_public_one_does_not_sign(signing_keys):
    key = signing_keys["EdDSA"]
    with pytest.raises(TypeError):
        signet.Issuer(key=key.verification_key, lifetime=60)
    with pytest.raises(TypeError):
        signet.KeySet([key])
