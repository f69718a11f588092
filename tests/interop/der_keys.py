"""Private JWKs as PKCS#8 and SPKI in PEM (RFC 5958, RFC 8017 appendix A, RFC 5915, RFC 8410), written by hand."""

import base64

RSA = bytes.fromhex("06092a864886f70d0101010500")  # with its NULL parameters
EC = bytes.fromhex("06072a8648ce3d0201")
CURVES = {
    "P-256": bytes.fromhex("06082a8648ce3d030107"),
    "P-384": bytes.fromhex("06052b81040022"),
    "P-521": bytes.fromhex("06052b81040023"),
    "secp256k1": bytes.fromhex("06052b8104000a"),
    "Ed25519": bytes.fromhex("06032b6570"),
    "Ed448": bytes.fromhex("06032b6571"),
}
PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "k"}


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def un_b64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def tagged(tag, *contents):
    content = b"".join(contents)
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def sequence(*contents):
    return tagged(0x30, *contents)


def integer(data):
    """An unsigned big-endian number; its leading zero keeps it positive."""
    digits = data.lstrip(b"\0") or b"\0"
    return tagged(0x02, b"\0" + digits if digits[0] & 0x80 else digits)


def bits(data):
    return tagged(0x03, b"\0", data)


def pem(label, der):
    text = base64.b64encode(der).decode()
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def public_jwk(jwk):
    return {name: value for name, value in jwk.items() if name not in PRIVATE_MEMBERS}


def pems_of(jwk):
    """`(private, public)` of a private JWK of type RSA, EC or OKP."""
    part = {name: un_b64u(jwk[name]) for name in (*sorted(PRIVATE_MEMBERS), "n", "e", "x", "y") if name in jwk}
    if jwk["kty"] == "RSA":
        kind = sequence(RSA)
        public = sequence(integer(part["n"]), integer(part["e"]))
        private = sequence(integer(b"\0"), *(integer(part[name]) for name in "n e d p q dp dq qi".split()))
    elif jwk["kty"] == "EC":
        kind = sequence(EC, CURVES[jwk["crv"]])
        public = b"\x04" + part["x"] + part["y"]
        private = sequence(integer(b"\1"), tagged(0x04, part["d"]), tagged(0xA1, bits(public)))
    else:
        kind = sequence(CURVES[jwk["crv"]])
        public = part["x"]
        private = tagged(0x04, part["d"])
    return (
        pem("PRIVATE KEY", sequence(integer(b"\0"), kind, tagged(0x04, private))),
        pem("PUBLIC KEY", sequence(kind, bits(public))),
    )
