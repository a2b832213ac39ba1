"""A portfolio takes in what is sound as of its day, and loses nothing silently."""

import json
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import DataError, ModelError
from groupctl.model import (
    INHERIT,
    STANDARD,
    UNLIMITED,
    Account,
    Amount,
    ControlMode,
    CustomerGroup,
    ExchangeRate,
    Incident,
    IncidentKind,
    Inherit,
    UnitKind,
    Unknown,
    Unlimited,
)
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.records import NoSuchRecord
from groupctl.portfolio.serialise import from_json, to_json
from groupctl.schema.fields import about
from groupctl.schema.fields import stated as as_stated
from groupctl.schema.money import Money
from groupctl.texts.causes import Cause
from tests.model import strategies
from tests.model.examples import (
    AS_OF,
    customer,
    invoice,
    lost,
    order,
    payment,
    portfolio,
    request,
    tables,
    unit,
    yuan,
)

NEXT_DAY = AS_OF + timedelta(1)


def build(made, **given):
    return Portfolio.build(**{"as_of": AS_OF, "currency": "CNY", "tables": made, **given})


def rejected(found):
    """Table, id and reason of all rows that were rejected."""
    return [(row.table, row.id, row.reason.key) for row in found.rejected]


# ------------------------------------------------------------------------------------------- what is taken in
@given(strategies.tables())
def test_sound_rows_are_all_taken_and_found_by_id(made):
    """A31."""
    found = build(made)
    assert found.rejected == ()
    for table, rows in strategies.present(made).items():
        stated = [row.id for row in found.stated[table]]
        assert stated == sorted(row.id for row in rows if row.id in found.tables[table])
        assert len(rows) + found.later.get(table, 0) >= len(made[table])


@given(strategies.tables(), st.data())
def test_no_row_is_lost_silently(made, data):
    """Whatever is broken, each row is taken, rejected or counted as later (A31)."""
    for table in data.draw(st.sets(st.sampled_from(sorted(made)), max_size=3)):
        if made[table] and data.draw(st.booleans()):
            made[table] = made[table] + made[table][:1]
        else:
            made[table] = made[table][1:]
    found = build(made)
    for table, rows in made.items():
        counted = (
            len(found.tables[table])
            - (table == "accounts") * len(found.made)
            + sum(row.table == table for row in found.rejected)
        )
        assert counted + found.later.get(table, 0) == len(rows)


@given(strategies.tables(), st.data())
def test_the_order_of_the_rows_does_not_matter(made, data):
    made["customers"] = made["customers"][1:] + made["customers"][-1:]
    shuffled = {table: data.draw(st.permutations(rows)) for table, rows in made.items()}
    first, second = build(made), build(shuffled)
    assert first.rejected == second.rejected
    assert {name: list(rows.items()) for name, rows in first.tables.items()} == {
        name: list(rows.items()) for name, rows in second.tables.items()
    }


@given(strategies.tables())
def test_a_snapshot_holds_nothing_of_the_future(made):
    """Taken once more from its own rows it is the same, and nothing in it is later."""
    found = build(made)
    again = build({table: list(rows.values()) for table, rows in found.tables.items()})
    assert (again.hash, again.later, again.rejected) == (found.hash, {}, ())


@given(strategies.tables(), strategies.tables())
def test_rows_of_the_future_change_nothing(made, more):
    dated = {table: about(STANDARD.tables[table]).dated for table in made}
    future = {
        table: [attrs.evolve(row, id=f"later-{row.id}") for row in rows if getattr(row, dated[table]) > AS_OF]
        for table, rows in more.items()
        if dated[table] and table != "exchange_rates"
    }
    found = build({table: rows + future.get(table, []) for table, rows in made.items()})
    assert (found.hash, found.rejected) == (build(made).hash, build(made).rejected)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("invoices", invoice(issued_on=NEXT_DAY, due_on=NEXT_DAY)),
        ("payments", payment(paid_on=NEXT_DAY)),
        ("orders", order(ordered_on=NEXT_DAY)),
        ("requests", request(customer="C-1", requested_on=NEXT_DAY)),
        ("exchange_rates", ExchangeRate(base="EUR", quote="CNY", on=NEXT_DAY, rate="7")),
    ],
)
def test_rows_of_the_future_are_counted_and_left_out(table, row):
    found = portfolio(**{table: [row]})
    assert (found.later, found.rejected, dict(found.tables[table])) == ({table: 1}, (), {})
    assert found.hash == portfolio().hash
    assert portfolio(as_of=NEXT_DAY, **{table: [row]}).later == {}


def test_an_invoice_settled_later_is_not_settled_yet():
    later = portfolio(invoices=[invoice(settled_on=NEXT_DAY)])
    assert later.invoices["I-1"].settled_on is None
    assert later.hash == portfolio(invoices=[invoice()]).hash
    assert portfolio(invoices=[invoice(settled_on=AS_OF)]).invoices["I-1"].settled_on == AS_OF


def test_a_payment_of_a_future_invoice_is_on_account_until_then():
    future = invoice(issued_on=NEXT_DAY, due_on=NEXT_DAY)
    found = portfolio(invoices=[future], payments=[payment(invoice="I-1")])
    assert found.payments["P-1"].invoice is None
    assert found.rejected == ()
    assert (
        portfolio(as_of=NEXT_DAY, invoices=[future], payments=[payment(invoice="I-1")])
        .payments["P-1"]
        .invoice
    )


def test_a_request_about_a_future_order_is_future_itself():
    found = portfolio(orders=[order(ordered_on=NEXT_DAY)], requests=[request(order="O-1")])
    assert found.later == {"orders": 1, "requests": 1}
    assert found.rejected == ()


# ------------------------------------------------------------------------------------------ what is rejected
def test_of_rows_with_the_same_id_none_is_taken():
    found = portfolio(invoices=[invoice(), invoice(amount=yuan(7)), invoice("I-2")])
    assert list(found.invoices) == ["I-2"]
    assert rejected(found) == [("invoices", "I-1", "model.duplicate-id")] * 2
    assert portfolio(accounts=[Account(customer="C-1", unit="U-1")] * 2).accounts == {}


def test_rates_of_one_pair_and_day_contradict_each_other():
    rates = [
        ExchangeRate(base="EUR", quote="CNY", on=date(2026, 1, day), rate=rate)
        for day, rate in [(2, "7"), (1, "6"), (2, "8")]
    ]
    found = portfolio(exchange_rates=rates, invoices=[invoice(amount=Money(100, "EUR"))])
    record = found.record("invoice", "I-1")
    assert "amount" not in record.values
    assert found.cause(record, "amount").key == "model.cause-rate-rejected"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"invoices": [invoice(customer="C-9")]}, ("invoices", "I-1", "model.no-such-customer")),
        ({"invoices": [invoice(unit="U-9")]}, ("invoices", "I-1", "model.no-such-row")),
        ({"invoices": [invoice(order="O-9")]}, ("invoices", "I-1", "model.no-such-row")),
        ({"payments": [payment(invoice="I-9")]}, ("payments", "P-1", "model.no-such-row")),
        ({"requests": [request(order="O-9")]}, ("requests", "R-1", "model.no-such-row")),
        (
            {"customers": [customer("C-1"), customer("C-2"), customer("C-3", group="G-9")]},
            ("customers", "C-3", "model.no-such-row"),
        ),
        (
            {"groups": [CustomerGroup(id="G-1", name="", parent="G-9")]},
            ("groups", "G-1", "model.no-such-row"),
        ),
    ],
)
def test_a_row_that_names_what_is_not_there_is_rejected(changes, expected):
    assert expected in rejected(portfolio(**changes))


def test_what_depends_on_a_row_that_was_rejected_follows_it():
    found = portfolio(
        customers=[customer("C-1"), customer("C-1"), customer("C-2")],
        orders=[order()],
        requests=[request(order="O-1")],
    )
    assert rejected(found) == [
        ("accounts", "C-1@U-1", "model.row-rejected"),
        ("customers", "C-1", "model.duplicate-id"),
        ("customers", "C-1", "model.duplicate-id"),
        ("orders", "O-1", "model.row-rejected"),
        ("requests", "R-1", "model.row-rejected"),
    ]


def test_an_optional_reference_to_a_lost_row_is_kept_and_unknown():
    found = portfolio(
        invoices=[invoice(), invoice()],
        payments=[payment(invoice="I-1")],
    )
    record = found.record("payment", "P-1")
    assert "invoice" not in record.values
    assert found.cause(record, "invoice").render() == (
        "payment P-1: invoice names I-1, and that row of invoices was rejected"
    )


def test_a_lost_row_without_a_readable_id_may_be_the_one_that_is_named():
    found = portfolio(payments=[payment(invoice="I-9")], rejected=[lost("invoices", customer="C-1")])
    assert list(found.payments) == ["P-1"]


def test_groups_that_lie_below_themselves_are_rejected_but_not_what_lies_below_them():
    groups = [
        CustomerGroup(id="G-0", name="", parent="G-1"),
        CustomerGroup(id="G-1", name="", parent="G-0"),
        CustomerGroup(id="G-2", name="", parent="G-1"),
    ]
    found = portfolio(groups=groups)
    assert rejected(found) == [("groups", "G-0", "model.cyclic"), ("groups", "G-1", "model.cyclic")]
    assert list(found.groups) == ["G-2"]
    assert list(found.customers) == ["C-1", "C-2"]
    assert "group" not in found.record("customer", "C-1").values


def test_units_that_lie_below_themselves_are_rejected():
    units = [unit("HQ", None), unit("U-1", "U-2"), unit("U-2", "U-1")]
    found = portfolio(units=units)
    assert list(found.units) == ["HQ"]
    assert found.accounts == {}


def test_one_root_is_kept_the_group_first():
    units = [unit("A", None), unit("HQ", None, kind=UnitKind.GROUP), unit("U-1", "A"), unit("U-2")]
    found = portfolio(units=units)
    assert found.organisation.root == found.units["HQ"]
    assert ("units", "A", "model.second-root") in rejected(found)
    assert not found.organisation.connected("U-1")


# ------------------------------------------------------------------------------------------------- the frame
@pytest.mark.parametrize(
    "given_",
    [
        {"as_of": "2026-06-30"},
        {"as_of": date(1800, 1, 1)},
        {"currency": "RMB"},
        {"source": 5},
        {"tables": {"invoice": []}},
        {"missing_tables": ["invoice"]},
        {"tables": {"invoices": [payment()]}},
        {"tables": {"invoices": ["I-1"]}},
    ],
)
def test_what_no_data_can_excuse_is_refused(given_):
    with pytest.raises(ModelError):
        build(**{"made": tables(), **given_} if "tables" not in given_ else {"made": given_["tables"]})


def test_a_misspelt_table_is_refused_with_a_suggestion():
    with pytest.raises(ModelError, match="did you mean invoices"):
        build({"invoicse": []})


def test_tables_that_are_not_given_are_missing_but_rates_are_not():
    assert build({"units": []}).missing_tables == STANDARD.tables.keys() - {"units", "exchange_rates"}
    assert build(tables()).missing_tables == frozenset()
    assert build(tables(), missing_tables=["orders"]).missing_tables == {"orders"}


def test_a_portfolio_never_changes():
    found = portfolio()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        found.as_of = AS_OF  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.customers["C-9"] = customer("C-9")  # type: ignore[index]


# ----------------------------------------------------------------------------------------------------- lookup
def test_a_missing_id_is_named_with_a_near_one():
    found = portfolio()
    for ask in (lambda: found.customers["C-11"], lambda: found.record("customer", "C-11")):
        with pytest.raises(NoSuchRecord, match=r"there is no customer 'C-11'; did you mean C-1\?") as error:
            ask()
        assert isinstance(error.value, DataError)
        assert isinstance(error.value, KeyError)
    assert found.customers.get("C-11") is None
    assert "C-11" not in found.customers
    with pytest.raises(NoSuchRecord, match=r"^there is no customer 'zzz'$"):
        found.record("customer", "zzz")


def test_unknown_names_are_refused_with_a_near_one():
    found = portfolio()
    record = found.record("customer", "C-1")
    for ask, near in [
        (lambda: found.records("custmer"), "customer"),
        (lambda: found.record("custmer", "C-1"), "customer"),
        (lambda: found.related(record, "invoice"), "invoices"),
        (lambda: found.gaps(record, "all.customer"), "all.customers"),
        (lambda: found.cause(record, "chanel"), "channel"),
    ]:
        with pytest.raises(DataError, match=f"did you mean {near}"):
            ask()


@pytest.mark.parametrize("table", STANDARD.tables)
def test_every_table_is_an_attribute(table):
    found = portfolio()
    assert getattr(found, table) is found.tables[table]


# ------------------------------------------------------------------------------------- values, as rules see them
@given(strategies.tables())
def test_values_are_those_of_the_objects_and_unknown_ones_have_a_cause(made):
    found = build(made)
    for entity in STANDARD.entities.values():
        records = found.records(entity.name)
        assert [record.id for record in records] == sorted(found.tables[entity.table])
        for record in records:
            assert found.record(entity.name, record.id) is record
            assert record.source is found.tables[entity.table][record.id]
            assert record.values.keys() <= entity.attributes.keys()
            for name in entity.attributes.keys() - record.values.keys():
                assert entity.attributes[name].optional
                assert found.cause(record, name).about == f"{entity.name} {record.id}"
                assert found.cause(record, name).render("zh")
            for name, value in record.values.items():
                stated = getattr(record.source, name, None)
                if entity.attributes[name].kind == "record" and not name.endswith("account"):
                    spoken = as_stated(record.source, name)
                    assert value is found.record(entity.attributes[name].target, spoken)
                elif entity.attributes[name].kind in {
                    "date",
                    "boolean",
                    "text",
                    "count",
                    "days",
                } and name not in {"time_zone", *about(entity.type).derived}:
                    inherited = stated is None and entity.fields[name].inherits
                    assert inherited or value == stated


def test_amounts_are_minor_units_of_the_portfolio_at_the_latest_rate():
    rates = [
        ExchangeRate(base="EUR", quote="CNY", on=date(2026, 1, day), rate=rate)
        for day, rate in [(1, "7"), (2, "8")]
    ]
    found = portfolio(
        exchange_rates=rates, invoices=[invoice(amount=Money.of("1.01", "EUR"), cost=Money.of("3", "JPY"))]
    )
    record = found.record("invoice", "I-1")
    assert record.values["amount"] == 808
    assert "cost" not in record.values
    assert found.cause(record, "cost").render() == (
        "invoice I-1: there is no exchange rate JPY to CNY on or before 2026-06-30"
    )


class TestWhatAPaymentSettles:
    """The share of the invoice that it paid at the rates of its own day, of what the invoice is worth now."""

    RATES = (
        ExchangeRate(base="USD", quote="CNY", on=date(2026, 1, 1), rate="7.00"),
        ExchangeRate(base="USD", quote="CNY", on=date(2026, 6, 1), rate="7.20"),
    )

    def paid(self, amount: Money, owed: Money, **more: Any) -> Portfolio:
        return portfolio(
            invoices=[invoice(amount=owed)],
            payments=[payment(amount=amount, invoice="I-1", **more)],
            exchange_rates=self.RATES,
        )

    @pytest.mark.parametrize(
        ("amount", "owed", "settled", "converted"),
        [
            (yuan(70000), Money.of("10000", "USD"), 72_000_00, True),
            (yuan(35000), Money.of("10000", "USD"), 36_000_00, True),
            (yuan("0.01"), Money.of("10000", "USD"), 1, True),
            (Money.of("10000", "USD"), yuan(70000), 70_000_00, True),
            (Money.of("10000", "USD"), Money.of("10000", "USD"), 72_000_00, True),
            (yuan(70000), yuan(70000), 70_000_00, False),
            (yuan(-70000), Money.of("10000", "USD"), -72_000_00, True),
        ],
    )
    def test_in_another_currency(self, amount, owed, settled, converted):
        values = self.paid(amount, owed).record("payment", "P-1").values
        assert (values["amount_settled"], values["converted"]) == (settled, converted)

    def test_without_a_rate_of_its_day_it_is_unknown(self):
        found = self.paid(yuan(70000), Money.of("10000", "USD"), paid_on=date(2025, 12, 31))
        record = found.record("payment", "P-1")
        assert "amount_settled" not in record.values
        assert record.values["converted"] is True
        assert found.cause(record, "amount_settled").render() == (
            "payment P-1: there is no exchange rate CNY to USD on or before 2025-12-31"
        )

    def test_on_account_it_settles_no_invoice(self):
        found = portfolio(payments=[payment()])
        record = found.record("payment", "P-1")
        for name in ("amount_settled", "converted"):
            assert name not in record.values
            assert found.cause(record, name).render() == "payment P-1: invoice is not stated"

    def test_the_rate_is_exact_and_rounded_once(self):
        """33.33 yuan are 33.33 / 7.00 dollars, an amount that no dollar has; at 7.20 they are 34.2823 yuan."""
        assert (
            self.paid(yuan("33.33"), Money.of("10", "USD")).record("payment", "P-1").values["amount_settled"]
            == 34_28
        )


def test_where_some_rates_could_not_be_read_none_is_trusted():
    rates = [ExchangeRate(base="EUR", quote="CNY", on=AS_OF, rate="8")]
    given_ = tables(exchange_rates=rates, invoices=[invoice(amount=Money(1, "EUR"))])
    found = build(given_, missing_tables=["exchange_rates"])
    assert found.cause(found.record("invoice", "I-1"), "amount").key == "model.cause-rate-rejected"


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        (Unlimited("ACME"), UNLIMITED),
        (Inherit("ACME"), INHERIT),
        (Amount(yuan("12.34")), 1234),
        (Amount(yuan(0), "ACME"), 0),
        (Unknown(), None),
        (Amount(Money(1, "EUR")), None),
    ],
)
def test_limits_are_amounts_or_singletons(limit, value):
    found = portfolio(customers=[customer("C-1", credit_limit=limit), customer("C-2")])
    record = found.record("customer", "C-1")
    assert record.values.get("credit_limit") is value or record.values.get("credit_limit") == value
    if value is None:
        key = "model.cause-limit-unknown" if isinstance(limit, Unknown) else "model.cause-no-rate"
        assert found.cause(record, "credit_limit").key == key


def test_enumerations_are_names_and_modes_are_inherited():
    units = [
        unit("HQ", None, control_mode=ControlMode.STRATEGIC, time_zone="Asia/Shanghai"),
        unit("U-1"),
        unit("U-2"),
    ]
    values = portfolio(units=units).record("unit", "U-1").values
    assert (values["kind"], values["control_mode"], values["time_zone"]) == (
        "DIVISION",
        "STRATEGIC",
        "Asia/Shanghai",
    )


def test_the_account_of_a_document_is_that_of_its_customer_and_unit():
    fire = Incident(id="X", customer="C-1", unit="U-2", kind=IncidentKind.FIRE, reported_on=AS_OF)
    found = portfolio(invoices=[invoice()], incidents=[fire])
    assert found.record("invoice", "I-1").values["account"] is found.record("account", "C-1@U-1")
    other = found.record("incident", "X")
    assert "account" not in other.values
    assert found.cause(other, "account").render() == "incident X: there is no account C-1@U-2"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"rejected": [lost("accounts", customer="C-1", unit="U-2")]}, "model.cause-reference-rejected"),
        ({"rejected": [lost("accounts")]}, "model.cause-reference-rejected"),
        ({"rejected": [lost("accounts", customer="C-2", unit="U-1")]}, "model.cause-no-account"),
        ({"missing": ["accounts"]}, "model.cause-missing-table"),
    ],
)
def test_why_there_is_no_account(changes, key):
    fire = Incident(id="X", customer="C-1", unit="U-2", kind=IncidentKind.FIRE, reported_on=AS_OF)
    found = portfolio(incidents=[fire], **changes)
    assert found.cause(found.record("incident", "X"), "account").key == key


def test_causes_of_the_rest():
    found = portfolio(missing=["groups"], invoices=[invoice()])
    assert found.cause(found.record("customer", "C-1"), "group").key == "model.cause-missing-table"
    assert found.cause(found.record("invoice", "I-1"), "cost").key == "model.cause-not-stated"
    assert found.cause(found.record("unit", "U-1"), "control_mode").key == "model.cause-not-stated"
    with pytest.raises(DataError, match="amount of invoice I-1 is known"):
        found.cause(found.record("invoice", "I-1"), "amount")


def test_what_a_lost_unit_would_hand_down_is_unknown_for_that_reason():
    units = [
        unit("HQ", None, control_mode=ControlMode.FINANCIAL),
        unit("U-0"),
        unit("U-0"),
        unit("U-1", "U-0"),
        unit("U-2"),
    ]
    found = portfolio(units=units)
    assert found.cause(found.record("unit", "U-1"), "control_mode").key == "model.cause-reference-rejected"
    assert found.cause(found.record("unit", "U-1"), "parent").key == "model.cause-reference-rejected"


def test_records_are_equal_only_to_themselves():
    first, second = portfolio(), portfolio()
    assert first.record("customer", "C-1") != second.record("customer", "C-1")
    assert first.record("customer", "C-1") == first.record("customer", "C-1")
    assert repr(first.record("customer", "C-1")) == "<customer C-1>"


def test_the_reason_of_a_row_rejected_can_be_read_in_both_languages():
    [row] = portfolio(invoices=[invoice(customer="C-9")]).rejected
    assert row.reason == Cause.of(
        "model.no-such-customer", field="Invoice.customer", value="C-9", table="customers"
    )
    assert row.reason.render() == (
        "Invoice.customer: there is no C-9 in customers; correct the row, or say partial: [customers] in the mapping"
        " if customers are left out on purpose"
    )
    assert "customers" in row.reason.render("zh")
    assert (row.customer, row.unit, row.invoice) == ("C-9", "U-1", "I-1")
    assert dict(row.row)["amount"] == "100.00 CNY"


# ------------------------------------------------------------------------------------------- accounts that are made
def test_a_document_at_a_unit_where_its_customer_has_no_account_makes_that_account():
    found = portfolio(invoices=[invoice("I-2", unit="U-2"), invoice("I-1", unit="U-2"), invoice("I-3")])
    assert found.made == {"C-1@U-2": "invoice I-1"}
    made = found.record("account", "C-1@U-2")
    assert [row.id for row in found.related(made, "invoices")] == ["I-1", "I-2"]
    assert found.cause(made, "credit_limit").key == "model.cause-limit-unknown"
    assert found.record("invoice", "I-1").values["account"] is made
    assert list(found.accounts) == sorted(found.accounts)


def test_no_account_is_made_where_it_may_exist_although_it_is_not_here():
    elsewhere = [invoice(unit="U-2")]
    assert portfolio(missing=["accounts"], invoices=elsewhere).made == {}
    assert portfolio(rejected=[lost("accounts")], invoices=elsewhere).made == {}
    assert portfolio(rejected=[lost("accounts", customer="C-1", unit="U-2")], invoices=elsewhere).made == {}
    assert portfolio(rejected=[lost("accounts", customer="C-2", unit="U-1")], invoices=elsewhere).made


def test_what_was_made_is_made_again_when_a_saved_portfolio_is_read():
    found = portfolio(payments=[payment(unit="U-2")])
    text = to_json(found)
    assert "U-2" in text
    assert "C-1@U-2" not in [
        f"{row['customer']}@{row['unit']}" for row in json.loads(text)["tables"]["accounts"]
    ]
    again = from_json(text, Portfolio)
    assert (again.made, again.hash) == (found.made, found.hash)
