"""A row that was rejected makes incomplete what it would have belonged to, and nothing else (M16)."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from groupctl.errors import ModelError
from groupctl.model import STANDARD, Account, CustomerGroup, Incident, IncidentKind, UnitKind
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import OWNERS, RejectedRow
from groupctl.schema.fields import field_types
from groupctl.testing.strategies import any_object
from tests.model import strategies
from tests.model.belonging import collections
from tests.model.examples import (
    AS_OF,
    FAULTY,
    customer,
    invoice,
    lost,
    order,
    payment,
    portfolio,
    request,
    unit,
)

TABLE_NAMES = [table for table in STANDARD.tables if table != "exchange_rates"]


def build(made, rejected=(), missing=()):
    given_ = {table: rows for table, rows in made.items() if table not in missing}
    return Portfolio.build(
        as_of=strategies.AS_OF, currency="CNY", tables=given_, rejected=rejected, missing_tables=missing
    )


def holding(found, row):
    """Every collection that ``row`` is in."""
    return {
        (record.entity, record.id, name)
        for record, name, _ in collections(found)
        if any(item.source is row for item in found.related(record, name))
    }


def incomplete(found):
    return {
        (record.entity, record.id, name) for record, name, _ in collections(found) if found.gaps(record, name)
    }


def draw_row(data, made, tables):
    rows = [(table, row) for table in tables for row in made[table]]
    assume(rows)
    return data.draw(st.sampled_from(rows))


def sound(made):
    """The rows of a snapshot, with nothing later that any of them could name."""
    found = build(made)
    return {table: list(rows.values()) for table, rows in found.tables.items()}


@given(strategies.tables(), st.data())
def test_a_row_that_nothing_names_leaves_exactly_its_own_collections_incomplete(made, data):
    made = sound(made)
    named = strategies.referenced(made)
    unnamed = {table: [row for row in made[table] if (table, row.id) not in named] for table in DOCUMENTS}
    table, row = draw_row(data, unnamed, DOCUMENTS)
    found = build(strategies.without(made, table, row), [RejectedRow.of(row, FAULTY)])
    alike = {
        one for one in incomplete(found) if one[2] in ALIKE
    }  # worked out of these rows, not held by a record
    assert incomplete(found) - alike == holding(build(made), row)


ALIKE = {"duplicates", "lookalikes"}
DOCUMENTS = [table for table in TABLE_NAMES if table not in {"units", "groups", "customers", "accounts"}]


@given(strategies.tables(), st.data())
def test_any_row_leaves_at_least_its_own_collections_incomplete(made, data):
    made = sound(made)
    table, row = draw_row(data, made, TABLE_NAMES)
    whole = build(made)
    found = build(strategies.without(made, table, row), [RejectedRow.of(row, FAULTY)])
    left = {(record.entity, record.id, name) for record, name, _ in collections(found)}
    assert holding(whole, row) & left <= incomplete(found)


@given(strategies.tables(), st.data())
def test_whatever_lies_below_a_lost_row_is_missed_by_whatever_lies_above_it(made, data):
    """Wherever a collection shrinks because a row was rejected, it says so."""
    made = sound(made)
    table, row = draw_row(data, made, ["units", "groups", "customers", "accounts", "orders", "invoices"])
    whole = build(made)
    found = build(strategies.without(made, table, row), [RejectedRow.of(row, FAULTY)])
    for record, name, _ in collections(found):
        before = whole.related(whole.record(record.entity, record.id), name)
        if len(found.related(record, name)) < len(before):
            assert found.gaps(record, name), (record, name)


rejected_rows = st.builds(
    RejectedRow,
    table=st.sampled_from(sorted(STANDARD.tables)),
    reason=st.just(FAULTY),
    row=st.dictionaries(
        st.sampled_from(["id", "group", "parent", "customer", "unit", "order", "invoice"]),
        st.sampled_from(["", "CU-0", "CU-1", "UN-0", "GR-0", "OR-0", "IN-0", "new", " bad "]),
    ).map(lambda cells: tuple(cells.items())),
    customer=st.none() | st.sampled_from(["CU-0", "CU-9"]),
    unit=st.none() | st.sampled_from(["UN-0", "UN-1", "UN-9"]),
    invoice=st.none() | st.sampled_from(["IN-0", "IN-9"]),
    order=st.none() | st.sampled_from(["OR-0", "OR-9"]),
)


@given(strategies.tables(), st.lists(rejected_rows, max_size=3), rejected_rows)
def test_one_more_row_rejected_never_makes_anything_complete(made, some, one_more):
    """Except of an account that is no longer made, for its own row may be the one that was rejected."""
    before, after = build(made, some), build(made, [*some, one_more])
    gone = before.made.keys() - after.made.keys()
    assert {gap for gap in incomplete(before) if gap[1] not in gone} <= incomplete(after)


@given(
    strategies.tables(),
    st.lists(rejected_rows, max_size=3),
    st.sets(st.sampled_from(TABLE_NAMES[4:]), max_size=2),
)
def test_gaps_are_ordered_unique_and_explain_themselves(made, some, missing):
    found = build(made, some, missing)
    for record, name, _ in collections(found):
        gaps = found.gaps(record, name)
        assert list(gaps) == sorted(set(gaps))
        assert all(cause.render("en") and cause.render("zh") for cause in gaps)
        assert found.gaps(record, name) is gaps


@given(strategies.tables(), st.sampled_from(TABLE_NAMES))
def test_a_row_whose_owner_cannot_be_read_touches_the_whole_table(made, table):
    """But for groups, and for duplicates: a lost customer takes its registrations with it, and these leave the gap."""
    found = build(made, [RejectedRow(table=table, reason=FAULTY)])
    for record, name, entity in collections(found):
        if STANDARD.entities[entity].table == table and name not in {"groups", "duplicates"}:
            assert found.gaps(record, name)


@given(strategies.tables(), st.sampled_from(TABLE_NAMES))
def test_a_missing_table_leaves_all_its_collections_incomplete(made, table):
    found = build(made, missing=[table])
    for record, name, entity in collections(found):
        if STANDARD.entities[entity].table == table and (name != "groups" or record.source.group):
            assert "model.cause-missing-table" in {cause.key for cause in found.gaps(record, name)}


@given(strategies.tables())
def test_without_rows_rejected_and_missing_tables_everything_is_complete(made):
    assert incomplete(build(made)) == set()


# --------------------------------------------------------------------------------------------------- by example
def gaps(found, entity, id_, collection):
    return [cause.render() for cause in found.gaps(found.record(entity, id_), collection)]


WHY = FAULTY.render()
REJECTED = [f"a row of invoices was rejected: {WHY}"]


def test_readable_cells_rule_owners_out():
    found = portfolio(rejected=[lost(customer="C-1", unit="U-1")], invoices=[invoice()])
    assert gaps(found, "customer", "C-1", "invoices") == REJECTED
    assert gaps(found, "account", "C-1@U-1", "invoices") == REJECTED
    assert gaps(found, "unit", "HQ", "invoices") == REJECTED
    assert gaps(found, "group", "G-0", "invoices") == REJECTED
    assert gaps(found, "customer", "C-2", "invoices") == []
    assert gaps(found, "unit", "U-2", "invoices") == []
    assert gaps(found, "customer", "C-1", "payments") == []
    assert gaps(found, "customer", "C-2", "all.invoices") == REJECTED


def test_one_readable_owner_is_enough_to_spare_the_others():
    found = portfolio(rejected=[lost(unit="U-1")])
    assert gaps(found, "account", "C-1@U-1", "invoices") == REJECTED
    assert gaps(found, "account", "C-2@U-2", "invoices") == []
    assert gaps(found, "customer", "C-2", "invoices") == REJECTED
    assert gaps(found, "unit", "U-2", "invoices") == []


def test_an_empty_cell_of_an_optional_reference_names_nobody():
    stated = lost("payments", customer="C-1", unit="U-1", row=[("invoice", "")])
    unread = lost("payments", customer="C-1", unit="U-1")
    assert gaps(portfolio(rejected=[stated], invoices=[invoice()]), "invoice", "I-1", "payments") == []
    assert gaps(portfolio(rejected=[unread], invoices=[invoice()]), "invoice", "I-1", "payments") != []


def test_an_empty_cell_of_a_required_reference_is_unreadable():
    found = portfolio(rejected=[lost(row=[("customer", ""), ("unit", "")])])
    assert gaps(found, "customer", "C-2", "invoices") == REJECTED
    assert gaps(found, "unit", "U-2", "invoices") == REJECTED


def test_a_cell_that_the_adapter_could_not_read_as_an_id_rules_nobody_out():
    found = portfolio(rejected=[lost(row=[("customer", "C-1?"), ("unit", "U-1")])])
    assert gaps(found, "customer", "C-2", "invoices") == REJECTED
    assert gaps(found, "unit", "U-2", "invoices") == REJECTED


def test_a_row_without_unit_concerns_all_accounts_of_its_customer():
    fire = Incident(id="X", customer="C-1", kind=IncidentKind.FIRE, reported_on=AS_OF)
    found = portfolio(rejected=[RejectedRow.of(fire, FAULTY)])
    assert gaps(found, "account", "C-1@U-1", "incidents") == [
        f"incident X: a row of incidents was rejected: {WHY}"
    ]
    assert gaps(found, "account", "C-2@U-2", "incidents") == []
    assert gaps(found, "unit", "HQ", "incidents") == []


def test_a_customer_that_was_rejected_is_missed_by_its_groups_only():
    found = portfolio(
        rejected=[RejectedRow.of(customer("C-9"), FAULTY)], groups=[*GROUPS, CustomerGroup(id="G-2", name="")]
    )
    assert gaps(found, "group", "G-0", "members") == [f"customer C-9: a row of customers was rejected: {WHY}"]
    assert gaps(found, "group", "G-1", "invoices") == [
        f"customer C-9: a row of customers was rejected: {WHY}"
    ]
    assert gaps(found, "group", "G-2", "members") == []


GROUPS = [CustomerGroup(id="G-0", name="top"), CustomerGroup(id="G-1", name="sub", parent="G-0")]


def test_a_unit_that_was_rejected_is_missed_by_the_units_above_it():
    middle = unit("U-0")
    units = [unit("HQ", None, kind=UnitKind.GROUP), middle, middle, unit("U-1", "U-0"), unit("U-2")]
    found = portfolio(units=units, invoices=[invoice()], orders=[order()])
    assert gaps(found, "unit", "HQ", "invoices") == [
        "unit U-0: a row of units was rejected: Unit.id: U-0 is there more than once"
    ]
    assert gaps(found, "unit", "HQ", "children") == [
        "unit U-0: a row of units was rejected: Unit.id: U-0 is there more than once"
    ]
    assert gaps(found, "unit", "U-1", "invoices") == []
    assert gaps(found, "unit", "U-2", "invoices") == []


def test_what_is_known_of_a_lost_row_narrows_down_what_depended_on_it():
    groups = [*GROUPS, CustomerGroup(id="G-2", name="")]
    units = [unit("HQ", None, kind=UnitKind.GROUP), unit("U-0"), unit("U-0"), unit("U-1"), unit("U-2")]
    found = portfolio(
        groups=groups,
        units=units,
        rejected=[RejectedRow.of(customer("C-9"), FAULTY), RejectedRow.of(order("O-9"), FAULTY)],
        invoices=[invoice(customer="C-9"), invoice("I-2", customer="C-2", unit="U-0")],
    )
    assert gaps(found, "group", "G-1", "invoices") != []
    assert gaps(found, "group", "G-2", "invoices") == []
    assert gaps(found, "unit", "HQ", "invoices") != []
    assert gaps(found, "unit", "U-2", "invoices") == []


def test_without_customers_no_group_knows_its_documents():
    found = portfolio(missing=["customers"])
    assert gaps(found, "group", "G-0", "members") == ["the table customers is missing"]
    assert gaps(found, "group", "G-0", "budgets") == ["the table customers is missing"]
    assert gaps(found, "group", "G-0", "children") == []


def test_a_unit_below_itself_may_be_below_any_unit():
    units = [
        unit("HQ", None, kind=UnitKind.GROUP),
        unit("U-1"),
        unit("U-2"),
        unit("U-3", "U-4"),
        unit("U-4", "U-3"),
    ]
    found = portfolio(units=units)
    assert len(gaps(found, "unit", "U-1", "invoices")) == 2
    assert len(gaps(found, "unit", "U-2", "children")) == 2


def test_a_group_that_cannot_be_named_may_be_the_one_that_a_customer_names():
    found = portfolio(rejected=[lost("groups")], customers=[customer("C-1", group="G-9"), customer("C-2")])
    assert gaps(found, "group", "G-0", "members") == [
        "customer C-1: group names G-9, and that row of groups was rejected",
        f"a row of groups was rejected: {WHY}",
    ]


def test_a_request_that_was_rejected_may_be_for_what_its_cells_say():
    accounts = [Account(customer=one, unit=unit) for one in ("C-1", "C-2") for unit in ("U-1", "U-2")]

    def touched(row):
        found = portfolio(accounts=accounts, rejected=[row])
        return [one.id for one in found.records("account") if gaps(found, "account", one.id, "requests")]

    assert touched(RejectedRow.of(request(customer="C-1"), FAULTY)) == ["C-1@U-1"]
    assert touched(RejectedRow.of(request(customer="C-1", unit="HQ"), FAULTY)) == ["C-1@U-1", "C-1@U-2"]
    assert touched(lost("requests", unit="U-1")) == ["C-1@U-1", "C-2@U-1"]
    assert touched(lost("requests", customer="C-2")) == ["C-2@U-1", "C-2@U-2"]


def test_many_rows_of_a_table_are_summed_up():
    rows = [lost(customer="C-1", unit="U-1", invoice=f"I-{number}") for number in range(11)]
    found = portfolio(rejected=rows)
    assert gaps(found, "customer", "C-1", "invoices") == ["more than 10 rows of invoices were rejected"]
    assert len(gaps(portfolio(rejected=rows[:10]), "customer", "C-1", "invoices")) == 10


def test_documents_that_name_a_lost_document_know_it():
    found = portfolio(
        rejected=[RejectedRow.of(payment(invoice="I-1"), FAULTY)], invoices=[invoice("I-1"), invoice("I-2")]
    )
    assert gaps(found, "invoice", "I-1", "payments") == [
        f"payment P-1: a row of payments was rejected: {WHY}"
    ]
    assert gaps(found, "invoice", "I-2", "payments") == []


# ------------------------------------------------------------------------------------ what is kept of such a row
def test_what_is_no_possible_id_is_unreadable():
    for id_ in ("", " C-1", "x" * 201, "a\x00b", 5):
        assert RejectedRow(table="invoices", reason=FAULTY, customer=id_).customer is None  # type: ignore[arg-type]


def test_cells_are_cut_and_can_be_written():
    row = RejectedRow(table="invoices", reason=FAULTY, row=[("id", "x" * 10_000_000), ("note", "a\udfffb")])
    assert len(row.cells["id"]) == 200
    assert row.cells["note"].encode()


def test_a_row_of_no_table_is_refused_with_a_suggestion():
    row = RejectedRow(table="invoice", reason=FAULTY)
    with pytest.raises(ModelError, match="did you mean invoices"):
        build({}, rejected=[row])


@given(any_object)
def test_a_sound_object_that_is_rejected_keeps_all_that_it_says(item):
    row = RejectedRow.of(item, FAULTY)
    assert STANDARD.tables[row.table] is type(item)
    assert row.id == item.id or row.table == "exchange_rates"
    for name in OWNERS:
        if hasattr(item, name):
            optional = field_types(type(item))[name].optional
            assert row.readable(name, optional=optional) == (getattr(item, name) or "")
