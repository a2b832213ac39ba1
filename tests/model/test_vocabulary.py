"""The words of the rule language are those of the classes."""

import pytest

from groupctl.model import ENTITIES, TABLES, ExchangeRate
from groupctl.model.fields import field_types
from groupctl.model.vocabulary import CLASSES, PORTFOLIO_COLLECTIONS

NAMES = """unit group customer relation invoice payment order goods_return expense budget sales_plan
    stock_position incident balance_sheet credit_survey collateral approval"""
EVENTS = (
    "invoices payments orders goods_returns expenses budgets sales_plans stock_positions incidents approvals"
)
SECURITIES = "credit_surveys collaterals"
COLLECTIONS = {
    "unit": f"children relations balance_sheets {EVENTS} {SECURITIES}",
    "group": f"children members relations {EVENTS} {SECURITIES}",
    "customer": f"groups relations {EVENTS} {SECURITIES}",
    "relation": f"{EVENTS} {SECURITIES}",
    "invoice": "payments",
    "order": "invoices approvals",
}


def test_entities_and_tables_have_their_agreed_names():
    assert set(ENTITIES) == set(NAMES.split())
    assert {entity.table for entity in ENTITIES.values()} | {"exchange_rates"} == TABLES.keys()
    assert all(table == f"{name}s" for name, table in ((e.name, e.table) for e in ENTITIES.values()))
    assert TABLES["exchange_rates"] is ExchangeRate


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_every_entity_has_its_agreed_collections(entity):
    assert set(entity.collections) == set(COLLECTIONS.get(entity.name, "").split())


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_attributes_are_the_fields_and_the_relation(entity):
    fields = field_types(entity.type)
    virtual = {"relation"} if entity.name != "relation" and {"customer", "unit"} <= fields.keys() else set()
    assert set(entity.attributes) == {"id", *fields, *virtual}
    assert all(name == attribute.name for name, attribute in entity.attributes.items())
    assert entity.attributes["id"].kind == "text"
    assert not entity.attributes["id"].optional


def test_attributes_know_their_kind():
    invoice, relation, unit = (ENTITIES[name].attributes for name in ("invoice", "relation", "unit"))
    assert (invoice["amount"].kind, invoice["amount"].optional) == ("money", True)
    assert (invoice["due_on"].kind, invoice["due_on"].optional) == ("date", False)
    assert (invoice["customer"].kind, invoice["customer"].target) == ("record", "customer")
    assert (invoice["relation"].kind, invoice["relation"].target) == ("record", "relation")
    assert (invoice["disputed"].kind, invoice["disputed"].optional) == ("boolean", True)
    assert (relation["credit_days"].kind, relation["credit_limit"].kind) == ("days", "limit")
    assert ENTITIES["stock_position"].attributes["quantity"].kind == "count"
    assert unit["control_mode"].members == ("FINANCIAL", "STRATEGIC", "OPERATIONAL")
    assert unit["control_mode"].enumeration == "ControlMode"
    assert unit["parent"].target == "unit"


def test_only_enumerations_have_members_and_only_records_have_targets():
    for entity in ENTITIES.values():
        for attribute in entity.attributes.values():
            assert bool(attribute.members) == bool(attribute.enumeration) == (attribute.kind == "enumeration")
            assert (attribute.target in ENTITIES) == (attribute.kind == "record")


def test_a_class_comes_after_those_that_it_refers_to():
    order = [next(e.name for e in ENTITIES.values() if e.type is cls) for cls in CLASSES]
    for place, cls in enumerate(CLASSES):
        targets = {
            field.target for name, field in field_types(cls).items() if field.target and name != "parent"
        }
        assert targets <= set(order[:place])


def test_whole_tables_are_collections_of_every_record():
    assert set(PORTFOLIO_COLLECTIONS) == {f"all.{entity.table}" for entity in ENTITIES.values()}
    found = ENTITIES["order"].collection("all.customers")
    assert found is not None
    assert found.entity == "customer"
    assert ENTITIES["order"].collection("payments") is None


def test_the_own_date_of_a_row():
    dated = {entity.name: entity.dated for entity in ENTITIES.values() if entity.dated}
    assert dated == {
        "order": "ordered_on",
        "invoice": "issued_on",
        "payment": "paid_on",
        "goods_return": "returned_on",
        "expense": "spent_on",
        "stock_position": "counted_on",
        "incident": "reported_on",
        "balance_sheet": "drawn_on",
        "credit_survey": "surveyed_on",
        "approval": "given_on",
    }
