"""May this order go (order-release.yaml): the precedence of L30 with M11, M15, M18 to M20."""

import pytest

from groupctl.model import AccountState, OrderStatus, PaymentTerm, UnitKind
from groupctl.rules.show import show
from groupctl.testing import Ledger, days_ago, trading
from tests.standard.deciding import engine
from tests.standard.test_credit_rating import WEAK, survey


def sound(limit: int | str = "unlimited", **customer: object) -> Ledger:
    """C-1 with two good years, surveyed, in order, and with this limit at U-1."""
    return good_years(Ledger().customer(**customer).account(credit_limit=limit).survey())


def good_years(ledger: Ledger, unit: str = "U-1") -> Ledger:
    """A million of profit at C-1 in 2025, and another one in the running year."""
    return ledger.invoice("2025-06-30", 10**6, unit=unit).invoice("2026-06-30", 10**6, unit=unit)


def late(ledger: Ledger, amount: float, days: int = 60) -> Ledger:
    """Something that fell due so many days ago."""
    return ledger.invoice(days_ago(days + 30), amount, due_on=days_ago(days), settled_on=None)


def d_class(limit: int | str = "inherit") -> Ledger:
    """C-1 earned 99,999 in 2025."""
    return Ledger().customer().account(credit_limit=limit).survey().invoice("2025-06-30", 99_999)


def test_a_sound_customers_order_goes(decide):
    answer = decide("order_release", sound().order())
    assert (answer.outcome, answer.rules, answer.unjudged) == ("RELEASE", [], [])
    cash = decide("order_release", sound().order(on_credit=False))
    assert (cash.outcome, cash.rules, cash.unjudged) == ("RELEASE", [], [])


@pytest.mark.parametrize("status", [OrderStatus.INVOICED, OrderStatus.CLOSED, OrderStatus.CANCELLED])
def test_only_open_orders_are_decided(decide, status):
    assert decide("order_release", sound().order(status=status)).status == "not applicable"


SEATS = {"APPROVE": "division_manager@DIVISION", "FILE": "operations_management@GROUP"}


class TestRefused:
    """Ranks 1 to 3 refuse every order, cash or credit (M20)."""

    CASES = pytest.mark.parametrize(
        ("ledger", "rule"),
        [
            (lambda: sound(blacklisted=True), "order-release.blacklisted"),
            (
                lambda: Ledger().customer().account(state=AccountState.FROZEN).survey(),
                "order-release.frozen",
            ),
            (
                lambda: Ledger().customer().account(state=AccountState.ELIMINATED).survey(),
                "order-release.frozen",
            ),
            (lambda: sound().survey("2026-01-01", bad_history=True), "order-release.supply-refused"),
        ],
        ids=["blacklisted", "frozen", "eliminated", "supply refused"],
    )

    @CASES
    @pytest.mark.parametrize("on_credit", [True, False, None])
    def test_whatever_the_terms(self, decide, ledger, rule, on_credit):
        answer = decide("order_release", ledger().order(on_credit=on_credit))
        assert (answer.outcome, answer.rules) == ("REFUSE", [rule])

    @CASES
    def test_no_grant_and_no_security_helps(self, decide, ledger, rule):
        """E29, L30, L31."""
        with_all = ledger().order().collateral(10**9)
        for matter in ("OVER_UNIT_LIMIT", "TERMS", "D_CREDIT"):
            with_all.granted(matter).granted(matter, order="SO-1")
        answer = decide("order_release", with_all)
        assert answer.outcome == "REFUSE"
        assert rule not in answer.overridden

    @pytest.mark.parametrize(
        "ledger",
        [
            lambda: sound(blacklisted=None),
            lambda: Ledger().customer().account(state=None).survey().invoice("2025-06-30", 10**6),
            lambda: sound().survey("2026-01-01", bad_history=None),
            lambda: Ledger().customer(),
        ],
        ids=["blacklist", "state", "survey", "account"],
    )
    @pytest.mark.parametrize("on_credit", [True, False])
    def test_what_is_unknown_refers(self, decide, ledger, on_credit):
        answer = decide("order_release", ledger().order(on_credit=on_credit))
        assert answer.outcome == "REFER"
        assert answer.unjudged

    def test_what_is_computed_for_d_class_refuses_nothing(self, decide):
        """M19: ELIMINATE is a proposal; the order is referred as any order on credit of a D-class customer."""
        ledger = (
            Ledger().customer().account().survey().invoice("2025-06-30", 1, cost=2).order(on_credit=False)
        )
        assert decide("order_release", ledger).outcome == "RELEASE"


class TestDClass:
    """Rank 4: cash only; an order on credit goes to the division's exception (D27, L27)."""

    def test_credit_is_referred_cash_goes(self, decide):
        """D27, E15."""
        answer = decide("order_release", d_class().order())
        assert answer.outcome == "REFER"
        assert answer.rules[0] == "order-release.d-class-cash-only"
        assert answer.actions[0] == "OPEN_TASK"
        assert decide("order_release", d_class().order(on_credit=False)).outcome == "RELEASE"

    def test_whether_it_is_on_credit_must_be_known(self, decide):
        assert decide("order_release", d_class().order(on_credit=None)).outcome == "REFER"

    @pytest.mark.parametrize(("profit", "outcome"), [("99999.99", "REFER"), (100_000, "RELEASE")])
    def test_both_sides_of_the_line(self, decide, profit, outcome):
        ledger = Ledger().customer().account().survey().invoice("2025-06-30", profit).order()
        assert decide("order_release", ledger).outcome == outcome

    @pytest.mark.parametrize(
        ("without", "outcome"), [(["FILE"], "REFER"), (["APPROVE"], "REFER"), ([], "RELEASE")]
    )
    def test_granted_by_the_division_and_filed(self, decide, without, outcome):
        """E15, G51."""
        answer = decide("order_release", d_class(10**6).order().granted("D_CREDIT", without=without))
        assert answer.outcome == outcome
        needed = [one.why.values for one in answer.decision.ineffective]
        assert needed == [(("step", f"{part} {SEATS[part]}"),) for part in without]

    def test_granted_for_one_order_it_leaves_the_limit_at_nothing(self, decide):
        """D27, L27: so the order needs a grant of rank 7 as well."""
        ledger = d_class(10**6).order().granted("D_CREDIT", order="SO-1")
        answer = decide("order_release", ledger)
        assert (answer.outcome, answer.rules) == ("REFER", ["order-release.limit"])
        assert answer.overridden == ["order-release.d-class-cash-only"]
        ledger.granted("OVER_UNIT_LIMIT", order="SO-1")
        assert decide("order_release", ledger).outcome == "RELEASE"

    @pytest.mark.parametrize(("granted", "outcome"), [(1500, "RELEASE"), ("1499.99", "REFER")])
    def test_the_limit_is_what_was_granted(self, decide, granted, outcome):
        """500 are open and the order is of 1,000, far within what any class would give."""
        ledger = d_class("inherit").open_invoice(500).order()
        ledger.granted("D_CREDIT", amount=granted)
        assert decide("order_release", ledger).outcome == outcome

    def test_the_exception_opens_the_limit_and_no_more(self, decide):
        """With the exception the account's own limit of 500 speaks: the order of 1,000 exceeds it."""
        ledger = d_class(500).order()
        ledger.granted("D_CREDIT")
        answer = decide("order_release", ledger)
        assert (answer.outcome, answer.rules) == ("REFER", ["order-release.limit"])
        assert answer.overridden == ["order-release.d-class-cash-only"]

    def test_an_unknown_d_class_refers_credit_and_lets_cash_go(self, decide):
        ledger = (
            Ledger().customer().account(credit_limit="unlimited").survey().invoice("2025-06-30", 5, cost=None)
        )
        assert decide("order_release", ledger.order()).outcome == "REFER"
        assert decide("order_release", ledger.order("SO-2", on_credit=False), "SO-2").outcome == "RELEASE"

    def test_an_exempt_cash_customer_is_on_cash_terms_all_the_same(self, decide):
        """Cash terms and a margin above 15%: not D-class; an order on credit is not what was agreed."""
        ledger = (
            Ledger()
            .customer()
            .account(term=PaymentTerm.CASH_ON_DELIVERY)
            .survey()
            .invoice("2025-06-30", 9000)
        )
        answer = decide("order_release", ledger.order())
        assert (answer.outcome, answer.rules) == ("REFER", ["order-release.cash-terms"])


class TestCashOnly:
    """Rank 4: terms and grades that were decided elsewhere count at the gate (B64, E18, E37, E42)."""

    @pytest.mark.parametrize(
        ("term", "outcome"),
        [(PaymentTerm.CREDIT, "RELEASE"), (PaymentTerm.CASH_ON_DELIVERY, "REFER"), (None, "REFER")],
    )
    def test_by_the_terms_of_the_account(self, decide, term, outcome):
        ledger = good_years(Ledger().customer().account(term=term).survey())
        answer = decide("order_release", ledger.order())
        assert answer.outcome == outcome
        assert answer.rules == (["order-release.cash-terms"] if term is PaymentTerm.CASH_ON_DELIVERY else [])
        assert answer.unjudged == ([] if term else ["order-release.cash-terms"])
        assert decide("order_release", ledger.order("SO-2", on_credit=False), "SO-2").outcome == "RELEASE"

    def test_a_granted_request_lifts_it(self, decide):
        ledger = good_years(Ledger().customer().account(term=PaymentTerm.CASH_ON_DELIVERY).survey())
        answer = decide("order_release", ledger.order().granted("TERMS"))
        assert (answer.outcome, answer.overridden) == ("RELEASE", ["order-release.cash-terms"])

    def test_d_class_has_its_own_exception(self, decide):
        """D27: who may have credit by the division's exception needs no second approval for the same thing."""
        ledger = Ledger().customer().account(term=PaymentTerm.CASH_ON_DELIVERY, credit_limit=10**6).survey()
        ledger.invoice("2025-06-30", 5, cost=5).order()
        ledger.granted("D_CREDIT")
        assert decide("order_release", ledger).outcome == "RELEASE"

    @pytest.mark.parametrize(
        ("found", "outcome"),
        [
            ({}, "RELEASE"),
            (WEAK, "REFER"),
            ({"payment_ability": None}, "REFER"),
        ],
        ids=["good", "weak", "not stated"],
    )
    def test_by_the_grade(self, decide, found, outcome):
        ledger = sound().order().put(survey(**found))
        answer = decide("order_release", ledger)
        assert answer.outcome == outcome
        assert ("order-release.graded-cash-only" in answer.rules) is (found is WEAK)
        assert decide("order_release", ledger.order("SO-2", on_credit=False), "SO-2").outcome == "RELEASE"


class TestOverdue:
    """Rank 6: an overdue debt refers by its age and by its amount; what collection wants to hold is held (D46, E36)."""

    def owing(self, amount: object, days: int) -> Ledger:
        ledger = sound().invoice("2025-12-01", amount, due_on=days_ago(days), settled_on=None, cost=0)
        return ledger.order()

    @pytest.mark.parametrize(
        ("amount", "days", "rules"),
        [
            (5000, 30, []),
            (5000, 31, ["order-release.overdue-days"]),
            (1000, 179, []),
            ("1000.01", 179, ["order-release.overdue-days"]),
            (100_000, 1, []),
            ("100000.01", 1, ["order-release.overdue-amount"]),
            ("100000.01", 0, []),
            (1, 179, []),
            (1, 180, ["order-release.hold-proposed"]),
        ],
    )
    def test_both_sides_of_each_line(self, decide, amount, days, rules):
        """D46, E36."""
        answer = decide("order_release", self.owing(amount, days))
        assert (answer.outcome, answer.rules) == ("REFER" if rules else "RELEASE", rules)

    def test_cash_goes(self, decide):
        ledger = self.owing(10**6, 300).order("SO-2", on_credit=False)
        assert decide("order_release", ledger, "SO-2").outcome == "RELEASE"

    def test_money_on_account_counts(self, decide):
        ledger = self.owing(5000, 31).payment(4000)
        assert decide("order_release", ledger).outcome == "RELEASE"
        assert decide("order_release", ledger, set_off="NOTHING").outcome == "REFER"

    @pytest.mark.parametrize(("disputed", "outcome"), [(True, "RELEASE"), (False, "REFER"), (None, "REFER")])
    def test_only_what_is_known_to_be_disputed_is_left_out(self, decide, disputed, outcome):
        ledger = sound().invoice("2025-12-01", 5000, due_on=days_ago(31), settled_on=None, disputed=disputed)
        assert decide("order_release", ledger.order()).outcome == outcome

    @pytest.mark.parametrize("table", ["invoices", "payments"])
    def test_what_can_t_be_read_may_be_overdue(self, decide, table):
        answer = decide("order_release", sound().order().unreadable(table, customer="C-1", unit="U-1"))
        assert answer.outcome == "REFER"
        assert {"order-release.overdue-days", "order-release.overdue-amount"} <= set(answer.unjudged)

    def test_the_lines_are_parameters(self, decide):
        ledger = self.owing(5000, 31)
        assert decide("order_release", ledger, overdue_days_line=31).outcome == "RELEASE"
        assert decide("order_release", ledger, overdue_negligible=5000).outcome == "RELEASE"
        assert decide("order_release", self.owing(5000, 1), overdue_amount_line=4999).outcome == "REFER"

    def test_without_collection_days_a_debt_may_have_to_be_held(self, decide):
        assert decide("order_release", self.owing(1, 1), collect_review_days=None).outcome == "REFER"
        assert decide("order_release", sound().order(), collect_review_days=None).outcome == "RELEASE"

    def test_a_granted_request_lifts_the_rules_of_its_matter(self, decide):
        ledger = self.owing("100000.01", 200).granted("ARREARS")
        answer = decide("order_release", ledger)
        assert answer.outcome == "RELEASE"
        assert {rule.removeprefix("order-release.") for rule in answer.overridden} == {
            "overdue-days",
            "overdue-amount",
            "hold-proposed",
        }


def test_whoever_refers_names_whom_to_tell():
    """M20: no order is referred without a role that learns of it."""
    for rule in engine("reference").policy.rulesets["order_release"].rules:
        if any(show(node, "CNY") == "REFER" for node in rule.then.values()):
            assert [proposal.role for proposal in rule.proposes if proposal.role], rule.id


class TestReceivablesLine:
    """Rank 5: the 20% line blocks new credit, not cash (M15)."""

    @pytest.mark.parametrize(("receivables", "outcome"), [(200, "RELEASE"), ("200.01", "REFER")])
    def test_of_the_orders_company(self, decide, receivables, outcome):
        answer = decide("order_release", sound().order().sheet("U-1", receivables=receivables))
        assert answer.outcome == outcome
        assert answer.rules == (["order-release.company-receivables"] if outcome == "REFER" else [])

    def test_cash_goes(self, decide):
        ledger = (
            sound()
            .order(on_credit=False)
            .sheet("U-1", receivables=900)
            .sheet("G", receivables=900, consolidated=True)
        )
        assert decide("order_release", ledger).outcome == "RELEASE"

    def test_another_companys_breach_blocks_nothing_here(self, decide):
        assert decide("order_release", sound().order().sheet("U-2", receivables=900)).outcome == "RELEASE"

    def test_a_breach_of_the_company_blocks_all_its_units(self, decide):
        """A branch of Co-1; the sheet is that of U-1."""
        ledger = sound().unit("U-3", "U-1", UnitKind.BRANCH, "Co-1")
        ledger.account(unit="U-3", credit_limit="unlimited").invoice("2025-06-30", 10**6, unit="U-3")
        ledger.order(unit="U-3").sheet("U-1", receivables=900)
        assert decide("order_release", ledger).rules == ["order-release.company-receivables"]

    def test_the_consolidated_figure_blocks_every_company(self, decide):
        answer = decide("order_release", sound().order().sheet("G", receivables=900, consolidated=True))
        assert (answer.outcome, answer.rules) == ("REFER", ["order-release.group-receivables"])

    def test_an_unreadable_sheet_refers_credit(self, decide):
        ledger = sound().order().order("SO-2", on_credit=False).unreadable("balance_sheets")
        assert decide("order_release", ledger).outcome == "REFER"
        assert decide("order_release", ledger, "SO-2").outcome == "RELEASE"

    def test_one_request_lifts_both_lines(self, decide):
        """G13."""
        ledger = sound().order().sheet("U-1", receivables=900).sheet("G", receivables=900, consolidated=True)
        assert decide("order_release", ledger.granted("RECEIVABLES_LINE", order="SO-1")).outcome == "RELEASE"


class TestArrears:
    """Rank 6: arrears above a limit hold new orders on credit until collected or approved (L33: strictly)."""

    @pytest.mark.parametrize(("arrears", "rules"), [(5000, []), ("5000.01", ["order-release.arrears"])])
    def test_at_the_unit(self, decide, arrears, rules):
        """An order that is invoiced in full already: only the arrears speak."""
        ledger = sound(5000).open_invoice(arrears).order(amount=0)
        answer = decide("order_release", ledger)
        assert [rule for rule in answer.rules if rule != "order-release.limit"] == rules

    def test_cash_goes_with_advice(self, decide):
        """Rank 8."""
        answer = decide("order_release", sound(5000).open_invoice(6000).order(on_credit=False))
        assert (answer.outcome, answer.rules) == ("RELEASE", [])
        assert answer.advice == ["order-release.advice-cash-in-arrears"]
        assert answer.actions == ["COLLECT"]

    def test_over_all_units(self, decide):
        ledger = (
            sound(credit_limit=5000).account(unit="U-2").open_invoice("5000.01", unit="U-2").order(amount=0)
        )
        assert "order-release.customer-arrears" in decide("order_release", ledger).rules

    def test_of_a_customer_group_and_of_the_group_above_it(self, decide):
        for above in (5000, "inherit"), ("inherit", 5000):
            ledger = (
                Ledger().group("GR", credit_limit=above[0]).group("GR-1", parent="GR", credit_limit=above[1])
            )
            ledger.customer(group="GR-1").account(credit_limit="unlimited").survey()
            good_years(ledger)
            assert decide("order_release", ledger.order(amount=0)).outcome == "RELEASE"
            ledger.customer("C-2", group="GR-1").account("C-2").open_invoice("5000.01", customer="C-2")
            assert "order-release.group-arrears" in decide("order_release", ledger).rules


class TestLimit:
    """Rank 7: open receivables, open orders and this order against the limit (M11)."""

    @pytest.mark.parametrize(
        ("amount", "outcome"), [("399.99", "RELEASE"), (400, "RELEASE"), ("400.01", "REFER")]
    )
    def test_at_the_unit(self, decide, amount, outcome):
        """1,000 less 300 open, less 300 of another order."""
        ledger = sound(1000).open_invoice(300).order("SO-2", 500, invoiced=200).order(amount=amount)
        answer = decide("order_release", ledger)
        assert (answer.outcome, answer.rules) == (
            outcome,
            ["order-release.limit"] if outcome == "REFER" else [],
        )

    def test_what_was_compared(self, decide):
        answer = decide("order_release", sound(1000).open_invoice(300).order(amount=701))
        assert answer.values["account_exposure"] == "1001.00"
        assert answer.values["payer_account.resolved_limit"] == "1000.00"

    @pytest.mark.parametrize(
        "documents", ["RECEIVABLES", "RECEIVABLES_AND_ORDERS", "RECEIVABLES_AND_CREDIT_ORDERS"]
    )
    @pytest.mark.parametrize(("amount", "outcome"), [(700, "RELEASE"), (701, "REFER")])
    def test_this_order_counts_once_whatever_documents_count(self, decide, documents, amount, outcome):
        ledger = sound(1000).open_invoice(300).order(amount=amount)
        assert decide("order_release", ledger, exposure_documents=documents).outcome == outcome

    @pytest.mark.parametrize("documents", ["RECEIVABLES", "RECEIVABLES_AND_ORDERS"])
    @pytest.mark.parametrize(("amount", "rules"), [(700, []), (701, ["customer-limit", "group-limit"])])
    def test_this_order_counts_once_over_all_units_and_members(self, decide, documents, amount, rules):
        ledger = Ledger().group("GR", credit_limit=1000).customer(group="GR", credit_limit=1000)
        good_years(ledger.account(credit_limit="unlimited").survey()).open_invoice(300).order(amount=amount)
        answer = decide("order_release", ledger, exposure_documents=documents)
        assert answer.rules == [f"order-release.{rule}" for rule in rules]

    @pytest.mark.parametrize(
        ("documents", "outcome"), [("RECEIVABLES", "RELEASE"), ("RECEIVABLES_AND_ORDERS", "REFER")]
    )
    def test_other_orders_count_if_the_policy_says_so(self, decide, documents, outcome):
        ledger = sound(1000).order("SO-2", 600).order(amount=600)
        assert decide("order_release", ledger, exposure_documents=documents).outcome == outcome

    @pytest.mark.parametrize(
        ("letter", "amount", "outcome"),
        [
            ("A", 10**9, "RELEASE"),
            ("B", 500_000, "RELEASE"),
            ("B", 500_001, "REFER"),
            ("C", 100_000, "RELEASE"),
            ("C", 100_001, "REFER"),
        ],
    )
    def test_by_class(self, decide, letter, amount, outcome):
        """A none, B cap, C small."""
        ledger = trading().invoice("2025-06-30", 10**6).customer("C-9").account("C-9")
        before = {"A": 0, "B": 8 * 10**6, "C": 99 * 10**6}[letter]
        ledger.invoice("2025-06-30", before, customer="C-9").order(amount=amount)
        assert decide("order_release", ledger).outcome == outcome

    @pytest.mark.parametrize(("amount", "outcome"), [(400, "RELEASE"), ("400.01", "REFER")])
    def test_over_all_units(self, decide, amount, outcome):
        """E17, K1."""
        ledger = (
            sound(credit_limit=1000).account(unit="U-2").open_invoice(600, unit="U-2").order(amount=amount)
        )
        answer = decide("order_release", ledger)
        assert (answer.outcome, answer.rules) == (
            outcome,
            ["order-release.customer-limit"] if outcome == "REFER" else [],
        )

    @pytest.mark.parametrize(("amount", "outcome"), [(400, "RELEASE"), ("400.01", "REFER")])
    @pytest.mark.parametrize("capped", ["GR", "GR-1"])
    def test_with_all_members_of_the_customer_groups(self, decide, amount, outcome, capped):
        """An own limit of unlimited does not raise the group's."""
        ledger = Ledger().group("GR", credit_limit=1000 if capped == "GR" else "unlimited")
        ledger.group("GR-1", parent="GR", credit_limit=1000 if capped == "GR-1" else "inherit")
        good_years(ledger.customer(group="GR-1").account(credit_limit="unlimited").survey())
        ledger.customer("C-2", group="GR-1").account("C-2").open_invoice(600, customer="C-2").order(
            amount=amount
        )
        answer = decide("order_release", ledger)
        assert (answer.outcome, answer.rules) == (
            outcome,
            ["order-release.group-limit"] if outcome == "REFER" else [],
        )

    def test_a_group_of_class_a_has_no_cap_where_none_is_set(self, decide):
        """Beyond the least limit of 300,000 it is the class that speaks."""
        ledger = good_years(
            Ledger().group("GR").customer(group="GR").account(credit_limit="unlimited").survey()
        )
        assert decide("order_release", ledger.order(amount=10**6)).outcome == "RELEASE"

    def test_a_group_whose_row_could_not_be_read_refers(self, decide):
        """A lost row must not free its members of the pool."""
        ledger = sound(group="GR").unreadable("groups", id="GR").order().order("SO-2", on_credit=False)
        assert decide("order_release", ledger).outcome == "REFER"
        assert decide("order_release", ledger, "SO-2").outcome == "RELEASE"

    def test_who_is_in_no_group_needs_no_pool(self, decide):
        assert decide("order_release", sound().without("groups").order()).outcome == "RELEASE"

    def test_an_unknown_member_refers(self, decide):
        ledger = Ledger().group("GR", credit_limit=10**6).customer(group="GR")
        ledger.account(credit_limit="unlimited").survey().invoice("2025-06-30", 10**6).order()
        assert decide("order_release", ledger).outcome == "RELEASE"
        ledger.customer("C-2", group="GR").account("C-2", "U-2").unreadable(
            "invoices", customer="C-2", unit="U-2"
        )
        assert decide("order_release", ledger).outcome == "REFER"

    @pytest.mark.parametrize(
        ("amount", "outcome"), [(100_000, "RELEASE"), ("100000.01", "REFER"), (10**6, "REFER")]
    )
    def test_one_unreadable_invoice_of_somebody_else_stops_only_what_depends_on_it(
        self, decide, amount, outcome
    ):
        """It leaves the classes of the whole unit open. Every class grants 100,000 at the unit, 300,000 over the group."""
        ledger = good_years(Ledger().customer(credit_limit="inherit").account().survey()).order(amount=amount)
        ledger.customer("C-2").account("C-2").unreadable("invoices", customer="C-2", unit="U-1")
        assert decide("credit_limit", ledger).outcome is None
        assert decide("order_release", ledger).outcome == outcome

    def test_the_least_limit_of_what_may_be_d_class_is_unknown(self, decide):
        ledger = Ledger().customer().account(credit_limit="unlimited").survey().order(amount=1)
        ledger.unreadable("invoices", customer="C-1", unit="U-1")
        assert decide("least_limit", ledger).outcome is None
        assert decide("order_release", ledger).outcome == "REFER"

    def test_a_missing_limit_refers_and_names_the_parameter(self, decide):
        """L37: the limit can't be decided, so the order is referred."""
        ledger = trading().invoice("2025-06-30", 10**6).customer("C-9").account("C-9")
        ledger.invoice("2025-06-30", 8 * 10**6, customer="C-9").order()
        answer = decide("order_release", ledger, b_class_limit=None)
        assert answer.outcome == "REFER"
        causes = [
            cause.render()
            for rule in answer.decision.unknown
            for value in rule.missing
            for cause in value.causes
        ]
        assert any("b_class_limit" in cause for cause in causes)


class TestAdvice:
    """Rank 8 only advises."""

    def test_provisional_d_class(self, decide):
        """A good closed year, and only 5 in the last twelve months."""
        ledger = Ledger().customer().account(credit_limit="unlimited").survey()
        ledger.invoice("2025-06-30", 10**6).invoice("2026-06-30", 5).order()
        answer = decide("order_release", ledger)
        assert (answer.outcome, answer.rules) == ("RELEASE", [])
        assert answer.advice == ["order-release.advice-provisional"]


class TestGranted:
    """M18: a granted request is about a matter, an order or an account, a unit, an amount and a span of days."""

    def ledger(self) -> Ledger:
        """An order of 1,000 against a limit of 500: it is 500 over it."""
        return sound(500).order(amount=1000)

    def test_one_that_names_the_order(self, decide):
        answer = decide("order_release", self.ledger().granted("OVER_UNIT_LIMIT", order="SO-1", amount=1000))
        assert (answer.outcome, answer.overridden) == ("RELEASE", ["order-release.limit"])

    @pytest.mark.parametrize(
        ("more", "outcome"),
        [
            ({}, "RELEASE"),
            ({"amount": None}, "REFER"),
            ({"starts_on": days_ago(0)}, "RELEASE"),
            ({"starts_on": "2026-11-22"}, "REFER"),
            ({"ends_on": days_ago(0)}, "RELEASE"),
            ({"ends_on": days_ago(1)}, "REFER"),
            ({"on": "2026-11-22"}, "REFER"),
            ({"used_on": days_ago(0)}, "REFER"),
            ({"used_on": "2026-11-22"}, "RELEASE"),
            ({"without": ["REVIEW"]}, "REFER"),
            ({"without": ["APPROVE"]}, "REFER"),
            ({"unit": "S"}, "RELEASE"),
            ({"unit": "U-2"}, "REFER"),
            ({"matter": "OVER_GROUP_LIMIT"}, "REFER"),
            ({"matter": "ARREARS"}, "REFER"),
        ],
    )
    @pytest.mark.parametrize("names_order", [True, False])
    def test_within_its_bounds(self, decide, more, outcome, names_order):
        wanted = {
            "matter": "OVER_UNIT_LIMIT",
            "amount": 1000,
            "order": "SO-1" if names_order else None,
            **more,
        }
        assert decide("order_release", self.ledger().granted(**wanted)).outcome == outcome

    @pytest.mark.parametrize(
        ("order", "amount", "outcome"),
        [
            ("SO-1", 500, "RELEASE"),
            ("SO-1", "499.99", "REFER"),
            (None, 1000, "RELEASE"),
            (None, "999.99", "REFER"),
        ],
    )
    def test_for_enough(self, decide, order, amount, outcome):
        """What is at stake is how far the order goes beyond the limit; of a customer's orders together, their amounts."""
        ledger = self.ledger().granted("OVER_UNIT_LIMIT", order=order, amount=amount)
        assert decide("order_release", ledger).outcome == outcome

    def test_one_that_names_another_order_or_customer_does_not_help(self, decide):
        ledger = self.ledger().order("SO-2", 1).customer("C-2").account("C-2")
        ledger.granted("OVER_UNIT_LIMIT", order="SO-2").granted("OVER_UNIT_LIMIT", customer="C-2")
        assert decide("order_release", ledger).outcome == "REFER"

    def test_one_for_the_account_covers_orders_together(self, decide):
        """1,500 cover the older order of 1,000 and not the younger one as well."""
        ledger = (
            self.ledger().order("SO-2", 1000, ordered_on="2026-11-21").granted("OVER_UNIT_LIMIT", amount=1500)
        )
        assert decide("order_release", ledger, "SO-1").outcome == "RELEASE"
        assert decide("order_release", ledger, "SO-2").outcome == "REFER"
