"""The schema of policy files is the one of the loader's keys, and sound policies keep it."""

from datetime import date

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from groupctl.rules.loading.schema import policy_schema
from tests.repository.files import ROOT
from tests.rules.drafts import as_yaml, policies
from tests.rules.loading.test_own_records import ADDED, SHELF, policy
from tests.rules.policy_text import GOOD, changed

VALIDATOR = Draft202012Validator(policy_schema())


def plain(written: str):
    """A policy file as an editor reads it: dates are texts."""
    return texts(YAML(typ="safe", pure=True).load(written))


def texts(value):
    """``value`` with its dates as texts."""
    if isinstance(value, dict):
        return {texts(key): texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [texts(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_it_is_a_schema():
    Draft202012Validator.check_schema(policy_schema())


@pytest.mark.parametrize(
    "path",
    sorted(
        path
        for folder in ("policies", "standard")
        for path in (ROOT / "src" / "groupctl" / folder).glob("*/*.yaml")
    ),
    ids=lambda path: path.name,
)
def test_shipped_policies_keep_it(path):
    VALIDATOR.validate(plain(path.read_text(encoding="utf-8")))


@given(policies())
@settings(max_examples=40)
def test_sound_policies_keep_it(sound):
    VALIDATOR.validate(plain(as_yaml(sound)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hit: first", "hit: frist"),
        ("    source: M12\n", ""),
        ("gate: true", "gaet: true"),
        ("{2017-01-01: 100000}", "{soon: 100000}"),
        ("zh: 阿克米", "Chinese: 阿克米"),
        ("due_in: 7", "due_in: soon"),
    ],
)
def test_coarse_faults_do_not(old, new):
    assert VALIDATOR.is_valid(plain(GOOD))
    assert not VALIDATOR.is_valid(plain(changed((old, new))))


def test_it_knows_the_records_of_a_policy():
    own = plain(policy(SHELF + ADDED + "\nfunctions: [share_of]\n"))
    assert VALIDATOR.is_valid(own)
    own["records"]["shelf"]["fields"]["facings"]["sing"] = "positive"
    assert not VALIDATOR.is_valid(own)
