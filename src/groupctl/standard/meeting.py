"""The sections of the report on the standard policy that a unit's meeting looks at: service, key figures, use, what is open."""

from typing import Final

from groupctl.report.shapes import Bars, Listing, Owed, Section, Tally, ViewKind, share
from groupctl.texts.title import Title

MEETING: Final = Section(
    name="meeting",
    title=Title(en="For the operating meeting", zh="经营例会"),
    says=Title(
        en="What is out of order in the units: D-class customers, receivables over the line, plans missed, reports owed.",
        zh="各单位异常事项：D类客户、应收超线、计划未达成、欠交的报告。",
    ),
    view=ViewKind.COLLABORATIVE,
    source="J14, J15, J16",
    parts=(
        Listing(
            name="unit-irregularities",
            title=Title(en="Irregularities, by unit", zh="各单位异常"),
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

SATISFACTION: Final = Section(
    name="satisfaction",
    title=Title(en="Satisfaction", zh="客户满意度"),
    says=Title(
        en="Satisfaction as surveys found it; without a survey in a year it is unknown, not nought.",
        zh="满意度调查结果；一年内未调查者为未知，而非零。",
    ),
    view=ViewKind.COLLABORATIVE,
    source="J17, J29",
    parameters=("satisfaction_target",),
    parts=(
        Listing(
            name="unit-satisfaction",
            title=Title(en="Satisfaction, by unit", zh="各单位满意度"),
            about="unit",
            columns=("respondents", "satisfied", share("satisfaction")),
            order="respondents",
            chart=Bars(columns=("satisfaction",)),
        ),
        Listing(
            name="surveys",
            title=Title(en="Surveys, the latest first", zh="历次调查（最近者在前）"),
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
    title=Title(en="Complaints", zh="客户投诉"),
    says=Title(
        en="Complaints of a year by unit, and for ten thousand users where the users are known.",
        zh="各单位一年内的投诉，已知用户数者并列万户投诉率。",
    ),
    view=ViewKind.COLLABORATIVE,
    source="J18, J29",
    parts=(
        Listing(
            name="complaints",
            title=Title(en="Complaints, by unit", zh="各单位投诉"),
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
    title=Title(en="Key figures", zh="关键绩效指标"),
    says=Title(
        en="Key figures with target and result, and which units lack one in a dimension of the scorecard; a figure without its actual value is unknown.",
        zh="关键指标的目标与结果，以及平衡计分卡维度不全的单位；未填实际值者未知。",
    ),
    view=ViewKind.ANALYTICAL,
    source="J28, J30",
    parts=(
        Listing(
            name="kpis",
            title=Title(en="Key figures", zh="关键指标"),
            about="kpi",
            columns=("dimension", "theme", "target", "actual", "previous", "kpi_result"),
        ),
        Listing(
            name="scorecards",
            title=Title(en="Scorecards, by unit", zh="各单位平衡计分卡"),
            about="unit",
            columns=("scorecard_gap",),
        ),
    ),
)
"""J28: the key figures of the four dimensions with target and result, those of the iron triangle among them (J30)."""

USE: Final = Section(
    name="use",
    title=Title(en="Use of the CRM and of resources", zh="系统使用与资源利用"),
    says=Title(
        en="Who uses the CRM, and how much of the resource pools' time is charged; unknown where no logins or hours are given.",
        zh="系统使用情况与资源池工时利用；未提供登录或工时数据者未知。",
    ),
    view=ViewKind.OPERATIONAL,
    source="J27, J31",
    parts=(
        Listing(
            name="crm",
            title=Title(en="Use of the CRM, by unit", zh="各单位系统使用"),
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
            title=Title(en="Resource pools, by unit", zh="各单位资源池"),
            about="unit",
            columns=("pool_available", "pool_charged", share("pool_share")),
            order="pool_available",
        ),
    ),
)
"""J27: how the CRM is used; and how much of the time of the resource pools is charged (J31)."""

OPEN: Final = Section(
    name="open",
    title=Title(en="Open warnings and tasks", zh="未了预警与待办"),
    says=Title(
        en="How many warnings are raised and how many tasks are owed; what can't be judged is counted as unknown.",
        zh="已触发的预警数与应尽的待办数；无法判定者计为未知。",
    ),
    view=ViewKind.OPERATIONAL,
    source="J14",
    parts=(
        Tally(name="warnings", title=Title(en="Warnings, by kind", zh="各类预警"), warnings=True),
        Owed(name="tasks", title=Title(en="Tasks of processes, by kind", zh="各类流程待办")),
    ),
)
"""J14: warnings and tasks that are open, counted."""
