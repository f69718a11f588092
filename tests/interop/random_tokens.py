"""Random claims, headers, keys and expectations of tokens that signet and a peer should agree on."""

from dataclasses import dataclass, field

NOW = 1_800_000_000  # what signet is told, and peers whose clock can be set
FAR_FUTURE = (4_102_444_800, 32_503_680_000)  # 2100 .. 3000: later than any wall clock
FAR_PAST = (1, 1_600_000_000)
ISSUERS = ("https://id.example", "https://id.example/", "urn:x:issuer", "zoë", "", "a b", "発行者")
AUDIENCES = ("api", "https://api.example/v1", "API", "", "données", "x" * 200)
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz0123456789 -_.~/:",
    '"\\/\b\f\n\r\t',
    "\x00\x01\x1f\x7f\x80\x9f\xa0\xad",
    "äéßøñçÿĀſ",
    "עבריתالعربية中文日本語한국어\u0301\u200d\u200e\u2028\u2029\ufeff\ufffd\uffff\ud7ff\ue000",
    "😀👩\u200d👩🏽𝄞𐍈\U0001ffff\U0010ffff",
)
NAMES = ("n", "roles", "http://example.com/is_root", "", "ключ", "😀", "a.b", "é", "e\u0301")
OF_OBJECT_PROTOTYPE = ("constructor", "toString", "__proto__")


@dataclass
class Case:
    """One token for both sides, with all that a verification is told."""

    kinds: set  # what is particular about it; classes of disagreement are tied to these
    token: str
    key: dict
    algs: list
    now: int = NOW
    iss: str | None = None
    aud: str | None = None
    any_aud: bool = False
    require: list = field(default_factory=list)

    def for_peer(self):
        members = {"token": self.token, "key": self.key, "algs": self.algs, "now": self.now, "any_aud": self.any_aud}
        members.update({name: value for name in ("iss", "aud") if (value := getattr(self, name)) is not None})
        return {**members, "require": self.require} if self.require else members


def text(rng, longest=24):
    alphabet = rng.choice(ALPHABETS)
    return "".join(rng.choice(alphabet) for _ in range(rng.randrange(longest)))


def number(rng):
    """Mostly numbers that are the same in every reading of JSON, sometimes integers that no double holds."""
    if rng.random() < 0.1:
        beyond = rng.choice((2**53 + 1, rng.randrange(2**53, 2**63)))
        return rng.choice((beyond, -beyond))
    return rng.choice(
        (
            rng.randrange(-1000, 1000),
            rng.randrange(-(2**53), 2**53),
            rng.choice((2**53 - 1, 2**53, 1 - 2**53, -(2**53))),
            0,
            rng.random(),
            rng.uniform(-1e6, 1e6),
            rng.choice((0.5, -0.0, 1e-7, 5e-324, 1.7976931348623157e308, 1e21, 1e-300, 0.1, 1 / 3)),
        )
    )


def value(rng, depth=0):
    pick = rng.randrange(9 if depth < 4 else 6)
    if pick < 2:
        return text(rng)
    if pick < 4:
        return number(rng)
    if pick < 6:
        return rng.choice((True, False, None))
    if pick < 8:
        return [value(rng, depth + 1) for _ in range(rng.randrange(5))]
    return {name(rng): value(rng, depth + 1) for _ in range(rng.randrange(5))}


def name(rng):
    return rng.choice((*NAMES, text(rng, 12)))


def numbers_in(tree):
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, list):
        return [found for item in tree for found in numbers_in(item)]
    return [tree] if isinstance(tree, (int, float)) and not isinstance(tree, bool) else []


def date(rng, bounds, fractional):
    whole = rng.randrange(*bounds)
    return whole + rng.choice((0.5, 0.25, 0.125)) if fractional else whole


def random_claims(rng):
    """Claims that no rule refuses, whatever the clock: registered ones of the right type, dates far away."""
    claims = {name(rng): value(rng) for _ in range(rng.randrange(8))}
    if rng.random() < 0.02:
        claims[rng.choice(OF_OBJECT_PROTOTYPE)] = value(rng)
    if rng.random() < 0.9:
        claims["exp"] = date(rng, FAR_FUTURE, rng.random() < 0.1)
    if rng.random() < 0.4:
        claims["nbf"] = date(rng, FAR_PAST, rng.random() < 0.1)
    if rng.random() < 0.5:
        claims["iat"] = date(rng, FAR_PAST, rng.random() < 0.1)
    for registered, texts in (("iss", ISSUERS), ("sub", AUDIENCES), ("jti", AUDIENCES)):
        if rng.random() < 0.5:
            claims[registered] = rng.choice(texts)
    if rng.random() < 0.6:
        several = rng.sample(AUDIENCES, rng.randrange(1, 4))
        claims["aud"] = rng.choice((several[0], several))
    return claims


def kinds_of(claims):
    """What in these claims implementations may differ about."""
    kinds = {"random"}
    if any(isinstance(n, int) and abs(n) > 2**53 for n in numbers_in(claims)):
        kinds.add("random.integer-above-2^53")
    kinds |= {f"random.member-{one}" for one in OF_OBJECT_PROTOTYPE if one in claims}
    for claim in ("exp", "nbf", "iat"):
        if isinstance(claims.get(claim), float):
            kinds.add(f"random.{claim}-fraction")
    for claim in ("iss", "sub", "jti", "aud"):
        if claims.get(claim) in ("", [""]):
            kinds.add(f"random.{claim}-empty")
    if "" in claims.get("aud", ()) and isinstance(claims["aud"], list):
        kinds.add("random.aud-with-empty")
    return kinds


def expect(rng, claims):
    """What the verifier asks for: mostly what the token has, else something that it has not."""
    asked = {"kinds": set()}
    if claims.get("iss") and rng.random() < 0.6:
        asked["iss"] = claims["iss"] if rng.random() < 0.9 else "https://other.example"
    elif "iss" not in claims and rng.random() < 0.1:
        asked["iss"] = "https://id.example"
        asked["kinds"].add("random.iss-asked-and-absent")
    audiences = claims.get("aud", [])
    named = [one for one in ([audiences] if isinstance(audiences, str) else audiences) if one]
    if named and rng.random() < 0.7:
        asked["aud"] = rng.choice(named) if rng.random() < 0.9 else "elsewhere"
    elif "aud" not in claims and rng.random() < 0.1:
        asked["aud"] = "api"
        asked["kinds"].add("random.aud-asked-and-absent")
    elif audiences and rng.random() < 0.2:
        asked["kinds"].add("random.aud-not-asked")
    else:
        asked["any_aud"] = True
    if rng.random() < 0.5:
        asked["require"] = ["exp"]
        if "exp" not in claims:
            asked["kinds"].add("random.exp-required-and-absent")
    return asked


def random_header(rng, kid):
    header = rng.choice(({}, {"typ": "JWT"}, {"typ": "at+jwt"}, {"typ": "application/jwt", "cty": "json"}))
    return {**header, **({"kid": kid} if kid is not None else {})}
