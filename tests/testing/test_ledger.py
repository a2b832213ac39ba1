"""The builder of ledgers: a sound row needs nothing to be stated, and every ledger prints as Python that makes it again."""

from datetime import date

import pytest

from groupctl.errors import ModelError
from groupctl.model import STANDARD, AccountState, Amount, CustomerGroup, Unit
from groupctl.schema.declared import Origin, OwnField, OwnRecord
from groupctl.schema.entities import Schema
from groupctl.schema.fields import about
from groupctl.schema.money import Money
from groupctl.testing import AS_OF, Ledger, days_ago, trading

AUDIT = OwnRecord(
    entity="quality_audit",
    table="quality_audits",
    fields=(
        OwnField(name="customer", kind="record", target="customer", required=True),
        OwnField(name="audited_on", kind="date", required=True),
        OwnField(name="score", kind="ratio", required=True),
        OwnField(name="fee", kind="money"),
    ),
    dated="audited_on",
)
OWN = Schema.ordered([*STANDARD.classes, Origin(AUDIT).made()])


def again(ledger: Ledger) -> Ledger:
    known = {"Ledger": Ledger, "date": date, "Money": Money, "schema": ledger.schema}
    made = eval(repr(ledger), known)  # noqa: S307 - what it printed itself
    assert isinstance(made, Ledger)
    return made


@pytest.mark.parametrize("cls", STANDARD.classes, ids=lambda cls: about(cls).entity)
def test_a_row_of_every_record_type_is_sound_with_nothing_stated(cls):
    stated = {"parent": "G"} if cls is Unit else {}
    ledger = Ledger().customer().add(about(cls).entity, **stated)
    portfolio = ledger.portfolio()
    assert not portfolio.rejected
    assert portfolio.tables[about(cls).table]
    assert again(ledger) == ledger


def test_a_sound_customer_is_one_line():
    portfolio = trading().portfolio()
    assert list(portfolio.customers) == ["C-1"]
    assert portfolio.accounts["C-1@U-1"].state is AccountState.ACTIVE
    assert not portfolio.rejected


def test_a_row_that_is_needed_and_not_there_is_added():
    portfolio = Ledger().add("invoice").portfolio()
    assert portfolio.invoices["I-1"].customer == "C-1"
    assert portfolio.invoices["I-1"].unit == "U-1", "the first unit that has none below it"


def test_own_records_of_a_policy_are_built_like_any_other():
    ledger = Ledger(OWN).customer("C-7").add("quality_audit", score="0.85", fee=120)
    (audit,) = ledger.portfolio().tables["quality_audits"].values()
    assert (audit.customer, audit.audited_on, audit.fee) == ("C-7", AS_OF, Money.of(120, "CNY"))
    assert again(ledger) == ledger


def test_values_are_written_as_cells_of_a_file_are():
    ledger = (
        Ledger(currency="EUR")
        .customer("C-1", credit_limit="12.50")
        .account(state="frozen", since="2020-02-29")
    )
    assert ledger.tables["customers"][0].credit_limit == Amount(Money.of("12.50", "EUR"))
    account = ledger.tables["accounts"][0]
    assert (account.state, account.since) == (AccountState.FROZEN, date(2020, 2, 29))


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"amout": 3}, "amount"),
        ({"amount": "1,5x"}, "invoice.amount"),
        ({"due_on": "31.12.2026"}, "invoice.due_on"),
        ({"disputed": "perhaps"}, "invoice.disputed"),
    ],
)
def test_what_can_not_be_read_is_refused_with_its_place(stated, said):
    with pytest.raises(ModelError, match=said):
        Ledger().add("invoice", **stated)


def test_an_unknown_record_type_is_refused_with_a_near_one():
    with pytest.raises(ModelError, match="invoice"):
        Ledger().add("invoise")


def test_a_ledger_prints_as_python_that_makes_it_again():
    ledger = (
        trading(as_of=date(2026, 6, 30), currency="EUR")
        .group("GR", credit_limit=5000)
        .open_invoice(Money.of(12, "USD"), due_on="2026-05-01")
        .open_invoice("99.99", disputed=None)
        .order()
        .add("request", matter="TERMS", order="SO-1")
        .rate("7.25")
        .unreadable("payments", customer="C-1", amount="4OO")
        .without("incidents")
        .without_columns("invoices", "cost")
    )
    assert again(ledger) == ledger
    assert again(Ledger()) == Ledger() != Ledger().customer()
    assert "bare" not in repr(ledger)
    assert again(Ledger(bare=True).customer()) == Ledger(bare=True).customer()


def test_rows_of_the_model_may_be_put_as_they_are():
    assert "GR" in Ledger().put(CustomerGroup(id="GR", name="GR")).portfolio().groups


def test_the_examples_are_dated_by_the_day_of_the_ledger():
    ledger = trading(as_of=date(2020, 1, 31)).order().open_invoice(1).invoice().payment(1)
    assert not ledger.portfolio().later_rows
    assert days_ago(1) == "2026-11-20"


def test_an_id_is_never_given_twice():
    ledger = Ledger().customer().order().payment(1).payment(2)
    ledger.tables["payments"].pop(0)
    assert not ledger.payment(3).portfolio().rejected
