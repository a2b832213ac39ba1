"""The words of the rule language are those of the classes."""

import pytest

from groupctl.model import STANDARD, ExchangeRate
from groupctl.schema.fields import about, field_types

NAMES = """unit employee group customer account product order invoice invoice_line payment goods_return expense budget
    sales_plan stock_position incident balance_sheet credit_survey collateral granted_limit registration identity_check contact profile dealer_evaluation
    account_review customer_policy customer_plan voice occasion acquisition contract lead opportunity activity resource
    complaint project visit service_request fault satisfaction_survey duty_report campaign support season_plan
    improvement_plan work_group kpi strategy regulation cash_receipt user_account user_account_change indicator
    indicator_reading calendar_day process_event appointment delegation absence body request step_record vote instalment agreed_terms
    dispute dunning payment_promise payment_instrument"""
PLURALS = {
    "agreed_terms": "agreed_terms",
    "body": "bodies",
    "activity": "activities",
    "customer_policy": "customer_policies",
    "opportunity": "opportunities",
    "strategy": "strategies",
}
EVENTS = (
    "invoices payments orders goods_returns expenses budgets sales_plans stock_positions incidents requests"
)
TO_PAY = "orders_to_pay invoices_to_pay"
DUE = "instalments agreed_terms disputes dunnings payment_promises"
SECURITIES = "credit_surveys collaterals granted_limits"
DEALINGS = """dealer_evaluations account_reviews voices acquisitions contracts leads opportunities activities complaints
    projects visits service_requests faults satisfaction_surveys campaigns supports season_plans improvement_plans"""
FILE = "contacts profiles customer_policies customer_plans occasions registrations identity_checks"
OURS = """employees resources duty_reports work_groups kpis strategies regulations cash_receipts user_accounts user_account_changes
    calendar_days appointments bodies"""
COLLECTIONS = {
    "unit": f"children accounts balance_sheets {EVENTS} {DUE} {SECURITIES} {DEALINGS} {OURS}",
    "employee": "voices resources kpis process_events user_accounts user_account_changes appointments delegations absences step_records votes",
    "group": f"children members accounts {EVENTS} {TO_PAY} {DUE} {SECURITIES} {DEALINGS} {FILE}",
    "customer": f"duplicates lookalikes groups accounts {EVENTS} {TO_PAY} {DUE} {SECURITIES} {DEALINGS} {FILE}",
    "account": f"duplicates {EVENTS} {TO_PAY} {DUE} {SECURITIES} {DEALINGS}",
    "product": "invoice_lines goods_returns stock_positions season_plans",
    "invoice": "payments invoice_lines instalments disputes dunnings payment_promises",
    "payment": "payment_instruments",
    "order": "invoices payments requests",
    "collateral": "granted_limits",
    "contract": "opportunities",
    "lead": "opportunities activities incidents",
    "opportunity": "activities resources complaints",
    "project": "visits faults",
    "kpi": "children",
    "user_account": "user_account_changes incidents",
    "indicator": "indicator_readings incidents",
    "appointment": "delegations",
    "delegation": "step_records",
    "request": "step_records",
    "step_record": "votes",
}


def test_entities_and_tables_have_their_agreed_names():
    assert set(STANDARD.entities) == set(NAMES.split())
    assert {entity.table for entity in STANDARD.entities.values()} | {
        "exchange_rates"
    } == STANDARD.tables.keys()
    assert all(e.table == PLURALS.get(e.name, f"{e.name}s") for e in STANDARD.entities.values())
    assert STANDARD.tables["exchange_rates"] is ExchangeRate


@pytest.mark.parametrize("entity", STANDARD.entities.values(), ids=STANDARD.entities)
def test_every_entity_has_its_agreed_collections(entity):
    assert set(entity.collections) == set(COLLECTIONS.get(entity.name, "").split())


@pytest.mark.parametrize("entity", STANDARD.entities.values(), ids=STANDARD.entities)
def test_attributes_are_the_fields_the_account_and_what_a_payment_settles(entity):
    fields = field_types(entity.type)
    virtual = {"account"} if entity.name != "account" and {"customer", "unit"} <= fields.keys() else set()
    virtual |= {"payer_account"} if "payer" in fields else set()
    virtual |= set(about(entity.type).derived)
    assert set(entity.attributes) == {"id", *fields, *virtual}
    assert all(name == attribute.name for name, attribute in entity.attributes.items())
    assert entity.attributes["id"].kind == "text"
    assert not entity.attributes["id"].optional


def test_attributes_know_their_kind():
    invoice, account, unit = (STANDARD.entities[name].attributes for name in ("invoice", "account", "unit"))
    assert (invoice["amount"].kind, invoice["amount"].optional) == ("money", True)
    assert (invoice["due_on"].kind, invoice["due_on"].optional) == ("date", False)
    assert (invoice["customer"].kind, invoice["customer"].target) == ("record", "customer")
    assert (invoice["account"].kind, invoice["account"].target) == ("record", "account")
    assert (invoice["disputed"].kind, invoice["disputed"].optional) == ("boolean", True)
    assert (account["credit_days"].kind, account["credit_limit"].kind) == ("days", "limit")
    assert STANDARD.entities["stock_position"].attributes["quantity"].kind == "count"
    assert unit["control_mode"].members == ("FINANCIAL", "STRATEGIC", "OPERATIONAL")
    assert unit["control_mode"].enumeration == "ControlMode"
    assert unit["parent"].target == "unit"


def test_only_enumerations_have_members_and_only_records_have_targets():
    for entity in STANDARD.entities.values():
        for attribute in entity.attributes.values():
            assert bool(attribute.members) == bool(attribute.enumeration) == (attribute.kind == "enumeration")
            assert (attribute.target in STANDARD.entities) == (attribute.kind == "record")


def test_a_class_comes_after_those_that_it_refers_to():
    order = list(STANDARD.entities)
    for place, entity in enumerate(STANDARD.entities.values()):
        fields = field_types(entity.type).items()
        targets = {field.target for name, field in fields if field.target and name != "parent"}
        assert targets <= set(order[:place])


def test_whole_tables_are_collections_of_every_record():
    assert set(STANDARD.whole_tables) == {f"all.{entity.table}" for entity in STANDARD.entities.values()}
    found = STANDARD.collection("order", "all.customers")
    assert found is not None
    assert found.entity == "customer"
    assert STANDARD.collection("order", "credit_surveys") is None


def test_the_own_date_of_a_row():
    dated = {entity.name: entity.dated for entity in STANDARD.entities.values() if entity.dated}
    assert dated == {
        "order": "ordered_on",
        "invoice": "issued_on",
        "dispute": "raised_on",
        "dunning": "dunned_on",
        "payment_promise": "promised_on",
        "payment": "paid_on",
        "goods_return": "returned_on",
        "expense": "spent_on",
        "stock_position": "counted_on",
        "incident": "reported_on",
        "balance_sheet": "drawn_on",
        "credit_survey": "surveyed_on",
        "identity_check": "checked_on",
        "profile": "recorded_on",
        "dealer_evaluation": "evaluated_on",
        "account_review": "reviewed_on",
        "customer_policy": "decided_on",
        "customer_plan": "planned_on",
        "voice": "received_on",
        "acquisition": "proposed_on",
        "lead": "created_on",
        "opportunity": "created_on",
        "activity": "done_on",
        "complaint": "received_on",
        "visit": "visited_on",
        "service_request": "received_on",
        "fault": "happened_on",
        "satisfaction_survey": "surveyed_on",
        "campaign": "planned_on",
        "improvement_plan": "made_on",
        "work_group": "formed_on",
        "strategy": "drafted_on",
        "regulation": "issued_on",
        "cash_receipt": "received_on",
        "user_account_change": "happened_on",
        "indicator_reading": "read_on",
        "process_event": "on",
        "request": "requested_on",
        "step_record": "done_on",
    }
