"""The sections of the report on the standard policy, in the order in which they are read."""

from typing import Final

from groupctl.report.shapes import (
    Bars,
    Curve,
    Listing,
    Pareto,
    Section,
    Tally,
    ViewKind,
    share,
)
from groupctl.standard.credit_desk import CREDIT_DESK, OVERDUE
from groupctl.standard.meeting import COMPLAINTS, KEY_FIGURES, MEETING, OPEN, SATISFACTION, USE
from groupctl.texts.title import Title

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
    title=Title(en="Composition by channel", zh="客户构成"),
    says=Title(
        en="Through which channels the sales of the last closed fiscal year went, unit by unit; a customer without a channel counts as not stated, and one invoice that can't be read makes its unit's figures unknown.",
        zh="各单位上一财年销售额的渠道构成；未注明渠道的客户单列，任何一张无法读取的发票都会使其单位的数字未知。",
    ),
    view=ViewKind.ANALYTICAL,
    source="J1",
    parts=(
        Listing(
            name="channels",
            title=Title(en="Sales and shares of the channels, by unit", zh="各单位销售额与渠道占比"),
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
    title=Title(en="ABC customers", zh="客户ABC分类"),
    says=Title(
        en="Customers of the whole group by sales of the last closed fiscal year, with the share of those before them, which decides the class; one unknown sales figure leaves every place open.",
        zh="全集团客户按上一财年销售额排序及其之前的累计占比（据以分类）；任一客户销售额未知，则全部排名未知。",
    ),
    view=ViewKind.ANALYTICAL,
    source="J1, J2",
    parameters=("a_share", "b_share"),
    parts=(
        Tally(
            name="classes", title=Title(en="Customers by class", zh="各类客户数"), rule_sets=("customer_abc",)
        ),
        Listing(
            name="customers",
            title=Title(en="The largest customers", zh="最大客户"),
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
    title=Title(en="Concentration (20/80)", zh="客户集中度（二八分析）"),
    says=Title(
        en="What share of the sales the first 20% of customers by number bring, in each unit; unknown as long as the sales of one customer are.",
        zh="各单位按客户数前20%的客户带来的销售占比；任一客户销售额未知时，本项未知。",
    ),
    view=ViewKind.ANALYTICAL,
    source="J34, D3",
    parameters=("top_share_by_count", "concentration_line", "two_eight_line"),
    parts=(
        Listing(
            name="concentration",
            title=Title(en="Share of the top customers, by unit", zh="各单位前列客户的销售占比"),
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
                title=Title(en="Concentration curve of the whole group", zh="全集团客户集中度曲线"),
                says=Title(
                    en="Share of all sales (upright) that the first customers by sales bring, over their share of the {count} customers with sales; dashed: the lines of the 20/80 test.",
                    zh="纵轴为按销售额排序的前列客户的累计销售占比，横轴为其占 {count} 个有销售客户的比重；虚线为二八测试线。",
                ),
            ),
        ),
    ),
)
"""J34: what the first 20% of the customers bring (D3)."""

PRODUCT_MIX: Final = Section(
    name="product-mix",
    title=Title(en="Product mix", zh="销售构成"),
    says=Title(
        en="Products by sales of the last closed fiscal year with the running share; it needs products and the lines of invoices.",
        zh="产品按上一财年销售额排序及累计占比；须有产品与发票明细数据。",
    ),
    view=ViewKind.ANALYTICAL,
    source="J4",
    parts=(
        Listing(
            name="products",
            title=Title(en="Products by sales", zh="产品销售排序"),
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
    title=Title(en="Gross margin by product", zh="产品毛利率"),
    says=Title(
        en="Products by gross profit of the last closed fiscal year; a line without its cost makes the profit of its product unknown.",
        zh="产品按上一财年毛利润排序；任一明细缺少成本，则该产品毛利未知。",
    ),
    view=ViewKind.ANALYTICAL,
    source="J5, J24",
    parts=(
        Listing(
            name="margins",
            title=Title(en="Products by gross profit", zh="产品毛利排序"),
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
    title=Title(en="Turnover, cross ratio and contribution ratio", zh="周转率、交叉比率与贡献比率"),
    says=Title(
        en="How fast our goods turn at the customers in the last closed month, and what is worth pushing: the ratios as textbooks have them, and as the source prints them; without a count of stock at both ends of the month they are unknown.",
        zh="上月我方产品在客户处的周转情况及值得主推的产品：通行口径与原文字面口径并列；缺少月初或月末库存盘点时未知。",
    ),
    view=ViewKind.ANALYTICAL,
    source="J6, J7, J8, J21, L1, L2",
    parameters=("literal_unit",),
    parts=(
        Listing(
            name="product-turnover",
            title=Title(en="Products, last closed month", zh="产品（上月）"),
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
            title=Title(en="Customers, last closed month", zh="客户（上月）"),
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
    title=Title(en="Plan against actual", zh="计划与实际"),
    says=Title(
        en="What was bought in the last closed month against what was planned for it; a customer without a plan has no achievement, and a unit counts only customers that have one.",
        zh="上月实际进货与计划对比；无计划的客户无完成率，单位只计有计划的客户。",
    ),
    view=ViewKind.OPERATIONAL,
    source="J3, J9, J26",
    parameters=("progress_tolerance",),
    parts=(
        Listing(
            name="unit-plans",
            title=Title(en="Units, last closed month", zh="单位（上月）"),
            about="unit",
            columns=("planned_month", "planned_sales", "sales_month", "plan_execution"),
            order="planned_month",
            chart=Bars(columns=("planned_month", "planned_sales")),
        ),
        Listing(
            name="customer-plans",
            title=Title(en="Customers by plan, last closed month", zh="客户（上月，按计划排序）"),
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
    title=Title(en="Receivables by age", zh="应收账款账龄"),
    says=Title(
        en="What is open, how long it has been due, and how many days of sales it amounts to; one payment that can't be read makes its unit, and every unit above it, unknown. The bands of age hold for the whole group unless a unit has its own.",
        zh="未收款项、逾期时间及周转天数；任何一笔无法读取的收款都会使其单位及各上级单位的数字未知。账龄档次适用于全集团，单位另有规定者除外。",
    ),
    view=ViewKind.OPERATIONAL,
    source="J11",
    parameters=("ageing_band_1", "ageing_band_2", "ageing_band_3"),
    parts=(
        Listing(
            name="unit-receivables",
            title=Title(en="Receivables, by unit", zh="各单位应收账款"),
            about="unit",
            columns=("open_receivables", *AGES, "days_sales_outstanding"),
            order="open_receivables",
            chart=Bars(columns=AGES, stacked=True),
        ),
        Listing(
            name="debtors",
            title=Title(en="The largest debtors", zh="最大欠款客户"),
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
    title=Title(en="Expenses against budget", zh="费用与预算"),
    says=Title(
        en="What customers cost in the running fiscal year and what is left of their budgets, those that are used up first; an expense that names no customer is in no customer's figure.",
        zh="本财年各客户费用与预算余额，超支者在前；未注明客户的费用不计入任何客户。",
    ),
    view=ViewKind.OPERATIONAL,
    source="J12",
    parts=(
        Listing(
            name="budgets",
            title=Title(en="Running budgets", zh="执行中的预算"),
            about="budget",
            columns=("amount", "spent", "left"),
            where="running",
            order="left",
            ascending=True,
            chart=Bars(columns=("amount", "spent")),
        ),
        Listing(
            name="customer-expenses",
            title=Title(en="Customers by expense", zh="客户费用排序"),
            about="account",
            columns=("expense_to_date", "expense_warning"),
            order="expense_to_date",
        ),
        Listing(
            name="unallocated",
            title=Title(en="Expenses without a customer, by unit", zh="各单位未分摊费用"),
            about="unit",
            columns=("expense_unallocated",),
            order="expense_unallocated",
        ),
    ),
)
"""J12: expenses by customer and against budgets; the nearest to its end first."""

D_CLASS: Final = Section(
    name="d-class",
    title=Title(en="D-class customers", zh="D类客户"),
    says=Title(
        en="Each D-class customer with its profit, what it owes and costs, its target, and what is to be done; the one with the lowest gross profit first. Where a year is not wholly on record, the class is unknown.",
        zh="各D类客户的毛利、欠款、费用、改善目标与应采取的措施，毛利最低者在前；年度记录不全时分类未知。",
    ),
    view=ViewKind.OPERATIONAL,
    source="J13",
    parameters=("d_class_line",),
    parts=(
        Listing(
            name="d-class",
            title=Title(en="D-class customers", zh="D类客户清单"),
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

INCOME: Final = Section(
    name="income",
    title=Title(en="Structure of income", zh="收入结构"),
    says=Title(
        en="What new customers, direct sales, products, applications and services brought in the last closed fiscal year; sales to customers without a route, and lines of products without a kind, are in no part.",
        zh="上一财年新客户、直销、产品、应用与服务的收入；未注明销售途径的客户与未注明类别的产品不计入任何部分。",
    ),
    view=ViewKind.ANALYTICAL,
    source="J19",
    parts=(
        Listing(
            name="income-customers",
            title=Title(en="Income by customers, by unit", zh="各单位客户收入结构"),
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
            title=Title(en="Income by what was sold, by unit", zh="各单位产品收入结构"),
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
    title=Title(en="Share of wallet", zh="客户采购份额"),
    says=Title(
        en="Our share of what key accounts buy of such goods; unknown where that was not asked.",
        zh="我方在大客户同类采购中的份额；未调查其采购总量者未知。",
    ),
    view=ViewKind.ANALYTICAL,
    source="J10",
    parts=(
        Listing(
            name="wallet",
            title=Title(en="Reviews of key accounts", zh="大客户评审"),
            about="account_review",
            columns=("total_purchases", share("share_of_wallet"), "wallet_room"),
            order="total_purchases",
        ),
    ),
)
"""J10: our share of what key accounts buy."""

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
