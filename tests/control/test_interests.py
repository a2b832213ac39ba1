"""Whose own interest bars them is for the policy to say, over and above who asked (G32, L55)."""

import pytest

import groupctl
from groupctl.testing import Ledger

POLICY = """\
policy: acme
version: "1"
currency: CNY
title: Acme
imports: [standard]
set:
  band_1: {values: {2000-01-01: 500000}, reason: manual}
  band_2: {values: {2000-01-01: 5000000}, reason: manual}
records:
  kinship:
    title: Kinship
    table: kinships
    fields:
      employee: {title: employee, type: employee, required: true}
      relative: {title: relative, type: employee}
interests:
  relative: {about: kinship, who: relative, title: {en: a relative of who asked, zh: 申请人的亲属}, source: "own: manual 3"}
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("policy") / "acme.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return groupctl.Engine(groupctl.load_policy(path), "reference")


def asked(engine, **more):
    """A request about the terms of C-1, which the group granted."""
    ledger = Ledger(engine.policy.schema).customer(**more).account().survey()
    return ledger.granted("TERMS", policy=engine.policy)


def status(engine, ledger):
    portfolio = ledger.portfolio()
    found = engine.route("R-1", portfolio)
    return found.request_status


def test_without_an_interest_it_is_granted(engine):
    assert status(engine, asked(engine)).granted


def test_a_relative_of_who_asked_does_nothing_about_it(engine):
    ledger = asked(engine)
    ledger.add("kinship", employee="E-asker-U-1", relative="E-division_manager-U-1")
    found = status(engine, ledger)
    assert not found.granted
    (cause,) = [cause for _, cause in found.unhelpful if cause.key == "authority.own-interest"]
    assert cause.render("en") == "E-division_manager-U-1 is a relative of who asked"
    assert cause.render("zh") == "E-division_manager-U-1 是申请人的亲属"


def test_a_relative_of_another_does(engine):
    ledger = asked(engine)
    ledger.add("kinship", employee="E-credit_controller-G", relative="E-division_manager-U-1")
    assert status(engine, ledger).granted


@pytest.mark.parametrize(
    "lose",
    [
        lambda ledger: ledger.unreadable("kinships", employee="E-asker-U-1"),
        lambda ledger: ledger.without("kinships"),
        lambda ledger: ledger.without_columns("kinships", "relative"),
    ],
    ids=["row", "table", "column"],
)
def test_a_lost_kinship_grants_nothing(engine, lose):
    assert status(engine, lose(asked(engine))).state == "UNKNOWN"


def test_the_manager_of_the_customer_is_still_barred(engine):
    """I27: the interests of the library come with the import."""
    assert not status(engine, asked(engine, manager="E-division_manager-U-1")).granted
