"""A small world of names for the tests of the expression language."""

from groupctl.errors import Fault
from groupctl.model.vocabulary import STANDARD
from groupctl.rules import core
from groupctl.rules.expressions.elaborate import NameScope, elaborate
from groupctl.rules.types import (
    BOOLEAN,
    COUNT,
    DATE,
    DAYS,
    LIMIT,
    MONEY,
    RATIO,
    TEXT,
    Type,
    enumeration,
)

TIER = enumeration("Tier", ("A", "B", "C"))

SCOPE = NameScope(
    subject="account",
    entities=STANDARD.entities,
    names={
        ("account", "revenue"): MONEY,
        ("account", "exposure"): MONEY,
        ("account", "gross_margin"): RATIO,
        ("account", "orders_count"): COUNT,
        ("account", "overdue_days"): DAYS,
        ("account", "d_class"): BOOLEAN,
        ("account", "客户毛利"): MONEY,
        ("customer", "tier"): TIER,
        ("customer", "last_purchase"): DATE,
        ("customer", "remark"): TEXT,
        ("customer", "group_limit"): LIMIT,
    },
    parameters={"d_class_line": MONEY, "tolerance": RATIO, "fiscal_year_first_month": COUNT},
    enumerations={"Tier": TIER.members},
    currency="CNY",
)


def typed(text: str, expected: Type | None = None, scope: NameScope = SCOPE) -> core.Node:
    """The core of an expression without faults."""
    faults: list[Fault] = []
    node = elaborate(text, scope, expected, faults=faults)
    assert not faults, "\n".join(fault.render() for fault in faults)
    assert node is not None
    return node


def faults(text: str, expected: Type | None = None, scope: NameScope = SCOPE) -> list[Fault]:
    """The faults of an expression; every one can be told in both languages."""
    found: list[Fault] = []
    assert elaborate(text, scope, expected, faults=found) is None
    assert found
    for fault in found:
        assert fault.render("en")
        assert fault.render("zh")
        assert fault.where is not None
        assert fault.line is not None
    return found


def marked(fault: Fault) -> str:
    """What is underlined."""
    assert fault.where is not None
    assert fault.line is not None
    return fault.line[fault.where.column - 1 :][: fault.where.length]
