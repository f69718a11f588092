"""What the conductor must notice: other values, wrong classes, stale classes; its keys and its mutations."""

import json
import random
import tempfile
import unittest
from pathlib import Path

import mutations
import random_tokens
from der_keys import b64u, integer, pems_of, sequence
from installing import HERE, PEERS
from judging import Disagreement, Listed, Verdict, judge, same
from json_lines import read_json


def accepts(claims):
    return Verdict("accepts", claims)


class Values(unittest.TestCase):
    def test_equal_values_of_other_texts(self):
        self.assertTrue(same(read_json('{"a":1.0,"b":[1e2]}'), read_json('{"b":[100],"a":1}')))

    def test_values_that_differ(self):
        for left, right in (("1", "true"), ("0", "false"), ("null", "0"), ('"1"', "1"), ("[1]", "[1,1]"), ("{}", "[]"),
                            ('{"a":null}', "{}"), ('"é"', '"e\\u0301"'), ("0.1", "0.10000000000000002")):
            self.assertFalse(same(read_json(left), read_json(right), doubles=True), (left, right))

    def test_integers_beyond_doubles(self):
        left, right = read_json("9007199254740993"), read_json("9007199254740992")
        self.assertFalse(same(left, right))
        self.assertTrue(same(left, right, doubles=True))


class Verdicts(unittest.TestCase):
    def test_agreement(self):
        self.assertEqual(judge(set(), accepts({"a": 1}), accepts({"a": 1.0})), "accepted")
        self.assertEqual(judge(set(), Verdict("refuses"), Verdict("token_expired")), "refused")

    def test_disagreement(self):
        for peer, signet, found in (
            (accepts({}), Verdict("token_expired"), ("accepts", "token_expired")),
            (Verdict("refuses"), accepts({}), ("refuses", "accepts")),
            (Verdict("dies"), Verdict("token_expired"), ("dies", "token_expired")),
            (Verdict("refuses"), Verdict("dies"), ("refuses", "dies")),
            (accepts({"a": 2**53 + 1}), accepts({"a": 2**53}), ("reads doubles", "accepts")),
            (accepts({"a": 1}), accepts({"a": 2}), ("reads other claims", "accepts")),
        ):
            outcome = judge({"k"}, peer, signet)
            self.assertEqual((outcome.peer, outcome.signet), found)


class Classes(unittest.TestCase):
    def setUp(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "classes.json"
            one = {"class": "c", "peer": "accepts", "signet": "token_expired", "error": "^$"}
            one["kinds"] = {"jose": ["a", "b"]}
            path.write_text(json.dumps({"classes": [one]}))
            self.listed = Listed(path)

    def test_a_class_is_tied_to_peer_kind_and_both_verdicts(self):
        self.assertEqual(self.listed.class_of("jose", Disagreement({"a", "x"}, "accepts", "token_expired")), "c")
        for peer, kind, does, signet, error in (
            ("pyjwt", "a", "accepts", "token_expired", ""),
            ("jose", "x", "accepts", "token_expired", ""),
            ("jose", "a", "dies", "token_expired", ""),
            ("jose", "a", "accepts", "claim_invalid", ""),
            ("jose", "a", "accepts", "token_expired", "text"),
        ):
            self.assertIsNone(self.listed.class_of(peer, Disagreement({kind}, does, signet, error)))

    def test_what_nothing_matched_is_stale(self):
        self.listed.class_of("jose", Disagreement({"a"}, "accepts", "token_expired"))
        self.assertEqual(self.listed.stale({"jose"}), ["c: jose, b"])
        self.assertEqual(self.listed.stale({"pyjwt"}), [])

    def test_the_checked_in_classes_name_peers_kinds_and_sections(self):
        drawn = {kind for seed in range(3000) for kind in drawn_kinds(random.Random(seed))}
        kinds = {*mutations.table_mutations(clock=True), *mutations.OTHERS, *drawn}
        for one in Listed().classes:
            self.assertRegex(one["why"], r"RFC \d+", one["class"])
            self.assertLessEqual(set(one["kinds"]), set(PEERS), one["class"])
            self.assertLessEqual({kind for listed in one["kinds"].values() for kind in listed}, kinds, one["class"])


def drawn_kinds(rng):
    claims = random_tokens.random_claims(rng)
    return random_tokens.kinds_of(claims) | random_tokens.expect(rng, claims)["kinds"] | {"random.kid-not-ascii"}


class Drawing(unittest.TestCase):
    def test_a_seed_repeats(self):
        drawn = [random_tokens.random_claims(random.Random(7)) for _ in range(2)]
        self.assertEqual(*(json.dumps(claims) for claims in drawn))

    def test_spare_bits(self):  # RFC 4648 s3.5
        self.assertEqual(mutations.spare_bits("AA"), "AB")
        self.assertEqual(mutations.spare_bits("AAA"), "AAB")
        self.assertIsNone(mutations.spare_bits("AAAA"))

    def test_a_flip_never_changes_only_spare_bits(self):
        maker = type("", (), {"rng": random.Random(1)})
        for _ in range(200):
            self.assertEqual(mutations.flipped(maker, "AAAA")[-1], "A")


class Der(unittest.TestCase):
    def test_integers_are_positive_and_minimal(self):  # X.690 s8.3
        self.assertEqual(sequence(integer(b"\0\x80"), integer(b"\0\0")).hex(), "300702020080020100")

    def test_ed25519_keys(self):  # RFC 8410 s10.1, s10.3
        d = b64u(bytes.fromhex("d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842"))
        x = b64u(bytes.fromhex("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1"))
        private, public = pems_of({"kty": "OKP", "crv": "Ed25519", "x": x, "d": d})
        self.assertIn("\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n", private)
        self.assertIn("\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n", public)


class Tree(unittest.TestCase):
    def test_every_peer_has_a_driver(self):
        self.assertEqual(sorted(PEERS), sorted(path.name for path in (HERE / "peers").iterdir() if path.is_dir()))


if __name__ == "__main__":
    unittest.main()
