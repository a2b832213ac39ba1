"""Collections are the other side of references."""

from datetime import date

from hypothesis import given

from groupctl.model import (
    STANDARD,
    Collateral,
    CollateralKind,
    CreditSurvey,
    Expense,
    Incident,
    IncidentKind,
    UnitKind,
)
from groupctl.portfolio.portfolio import Portfolio
from tests.model import strategies
from tests.model.belonging import belongs, collections
from tests.model.examples import customer, invoice, order, payment, portfolio, request, unit, yuan


def ids(found, entity, id_, collection):
    return [record.id for record in found.related(found.record(entity, id_), collection)]


@given(strategies.tables(most=4))
def test_a_collection_holds_exactly_what_belongs_to_it_in_order_of_id(made):
    found = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made)
    for record, name, entity in collections(found):
        if name in {"duplicates", "lookalikes"}:
            continue  # told by numbers and names, not by references: the tests of identities have them
        expected = [row for row in found.records(entity) if belongs(found, row.source, record, name)]
        assert list(found.related(record, name)) == expected, (record, name)


@given(strategies.tables())
def test_every_record_has_whole_tables_as_collections(made):
    found = Portfolio.build(as_of=strategies.AS_OF, currency="CNY", tables=made)
    for record in [*found.records("customer"), *found.records("request")]:
        for entity in STANDARD.entities.values():
            assert found.related(record, f"all.{entity.table}") == found.records(entity.name)


def test_a_unit_has_the_documents_of_all_units_below_it():
    found = portfolio(
        units=[unit("HQ", None, kind=UnitKind.GROUP), unit("U-1"), unit("U-2"), unit("U-11", "U-1")],
        invoices=[invoice("I-1", unit="HQ"), invoice("I-2", unit="U-11"), invoice("I-3", unit="U-2")],
    )
    assert ids(found, "unit", "HQ", "invoices") == ["I-1", "I-2", "I-3"]
    assert ids(found, "unit", "U-1", "invoices") == ["I-2"]
    assert ids(found, "unit", "HQ", "children") == ["U-1", "U-2"]


def test_a_group_has_the_documents_of_the_members_of_all_groups_below_it():
    found = portfolio(invoices=[invoice("I-1"), invoice("I-2", customer="C-2")])
    assert ids(found, "group", "G-0", "members") == ["C-1"]
    assert ids(found, "group", "G-0", "invoices") == ["I-1"]
    assert ids(found, "group", "G-0", "children") == ["G-1"]


def test_what_names_no_unit_concerns_every_account_of_the_customer():
    fire = Incident(id="X-2", customer="C-1", kind=IncidentKind.FIRE, reported_on=date(2026, 1, 1))
    survey = CreditSurvey(id="S", customer="C-1", unit="U-2", surveyed_on=date(2026, 1, 1))
    deposit = Collateral(id="K", customer="C-1", kind=CollateralKind.DEPOSIT, starts_on=date(2026, 1, 1))
    here = Incident(
        id="X-1", customer="C-1", unit="U-1", kind=IncidentKind.FIRE, reported_on=date(2026, 1, 1)
    )
    found = portfolio(incidents=[fire, here], credit_surveys=[survey], collaterals=[deposit])
    assert ids(found, "account", "C-1@U-1", "incidents") == ["X-1", "X-2"]
    assert ids(found, "account", "C-1@U-1", "credit_surveys") == []
    assert ids(found, "account", "C-1@U-1", "collaterals") == ["K"]
    assert ids(found, "unit", "U-1", "incidents") == ["X-1"]


def test_an_expense_without_customer_is_the_units_alone():
    rent = Expense(id="E", unit="U-1", spent_on=date(2026, 1, 1), amount=yuan(1))
    found = portfolio(expenses=[rent])
    assert ids(found, "unit", "HQ", "expenses") == ["E"]
    assert ids(found, "customer", "C-1", "expenses") == []
    assert ids(found, "account", "C-1@U-1", "expenses") == []


def test_a_request_about_a_customer_holds_below_its_unit():
    found = portfolio(
        orders=[order("O-1")],
        requests=[
            request("R-1", order="O-1", unit="HQ"),
            request("R-2", customer="C-1", unit="HQ"),
            request("R-3", customer="C-1", unit="U-1"),
            request("R-4", customer="C-1", unit="U-2"),
        ],
    )
    assert ids(found, "order", "O-1", "requests") == ["R-1"]
    assert ids(found, "account", "C-1@U-1", "requests") == ["R-2", "R-3"]
    assert ids(found, "customer", "C-1", "requests") == ["R-2", "R-3", "R-4"]
    assert ids(found, "unit", "U-2", "requests") == ["R-4"]


def test_documents_have_the_documents_that_name_them():
    found = portfolio(
        customers=[customer("C-1"), customer("C-2")],
        orders=[order()],
        invoices=[invoice("I-2", order="O-1"), invoice("I-1", order="O-1"), invoice("I-3")],
        payments=[payment("P-2", invoice="I-1"), payment("P-1", invoice="I-1"), payment("P-3")],
    )
    assert ids(found, "order", "O-1", "invoices") == ["I-1", "I-2"]
    assert ids(found, "invoice", "I-1", "payments") == ["P-1", "P-2"]
    assert ids(found, "invoice", "I-2", "payments") == []
