"""The first section of the report on the standard policy: what a credit controller acts on."""

from typing import Final

from groupctl.report.shapes import Bars, Held, Listing, Movement, Section, ViewKind

OVERDUE: Final = ("aged_1", "aged_2", "aged_3", "aged_4")
"""The bands of what is overdue."""

CREDIT_DESK: Final = Section(
    name="credit-desk",
    view=ViewKind.OPERATIONAL,
    source="J11, D43, D44, D45, L30, M28",
    parameters=("ageing_band_1", "ageing_band_2", "ageing_band_3"),
    parts=(
        Listing(
            name="exposure-and-limit",
            about="account",
            columns=("exposure", "resolved_limit", "room"),
            where="limited",
            order="room",
            ascending=True,
            chart=Bars(columns=("exposure", "resolved_limit")),
        ),
        Listing(
            name="customer-exposure",
            about="customer",
            columns=("exposure", "resolved_limit", "room"),
            where="limited",
            order="room",
            ascending=True,
        ),
        Listing(
            name="group-exposure",
            about="group",
            columns=("exposure", "pooled_limit", "room"),
            where="limited",
            order="room",
            ascending=True,
        ),
        Held(name="held-orders"),
        Listing(
            name="overdue-by-age",
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
