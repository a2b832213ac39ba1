"""A ledger or a policy otherwise than it is, where no decision should change: in another currency, ten times as large, days later."""

from datetime import date, timedelta
from typing import Any

import attrs
from attrs import evolve

from groupctl.rules import core
from groupctl.rules.policy import (
    Measure,
    Policy,
    Rule,
    RuleSet,
)
from groupctl.schema.fields import field_types
from groupctl.schema.limits import Amount
from groupctl.schema.money import Money
from groupctl.testing.ledger import Ledger

SCALED = ("money", "limit")


def in_currency(ledger: Ledger, currency: str) -> Ledger:
    """``ledger`` with the amounts of its currency in another one."""
    made, instead_of = ledger.copy(), ledger.currency
    made.currency = currency

    def moved(name: str, value: Any) -> Any:
        if isinstance(value, Money):
            return Money(value.minor, currency) if value.currency == instead_of else value
        return currency if value == instead_of and name in {"currency", "base", "quote"} else value

    return _changed(made, moved)


def times(ledger: Ledger, factor: int) -> Ledger:
    """``ledger`` with all amounts so many times as large."""
    return _changed(
        ledger.copy(),
        lambda _, value: Money(value.minor * factor, value.currency) if isinstance(value, Money) else value,
    )


def later(ledger: Ledger, days: int) -> Ledger:
    """``ledger`` with its day and all days in it so many days later."""
    made = ledger.copy()
    made.as_of += timedelta(days)
    return _changed(made, lambda _, value: value + timedelta(days) if isinstance(value, date) else value)


def _changed(ledger: Ledger, change: Any) -> Ledger:
    """``ledger`` with the value of every field changed; a limit is changed by its amount."""

    def changed(name: str, value: Any) -> Any:
        if isinstance(value, Amount):
            return Amount(change(name, value.money), value.company)
        return change(name, value)

    def row(one: Any) -> Any:
        cls: type = type(one)
        return attrs.evolve(one, **{name: changed(name, getattr(one, name)) for name in field_types(cls)})

    ledger.tables = {table: list(map(row, rows)) for table, rows in ledger.tables.items()}
    return ledger


def policy_times(policy: Policy, factor: int) -> Policy:
    """``policy`` with all amounts in its rules, measures and parameters so many times as large."""

    def node(one: core.Node) -> core.Node:
        if isinstance(one, core.Const) and one.type.kind in SCALED and type(one.value) is int:
            return evolve(one, value=one.value * factor)
        if isinstance(one, core.Quantified):
            return evolve(one, condition=node(one.condition))
        return core.with_children(one, [node(child) for child in core.children(one)])

    def rule(one: Rule) -> Rule:
        then = {name: node(value) for name, value in one.then.items()}
        applies = None if one.applies is None else node(one.applies)
        return evolve(one, when=node(one.when), then=then, applies=applies)

    def rule_set(one: RuleSet) -> RuleSet:
        otherwise = {name: node(value) for name, value in one.otherwise.items()}
        only = None if one.only is None else node(one.only)
        return evolve(one, rules=tuple(map(rule, one.rules)), otherwise=otherwise, only=only)

    def measure(one: Measure) -> Measure:
        formula: Any = one.formula
        changed = {
            field.name: node(value)
            for field in attrs.fields(type(formula))
            if isinstance(value := getattr(formula, field.name), core.Node)
        }
        return evolve(one, formula=evolve(formula, **changed))

    def held(kind: str, values: Any) -> Any:
        return tuple(
            (day, value * factor if kind in SCALED and type(value) is int else value) for day, value in values
        )

    parameters = {
        name: evolve(
            one,
            values=held(one.type.kind, one.values),
            scopes={
                level: {id_: held(one.type.kind, values) for id_, values in some.items()}
                for level, some in one.scopes.items()
            },
        )
        for name, one in policy.parameters.items()
    }
    return evolve(
        policy,
        parameters=parameters,
        measures={place: measure(one) for place, one in policy.measures.items()},
        rulesets={name: rule_set(one) for name, one in policy.rulesets.items()},
    )
