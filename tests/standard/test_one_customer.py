"""One customer twice (one-customer.yaml): H16, B1, B14."""

from typing import Any

import pytest

import groupctl
from groupctl.model import Customer, IdentityCheck, NumberKind, Registration
from groupctl.schema.limits import Unlimited
from groupctl.testing.ledger import Ledger, day
from tests.standard.amounts import limit
from tests.standard.deciding import measured

CODE = "91110000600037341L"
"""A unified social credit code with its check digit."""


def numbered(
    ledger: Ledger, customer: str, number: str = CODE, kind: str = "SOCIAL_CREDIT_CODE", **more: Any
) -> Ledger:
    id_ = f"R-{len(ledger.tables['registrations']) + 1}"
    return ledger.put(Registration(id=id_, customer=customer, kind=NumberKind[kind], number=number, **more))


def found(ledger: Ledger, one: str, other: str, *, same: bool, on: str = "2026-10-01") -> Ledger:
    id_ = f"IC-{len(ledger.tables['identity_checks']) + 1}"
    return ledger.put(
        IdentityCheck(id=id_, customer=one, other=other, same=same, checked_on=day(on), checked_by="E-1")
    )


def ledger(*, one: Any = 1000, other: Any = 1000, whole: Any = "unlimited", unit: str = "U-1") -> Ledger:
    """C-1 with 500 open at U-1 and C-2 with 400 open, each with a limit."""
    made = Ledger().customer(credit_limit=whole).account(credit_limit=one).survey()
    made.customer("C-2").account("C-2", unit, credit_limit=other).survey(customer="C-2")
    for customer, at in (("C-1", "U-1"), ("C-2", unit)):
        made.invoice("2025-06-30", 10**6, cost=0, customer=customer, unit=at)
        made.invoice("2026-06-30", 10**6, cost=0, customer=customer, unit=at)
    return made.open_invoice(500).open_invoice(400, customer="C-2", unit=unit)


def twice(**more: Any) -> Ledger:
    return numbered(numbered(ledger(**more), "C-1"), "C-2")


def released(decide, made: Ledger, amount: int = 300) -> str:
    return decide("order_release", made.order(amount=amount)).outcome


class TestOneLimit:
    """500 and 400 are open: together, 100 are left of 1,000."""

    @pytest.mark.parametrize(("amount", "outcome"), [(100, "RELEASE"), (101, "REFER")])
    def test_records_of_one_number_share_it(self, decide, amount, outcome):
        answer = decide("order_release", twice().order(amount=amount))
        assert answer.outcome == outcome
        assert answer.rules == ([] if outcome == "RELEASE" else ["order-release.one-customer-unit"])
        assert released(decide, ledger(), amount) == "RELEASE"

    def test_the_tightest_of_theirs(self, decide):
        assert released(decide, twice(other=950), 50) == "RELEASE"
        assert released(decide, twice(other=950), 51) == "REFER"
        assert released(decide, twice(other="unlimited"), 101) == "REFER"
        assert released(decide, twice(one="unlimited", other="unlimited"), 10**6) == "RELEASE"

    def test_over_all_units(self, decide):
        assert released(decide, twice(unit="U-2", whole=1000), 100) == "RELEASE"
        answer = decide("order_release", twice(unit="U-2", whole=1000).order(amount=101))
        assert (answer.outcome, answer.rules) == ("REFER", ["order-release.one-customer"])

    def test_cash_needs_no_limit(self, decide):
        assert decide("order_release", twice().order(amount=101, on_credit=False)).outcome == "RELEASE"

    @pytest.mark.parametrize(("amount", "outcome"), [(100, "RELEASE"), (101, "REFER")])
    def test_it_is_the_limit_of_who_pays(self, decide, amount, outcome):
        made = twice().customer("C-3").account("C-3", credit_limit="unlimited").survey(customer="C-3")
        made.order(amount=amount, customer="C-3", payer="C-1")
        answer = decide("order_release", made)
        assert answer.outcome == outcome
        assert answer.rules == ([] if outcome == "RELEASE" else ["order-release.one-customer-unit"])

    @pytest.mark.parametrize(
        ("more", "name"),
        [({}, "over_unit_limit_together"), ({"unit": "U-2", "whole": 1000}, "over_customer_limit_together")],
    )
    def test_a_request_is_about_what_goes_beyond_the_limit_of_who_pays(self, more, name):
        """L30, H16: the same whoever buys, or a lower band would decide."""
        made = twice(**more).customer("C-3").account("C-3", credit_limit="unlimited").survey(customer="C-3")
        made.order("SO-1", amount=300).order("SO-2", amount=300, customer="C-3", payer="C-1")
        first, second = (measured(made, name, order, "order") for order in ("SO-1", "SO-2"))
        assert (first, second) == (500_00, 500_00)

    def test_the_blacklist_holds_for_both(self, decide):
        made = twice()
        made.tables["customers"][1] = Customer(
            id="C-2", name="C-2", blacklisted=True, credit_limit=Unlimited()
        )
        answer = decide("order_release", made.order(amount=1, on_credit=False))
        assert (answer.outcome, answer.rules) == ("REFER", ["order-release.other-record-blacklisted"])

    def test_until_a_person_says_otherwise(self, decide):
        assert released(decide, found(twice(), "C-2", "C-1", same=False)) == "RELEASE"

    def test_or_says_that_they_are_one(self, decide):
        assert released(decide, found(ledger(), "C-2", "C-1", same=True)) == "REFER"

    def test_the_last_word_counts_and_on_one_day_the_stricter_one(self, decide):
        made = found(found(twice(), "C-1", "C-2", same=False), "C-2", "C-1", same=True, on="2026-10-02")
        assert released(decide, made) == "REFER"
        made = found(found(twice(), "C-1", "C-2", same=True), "C-2", "C-1", same=False, on="2026-10-02")
        assert released(decide, made) == "RELEASE"
        assert (
            released(decide, found(found(twice(), "C-1", "C-2", same=True), "C-2", "C-1", same=False))
            == "REFER"
        )


class TestNumbers:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (("SOCIAL_CREDIT_CODE", CODE, None), ("SOCIAL_CREDIT_CODE", "9 1 110000 600037341l", None)),
            (("SOCIAL_CREDIT_CODE", CODE, None), ("VAT", CODE, "CN")),
            (("VAT", "DE136695976", "DE"), ("VAT", "136 695 976", "DE")),
            (("OTHER", "HRB-12 345", "DE"), ("OTHER", "hrb12345", "DE")),
        ],
        ids=["blanks and case", "as a tax number", "with and without the country", "any other"],
    )
    def test_the_same_number_written_otherwise(self, decide, one, other):
        made = ledger()
        for customer, (kind, number, country) in (("C-1", one), ("C-2", other)):
            numbered(made, customer, number, kind, country=country)
        assert made.portfolio().rejected == ()
        assert decide("recorded_twice", made).outcome == "ONE_CUSTOMER"

    def test_the_number_of_another_country_is_another(self, decide):
        made = numbered(
            numbered(ledger(), "C-1", "123", "OTHER", country="DE"), "C-2", "123", "OTHER", country="AT"
        )
        assert decide("recorded_twice", made).outcome == "ONCE"

    @pytest.mark.parametrize(
        ("kind", "number", "country", "fault"),
        [
            ("SOCIAL_CREDIT_CODE", "91110000600037342L", None, "model.wrong-check-digit"),
            ("SOCIAL_CREDIT_CODE", "9111000060003734", None, "model.no-such-number"),
            ("VAT", "DE136695977", "DE", "model.wrong-check-digit"),
            ("VAT", "DE12", "DE", "model.no-such-number"),
            ("VAT", "12-3456789", "US", "model.no-vat-numbers"),
            ("VAT", "DE136695976", "Germany", "model.no-vat-numbers"),
        ],
    )
    def test_a_number_that_can_t_be_one_is_a_fault(self, kind, number, country, fault):
        made = numbered(ledger(), "C-1", number, kind, country=country)
        (row,) = made.portfolio().rejected
        assert row.reason.key == fault
        assert row.reason.render("en") != row.reason.render("zh")

    def test_greek_numbers_have_two_countries(self, decide):
        made = numbered(
            numbered(ledger(), "C-1", "EL094259216", "VAT", country="EL"),
            "C-2",
            "094259216",
            "VAT",
            country="GR",
        )
        assert decide("recorded_twice", made).outcome == "ONE_CUSTOMER"


class TestWhatIsLost:
    """Losing a number, or what a person found, gives no more credit."""

    @pytest.mark.parametrize("number", ["91110000600037341", "91110000600037342L", "#", ""])
    def test_a_number_that_was_spoilt(self, decide, number):
        if number:
            made = numbered(numbered(ledger(), "C-1"), "C-2", number)
        else:
            made = numbered(ledger(), "C-1").unreadable("registrations", customer="C-2")
        assert released(decide, made) == "REFER"

    def test_of_a_customer_that_can_t_be_read(self, decide):
        made = numbered(ledger(), "C-1").unreadable("registrations", number=CODE)
        assert released(decide, made) == "REFER"

    def test_a_sound_number_of_another_concerns_the_other(self, decide):
        made = numbered(ledger(), "C-1").unreadable("registrations", customer="C-2", number="HRB 7")
        assert released(decide, made) == "RELEASE"

    def test_what_a_person_found(self, decide):
        made = ledger().unreadable("identity_checks", customer="C-2", other="C-1")
        assert released(decide, made) == "REFER"
        made = (
            ledger()
            .customer("C-3")
            .customer("C-4")
            .unreadable("identity_checks", customer="C-3", other="C-4")
        )
        assert released(decide, made) == "RELEASE"
        assert released(decide, ledger().unreadable("identity_checks", customer="C-3")) == "REFER"

    @pytest.mark.parametrize("table", ["registrations", "identity_checks"])
    def test_a_table(self, decide, table):
        assert released(decide, ledger().without(table), 1) == "REFER"

    def test_the_account_of_the_other_record(self, decide):
        made = twice()
        made.tables["accounts"].pop()
        assert released(decide, made.unreadable("accounts", customer="C-2", unit="U-1"), 1) == "REFER"


class TestLookalikes:
    def two(self, name: str, address: str | None) -> Ledger:
        made = Ledger()
        for id_, called, at in (
            ("C-1", "Alpha Trading Ltd", "12 Harbour Road, Hull"),
            ("C-2", name, address),
        ):
            made.put(Customer(id=id_, name=called, address=at, credit_limit=limit("unlimited")))
        return made

    @pytest.mark.parametrize(
        ("name", "address", "recorded"),
        [
            ("ALPHA TRADING LTD.", "12, Harbour Road Hull", "LOOKS_ALIKE"),
            ("Alfa Trading Ltd", "12 Habour Road, Hull", "LOOKS_ALIKE"),
            ("Alpha Trading Ltd", "7 Mill Lane, Leeds", "ONCE"),
            ("Beta Works Ltd", "12 Harbour Road, Hull", "ONCE"),
            ("Alpha Trading Ltd", None, "ONCE"),
        ],
        ids=["case and points", "slips", "another address", "another name", "no address"],
    )
    def test_nearly_the_same_name_and_address(self, decide, name, address, recorded):
        made = self.two(name, address)
        assert decide("recorded_twice", made).outcome == recorded
        assert decide("recorded_twice", made, "C-2").outcome == recorded

    def test_until_a_person_says_otherwise(self, decide):
        made = found(self.two("Alpha Trading Ltd", "12 Harbour Road, Hull"), "C-1", "C-2", same=False)
        assert decide("recorded_twice", made).outcome == "ONCE"

    def test_it_is_advice_and_shares_no_limit(self, decide):
        made = ledger()
        for at, id_ in enumerate(("C-1", "C-2")):
            made.tables["customers"][at] = Customer(
                id=id_, name="Alpha", address="Hull", blacklisted=False, credit_limit=limit("unlimited")
            )
        assert decide("recorded_twice", made).outcome == "LOOKS_ALIKE"
        assert released(decide, made) == "RELEASE"

    def test_the_answer_names_the_other_record(self, decide):
        made = self.two("Alpha Trading Ltd", "12 Harbour Road, Hull")
        text = groupctl.explained(decide("recorded_twice", made).decision, portfolio=made.portfolio())
        assert "C-2" in text
