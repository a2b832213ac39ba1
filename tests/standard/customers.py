"""Rows about the customer C-1 for worked examples: what is not named is as it should be, or not known."""

from groupctl.model.customer import ChannelType, Customer
from groupctl.model.people import Employee
from groupctl.model.planning import (
    WorkGroup,
    WorkGroupPurpose,
)
from groupctl.model.profile import (
    AccountReview,
    CustomerPlan,
    CustomerPolicy,
    Profile,
)
from groupctl.model.service import (
    DutyReport,
    SatisfactionSurvey,
    Visit,
    VisitKind,
)
from groupctl.testing import day, days_ago
from tests.standard.amounts import limit

YESTERDAY = day(days_ago(1))
LONG_AGO = day("2024-01-01")
BASIC = {"address": "1 Main Street", "telephone": "123", "channel": ChannelType.DEALER, "industry": "steel"}


def staff(id_="E-1", **known):
    return Employee(id=id_, name=id_, unit="U-1", **known)


def customer(**known):
    return Customer(**{"id": "C-1", "name": "C-1", "credit_limit": limit("unlimited")} | known)


def profile(**known):
    return Profile(**{"id": "PR-1", "customer": "C-1", "recorded_on": YESTERDAY} | known)


def visit(visited_on=YESTERDAY, kind=VisitKind.SALES_CALL, **known):
    return Visit(id="V-1", customer="C-1", visited_on=visited_on, kind=kind, **known)


def review(**known):
    return AccountReview(**{"id": "AR-1", "customer": "C-1", "reviewed_on": YESTERDAY} | known)


def survey(surveyed_on=YESTERDAY):
    return SatisfactionSurvey(
        id="SS-1", unit="U-1", customer="C-1", surveyed_on=surveyed_on, respondents=10, satisfied=9
    )


def plan(**known):
    usual = {"planned_on": YESTERDAY, "objective": "a second plant", "actions": "visits", "owner": "E-1"}
    return CustomerPlan(**{"id": "CP-1", "customer": "C-1", "approved_on": YESTERDAY} | usual | known)


def treatment(**known):
    """What is decided about how the customer is treated."""
    return CustomerPolicy(**{"id": "PO-1", "customer": "C-1", "decided_on": YESTERDAY} | known)


def report(kind, submitted_on=YESTERDAY):
    return DutyReport(
        id=f"R-{kind.name}",
        unit="G",
        kind=kind,
        starts_on=day("2026-01-01"),
        ends_on=day("2026-03-31"),
        submitted_on=submitted_on,
    )


def key_team(**known):
    return WorkGroup(
        id="WG-1", unit="G", purpose=WorkGroupPurpose.added("KEY_ACCOUNTS"), formed_on=LONG_AGO, **known
    )


def without(all_of, name):
    """All rows but the one of that name."""
    return [row for key, row in all_of.items() if key != name]
