"""What is not done and what is not known: a blank cell in a column that is there counts as not done, a column that is
absent leaves it open (B43, C16, C17, D20, D55, D56, H16, H19, H21, H26, H59)."""

from collections.abc import Callable
from typing import Any

import pytest

from groupctl.model import ChannelType, CrmRole, Employee, Opportunity, PipelineStatus
from groupctl.model.people import UserAccount
from groupctl.testing import Ledger, day
from tests.standard.customers import customer, staff
from tests.standard.deciding import Answer, Deciding
from tests.standard.key_accounts import key_account

HANDLES = {"in_sales": True, "manages_money": True, "manages_goods": False}


def selling(**known: Any) -> Ledger:
    """E-1 sells and handles money."""
    return Ledger().put(staff(**HANDLES, **known))


def known_customer(**known: Any) -> Ledger:
    """C-1 trades with U-1, where E-1 works in the CRM."""
    account = UserAccount(
        id="AC-1",
        employee="E-1",
        unit="U-1",
        role=CrmRole.BUSINESS_STAFF,
        opened_on=day("2020-01-01"),
        frozen=False,
    )
    row = customer(channel=ChannelType.DEALER, group="GR", **known)
    return Ledger().group("GR").put(staff(in_sales=True), account, row).account()


def operating() -> Ledger:
    """U-1 has an opportunity, and E-1 sells there."""
    seen = Opportunity(
        id="O-1", customer="C-1", unit="U-1", created_on=day("2026-11-01"), status=PipelineStatus.OPEN
    )
    return selling().customer().account().put(seen)


def served(**known: Any) -> Ledger:
    """A key account, and E-1 in service."""
    return key_account().put(Employee(id="E-1", name="Wang", unit="U-1", in_service=True, **known))


CASES = {
    "may_sell": ("selling_permission", "employees", "trained_on", selling, "E-1", False),
    "sales_file.training": ("sales_file", "employees", "trained_on", selling, "E-1", "TRAINING"),
    "operation.ability": (
        "customer_operation",
        "employees",
        "trained_on",
        operating,
        "U-1",
        "ABILITY",
    ),
    "programme.training": (
        "key_account_programme",
        "employees",
        "trained_on",
        served,
        "G",
        "SERVICE_TRAINING",
    ),
    "guarantee": ("guarantee_for_staff", "employees", "guarantor", selling, "E-1", True),
    "sales_file.guarantor": ("sales_file", "employees", "guarantor", selling, "E-1", "GUARANTOR"),
    "file.manager": ("customer_file", "customers", "manager", known_customer, "C-1", "MANAGER"),
    "management.manager": (
        "customer_management",
        "customers",
        "manager",
        known_customer,
        "U-1",
        "NO_DEDICATED_PERSON",
    ),
    "file.verification": ("customer_file", "customers", "verified_on", known_customer, "C-1", "VERIFICATION"),
    "verification": ("data_verification", "customers", "verified_on", known_customer, "C-1", True),
    "management.verification": (
        "customer_management",
        "customers",
        "verified_on",
        known_customer,
        "U-1",
        "NO_STANDARD",
    ),
    "daily_work": (
        "daily_work",
        "customers",
        "verified_on",
        lambda: known_customer(manager="E-1"),
        "AC-1",
        "MAINTAIN_CUSTOMERS",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_blank_cell_is_not_done_and_an_absent_column_not_known(decide: Deciding, case: str) -> None:
    rule_set, table, field, ledger, subject, undone = CASES[case]
    make: Callable[[], Ledger] = ledger
    assert undone in said(decide(rule_set, make(), subject))
    absent = make()
    absent.absent[table] = [field]
    answer = decide(rule_set, absent, subject)
    assert (answer.status, answer.outcome) == ("unknown", None)
    assert undone not in said(answer)


def said(answer: Answer) -> set[object]:
    """The outcome, or what the rules that hold would bring to it where another rule is unknown."""
    whole = answer.outcome if isinstance(answer.outcome, tuple) else (answer.outcome,)
    return {*whole, *answer.contributions.values()}
