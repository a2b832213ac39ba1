"""Who a customer is by sales (tiers.yaml): D1 to D3 with L3, L4, L17, M1, M2, M28."""

import pytest

from groupctl.model import ChannelType, Customer, DistributionLevel
from groupctl.testing import Ledger


def sold(*amounts: float | str | None, unit: str = "U-1") -> Ledger:
    """Customers C-1, C-2 ... with these sales in 2025; None is a row that could not be read."""
    ledger = Ledger()
    for number, amount in enumerate(amounts, start=1):
        customer = f"C-{number}"
        ledger.customer(customer).account(customer, unit)
        if amount is None:
            ledger.unreadable("invoices", customer=customer, unit=unit)
        elif amount != 0:
            ledger.invoice("2025-06-30", amount, customer=customer, unit=unit)
    return ledger


def classes(decide, ledger: Ledger, count: int, rule_set: str = "abc", suffix: str = "@U-1") -> list[object]:
    return [decide(rule_set, ledger, f"C-{number}{suffix}").outcome for number in range(1, count + 1)]


class TestAbc:
    """C1, D1, L3: a customer is A when the customers before it make up less than 75%, B when less than 95%."""

    def test_the_textbook_case(self, decide):
        """Of 1,000: 600 | 200 | 150 | 50. Before them stand 0, 60%, 80% and 95%."""
        assert classes(decide, sold(600, 200, 150, 50), 4) == ["A", "A", "B", "C"]

    def test_the_customer_that_straddles_the_line_is_the_better_class(self, decide):
        """749 before it is less than 75%: the second is A although the share runs to 99.9% with it."""
        assert classes(decide, sold(749, 250, 1), 3) == ["A", "A", "C"]

    def test_exactly_on_a_line_the_next_class_begins(self, decide):
        """750 of 1,000 before the second: not less than 75%. 950 before the third: not less than 95%."""
        assert classes(decide, sold(750, 200, 50), 3) == ["A", "B", "C"]

    def test_one_cent_below_the_lines(self, decide):
        """Before the second 749.99, before the third 949.99."""
        assert classes(decide, sold("749.99", "200.00", "50.01"), 3) == ["A", "A", "B"]

    def test_there_is_always_an_a(self, decide):
        answer = decide("abc", sold(5), "C-1@U-1")
        assert answer.outcome == "A"
        assert answer.rules == ["abc.a"]
        assert answer.values == {"sales_share_before": "0", "a_share": "0.75"}

    def test_ties_go_by_id(self, decide):
        """L3, M25: four times 25%: before them 0, 25%, 50% and exactly 75%."""
        assert classes(decide, sold(10, 10, 10, 10), 4) == ["A", "A", "A", "B"]

    def test_who_has_no_positive_sales_is_c_and_counts_for_nobody(self, decide):
        """M1: the shares are of the positive sales, 1,000. With the credit notes in the total, C-2 would be C."""
        answer = decide("abc", sold(750, 250, 0, -500), "C-4@U-1")
        assert answer.outcome == "C"
        assert answer.rules == ["abc.no-sales"]
        assert classes(decide, sold(750, 250, 0, -500), 4) == ["A", "B", "C", "C"]

    def test_no_sales_at_all_make_everybody_c(self, decide):
        assert classes(decide, sold(0, -1), 2) == ["C", "C"]

    def test_the_year_is_the_last_closed_one(self, decide):
        """M28: what is sold in the running year changes nothing yet."""
        ledger = sold(100, 900).invoice("2026-06-30", 10**6)
        assert classes(decide, ledger, 2) == ["B", "A"]

    def test_one_unreadable_row_leaves_every_place_of_the_unit_open(self, decide):
        """The row may move everybody; the unit next door is not concerned."""
        ledger = sold(600, None)
        ledger.account("C-1", "U-2").invoice("2025-06-30", 5, unit="U-2")
        assert decide("abc", ledger, "C-1@U-1").outcome is None
        assert decide("abc", ledger, "C-1@U-2").outcome == "A"

    def test_the_lines_are_parameters(self, decide):
        assert decide("abc", sold(600, 400), "C-2@U-1").outcome == "A"
        assert decide("abc", sold(600, 400), "C-2@U-1", a_share="0.6").outcome == "B"


class TestScopes:
    """L17: the class at the unit and the class over the whole group are two answers."""

    def ledger(self) -> Ledger:
        ledger = sold(10, 90)
        ledger.account("C-1", "U-2").invoice("2025-06-30", 900, unit="U-2")
        return ledger

    def test_small_here_and_large_over_the_group(self, decide):
        assert decide("abc", self.ledger(), "C-1@U-1").outcome == "B"
        assert decide("customer_abc", self.ledger(), "C-1").outcome == "A"
        assert decide("customer_abc", self.ledger(), "C-2").outcome == "B"

    def test_customer_groups_are_ranked_among_customer_groups(self, decide):
        ledger = Ledger().group("GR").group("GR-2").group("GR-3", parent="GR")
        for number, (group, amount) in enumerate([("GR", 100), ("GR-2", 200), ("GR-3", 700)], start=1):
            ledger.customer(f"C-{number}", group=group).account(f"C-{number}")
            ledger.invoice("2025-06-30", amount, customer=f"C-{number}")
        assert decide("group_abc", ledger, "GR").outcome == "A"
        assert decide("group_abc", ledger, "GR-2").outcome == "B"
        assert decide("group_abc", ledger, "GR-3").status == "not applicable"

    @pytest.mark.parametrize(
        ("alone", "expected"), [(299, "A"), (300, "B"), (1899, "B"), (1900, "C"), (10**8, "C")]
    )
    def test_a_customer_group_has_its_place_among_customers_without_a_group(self, decide, alone, expected):
        """M1: GR sells 100. Before it stands the customer that is in no group: 299 of 399 are less than 75%, 300 of 400
        are 75%; 1,899 of 1,999 are less than 95%, 1,900 of 2,000 are 95%."""
        ledger = sold(100, alone)
        ledger.tables["customers"].clear()
        ledger.group("GR").customer("C-1", group="GR").customer("C-2")
        assert decide("group_abc", ledger).outcome == expected

    @pytest.mark.parametrize(("alone", "expected"), [(99, "A"), (100, "A"), (101, "B")])
    def test_only_who_sells_more_stands_before_a_customer_group(self, decide, alone, expected):
        """GR sells 100 and GR-2 200; with 99 only 200 of 399 stand before GR. A tie at 100 goes by id, so it is 200 of 400; with 101 it is 301 of 401."""
        ledger = sold(100, alone, 200)
        ledger.tables["customers"].clear()
        ledger.group("GR").group("GR-2")
        ledger.customer("C-1", group="GR").customer("C-2").customer("C-3", group="GR-2")
        assert decide("group_abc", ledger).outcome == expected

    def test_every_class_of_a_customer_group(self, decide):
        """Before them stand 0, 80% and 97% of 1,000."""
        ledger = Ledger()
        for number, amount in enumerate([800, 170, 30], start=1):
            ledger.group(f"GR-{number}").customer(f"C-{number}", group=f"GR-{number}").account(f"C-{number}")
            ledger.invoice("2025-06-30", amount, customer=f"C-{number}")
        assert [decide("group_abc", ledger, f"GR-{number}").outcome for number in (1, 2, 3)] == [
            "A",
            "B",
            "C",
        ]
        limits = [decide("group_limit", ledger, f"GR-{number}").outcome for number in (1, 2, 3)]
        assert limits == ["unlimited", 1_500_000, 300_000]
        ledger.unreadable("invoices", customer="C-3", unit="U-1")
        assert decide("group_abc", ledger, "GR-1").outcome is None


class TestTopCustomers:
    """C2, D3, L4, M2: the first 20% by number, rounded up, of the customers with positive sales."""

    @pytest.mark.parametrize(("customers", "top"), [(1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
    def test_rounded_up(self, decide, customers, top):
        ledger = sold(*range(customers, 0, -1))
        assert decide("top_customers", ledger, f"C-{top}@U-1").outcome is True
        if top < customers:
            assert decide("top_customers", ledger, f"C-{top + 1}@U-1").outcome is False

    def test_only_customers_with_sales_are_counted(self, decide):
        """Five of ten bought: one of them is the first 20%."""
        ledger = sold(5, 4, 3, 2, 1, 0, 0, 0, 0, -9)
        assert decide("top_customers", ledger, "C-1@U-1").values == {
            "sales_rank": "1",
            "ceiling(unit.buyers * top_share_by_count)": "1",
        }
        assert decide("top_customers", ledger, "C-2@U-1").outcome is False
        assert decide("top_customers", ledger, "C-6@U-1").rules == ["top-customers.no-sales"]

    def test_over_the_group(self, decide):
        ledger = sold(5, 4, 3, 2, 1)
        ledger.account("C-5", "U-2").invoice("2025-06-30", 100, customer="C-5", unit="U-2")
        assert decide("top_customers_of_group", ledger, "C-5").outcome is True
        assert decide("top_customers_of_group", ledger, "C-1").outcome is False
        assert decide("top_customers_of_group", sold(5, 0), "C-2").rules == [
            "top-customers-of-group.no-sales"
        ]
        assert decide("top_customers_of_group", sold(5, None), "C-1").outcome is None


class TestConcentration:
    """C2, D3, J34: what the first 20% bring."""

    @pytest.mark.parametrize(
        ("largest", "rest", "share", "concentrated"),
        [(60, 10, "0.6", True), ("59.99", "10.0025", "0.5999", False), (80, 5, "0.8", True)],
    )
    def test_from_sixty_percent_it_speaks_for_key_accounts(self, decide, largest, rest, share, concentrated):
        answer = (
            decide("concentration", sold(largest, rest, rest, rest, rest))
            if rest != "10.0025"
            else decide("concentration", sold(largest, "10.01", "10.00", "10.00", "10.00"))
        )
        assert (answer["concentrated"], str(float(answer["top_share"]))) == (concentrated, share)

    @pytest.mark.parametrize(
        ("largest", "rest", "rule"),
        [(80, 5, ["concentration.two-eight"]), (79, 5, ["concentration.reached"]), (59, 11, [])],
    )
    def test_a_full_twenty_eighty(self, decide, largest, rest, rule):
        """C3: one of five customers brings 80% and more; 79 of 99 are less."""
        answer = decide("concentration", sold(largest, rest, rest, rest, rest))
        assert (answer.rules, answer["two_eight"]) == (rule, rule == ["concentration.two-eight"])

    @pytest.mark.parametrize(("largest", "concentrated"), [(60, True), (59, False)])
    def test_over_the_whole_group_by_customer(self, decide, largest, concentrated):
        """C-1 buys at two units; one of five customers is the first 20%."""
        ledger = sold(largest - 30, 10, 10, 10, 70 - largest)
        ledger.account("C-1", "U-2").invoice("2025-06-30", 30, unit="U-2")
        answer = decide("group_concentration", ledger, "G")
        assert (answer["group_concentrated"], float(answer["group_top_share"])) == (
            concentrated,
            largest / 100,
        )
        assert decide("group_concentration", ledger, "U-1").status == "not applicable"

    def test_without_sales_there_is_nothing_to_test(self, decide):
        answer = decide("concentration", sold(0))
        assert (answer["concentrated"], answer["top_share"], answer.rules) == (
            False,
            0,
            ["concentration.no-sales"],
        )

    def test_unknown_with_an_unreadable_row(self, decide):
        assert decide("concentration", sold(60, None)).outcome is None
        assert decide("group_concentration", sold(60, None), "G").outcome is None

    def test_a_group_without_sales(self, decide):
        assert decide("group_concentration", sold(0), "G").rules == ["group-concentration.no-sales"]


class TestChannels:
    """C19, D2: each channel's share of sales, and what the ledger does not say."""

    def test_shares(self, decide):
        ledger = Ledger()
        channels = [ChannelType.DEALER, ChannelType.DEALER, ChannelType.AGENT, None]
        for number, (channel, amount) in enumerate(zip(channels, [50, 10, 25, 15], strict=True), start=1):
            ledger.customer(f"C-{number}", channel=channel).account(f"C-{number}")
            ledger.invoice("2025-06-30", amount, customer=f"C-{number}")
        answer = decide("channel_composition", ledger)
        shares = {finding.name: float(finding.typed) for finding in answer.decision.outputs if finding.typed}
        assert shares == {"dealer_share": 0.6, "agent_share": 0.25, "unstated_share": 0.15}

    def test_unknown_with_an_unreadable_row(self, decide):
        assert decide("channel_composition", sold(60, None)).outcome is None

    def test_without_sales_every_share_is_nothing(self, decide):
        answer = decide("channel_composition", sold(0))
        assert {finding.typed for finding in answer.decision.outputs} == {0}


class TestTrackingDepth:
    """C20: the level nearest to the consumer to which sales are on record."""

    def ledger(self, *levels: DistributionLevel | None, sales: float = 10) -> Ledger:
        ledger = Ledger()
        for number, level in enumerate(levels, start=1):
            ledger.put(Customer(id=f"C-{number}", name=f"C-{number}", distribution_level=level))
            ledger.account(f"C-{number}")
            if sales:
                ledger.invoice("2025-06-30", sales, customer=f"C-{number}")
        return ledger

    @pytest.mark.parametrize("level", list(DistributionLevel))
    def test_each_level(self, decide, level):
        ledger = self.ledger(DistributionLevel.GENERAL_DISTRIBUTOR, level, None)
        assert decide("tracking_depth", ledger).outcome == level.name

    def test_nothing_sold_or_no_level_stated(self, decide):
        assert decide("tracking_depth", self.ledger(DistributionLevel.CONSUMER, sales=0)).outcome == "NONE"
        assert decide("tracking_depth", self.ledger(None)).outcome == "NONE"

    def test_an_unreadable_invoice_of_a_lower_level_may_matter(self, decide):
        ledger = self.ledger(DistributionLevel.GENERAL_DISTRIBUTOR, DistributionLevel.CONSUMER)
        del ledger.tables["invoices"][1]
        assert decide("tracking_depth", ledger).outcome == "GENERAL_DISTRIBUTOR"
        assert (
            decide("tracking_depth", ledger.unreadable("invoices", customer="C-2", unit="U-1")).outcome
            is None
        )
