"""What is written reads back to its equal; what can't be read says all that is wrong, and where."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import ModelError, SourceSpan
from groupctl.model import (
    STANDARD,
    Amount,
    Customer,
    ExchangeRate,
    Inherit,
    Invoice,
    Unit,
    Unknown,
    Unlimited,
)
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.portfolio.serialise import from_json, to_json
from groupctl.schema.money import Money
from groupctl.testing.strategies import any_object, limits, money
from tests.model import strategies
from tests.model.examples import customer, invoice, lost, portfolio
from tests.portfolio.test_completeness import rejected_rows


@given(any_object)
def test_every_object_reads_back_to_its_equal(item):
    assert from_json(to_json(item), type(item)) == item


@given(st.one_of(money(), limits()))
def test_values_read_back_to_their_equal(value):
    assert from_json(to_json(value), type(value)) == value


@given(
    rejected_rows,
    st.none() | st.builds(SourceSpan, st.text(), st.integers(1), st.integers(1), st.integers(1)),
)
def test_rows_rejected_read_back_to_their_equal(row, where):
    row = RejectedRow(
        **{name: getattr(row, name) for name in ("table", "reason", "row", "customer", "unit")}, where=where
    )
    assert from_json(to_json(row), RejectedRow) == row


@given(
    strategies.tables(),
    st.lists(rejected_rows, max_size=3),
    st.sets(st.sampled_from(sorted(STANDARD.tables)), max_size=2),
    st.text(),
)
def test_a_portfolio_reads_back_to_the_same_facts(made, some, missing, source):
    source = source.encode("utf-8", "ignore").decode().replace("\x00", "")
    source = "".join(letter for letter in source if letter.isprintable())
    found = Portfolio.build(
        as_of=strategies.AS_OF,
        currency="CNY",
        tables=made,
        rejected=some,
        missing_tables=missing,
        source=source,
    )
    again = from_json(to_json(found), Portfolio)
    assert again.hash == found.hash
    assert again.rejected == found.rejected
    assert again.missing_tables == found.missing_tables
    assert (again.as_of, again.currency, again.source) == (found.as_of, found.currency, found.source)
    assert {name: dict(rows) for name, rows in again.tables.items()} == {
        name: dict(rows) for name, rows in found.tables.items()
    }


def test_the_form():
    given_ = Customer(
        id="C-1", name="客户", credit_limit=Amount(Money.of("12.34", "CNY"), "ACME"), blacklisted=False
    )
    assert json.loads(to_json(given_)) == {
        "id": "C-1",
        "name": "客户",
        "blacklisted": False,
        "credit_limit": {
            "kind": "amount",
            "money": {"amount": "12.34", "currency": "CNY"},
            "company": "ACME",
        },
    }
    assert "客户" in to_json(given_)
    assert json.loads(to_json(Unlimited())) == {"kind": "unlimited"}
    assert (
        json.loads(to_json(ExchangeRate(base="EUR", quote="CNY", on=invoice().due_on, rate="7.25")))["rate"]
        == "29/4"
    )


def test_null_is_not_stated():
    assert from_json('{"id": "C-1", "name": "", "since": null}', Customer) == Customer(id="C-1", name="")


def faults(text, cls=Portfolio):
    with pytest.raises(ModelError) as error:
        from_json(text, cls)
    assert error.value.render("zh")
    return {fault.values["field"]: fault.code for fault in error.value.faults}


def document(**tables):
    return json.dumps(
        {"format": "groupctl.portfolio/1", "as_of": "2026-06-30", "currency": "CNY", "tables": tables}
    )


INVOICE = json.loads(to_json(invoice()))


def test_all_faults_of_a_document_come_at_once_with_their_paths():
    rows = [
        INVOICE,
        {**INVOICE, "due_on": "2025-12-31"},
        {**INVOICE, "id": 5, "amount": {"amount": 1.5, "currency": "CNY"}, "colour": "red"},
        {key: value for key, value in INVOICE.items() if key != "unit"},
        [],
    ]
    text = document(invoices=rows, customers={}, orders=[{"id": "O-1"}])
    assert faults(text) == {
        "$.tables.invoices[1].due_on": "model.dates-out-of-order",
        "$.tables.invoices[2].id": "model.wrong-type",
        "$.tables.invoices[2].amount.amount": "model.wrong-type",
        "$.tables.invoices[2].colour": "model.unknown-key",
        "$.tables.invoices[3].unit": "model.missing-key",
        "$.tables.invoices[4]": "model.wrong-type",
        "$.tables.customers": "model.wrong-type",
        "$.tables.orders[0].customer": "model.missing-key",
        "$.tables.orders[0].unit": "model.missing-key",
        "$.tables.orders[0].ordered_on": "model.missing-key",
        "$.tables.orders[0].amount": "model.missing-key",
        "$.tables.orders[0].status": "model.missing-key",
    }


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"issued_on": "2026-1-1"}, "$.issued_on", "model.not-a-date"),
        ({"issued_on": "2026-02-30"}, "$.issued_on", "model.not-a-date"),
        ({"issued_on": "20260101"}, "$.issued_on", "model.not-a-date"),
        ({"issued_on": 20260101}, "$.issued_on", "model.not-a-date"),
        ({"issued_on": "1026-01-01"}, "$.issued_on", "model.date-out-of-range"),
        ({"amount": 100}, "$.amount", "model.wrong-type"),
        ({"amount": {"amount": "1", "currency": "RMB"}}, "$.amount.currency", "model.unknown-currency"),
        ({"amount": {"amount": "1", "currency": 5}}, "$.amount.currency", "model.wrong-type"),
        ({"amount": {"amount": "NaN", "currency": "CNY"}}, "$.amount.amount", "model.not-a-number"),
        ({"amount": {"amount": "0.001", "currency": "CNY"}}, "$.amount.amount", "model.too-many-decimals"),
        ({"amount": {"amount": "9" * 30, "currency": "CNY"}}, "$.amount.minor", "model.number-too-large"),
        ({"disputed": 1}, "$.disputed", "model.wrong-type"),
        ({"disputed": "true"}, "$.disputed", "model.wrong-type"),
        ({"customer": ""}, "$.customer", "model.empty-id"),
        ({"customer": None}, "$.customer", "model.wrong-type"),
        ({"customer": {}}, "$.customer", "model.wrong-type"),
        ({"Amount": 1}, "$.Amount", "model.unknown-key"),
    ],
)
def test_nothing_is_converted_or_overlooked(change, path, code):
    assert faults(json.dumps({**INVOICE, **change}), Invoice) == {path: code}


@pytest.mark.parametrize(
    ("limit", "path", "code"),
    [
        ({}, "$.credit_limit.kind", "model.not-a-member"),
        ({"kind": "Unlimited"}, "$.credit_limit.kind", "model.not-a-member"),
        ({"kind": ["amount"]}, "$.credit_limit.kind", "model.not-a-member"),
        ({"kind": "amount"}, "$.credit_limit.money", "model.missing-key"),
        ({"kind": "unlimited", "money": {}}, "$.credit_limit.money", "model.unknown-key"),
        (
            {"kind": "amount", "money": {"amount": "-1", "currency": "CNY"}},
            "$.credit_limit.money",
            "model.negative",
        ),
        (0, "$.credit_limit", "model.wrong-type"),
        (None, "$.credit_limit", "model.wrong-type"),
    ],
)
def test_a_limit_is_tagged(limit, path, code):
    assert faults(json.dumps({"id": "C", "name": "", "credit_limit": limit}), Customer) == {path: code}


def test_a_limit_of_one_kind_is_not_read_as_another():
    assert faults(to_json(Inherit()), Unknown) == {"$.kind": "model.not-a-member"}


def test_enumerations_are_read_by_name_only():
    wrong = {"id": "U", "name": "", "kind": "group", "control_mode": ["FINANCIAL"]}
    assert faults(json.dumps(wrong), Unit) == {
        "$.kind": "model.not-a-member",
        "$.control_mode": "model.not-a-member",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "model.not-json"),
        ("{", "model.not-json"),
        ("[" * 200_000, "model.not-json"),
        ('{"a":' * 200_000, "model.not-json"),
        ("9" * 5000, "model.not-json"),
        ("\ufeff{}", "model.not-json"),
        ("NaN", "model.not-a-number"),
        ('{"id": Infinity}', "model.not-a-number"),
        ('{"id": "C", "id": "D"}', "model.duplicate-id"),
        ("[]", "model.wrong-type"),
        ("null", "model.wrong-type"),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_document_is_refused(text, code):
    assert faults(text, Customer) == {"$": code}


def test_a_text_that_cannot_be_written_as_utf8_is_refused():
    assert faults('{"id": "C\\ud800", "name": "\\udfff"}', Customer) == {
        "$.id": "model.unprintable",
        "$.name": "model.unprintable",
    }


def test_a_portfolio_of_another_format_is_refused():
    text = to_json(portfolio()).replace("groupctl.portfolio/1", "groupctl.portfolio/2")
    assert faults(text) == {"$.format": "model.not-from-here"}
    assert faults("{}").keys() == {"$.format", "$.as_of", "$.currency"}


def test_tables_that_are_not_in_the_document_are_missing():
    assert from_json(document(units=[]), Portfolio).missing_tables == STANDARD.tables.keys() - {
        "units",
        "exchange_rates",
    }


def test_a_mistake_in_a_row_rejected_is_found_too():
    text = json.loads(to_json(portfolio(rejected=[lost()])))
    text["rejected"][0] |= {"table": "invoice", "row": {"id": 5}}
    assert faults(json.dumps(text)) == {"$.rejected[0].row[id]": "model.wrong-type"}
    text["rejected"][0] |= {"row": {}, "where": {"file": "a.csv", "line": True}}
    assert faults(json.dumps(text)) == {"$.rejected[0].where.line": "model.wrong-type"}
    del text["rejected"][0]["where"]
    assert faults(json.dumps(text)) == {"$.rejected[0].table": "model.no-such-table"}


def test_indented_text_reads_back_as_well():
    assert from_json(to_json(customer(), indent=2), Customer) == customer()
