"""The machine sees each hole that was closed: with a defence taken away, some loss improves an outcome."""

from types import MappingProxyType

import pytest

from groupctl.portfolio.completeness import Completeness
from groupctl.portfolio.owners import NO_ONE, Whose
from groupctl.rules.evaluation.given import GivenAnswer, read
from tests.losses.machine import KINDS, run


def named_as_written(_, row, reference):
    """A reference that leads nowhere names nobody who is there."""
    value = row.readable(reference)
    return value if value is None else NO_ONE if value == "" else frozenset({value})


def last_word(stated, type_, record, environment):
    """The newest of the values that are given, whatever the others say."""
    return GivenAnswer(read(stated[-1].value, type_, environment.portfolio), stated[-1])


def patched(target, value):
    return lambda monkeypatch: monkeypatch.setattr(target, value)


HOLES = {
    "who buys pays": (
        patched("groupctl.portfolio.owners.Whose.payers", lambda whose, row: whose.named(row, "customer")),
        {"customer-typo", "near-customer", "row-twice", "garbage", "reference-nowhere", "row-rejected"},
    ),
    "an id that leads nowhere is nobody's": (
        lambda monkeypatch: monkeypatch.setattr(Whose, "named", named_as_written),
        {"customer-typo", "near-customer", "unit-typo", "near-unit"},
    ),
    "a row that was rejected is missed nowhere": (
        lambda monkeypatch: monkeypatch.setattr(Completeness, "gaps", lambda *_: ()),
        {"garbage", "row-twice", "needed-cell-blank", "bytes-that-are-no-text"},
    ),
    "any date is meant": (
        patched("groupctl.portfolio.vetting.doubtful_date", lambda *_: None),
        {"closed-before-opened", "date-of-another-century", "null-date"},
    ),
    "three decimals are decimals": (
        patched("groupctl.adapters.cells._check_decimals", lambda *_: None),
        {"three-decimals"},
    ),
    "a column that is absent means none": (
        patched("groupctl.adapters.columns.absent", lambda *_: frozenset()),
        {"column-dropped", "column-misspelt", "column-in-capitals", "column-renamed"},
    ),
    "the last word on a given value counts": (
        lambda monkeypatch: monkeypatch.setattr("groupctl.rules.evaluation.given.judged", last_word),
        {"given-value-contradicted"},
    ),
    "a cut ledger looks whole": (
        patched("groupctl.portfolio.portfolio.partial_tables", lambda *_: MappingProxyType({})),
        {"table-with-some-rows", "customers-cut", "one-family"},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_that_is_put_back_is_found(hole, monkeypatch):
    put_back, kinds = HOLES[hole]
    put_back(monkeypatch)
    chosen = [kind for kind in KINDS if kind[0] in kinds]
    assert any(run(40, seed, chosen).found for seed in range(70_000, 70_006))
