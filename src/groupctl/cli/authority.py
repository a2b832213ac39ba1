"""`groupctl route` and `groupctl authority`: who decides what, on paper and about the requests of a host."""

from collections.abc import Iterator, Mapping, Sequence

import click
from attrs import frozen

from groupctl.cli.check_page import told
from groupctl.cli.guard import FINE, FOUND
from groupctl.cli.matrix_diff import MatrixDiff
from groupctl.cli.matrix_page import MatrixPage
from groupctl.cli.options import DEMO_HOST, LEDGER, Invocation, help_text, request
from groupctl.cli.output import present
from groupctl.cli.route_page import RoutePage
from groupctl.cli.work import Work
from groupctl.control.paper import faults_on_paper
from groupctl.control.staffing import faults_of_staffing
from groupctl.errors import DataError, Fault
from groupctl.model import authority as model
from groupctl.model.organisation import ControlMode
from groupctl.portfolio.supposed import SUPPOSED
from groupctl.rules.loading.loader import load_policy
from groupctl.schema.limits import Amount
from groupctl.schema.money import Money
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, Style
from groupctl.texts.similar import similar


@click.command("route", help=help_text("route"))
@click.argument("subject")
@request(*LEDGER)
@click.option("--unit", metavar="ID", help=help_text("route-unit"))
@click.option("--amount", metavar="AMOUNT", help=help_text("route-amount"))
@click.option("--customer", metavar="ID", help=help_text("route-customer"))
@click.option("--by", metavar="ID", help=help_text("route-by"))
def route(
    asked: Invocation,
    subject: str,
    *,
    unit: str | None,
    amount: str | None,
    customer: str | None,
    by: str | None,
) -> int:
    """How requests stand and who has the next step; or who would decide in a matter."""
    work = Work.open(asked)
    if subject not in work.policy.authority.matters:
        present(RoutePage.about(work.engine, work.portfolio, subject), asked)
        return FINE
    if unit is None:
        raise DataError.of("authority.needs-unit", hint="authority.needs-unit-hint")
    money = Money.of(amount, work.policy.currency) if amount is not None else None
    supposed = model.Request(
        id=SUPPOSED,
        matter=subject,
        unit=unit,
        amount=money,
        new_limit=Amount(money) if money is not None else None,
        customer=customer,
        requester=by,
        requested_on=work.portfolio.as_of,
    )
    present(RoutePage.of_matter(work.engine, work.portfolio, supposed), asked)
    return FINE


@click.group("authority", help=help_text("authority"))
def authority() -> None:
    """The matrix of authority."""


@authority.command("show", help=help_text("authority-show"))
@click.argument("matter", required=False)
@request("policy")
def authority_show(asked: Invocation, matter: str | None) -> int:
    """The matrix, or one matter of it."""
    present(MatrixPage.of(asked.load_policy(), matter), asked)
    return FINE


@authority.command("diff", help=help_text("authority-diff"))
@request(*LEDGER)
@click.option("--mode", "modes", multiple=True, metavar="UNIT=MODE", help=help_text("authority-mode"))
@click.option("--against", metavar="POLICY", help=help_text("authority-against"))
def authority_diff(asked: Invocation, modes: tuple[str, ...], against: str | None) -> int:
    """Who would decide instead under another control mode, or another policy, and which open requests that touches."""
    if bool(modes) == bool(against):
        raise DataError.of("authority.diff-needs", hint="authority.diff-needs-hint")
    work = Work.open(asked)
    if against:
        page = MatrixDiff.of_policies(work.engine, asked.make_engine(load_policy(against)), work.portfolio)
    else:
        page = MatrixDiff.of_modes(work.engine, work.portfolio, dict(map(mode, modes)))
    present(page, asked)
    return FINE


def mode(text: str) -> tuple[str, ControlMode]:
    """A unit and its control mode. DataError for anything that is not ``UNIT=MODE``."""
    unit, _, name = text.partition("=")
    if name not in ControlMode.__members__:
        near, known = similar(name, ControlMode.__members__), ", ".join(ControlMode.__members__)
        hint = "policy.did-you-mean" if near else "policy.choose"
        raise DataError.of(
            "authority.no-mode", hint=hint, text=text[:80], suggestion=f"{unit}={near}", known=known
        )
    return unit, ControlMode[name]


@authority.command("check", help=help_text("authority-check"))
@request(*LEDGER)
def authority_check(asked: Invocation) -> int:
    """What is wrong with the matrix on paper and, where a host is named, with the people who are to act on it."""
    work = Work.open(asked) if asked.policy is None or asked.host != DEMO_HOST else None
    policy = work.policy if work else asked.load_policy()
    found = list(faults_on_paper(policy))
    if work:
        found += faults_of_staffing(policy, work.engine.evaluation(work.portfolio).granting.holders)
    page = AuthorityCheck(f"{policy.name} {policy.version}", found)
    present(page, asked)
    return FOUND if found else FINE


@frozen
class AuthorityCheck:
    """The faults of a matrix."""

    policy: str
    faults: Sequence[Fault]

    def lines(self, lang: Language) -> Iterator[Line]:
        """For people."""
        yield from told(self.faults, lang)
        style: Style = "bad" if self.faults else "good"
        yield Line.of(Part(say("authority.checked", lang, policy=self.policy, count=len(self.faults)), style))

    def rows(self) -> Iterator[Mapping[str, object]]:
        """For programs."""
        return (fault.plain for fault in self.faults)
