"""Every decision keeps the schema that its classes make."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from groupctl.decisions.journal.chain import log_lines
from groupctl.decisions.journal.schema import decision_schema, log_schema
from groupctl.schema.json_schema import of_type
from tests.decisions.sample_decisions import D_CLASS, decisions

SCHEMA = decision_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@given(decisions())
def test_every_decision_keeps_it(made):
    VALIDATOR.validate(json.loads(made.to_json()))


@given(st.lists(decisions(), max_size=3))
def test_every_line_of_a_log_keeps_its_own(made):
    validator = Draft202012Validator(log_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    for line in log_lines(made):
        validator.validate(json.loads(line))
        assert not validator.is_valid(json.loads(line) | {"colour": "red"})


@pytest.mark.parametrize(
    "spoil",
    [
        {"status": "maybe"},
        {"as_of": "yesterday"},
        {"outputs": [{"name": "x"}]},
        {"outputs": [{"name": "x", "kind": "money", "value": 5}]},
        {"because": [{"rule": "x"}]},
        {"error": None},
        {"colour": "red"},
        {"disabled": {"x": 1}},
    ],
)
def test_what_is_no_decision_breaks_it(spoil):
    assert not VALIDATOR.is_valid(json.loads(D_CLASS.to_json()) | spoil)


@pytest.mark.parametrize("name", ["policy_hash", "status", "subject"])
def test_nothing_mandatory_may_be_missing(name):
    written = json.loads(D_CLASS.to_json())
    del written[name]
    assert not VALIDATOR.is_valid(written)


def test_an_annotation_without_a_schema_is_a_mistake():
    with pytest.raises(TypeError, match="no schema"):
        of_type(complex)
