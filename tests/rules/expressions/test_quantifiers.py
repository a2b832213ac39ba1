"""Quantifiers: what their variables may be called, and how many may stand within each other."""

import pytest

from groupctl.errors import Fault
from groupctl.model.vocabulary import STANDARD
from groupctl.rules.expressions.elaborate import NameScope, elaborate
from groupctl.rules.types import BOOLEAN

SCOPE = NameScope(subject="customer", entities=STANDARD.entities)


def faults(text: str) -> list[Fault]:
    found: list[Fault] = []
    elaborate(text, SCOPE, BOOLEAN, faults=found)
    for fault in found:
        assert fault.render("en")
        assert fault.render("zh")
    return found


@pytest.mark.parametrize("name", ["fixed", "parameter", "subject", "item", "as_of", "all"])
def test_a_variable_is_not_called_like_what_engines_read_from(name):
    (fault,) = faults(f"some {name} in invoices satisfies {name}.disputed")
    assert (fault.code, fault.hint) == ("expression.variable", "expression.variable.hint")
    assert (fault.where.column, fault.where.length) == (6, len(name))


def nested(levels: int) -> str:
    text = "i1.disputed"
    for level in range(levels, 0, -1):
        text = f"(some i{level} in all.invoices satisfies {text})"
    return text


def test_three_stand_within_each_other_at_most():
    assert not faults(nested(3))
    (fault,) = faults(nested(6))
    assert (fault.code, fault.values["most"]) == ("expression.quantifiers", "3")
    start = fault.where.column - 1
    assert nested(6)[start:].lstrip("(").startswith("some i4 in")


def test_beside_each_other_there_may_be_more():
    assert not faults(" and ".join(f"(some i{n} in invoices satisfies i{n}.disputed)" for n in range(6)))
