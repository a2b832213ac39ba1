"""The sections of the report on the standard policy, in the order in which they are read."""

from typing import Final

from groupctl.report.credit_desk import CREDIT_DESK, OVERDUE
from groupctl.report.shapes import (
    Bars,
    Curve,
    Listing,
    Owed,
    Pareto,
    Section,
    Tally,
    ViewKind,
    share,
)

CHANNELS: Final = (
    "dealer_share",
    "retailer_share",
    "agent_share",
    "industrial_share",
    "consumer_share",
    "unstated_share",
)
AGES: Final = ("not_due", *OVERDUE)

COMPOSITION: Final = Section(
    name="composition",
    view=ViewKind.ANALYTICAL,
    source="J1",
    parts=(
        Listing(
            name="channels",
            about="unit",
            columns=("sales_year", *map(share, CHANNELS)),
            order="sales_year",
            chart=Bars(columns=CHANNELS, stacked=True),
        ),
    ),
)
"""J1: which channels the sales go through."""

ABC: Final = Section(
    name="abc",
    view=ViewKind.ANALYTICAL,
    source="J1, J2",
    parameters=("a_share", "b_share"),
    parts=(
        Tally(name="classes", rule_sets=("customer_abc",)),
        Listing(
            name="customers",
            about="customer",
            columns=("sales_rank", "revenue_year", share("sales_share_before"), "abc_class"),
            order="revenue_year",
            chart=Pareto(bars="revenue_year", line="sales_share_before", through=False),
        ),
    ),
)
"""J2: customers by class with their running share, and how many there are in each class (J1)."""

CONCENTRATION: Final = Section(
    name="concentration",
    view=ViewKind.ANALYTICAL,
    source="J34, D3",
    parameters=("top_share_by_count", "concentration_line", "two_eight_line"),
    parts=(
        Listing(
            name="concentration",
            about="unit",
            columns=(
                "buyers",
                "sales_year",
                "top_sales_year",
                share("top_share"),
                "concentrated",
                "two_eight",
            ),
            order="sales_year",
            chart=Curve(
                about="customer",
                place="sales_rank",
                line="sales_share_before",
                across="top_share_by_count",
                up="two_eight_line",
            ),
        ),
    ),
)
"""J34: what the first 20% of the customers bring (D3)."""

PRODUCT_MIX: Final = Section(
    name="product-mix",
    view=ViewKind.ANALYTICAL,
    source="J4",
    parts=(
        Listing(
            name="products",
            about="product",
            columns=("sales_rank", "sales_year", share("sales_share_year"), share("sales_share_through")),
            order="sales_year",
            chart=Pareto(bars="sales_year", line="sales_share_through"),
        ),
    ),
)
"""J4: products by sales with their share and the running share."""

MARGIN: Final = Section(
    name="margin",
    view=ViewKind.ANALYTICAL,
    source="J5, J24",
    parts=(
        Listing(
            name="margins",
            about="product",
            columns=(
                "profit_rank",
                "sales_year",
                "cost_year",
                "gross_profit_year",
                share("gross_margin_year"),
            ),
            order="gross_profit_year",
            chart=Bars(columns=("gross_profit_year",)),
        ),
    ),
)
"""J5: products by gross profit with their margin, which is what group statistics ask for by product (J24)."""

TURNOVER: Final = Section(
    name="turnover",
    view=ViewKind.ANALYTICAL,
    source="J6, J7, J8, J21, L1, L2",
    parameters=("literal_unit",),
    parts=(
        Listing(
            name="product-turnover",
            about="product",
            columns=(
                "sales_month",
                share("gross_margin_month"),
                "average_stock",
                "turnover",
                "cross_ratio",
                "cross_ratio_literal",
                "contribution_ratio",
                "contribution_literal",
            ),
            order="sales_month",
            chart=Bars(columns=("turnover", "cross_ratio", "contribution_ratio")),
        ),
        Listing(
            name="customer-turnover",
            about="account",
            columns=(
                "sales_month",
                share("gross_margin_month"),
                "average_stock",
                "turnover",
                "cross_ratio",
                "contribution_ratio",
            ),
            order="sales_month",
        ),
    ),
)
"""J6, J7, J8: turnover, cross ratio and contribution ratio in both variants (L1, L2); by customer, what each contributes (J21)."""

PLANS: Final = Section(
    name="plans",
    view=ViewKind.OPERATIONAL,
    source="J3, J9, J26",
    parameters=("progress_tolerance",),
    parts=(
        Listing(
            name="unit-plans",
            about="unit",
            columns=("planned_month", "planned_sales", "sales_month", "plan_execution"),
            order="planned_month",
            chart=Bars(columns=("planned_month", "planned_sales")),
        ),
        Listing(
            name="customer-plans",
            about="account",
            columns=(
                "planned_month",
                "sales_month",
                share("month_achievement"),
                share("sales_share_month"),
                "revenue_to_date",
                "revenue_same_period",
                share("revenue_growth"),
            ),
            order="sales_month",
        ),
    ),
)
"""J3, J9, J26: what was bought against what was planned, by unit and customer, with share and growth."""

RECEIVABLES: Final = Section(
    name="receivables",
    view=ViewKind.OPERATIONAL,
    source="J11",
    parameters=("ageing_band_1", "ageing_band_2", "ageing_band_3"),
    parts=(
        Listing(
            name="unit-receivables",
            about="unit",
            columns=("open_receivables", *AGES, "days_sales_outstanding"),
            order="open_receivables",
            chart=Bars(columns=AGES, stacked=True),
        ),
        Listing(
            name="debtors",
            about="account",
            columns=("open_receivables", *AGES, "days_sales_outstanding", "overdue"),
            order="open_receivables",
            chart=Bars(columns=AGES, stacked=True),
        ),
    ),
)
"""J11: receivables by age and days sales outstanding, by unit and for the largest debtors."""

EXPENSES: Final = Section(
    name="expenses",
    view=ViewKind.OPERATIONAL,
    source="J12",
    parts=(
        Listing(
            name="budgets",
            about="budget",
            columns=("amount", "spent", "left"),
            where="running",
            order="left",
            ascending=True,
            chart=Bars(columns=("amount", "spent")),
        ),
        Listing(
            name="customer-expenses",
            about="account",
            columns=("expense_to_date", "expense_warning"),
            order="expense_to_date",
        ),
        Listing(
            name="unallocated", about="unit", columns=("expense_unallocated",), order="expense_unallocated"
        ),
    ),
)
"""J12: expenses by customer and against budgets; the nearest to its end first."""

D_CLASS: Final = Section(
    name="d-class",
    view=ViewKind.OPERATIONAL,
    source="J13",
    parameters=("d_class_line",),
    parts=(
        Listing(
            name="d-class",
            about="account",
            columns=(
                "gross_profit_year",
                "revenue_year",
                "open_receivables",
                "expense_to_date",
                "d_target",
                "d_status",
                "improvement",
                "freeze",
                "d_irregular",
            ),
            where="d_class",
            order="gross_profit_year",
            ascending=True,
            chart=Bars(columns=("gross_profit_year",)),
        ),
    ),
)
"""J13: every D-class customer with revenue, profit, receivables, expense, its target, and what is out of order."""

MEETING: Final = Section(
    name="meeting",
    view=ViewKind.COLLABORATIVE,
    source="J14, J15, J16",
    parts=(
        Listing(
            name="unit-irregularities",
            about="unit",
            columns=(
                "d_class_number",
                "d_irregular_number",
                "receivables_over_line",
                "plan_execution",
                "weekly_report",
                "supervision_report",
            ),
            order="d_irregular_number",
        ),
    ),
)
"""J14: what is out of order in the units; with the reports on service that they owe (J15, J16)."""

INCOME: Final = Section(
    name="income",
    view=ViewKind.ANALYTICAL,
    source="J19",
    parts=(
        Listing(
            name="income-customers",
            about="unit",
            columns=(
                "sales_year",
                "sales_to_new",
                "sales_direct",
                "sales_through_channel",
                "sales_to_high_value",
                share("high_value_share"),
            ),
            order="sales_year",
            chart=Bars(columns=("sales_to_new", "sales_direct", "sales_through_channel")),
        ),
        Listing(
            name="income-kinds",
            about="unit",
            columns=("sales_year", "product_income", "application_income", "service_income"),
            order="sales_year",
            chart=Bars(columns=("product_income", "application_income", "service_income"), stacked=True),
        ),
    ),
)
"""J19: income from new customers, direct and through the channel, from customers A1 and A2, from products, applications and services."""

WALLET: Final = Section(
    name="wallet",
    view=ViewKind.ANALYTICAL,
    source="J10",
    parts=(
        Listing(
            name="wallet",
            about="account_review",
            columns=("total_purchases", share("share_of_wallet"), "wallet_room"),
            order="total_purchases",
        ),
    ),
)
"""J10: our share of what key accounts buy."""

SATISFACTION: Final = Section(
    name="satisfaction",
    view=ViewKind.COLLABORATIVE,
    source="J17, J29",
    parameters=("satisfaction_target",),
    parts=(
        Listing(
            name="unit-satisfaction",
            about="unit",
            columns=("respondents", "satisfied", share("satisfaction")),
            order="respondents",
            chart=Bars(columns=("satisfaction",)),
        ),
        Listing(
            name="surveys",
            about="satisfaction_survey",
            columns=(
                "surveyed_on",
                "respondents",
                share("share"),
                share("lead_over_competitors"),
                "satisfaction",
            ),
            order="surveyed_on",
        ),
    ),
)
"""J17: satisfaction as surveys found it, and the lead over competitors (J29)."""

COMPLAINTS: Final = Section(
    name="complaints",
    view=ViewKind.COLLABORATIVE,
    source="J18, J29",
    parts=(
        Listing(
            name="complaints",
            about="unit",
            columns=(
                "complaints_of_a_year",
                "users",
                "complaint_rate",
                "complaints_to_sum_up",
                "complaint_summary_owed",
            ),
            order="complaints_of_a_year",
            chart=Bars(columns=("complaints_of_a_year",)),
        ),
    ),
)
"""J18: complaints of a year, by unit and for ten thousand users (J29)."""

KEY_FIGURES: Final = Section(
    name="key-figures",
    view=ViewKind.ANALYTICAL,
    source="J28, J30",
    parts=(
        Listing(
            name="kpis",
            about="kpi",
            columns=("dimension", "theme", "target", "actual", "previous", "kpi_result"),
        ),
        Listing(name="scorecards", about="unit", columns=("scorecard_gap",)),
    ),
)
"""J28: the key figures of the four dimensions with target and result, those of the iron triangle among them (J30)."""

USE: Final = Section(
    name="use",
    view=ViewKind.OPERATIONAL,
    source="J27, J31",
    parts=(
        Listing(
            name="crm",
            about="unit",
            columns=(
                "crm_users",
                "crm_users_away",
                "crm_logins",
                "crm_activities",
                "crm_resting",
                "use_irregular",
            ),
            order="crm_users",
        ),
        Listing(
            name="pools",
            about="unit",
            columns=("pool_available", "pool_charged", share("pool_share")),
            order="pool_available",
        ),
    ),
)
"""J27: how the CRM is used; and how much of the time of the resource pools is charged (J31)."""

OPEN: Final = Section(
    name="open",
    view=ViewKind.OPERATIONAL,
    source="J14",
    parts=(Tally(name="warnings", warnings=True), Owed(name="tasks")),
)
"""J14: warnings and tasks that are open, counted."""

SECTIONS: Final = (
    CREDIT_DESK,
    COMPOSITION,
    ABC,
    CONCENTRATION,
    PRODUCT_MIX,
    MARGIN,
    TURNOVER,
    PLANS,
    RECEIVABLES,
    EXPENSES,
    D_CLASS,
    INCOME,
    WALLET,
    SATISFACTION,
    COMPLAINTS,
    KEY_FIGURES,
    USE,
    MEETING,
    OPEN,
)
"""All of them."""
