"""Customers, the groups they form, and their account with a unit."""

from datetime import date
from fractions import Fraction

import pytest

from groupctl.model import (
    INHERIT,
    UNLIMITED,
    Account,
    AccountReview,
    AccountState,
    Activity,
    Amount,
    Appraisal,
    ChannelType,
    Complaint,
    Contact,
    CreditSurvey,
    Customer,
    CustomerGroup,
    Employee,
    Inherit,
    PaymentTerm,
    Profile,
    Unlimited,
    Visit,
    VisitKind,
)
from groupctl.schema.money import Money
from tests.model.examples import customer, yuan
from tests.model.holding import holding, ids, refused, seen, unknown

DAY = date(2026, 4, 1)


class TestCustomer:
    """B1, B7: name, address, telephone, first day of trade, kinds of business, channel."""

    def test_basic_data(self):
        """B1."""
        found = holding(
            customers=[
                Customer(
                    id="C-1",
                    name="Some Ltd",
                    address="1 Harbour Road",
                    telephone="+86 10 1234",
                    industry="steel trade",
                    country="CN",
                    since=date(2019, 2, 1),
                    channel=ChannelType.DEALER,
                    blacklisted=False,
                ),
                customer("C-2"),
            ]
        )
        assert seen(found, "customer", "C-1") == {
            "name": "Some Ltd",
            "address": "1 Harbour Road",
            "telephone": "+86 10 1234",
            "industry": "steel trade",
            "country": "CN",
            "since": date(2019, 2, 1),
            "channel": "DEALER",
            "blacklisted": False,
        }

    def test_of_a_customer_without_data_everything_is_unknown(self):
        """B1: nobody said that it is not on the blacklist, nor that it has no limit."""
        found = holding(customers=[Customer(id="C-1", name="Some Ltd"), customer("C-2")])
        assert seen(found, "customer", "C-1") == {"name": "Some Ltd"}
        assert unknown(found, "customer", "C-1") >= {"blacklisted", "credit_limit", "since", "channel"}

    def test_the_kinds_of_channel(self):
        """B7: dealer, retailer, agent, and two kinds of end customer."""
        assert [kind.label("zh") for kind in ChannelType] == [
            "经销商",
            "零售商",
            "代理商",
            "工业客户",
            "消费者",
        ]

    @pytest.mark.parametrize("channel", list(ChannelType))
    def test_each_is_what_rules_compare_with(self, channel):
        """B7."""
        found = holding(customers=[customer("C-1", channel=channel), customer("C-2")])
        assert seen(found, "customer", "C-1")["channel"] == channel.name
        assert "channel" in unknown(found, "customer", "C-2")

    def test_the_file_of_a_group_holds_needs_visits_and_complaints(self):
        """B14, B18: basic data, needs, contacts made and credit, each reached from the customer and leading back."""
        found = holding(
            profiles=[Profile(id="P", customer="C-1", recorded_on=DAY, demand="pipes")],
            visits=[Visit(id="V", customer="C-1", visited_on=DAY, kind=VisitKind.SALES_CALL)],
            complaints=[Complaint(id="K", customer="C-1", unit="U-1", received_on=DAY)],
            activities=[Activity(id="A", customer="C-1", done_on=DAY)],
            credit_surveys=[CreditSurvey(id="S", customer="C-1", surveyed_on=DAY)],
        )
        file = {"profiles": "P", "visits": "V", "complaints": "K", "activities": "A", "credit_surveys": "S"}
        here = found.record("customer", "C-1")
        for collection, id_ in file.items():
            (record,) = found.related(here, collection)
            assert record.id == id_
            assert record.values["customer"] is here
            assert ids(found, "customer", "C-2", collection) == []

    def test_a_bank_or_an_insurer_needs_no_records_of_its_own(self):
        """B30, B31: rating, credit, loyalty and contribution; persons, business, and what claims cost."""
        found = holding(
            customers=[customer("C-1", segment="farm", credit_limit=Amount(yuan(500))), customer("C-2")],
            credit_surveys=[
                CreditSurvey(
                    id="S", customer="C-1", surveyed_on=DAY, payment_history=Appraisal.GOOD, report="R-7"
                )
            ],
            account_reviews=[
                AccountReview(
                    id="R",
                    customer="C-1",
                    reviewed_on=DAY,
                    loyalty=Appraisal.GOOD,
                    contribution=Appraisal.FAIR,
                    stability=Appraisal.POOR,
                )
            ],
            contacts=[Contact(id="K", customer="C-1", name="Wang", family="two children")],
            complaints=[Complaint(id="Q", customer="C-1", unit="U-1", received_on=DAY, paid=yuan(300))],
        )
        assert seen(found, "customer", "C-1")["credit_limit"] == 50000
        review = seen(found, "account_review", "R")
        assert [review[name] for name in ("loyalty", "contribution", "stability")] == ["GOOD", "FAIR", "POOR"]
        assert seen(found, "contact", "K")["family"] == "two children"
        assert seen(found, "complaint", "Q")["paid"] == 30000


class TestCreditLimit:
    """B66: a limit is a number, none, inherited, or unknown; and it stands at customer, group and account."""

    @pytest.mark.parametrize(
        ("limit", "value"),
        [
            (Amount(yuan("0.01")), 1),
            (Amount(yuan(0)), 0),
            (Unlimited(), UNLIMITED),
            (Inherit("ACME"), INHERIT),
        ],
    )
    def test_what_rules_see(self, limit, value):
        """B66: a limit of zero is a limit, and none at all is another thing."""
        found = holding(
            groups=[CustomerGroup(id="G-1", name="g", credit_limit=limit)],
            customers=[customer("C-1", credit_limit=limit), customer("C-2")],
            accounts=[Account(customer="C-1", unit="U-1", credit_limit=limit)],
        )
        for entity, id_ in (("group", "G-1"), ("customer", "C-1"), ("account", "C-1@U-1")):
            assert seen(found, entity, id_)["credit_limit"] == value

    def test_not_stated_it_is_unknown(self):
        """B66."""
        found = holding()
        for entity, id_ in (("group", "G-1"), ("customer", "C-1"), ("account", "C-1@U-1")):
            assert "credit_limit" in unknown(found, entity, id_)

    def test_it_is_never_negative(self):
        refused(Amount, "model.negative", money=Money.of(-1, "CNY"))


class TestAccount:
    """What a customer and a unit have agreed: state, terms, days and discount (B64)."""

    def test_selling_on_credit(self):
        """B64: condition, term and discount for cash."""
        agreed = Account(
            customer="C-1",
            unit="U-1",
            since=DAY,
            state=AccountState.ACTIVE,
            payment_term=PaymentTerm.CREDIT,
            credit_days=60,
            cash_discount=Fraction(1, 50),
            credit_limit=Amount(yuan(1000)),
        )
        found = holding(accounts=[agreed])
        assert seen(found, "account", "C-1@U-1") == {
            "customer": "C-1",
            "unit": "U-1",
            "since": DAY,
            "state": "ACTIVE",
            "payment_term": "CREDIT",
            "credit_days": 60,
            "cash_discount": Fraction(1, 50),
            "credit_limit": 100000,
        }

    def test_terms_that_nobody_stated_are_unknown(self):
        """B64: cash on delivery is not assumed, and nor is credit."""
        found = holding()
        assert unknown(found, "account", "C-1@U-1") == {
            "since",
            "state",
            "payment_term",
            "credit_days",
            "credit_limit",
            "return_days",
            "cash_discount",
        }

    def test_no_days_below_zero(self):
        refused(Account, "model.negative", customer="C-1", unit="U-1", credit_days=-1)
        refused(Account, "model.negative", customer="C-1", unit="U-1", return_days=-1)
        assert Account(customer="C-1", unit="U-1", credit_days=0)

    def test_it_is_reached_from_both_sides(self):
        found = holding(accounts=[Account(customer="C-1", unit="U-1"), Account(customer="C-1", unit="U-2")])
        assert ids(found, "customer", "C-1", "accounts") == ["C-1@U-1", "C-1@U-2"]
        assert ids(found, "unit", "U-2", "accounts") == ["C-1@U-2"]
        assert ids(found, "unit", "HQ", "accounts") == ["C-1@U-1", "C-1@U-2"]


class TestGroup:
    """B14: customers under common control, groups within groups."""

    def test_members_and_the_groups_above_them(self):
        found = holding()
        assert ids(found, "group", "G-0", "members") == ["C-1"]
        assert ids(found, "customer", "C-1", "groups") == ["G-0", "G-1"]
        assert ids(found, "customer", "C-2", "groups") == []
        assert "parent" in unknown(found, "group", "G-0")


class TestPersonInCharge:
    """B14: who looks after a customer, and when its data were last checked."""

    def test_is_known_or_not(self):
        found = holding(
            employees=[Employee(id="E-1", name="Li", unit="U-1")],
            customers=[customer("C-1", manager="E-1", verified_on=DAY), customer("C-2")],
        )
        known = seen(found, "customer", "C-1")
        assert (known["manager"], known["verified_on"]) == ("E-1", DAY)
        assert unknown(found, "customer", "C-2") >= {"manager", "verified_on"}
