"""The first section of the report on the standard policy: what a credit controller acts on."""

from typing import Final

from groupctl.report.shapes import Bars, Held, Listing, Movement, Section, ViewKind
from groupctl.texts.title import Title

OVERDUE: Final = ("aged_1", "aged_2", "aged_3", "aged_4")
"""The bands of what is overdue."""

CREDIT_DESK: Final = Section(
    name="credit-desk",
    title=Title(en="Credit desk", zh="信用管理总览"),
    says=Title(
        en="What a credit controller looks at first: where exposure leaves the least room below its limit, which orders are held and who acts, what is overdue and for how long, and which customers moved to another tier.",
        zh="信用管理人员首先关注的内容：剩余额度最小的客户、被暂停的订单及处理人、逾期金额及账龄、客户等级的变动。",
    ),
    view=ViewKind.OPERATIONAL,
    source="J11, D43, D44, D45, L30, M28",
    parameters=("ageing_band_1", "ageing_band_2", "ageing_band_3"),
    parts=(
        Listing(
            name="exposure-and-limit",
            title=Title(
                en="Customers at a unit, the least headroom first",
                zh="单位客户敞口与额度（剩余额度最小者在前）",
            ),
            about="account",
            columns=("exposure", "resolved_limit", "room"),
            where="limited",
            order="room",
            ascending=True,
            chart=Bars(columns=("exposure", "resolved_limit")),
        ),
        Listing(
            name="customer-exposure",
            title=Title(
                en="Customers over all units, the least headroom first",
                zh="客户全集团敞口与额度（剩余额度最小者在前）",
            ),
            about="customer",
            columns=("exposure", "resolved_limit", "room"),
            where="limited",
            order="room",
            ascending=True,
        ),
        Listing(
            name="group-exposure",
            title=Title(
                en="Customer groups, all members together, the least headroom first",
                zh="客户集团全体成员合并敞口与额度（剩余额度最小者在前）",
            ),
            about="group",
            columns=("exposure", "pooled_limit", "room"),
            where="limited",
            order="room",
            ascending=True,
        ),
        Held(
            name="held-orders",
            title=Title(
                en="Held orders, those to be decided first, by amount",
                zh="未放行订单（待决定者在前，按金额排列）",
            ),
        ),
        Listing(
            name="overdue-by-age",
            title=Title(en="Overdue by customer and age", zh="按客户和账龄列示的逾期款"),
            about="account",
            columns=("overdue", *OVERDUE, "open_receivables"),
            order="overdue",
            chart=Bars(columns=OVERDUE, stacked=True),
        ),
        Movement(name="tiers-moved", rule_set="customer_abc"),
        Movement(name="credit-classes-moved", rule_set="credit_class"),
    ),
)
"""What a credit controller looks at first: exposure against limit (D43 to D45), held orders (L30), overdue by age (J11), tiers that moved."""
