"""The figures on the page are those that were worked out by hand from a small ledger."""

from fractions import Fraction

import pytest

from groupctl.model import (
    AccountReview,
    BscDimension,
    ChannelType,
    Complaint,
    Customer,
    Employee,
    InvoiceLine,
    Kpi,
    KpiKind,
    Product,
    ProductKind,
    Resource,
    ResourcePool,
    SalesRoute,
    SatisfactionSurvey,
    Severity,
    StockPosition,
    Unlimited,
)
from groupctl.testing import Ledger, day, days_ago, trading
from tests.report.pages import shown
from tests.standard.amounts import yuan
from tests.standard.test_crm import account, people

LAST_MONTH = "2026-10-15"


def three_customers() -> Ledger:
    """600, 300 and 100 sold at U-1 in 2025: a dealer, a retailer, and one without a channel."""
    ledger = Ledger()
    sold = (("C-1", 600, ChannelType.DEALER), ("C-2", 300, ChannelType.RETAILER), ("C-3", 100, None))
    for id_, amount, channel in sold:
        ledger.customer(id_, channel=channel).account(id_).invoice("2025-06-30", amount, customer=id_)
    return ledger


def test_composition_by_channel():
    """J1, A44."""
    row = shown(three_customers(), "composition").figures("channels")["U-1"]
    assert row["sales_year"] == "1,000.00"
    assert [row[name] for name in ("dealer_share", "retailer_share", "agent_share", "unstated_share")] == [
        "60.0%",
        "30.0%",
        "0.0%",
        "10.0%",
    ]


class TestAbc:
    """J2, J1, A44: classes with the running share, and how many there are in each."""

    def test_the_largest_first_with_the_share_before_it(self):
        rows = shown(three_customers(), "abc").figures("customers")
        assert [(name, row["sales_share_before"], row["abc_class"]) for name, row in rows.items()] == [
            ("C-1", "0.0%", "A"),
            ("C-2", "60.0%", "A"),
            ("C-3", "90.0%", "B"),
        ]

    def test_how_many_there_are_in_each_class(self):
        table = shown(three_customers(), "abc").table("classes")
        heads = [cell.text for cell in table.all("th")][2:6]
        counts = [cell.text for cell in list(table.all("td"))[1:]]
        assert dict(zip(heads, counts, strict=True)) == {"A": "2", "B": "1", "C": "–", "unknown": "–"}


class TestConcentration:
    """J34, D3: of three customers, the first 20% by number is one."""

    def test_what_it_brings(self):
        row = shown(three_customers(), "concentration").figures("concentration")["U-1"]
        assert (row["buyers"], row["top_sales_year"], row["top_share"]) == ("3", "600.00", "60.0%")
        assert (row["concentrated"], row["two_eight"]) == ("yes", "no")

    def test_the_curve_runs_through_the_shares(self):
        """Nought, 60% after one customer, 90% after two, all after three: 260 high, 640 wide, from 60,290."""
        lines = [
            line.attributes["points"]
            for line in shown(three_customers(), "concentration").root.all("polyline")
            if "share" in line.classes
        ]
        assert lines == ["60.0,290.0 413.3,134.0 766.7,56.0 1120.0,30.0"]


def selling(on: str = "2025-06-30") -> Ledger:
    """P-1 for 300 at a cost of 200, P-2 for 700 at a cost of 650."""
    ledger = trading().invoice(on, 1000, cost=850, id_="I-1")
    ledger.put(
        Product(id="P-1", name="Pumps", kind=ProductKind.PRODUCT),
        Product(id="P-2", name="Service", kind=ProductKind.SERVICE),
    )
    for id_, amount, cost in (("P-1", 300, 200), ("P-2", 700, 650)):
        ledger.put(
            InvoiceLine(id=f"L-{id_}", invoice="I-1", product=id_, amount=yuan(amount), cost=yuan(cost))
        )
    return ledger


def test_product_mix():
    """J4, A44: by sales, with the share and the running share."""
    rows = shown(selling(), "product-mix").figures("products")
    assert [(name, row["sales_share_year"], row["sales_share_through"]) for name, row in rows.items()] == [
        ("Service", "70.0%", "70.0%"),
        ("Pumps", "30.0%", "100.0%"),
    ]


def test_gross_margin_by_product():
    """J5, J24, A44, A83: by gross profit: 100 of 300 comes before 50 of 700."""
    rows = shown(selling(), "margin").figures("margins")
    assert [(name, row["gross_profit_year"], row["gross_margin_year"]) for name, row in rows.items()] == [
        ("Pumps", "100.00", "33.3%"),
        ("Service", "50.00", "7.1%"),
    ]


class TestTurnover:
    """J6, J7, J8, A44: stock of P-1 at the customer 100 when October began and 200 when it ended."""

    @pytest.fixture
    def ledger(self) -> Ledger:
        ledger = selling(LAST_MONTH)
        for number, (amount, on, product) in enumerate(
            [
                (100, "2026-09-30", "P-1"),
                (200, "2026-10-31", "P-1"),
                (100, "2026-09-30", None),
                (300, "2026-10-31", None),
            ]
        ):
            ledger.put(
                StockPosition(
                    id=f"S-{number}",
                    customer="C-1",
                    unit="U-1",
                    counted_on=day(on),
                    amount=yuan(amount),
                    product=product,
                )
            )
        return ledger

    def test_both_variants(self, ledger):
        """L1, L2: 300/150; 100/150; 100/3% of 300; 100 x 30%/150; 100 x 300/10,000."""
        row = shown(ledger, "turnover").figures("product-turnover")["Pumps"]
        assert row["average_stock"] == "150.00"
        assert (row["turnover"], row["cross_ratio"], row["contribution_ratio"]) == ("2.00", "0.67", "0.20")
        assert (row["cross_ratio_literal"], row["contribution_literal"]) == ("100.00", "3.00")

    def test_no_stock_no_ratio(self, ledger):
        row = shown(ledger, "turnover").figures("product-turnover")["Service"]
        assert row["turnover"].startswith("unknown")

    def test_of_a_customer(self, ledger):
        """J21: 1,000 sold on an average stock of 200, 150 earned."""
        row = shown(ledger, "turnover").figures("customer-turnover")["C-1 · U-1"]
        assert (row["turnover"], row["cross_ratio"], row["contribution_ratio"]) == ("5.00", "0.75", "0.75")

    def test_a_rounded_figure_has_its_exact_value_beside_it(self, ledger):
        cells = list(shown(ledger, "turnover").table("product-turnover").all("td"))
        assert {"0.67": "2/3", "33.3%": "1/3"}.items() <= {
            cell.text: cell.attributes.get("title") for cell in cells
        }.items()


class TestPlans:
    """J3, J9, J26, A83: 400 were planned for October and 300 bought."""

    @pytest.fixture
    def page(self):
        ledger = trading().plan(400, "2026-10-01", "2026-10-31").invoice(LAST_MONTH, 300)
        return shown(ledger.invoice("2025-03-01", 200), "plans")

    def test_by_customer(self, page):
        row = page.figures("customer-plans")["C-1 · U-1"]
        assert (row["planned_month"], row["sales_month"], row["month_achievement"]) == (
            "400.00",
            "300.00",
            "75.0%",
        )
        assert (row["sales_share_month"], row["revenue_growth"]) == ("100.0%", "50.0%")

    def test_by_unit(self, page):
        row = page.figures("unit-plans")["U-1"]
        assert (row["planned_month"], row["planned_sales"]) == ("400.00", "300.00")

    def test_where_nothing_was_planned_there_is_nothing_to_judge(self, page):
        assert page.figures("unit-plans")["U-2"]["plan_execution"] == "does not apply"


class TestReceivables:
    """J11."""

    @pytest.fixture
    def ledger(self) -> Ledger:
        ledger = trading().invoice("2026-03-01", 400)
        for past_due, amount in ((0, 60), (30, 25), (31, 10), (90, 3), (91, 2)):
            ledger.open_invoice(amount, days_ago(past_due), due_on=days_ago(past_due))
        return ledger

    def test_by_age(self, ledger):
        page = shown(ledger, "receivables")
        for row in (page.figures("unit-receivables")["U-1"], page.figures("debtors")["C-1 · U-1"]):
            ages = [row[name] for name in ("not_due", "aged_1", "aged_2", "aged_3", "aged_4")]
            assert ages == ["60.00", "25.00", "10.00", "3.00", "2.00"]
            assert (row["open_receivables"], row["days_sales_outstanding"]) == ("100.00", "73.00")

    def test_the_bands_are_told(self, ledger):
        assert "first ageing band: 30 days (since 2000-01-01)" in shown(ledger, "receivables").text

    def test_a_band_that_nobody_set(self, ledger):
        page = shown(ledger, "receivables", ageing_band_1=None)
        assert "first ageing band: no value in force" in page.text
        assert page.figures("unit-receivables")["U-1"]["aged_1"].startswith("unknown")


def test_expenses_against_budget():
    """J12: 500 of 2,000 spent."""
    page = shown(trading().budget(2000).expense(500, "2026-03-01"), "expenses")
    assert page.figures("budgets")["C-1 · U-1"] == {
        "amount": "2,000.00",
        "spent": "500.00",
        "left": "1,500.00",
    }
    assert page.figures("customer-expenses")["C-1 · U-1"]["expense_to_date"] == "500.00"


class TestDClass:
    """J13: below 100,000 of gross profit."""

    def test_only_those_are_listed(self):
        ledger = trading().invoice("2025-06-30", 1000, cost=400)
        ledger.customer("C-2").account("C-2").survey(customer="C-2")
        ledger.invoice("2025-06-30", 200_000, customer="C-2")
        rows = shown(ledger, "d-class").figures("d-class")
        assert list(rows) == ["C-1 · U-1"]
        assert (rows["C-1 · U-1"]["revenue_year"], rows["C-1 · U-1"]["gross_profit_year"]) == (
            "1,000.00",
            "600.00",
        )

    def test_those_of_whom_it_is_unknown_are_counted(self):
        page = shown(trading().invoice("2025-06-30", 1000, cost=None), "d-class")
        assert "Whether 1 more belong here is unknown. [1]" in page.remarks()


def test_income_structure():
    """J19."""
    ledger = Ledger().account(since="2025-02-01")
    ledger.put(Customer(id="C-1", name="C-1", sales_route=SalesRoute.DIRECT, credit_limit=Unlimited()))
    ledger.invoice("2025-06-30", 1000, id_="I-1").put(
        Product(id="P-1", name="P-1", kind=ProductKind.SERVICE),
        InvoiceLine(id="L-1", invoice="I-1", product="P-1", amount=yuan(400), cost=None),
    )
    page = shown(ledger, "income")
    customers, kinds = page.figures("income-customers")["U-1"], page.figures("income-kinds")["U-1"]
    assert (customers["sales_to_new"], customers["sales_direct"], customers["sales_through_channel"]) == (
        "1,000.00",
        "1,000.00",
        "0.00",
    )
    assert (kinds["product_income"], kinds["service_income"]) == ("0.00", "400.00")


def test_share_of_wallet():
    """J10, A35: 600 of the 1,500 that the customer buys."""
    ledger = trading().invoice("2025-06-30", 600)
    ledger.put(
        AccountReview(id="AR", customer="C-1", reviewed_on=day("2026-05-01"), total_purchases=yuan(1500))
    )
    row = next(iter(shown(ledger, "wallet").figures("wallet").values()))
    assert (row["total_purchases"], row["share_of_wallet"]) == ("1,500.00", "40.0%")


def test_satisfaction():
    """J17: 45 of 50 asked."""
    survey = SatisfactionSurvey(
        id="SV", unit="U-1", surveyed_on=day("2026-05-01"), respondents=50, satisfied=45
    )
    page = shown(trading().put(survey), "satisfaction")
    assert page.figures("unit-satisfaction")["U-1"]["satisfaction"] == "90.0%"
    assert page.figures("unit-satisfaction")["U-2"]["satisfaction"].startswith("unknown")
    assert page.figures("surveys")["U-1"]["share"] == "90.0%"


def test_complaints():
    """J18, J29: those of a year."""
    complaints = [
        Complaint(id=f"CP-{on}", customer="C-1", unit="U-1", received_on=day(on))
        for on in ("2026-05-01", "2024-05-01")
    ]
    page = shown(trading().put(*complaints), "complaints")
    assert page.figures("complaints")["U-1"]["complaints_of_a_year"] == "1"


def test_key_figures():
    """J28, J30, J32: target, actual value and result by dimension."""
    kpi = Kpi(
        id="K-1",
        unit="U-1",
        dimension=BscDimension.CUSTOMER,
        kind=KpiKind.LEVEL,
        objective="Keep customers",
        starts_on=day("2026-01-01"),
        ends_on=day("2026-06-30"),
        target=Fraction(9, 10),
        actual=Fraction(95, 100),
    )
    row = shown(trading().put(kpi), "key-figures").figures("kpis")["Keep customers"]
    assert (row["dimension"], row["target"], row["actual"]) == ("customer", "0.90", "0.95")


class TestUse:
    def test_who_uses_the_crm(self):
        """J27: one of two users was away; the other logged in five times."""
        ledger = people(account("AC-1"), account("AC-2", last_login_on=day(days_ago(14)), logins_week=0))
        row = shown(ledger, "use").figures("crm")["U-1"]
        assert (row["crm_users"], row["crm_users_away"], row["crm_logins"]) == ("2", "1", "5")
        assert row["use_irregular"] == "yes"

    def test_without_accounts_nothing_is_made_up(self):
        """J27."""
        page = shown(trading().without("user_accounts"), "use")
        assert page.figures("crm")["U-1"]["crm_users"].startswith("unknown")

    def test_how_much_of_a_pool_is_charged(self):
        """J31: 120 of 200 days."""
        pool = [
            Resource(
                id=f"R-{days}",
                unit="U-1",
                pool=ResourcePool.SHARED,
                skill="solution",
                available_days=100,
                charged_days=days,
            )
            for days in (40, 80)
        ]
        assert shown(Ledger().put(*pool), "use").figures("pools")["U-1"] == {
            "pool_available": "200",
            "pool_charged": "120",
            "pool_share": "60.0%",
        }


class TestOpen:
    """J14: warnings and tasks, counted."""

    def test_an_incident_raises_one_warning(self):
        page = shown(trading().incident(), "warnings")
        row = next(row for row in page.table("warnings").all("tr") if "incident_warning" in row.text)
        heads = [cell.text for cell in next(page.table("warnings").all("thead")).all("th")]
        counts = [cell.text for cell in row.all("td")]
        assert counts[heads.index("raised") - 1] == "1"
        assert next(page.table("warnings").all("tbody")).text.startswith("1 Major incident")

    def test_a_complaint_owes_its_reply(self):
        complaint = Complaint(
            id="CP", customer="C-1", unit="U-1", received_on=day("2026-05-01"), severity=Severity.MAJOR
        )
        page = shown(trading().put(complaint), "tasks")
        row = next(row for row in page.table("tasks").all("tr") if "complaint.reply" in row.text)
        assert [cell.text for cell in row.all("td")][1:] == ["1", "–", "–"]

    def test_what_is_out_of_order_in_the_units(self):
        """J14, J15, J16: a D-class customer; the reports of a unit that serves and supervises service are missing."""
        ledger = trading().invoice("2025-06-30", 1000)
        ledger.put(Employee(id="E-1", name="E-1", unit="U-1", in_service=True, supervises_service=True))
        row = shown(ledger, "meeting").figures("unit-irregularities")["U-1"]
        assert (row["d_class_number"], row["weekly_report"], row["supervision_report"]) == (
            "1",
            "missing",
            "missing",
        )
