"""The schema says what the reader accepts."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.model import STANDARD, Amount, Inherit, Unknown, Unlimited
from groupctl.portfolio.json_schema import schema
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.serialise import to_json
from groupctl.testing.strategies import any_object
from tests.model import strategies
from tests.model.examples import invoice
from tests.portfolio.test_completeness import rejected_rows

CLASSES = [*STANDARD.tables.values(), Unlimited, Amount, Inherit, Unknown, Portfolio]
VALIDATORS = {cls: jsonschema.Draft202012Validator(schema(cls)) for cls in CLASSES}


@pytest.mark.parametrize("cls", CLASSES)
def test_every_schema_is_a_schema(cls):
    """A22."""
    jsonschema.Draft202012Validator.check_schema(schema(cls))
    assert schema(cls)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@given(any_object)
def test_what_is_written_is_valid(item):
    """K8."""
    VALIDATORS[type(item)].validate(json.loads(to_json(item)))


@given(any_object, st.data())
def test_a_key_too_many_or_too_few_is_not(item, data):
    plain = json.loads(to_json(item))
    validator = VALIDATORS[type(item)]
    assert not validator.is_valid({**plain, "colour": "red"})
    required = schema(type(item))["$defs"][type(item).__name__]["required"]
    gone = data.draw(st.sampled_from(required))
    assert not validator.is_valid({key: value for key, value in plain.items() if key != gone})


@given(strategies.tables(), st.lists(rejected_rows, max_size=3))
def test_a_written_portfolio_is_valid(made, some):
    """A22."""
    found = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made, rejected=some)
    VALIDATORS[Portfolio].validate(json.loads(to_json(found)))


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": " I-1"},
        {"id": "x" * 201},
        {"due_on": "31.1.2026"},
        {"amount": 100},
        {"amount": {"amount": 100, "currency": "CNY"}},
        {"amount": {"amount": "1e3", "currency": "CNY"}},
        {"amount": {"amount": "1", "currency": "RMB"}},
        {"disputed": "no"},
        {"customer": None},
    ],
)
def test_what_the_reader_refuses_is_not_valid(change):
    plain = json.loads(to_json(invoice()))
    validator = VALIDATORS[type(invoice())]
    assert validator.is_valid(plain)
    assert not validator.is_valid({**plain, **change})
