"""The tree of exceptions, against lib/ERRORS.md, which is rendered from the C++ table."""

import copy
import pickle
import re

import pytest
from conftest import ROOT

import signet
from signet import errors

ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| \d+ \| \w* ?\| (.*) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "lib" / "ERRORS.md").read_text())
STAGES = {
    "parse": signet.MalformedTokenError,
    "key": signet.TokenKeyError,
    "signature": signet.SignatureError,
    "claims": signet.ClaimError,
    "source": signet.SourceError,
    "store": signet.StoreError,
    "hash": signet.PasswordError,
    "request": signet.RequestError,
}
TOKEN_STAGES = {"parse", "key", "signature", "claims"}


def raised(call):
    with pytest.raises(signet.SignetError) as caught:
        call()
    return caught.value


def test_every_stage_has_codes():
    assert {stage for _, stage, _ in ROWS} == set(STAGES)


@pytest.mark.parametrize(("code", "stage", "sentence"), ROWS, ids=[row[0] for row in ROWS])
def test_each_code_has_a_class_of_its_stage(code, stage, sentence):
    kind = errors.class_of(code)
    assert issubclass(kind, STAGES[stage])
    assert issubclass(kind, signet.TokenError) == (stage in TOKEN_STAGES)


def test_a_code_that_there_is_not_has_no_class():
    with pytest.raises(ValueError):
        errors.class_of("token_fine")


def test_every_class_is_documented_and_in_the_tree():
    for name in errors.__all__:
        found = getattr(errors, name)
        assert found.__doc__
        if isinstance(found, type):
            assert issubclass(found, signet.SignetError)
            assert getattr(signet, name) is found


def test_an_error_says_code_stage_name_and_position(verifier):
    error = raised(lambda: signet.KeySet.from_jwks('{"keys":[},'))
    assert (error.code, error.stage, error.claim, error.retry_after) == ("key_malformed", "key", None, None)
    assert error.position == 9
    option = raised(lambda: signet.PasswordHasher(preset="x"))
    assert (option.code, option.stage, option.claim, option.position) == ("option_invalid", "request", "preset", None)
    sentence = next(row[2] for row in ROWS if row[0] == "option_invalid")
    assert (option.sentence, str(option)) == (sentence, f"option_invalid (preset): {sentence}")


def test_a_name_cut_inside_a_character_is_still_shown(tokens):
    error = raised(lambda: tokens.issue(claims={"a" * 23 + "é": {1: 1, "1": 2}}))
    assert error.claim == "a" * 23 + "\ufffd"


def test_errors_can_be_pickled_and_copied():
    error = raised(lambda: signet.PasswordHasher(preset="x"))
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is signet.OptionError
        assert (again.args, vars(again)) == (error.args, vars(error))


def test_an_invalid_option_is_a_value_error():
    with pytest.raises(ValueError):
        signet.PasswordHasher(preset="x")
