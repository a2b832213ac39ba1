"""What a user account lets a person see and do: five roles, three reaches, denied unless said (G44 to G46, L49)."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from groupctl.decisions.engine import Engine
from groupctl.decisions.remedies import Remedy
from groupctl.errors import DataError
from groupctl.model.customer import Account, AccountState, Customer
from groupctl.model.ledger import Invoice
from groupctl.model.organisation import Unit, UnitKind
from groupctl.model.people import CrmRole, Employee, UserAccount
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.loading.loader import load_policy
from groupctl.schema.money import Money
from groupctl.texts import LANGUAGES
from groupctl.texts.title import Title
from tests.rules.policy_text import GOOD, codes

AS_OF = date(2026, 6, 30)
ENGINE = Engine(load_policy("standard/crm"), "reference")
UNITS = (
    Unit(id="G", name="Group", kind=UnitKind.GROUP),
    Unit(id="S1", name="Pumps", kind=UnitKind.SEGMENT, parent="G"),
    Unit(id="S2", name="Paints", kind=UnitKind.SEGMENT, parent="G"),
    Unit(id="U1", name="East", kind=UnitKind.SUBSIDIARY, parent="S1"),
    Unit(id="U2", name="West", kind=UnitKind.SUBSIDIARY, parent="S2"),
)
ROLES = {
    "boss": (CrmRole.GROUP_MANAGEMENT, "G"),
    "head": (CrmRole.SEGMENT_HEAD, "S1"),
    "rep": (CrmRole.BUSINESS_STAFF, "U1"),
    "clerk": (CrmRole.SEGMENT_ADMINISTRATOR, "S1"),
    "admin": (CrmRole.SYSTEM_ADMINISTRATOR, "G"),
}


def account(customer: str, unit: str) -> Account:
    return Account(customer=customer, unit=unit, state=AccountState.ACTIVE)


def ledger(**tables: object) -> Portfolio:
    own = {
        "units": UNITS,
        "employees": [Employee(id=name, name=name, unit=unit) for name, (_, unit) in ROLES.items()],
        "user_accounts": [
            UserAccount(
                id=f"A-{name}", employee=name, unit=unit, role=role, opened_on=date(2020, 1, 1), frozen=False
            )
            for name, (role, unit) in ROLES.items()
        ],
        "customers": [
            Customer(id="C-1", name="One", manager="rep"),
            Customer(id="C-2", name="Two", manager="head"),
        ],
        "accounts": [account("C-1", "U1"), account("C-2", "U2"), account("C-2", "U1")],
    }
    return Portfolio.build(as_of=AS_OF, currency="CNY", tables={**own, **tables})


def may(person, right, entity, id_, found=None):
    found = found or ledger()
    answer = ENGINE.permissions(person, found).may(right, found.record(entity, id_))
    assert all("{" not in answer.why.render(lang) for lang in LANGUAGES)
    return bool(answer)


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("boss", {"C-1@U1", "C-2@U2", "C-2@U1"}),
        ("head", {"C-1@U1", "C-2@U1"}),
        ("rep", {"C-1@U1"}),
        ("clerk", {"C-1@U1", "C-2@U1"}),
        ("admin", set()),
    ],
)
def test_each_role_reads_as_far_as_it_reaches(person, seen):
    """G44 to G46, L49."""
    found = ledger()
    assert {
        one.id for one in found.records("account") if may(person, "reads", "account", one.id, found)
    } == seen


@pytest.mark.parametrize(
    ("person", "right", "allowed"),
    [
        ("head", "assigns", True),
        ("clerk", "assigns", False),
        ("clerk", "maintains", True),
        ("head", "maintains", False),
    ],
)
def test_each_right_has_a_reach_of_its_own(person, right, allowed):
    assert may(person, right, "account", "C-1@U1") is allowed


def test_a_customer_belongs_to_the_segments_of_its_accounts():
    assert may("head", "reads", "customer", "C-2")
    assert not may("head", "reads", "unit", "S2")
    assert may("head", "reads", "unit", "U1")


def test_a_remedy_is_told_to_who_may_read_all_that_it_pays():
    bill = {"issued_on": date(2026, 6, 1), "due_on": date(2026, 6, 20), "amount": Money.of("5", "CNY")}
    made = [
        Invoice(id=f"I-{name}", customer=f"C-{name}", unit=unit, **bill)
        for name, unit in (("1", "U1"), ("2", "U2"))
    ]
    own = {
        "lever": "pay",
        "kind": "pay",
        "title": Title("Pay"),
        "subject": "SO-1",
        "outcome": "RELEASE",
        "currency": "CNY",
    }
    one, both = (Remedy(paid=tuple((row.id, Decimal(5)) for row in rows), **own) for rows in (made[:1], made))
    head, boss = (ENGINE.permissions(person, ledger(invoices=made)) for person in ("head", "boss"))
    assert (head.reads(one), head.reads(both)) == (True, False)
    assert boss.reads(both)


def test_own_is_what_names_the_person():
    assert may("rep", "reads", "customer", "C-1")
    assert not may("rep", "reads", "customer", "C-2")


class TestDenied:
    def test_a_frozen_account_and_one_of_which_that_is_unknown(self):
        for frozen in (True, None):
            accounts = [evolve(one, frozen=frozen) for one in ledger().tables["user_accounts"].values()]
            found = ledger(user_accounts=accounts)
            assert not may("boss", "reads", "account", "C-1@U1", found)

    def test_a_closed_account_is_none(self):
        accounts = [
            evolve(one, closed_on=date(2026, 1, 1)) for one in ledger().tables["user_accounts"].values()
        ]
        with pytest.raises(DataError, match="no user account"):
            ENGINE.permissions("boss", ledger(user_accounts=accounts))

    def test_a_unit_without_a_segment_reaches_none(self):
        accounts = [evolve(one, unit="G") for one in ledger().tables["user_accounts"].values()]
        assert not may("head", "reads", "account", "C-1@U1", ledger(user_accounts=accounts))

    def test_a_record_that_is_not_there(self):
        """G31, G46."""
        permissions = ENGINE.permissions("boss", ledger())
        assert permissions.sees("customer", "C-1")
        assert not permissions.sees("customer", "C-9")

    def test_no_such_person_right_or_rules(self):
        with pytest.raises(DataError):
            ENGINE.permissions("stranger", ledger())
        with pytest.raises(DataError, match="no right"):
            may("boss", "deletes", "customer", "C-1")
        with pytest.raises(DataError, match="no rule set"):
            Engine(load_policy("standard/base"), "reference").permissions("boss", ledger())


@pytest.mark.parametrize(
    ("reaches", "code"),
    [
        ("{'true': everywhere}", ["policy.no-reach", "policy.reaches-about"]),
        ("{maybe: all}", ["policy.no-outcome", "policy.reaches-about"]),
    ],
)
def test_a_reach_that_means_nothing_is_a_fault(reaches, code, tmp_path):
    text = GOOD.replace("    about: account\n", f"    about: account\n    reaches: {reaches}\n", 1)
    assert sorted(codes(text, tmp_path)) == code


def test_the_law_of_losses_a_lost_unit_hides():
    """Losing a unit of the line never lets more be seen."""
    found = ledger(units=[one for one in UNITS if one.id != "S1"])
    for person in ROLES:
        try:
            permissions = ENGINE.permissions(person, found)
        except DataError:
            continue
        for one in found.records("account"):
            assert not permissions.may("reads", one) or may(person, "reads", "account", one.id)
