"""People: our own, their user accounts, and the persons on the customer's side."""

from datetime import date

from groupctl.model import (
    Appraisal,
    ChangeReason,
    Contact,
    ContactRole,
    CrmRole,
    Employee,
    UserAccount,
    UserAccountChange,
)
from tests.model.examples import customer
from tests.model.holding import holding, ids, refused, seen, unknown

LI = Employee(id="E-1", name="Li", unit="U-1")
EARLY, LATE = date(2026, 3, 1), date(2026, 3, 2)


class TestContact:
    """B2, B20, B24: a person in the customer's enterprise, and what is known of them."""

    def test_profile_of_a_person(self):
        """B2: character, interests, family, education, age, ability and career."""
        wang = Contact(
            id="K-1",
            customer="C-1",
            name="Wang",
            role=ContactRole.OWNER,
            born_on=date(1970, 5, 1),
            education="engineer",
            career="founded the firm in 1998",
            personality="patient",
            interests="chess",
            family="two children",
            ability=Appraisal.GOOD,
            relationship=Appraisal.FAIR,
        )
        found = holding(contacts=[wang])
        assert seen(found, "contact", "K-1") == {
            "customer": "C-1",
            "name": "Wang",
            "role": "OWNER",
            "born_on": date(1970, 5, 1),
            "education": "engineer",
            "career": "founded the firm in 1998",
            "personality": "patient",
            "interests": "chess",
            "family": "two children",
            "ability": "GOOD",
            "relationship": "FAIR",
        }
        assert unknown(found, "contact", "K-1") == {"on_decision_chain"}

    def test_only_the_name_must_be_known(self):
        found = holding(contacts=[Contact(id="K-1", customer="C-1", name="Wang")])
        assert seen(found, "contact", "K-1") == {"customer": "C-1", "name": "Wang"}
        assert unknown(found, "contact", "K-1") >= {"role", "born_on", "personality", "on_decision_chain"}

    def test_the_file_of_an_enterprise_leads_to_its_persons(self):
        """B1, B20: owner, manager and legal representative of one customer, and nobody else's."""
        roles = [ContactRole.OWNER, ContactRole.OPERATING_MANAGER, ContactRole.LEGAL_REPRESENTATIVE]
        persons = [
            Contact(id=f"K-{number}", customer="C-1", name="x", role=role)
            for number, role in enumerate(roles)
        ]
        found = holding(contacts=[*persons, Contact(id="K-9", customer="C-2", name="y")])
        assert ids(found, "customer", "C-1", "contacts") == ["K-0", "K-1", "K-2"]
        assert ids(found, "customer", "C-2", "contacts") == ["K-9"]
        assert seen(found, "contact", "K-0")["customer"] == "C-1"

    def test_who_decides_on_a_purchase(self):
        """B24: the chain of those who decide is told from those who don't, and from those of whom it isn't known."""
        found = holding(
            contacts=[
                Contact(
                    id="K-1",
                    customer="C-1",
                    name="x",
                    role=ContactRole.KEY_DECISION_MAKER,
                    on_decision_chain=True,
                ),
                Contact(
                    id="K-2",
                    customer="C-1",
                    name="y",
                    role=ContactRole.STOREKEEPER,
                    on_decision_chain=False,
                ),
                Contact(id="K-3", customer="C-1", name="z", role=ContactRole.PURCHASER),
            ]
        )
        chain = [
            record.values.get("on_decision_chain")
            for record in found.related(found.record("customer", "C-1"), "contacts")
        ]
        assert chain == [True, False, None]


class TestEmployee:
    """B43: what a sales force is controlled by."""

    def test_guarantor_training_patrol_character_and_ability(self):
        """B43."""
        li = Employee(
            id="E-1",
            name="Li",
            unit="U-1",
            in_sales=True,
            joined_on=EARLY,
            trained_on=LATE,
            guarantor="Zhao",
            character=Appraisal.GOOD,
            ability=Appraisal.POOR,
            last_patrol_on=LATE,
            holds_customers_alone=False,
        )
        found = holding(employees=[li])
        known = seen(found, "employee", "E-1")
        assert (known["guarantor"], known["trained_on"], known["last_patrol_on"]) == ("Zhao", LATE, LATE)
        assert (known["character"], known["ability"]) == ("GOOD", "POOR")
        assert known["holds_customers_alone"] is False

    def test_nothing_is_taken_for_granted(self):
        """Nobody said that Li has no guarantor: it is unknown, and not false (B43)."""
        found = holding(employees=[LI])
        assert seen(found, "employee", "E-1") == {"name": "Li", "unit": "U-1"}
        assert unknown(found, "employee", "E-1") >= {
            "guarantor",
            "trained_on",
            "character",
            "threatens_to_leave_with_customers",
        }

    def test_nobody_leaves_before_joining(self):
        refused(
            Employee,
            "model.dates-out-of-order",
            id="E",
            name="Li",
            unit="U-1",
            joined_on=LATE,
            left_on=EARLY,
        )
        assert Employee(id="E", name="Li", unit="U-1", joined_on=EARLY, left_on=EARLY)

    def test_whoever_looks_after_a_customer_leads_to_the_unit(self):
        """A customer names its manager; the manager belongs to a unit, which has all its people."""
        found = holding(employees=[LI], customers=[customer("C-1", manager="E-1"), customer("C-2")])
        manager = found.record("customer", "C-1").values["manager"]
        assert manager is found.record("employee", "E-1")
        assert manager.values["unit"] is found.record("unit", "U-1")
        assert ids(found, "unit", "U-1", "employees") == ["E-1"]
        assert ids(found, "unit", "HQ", "employees") == ["E-1"]
        assert unknown(found, "customer", "C-2") >= {"manager"}


class TestAccount:
    """B40: user, segment, role, last login, and whether travelling, about to leave or frozen."""

    def test_user_segment_role_and_state(self):
        """B40, with the employee's intention to leave on the employee."""
        account = UserAccount(
            id="A-1",
            employee="E-1",
            unit="U-1",
            role=CrmRole.BUSINESS_STAFF,
            opened_on=EARLY,
            last_login_on=LATE,
            travelling=True,
            leave_days=2,
            frozen=False,
        )
        li = Employee(id="E-1", name="Li", unit="U-1", intends_to_leave=True)
        found = holding(employees=[li], user_accounts=[account])
        assert seen(found, "user_account", "A-1") == {
            "employee": "E-1",
            "unit": "U-1",
            "role": "BUSINESS_STAFF",
            "opened_on": EARLY,
            "last_login_on": LATE,
            "travelling": True,
            "leave_days": 2,
            "frozen": False,
        }
        assert found.record("user_account", "A-1").values["employee"].values["intends_to_leave"] is True
        assert ids(found, "employee", "E-1", "user_accounts") == ["A-1"]
        assert ids(found, "unit", "U-1", "user_accounts") == ["A-1"]

    def test_whether_it_is_frozen_may_be_unknown(self):
        bare = UserAccount(
            id="A-1", employee="E-1", unit="U-1", role=CrmRole.SYSTEM_ADMINISTRATOR, opened_on=EARLY
        )
        found = holding(employees=[LI], user_accounts=[bare])
        assert unknown(found, "user_account", "A-1") == {
            "last_login_on",
            "travelling",
            "leave_days",
            "logins_week",
            "frozen",
            "closed_on",
        }

    def test_figures_and_dates_are_sound(self):
        own = {"id": "A", "employee": "E-1", "unit": "U-1", "role": CrmRole.SEGMENT_HEAD}
        refused(UserAccount, "model.negative", **own, opened_on=EARLY, leave_days=-1)
        refused(UserAccount, "model.negative", **own, opened_on=EARLY, logins_week=-1)
        refused(UserAccount, "model.dates-out-of-order", **own, opened_on=LATE, closed_on=EARLY)


class TestUserAccountChange:
    """B41: a form that is handed in, approved and carried out by three hands."""

    def test_the_form(self):
        """B41: person, reason, treatment, and who handed in, approved and executed."""
        change = UserAccountChange(
            id="AC-1",
            employee="E-1",
            unit="U-1",
            user_account="A-1",
            reason=ChangeReason.LEFT,
            treatment="close the user account, pass on its customers",
            happened_on=EARLY,
            submitted_on=EARLY,
            submitted_by="segment administrator",
            approved_on=LATE,
            approved_by="leader",
            executed_on=LATE,
            executed_by="marketing department",
        )
        account = UserAccount(
            id="A-1", employee="E-1", unit="U-1", role=CrmRole.BUSINESS_STAFF, opened_on=EARLY
        )
        found = holding(employees=[LI], user_accounts=[account], user_account_changes=[change])
        known = seen(found, "user_account_change", "AC-1")
        assert (known["employee"], known["reason"], known["user_account"]) == ("E-1", "LEFT", "A-1")
        assert [known[f"{step}_by"] for step in ("submitted", "approved", "executed")] == [
            "segment administrator",
            "leader",
            "marketing department",
        ]
        assert ids(found, "employee", "E-1", "user_account_changes") == ["AC-1"]
        assert ids(found, "user_account", "A-1", "user_account_changes") == ["AC-1"]

    def test_what_has_not_been_done_yet_is_unknown(self):
        """A newcomer has no account yet, and nobody approved anything (B41)."""
        change = UserAccountChange(
            id="AC-1", employee="E-1", unit="U-1", reason=ChangeReason.JOINED, happened_on=EARLY
        )
        found = holding(employees=[LI], user_account_changes=[change])
        assert unknown(found, "user_account_change", "AC-1") >= {
            "user_account",
            "submitted_on",
            "approved_on",
        }
