"""`groupctl plan`, `apply` and `status`: what a review asks of the host, written there once."""

from pathlib import Path

import click

from groupctl.cli.guard import FINE, FOUND
from groupctl.cli.options import LEDGER, Invocation, help_text, request
from groupctl.cli.output import present, progress, scrolls
from groupctl.decisions.journal.log import append_log
from groupctl.errors import DataError
from groupctl.live.applying import apply_plan
from groupctl.live.operations import OperationLedger
from groupctl.live.plan import make_plan, read_plan
from groupctl.live.plan_text import AppliedPage, PlanPage, StatusPage

OPERATIONS = click.option(
    "--operations",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default=Path("groupctl-operations.db"),
    show_default=True,
    help=help_text("operations"),
)


@click.command(help=help_text("plan"))
@click.argument("file", type=click.Path(path_type=Path))
@request(*LEDGER)
@OPERATIONS
@click.option("--rule-set", "rule_sets", multiple=True, metavar="NAME", help=help_text("rule-set"))
@click.option("--journal", type=click.Path(path_type=Path), metavar="FILE", help=help_text("journal"))
def plan(
    asked: Invocation, file: Path, operations: Path, rule_sets: tuple[str, ...], journal: Path | None
) -> int:
    """Decide, compare with what the host has, and write what is to be changed to a file."""
    policy, as_of = asked.load_policy(), asked.date()
    engine, host = asked.make_engine(policy), asked.connect(policy)
    portfolio = asked.snapshots(host)(as_of)
    with progress(asked.say("progress-decide"), hidden=scrolls(asked)) as report:
        decisions = list(engine.review(portfolio, rule_sets=rule_sets, progress=report))
    if journal:
        append_log(journal, decisions)
    made = make_plan(asked.host, host, policy, decisions, as_of=as_of, ledger=OperationLedger(operations))
    made.write(file)
    present(PlanPage(made), asked)
    return FINE


@click.command(help=help_text("apply"))
@click.argument("file", type=click.Path(path_type=Path))
@request("host", "mapping", "policy")
@OPERATIONS
def apply(asked: Invocation, file: Path, operations: Path) -> int:
    """Make the changes of a plan, and what an earlier run left open."""
    made = read_plan(file)
    if asked.host != made.host:
        raise DataError.of("live.plan-of-another-host", planned=made.host, host=asked.host)
    host = asked.connect(asked.load_policy())
    applied = tuple(apply_plan(made, host, OperationLedger(operations)))
    present(AppliedPage(applied), asked)
    return FINE if all(one.is_done for one in applied) else FOUND


@click.command(help=help_text("status"))
@request()
@OPERATIONS
@click.option("--give-up", "given_up", multiple=True, metavar="ID", help=help_text("give-up"))
def status(asked: Invocation, operations: Path, given_up: tuple[str, ...]) -> int:
    """What was sent, and what came of it."""
    if not operations.is_file():
        raise DataError.of("adapters.no-such-path", path=operations)
    ledger = OperationLedger(operations)
    for one in given_up:
        ledger.give_up(one)
    page = StatusPage(tuple(ledger.entries()))
    present(page, asked)
    return FOUND if page.waiting else FINE
