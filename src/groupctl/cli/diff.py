"""``groupctl diff``: what a new version of a policy changes, on paper and for a ledger."""

from pathlib import Path

import click
from attrs import evolve

import groupctl
from groupctl.cli.extras import with_extra
from groupctl.cli.guard import FINE, FOUND
from groupctl.cli.options import Invocation, help_text, request
from groupctl.cli.output import present, progress, scrolls
from groupctl.decisions.journal.whole_file import replacing
from groupctl.report.diff_page import DiffPage
from groupctl.report.policy_diff import Compare, PolicyDiff, moved
from groupctl.rules.comparing import compare


@click.command("diff", help=help_text("diff"))
@click.argument("old")
@click.argument("new")
@request("mapping", "as_of", "given", "engine")
@click.option("--rule-set", "rule_sets", multiple=True, metavar="NAME", help=help_text("rule-set"))
@click.option("--host", metavar="SPEC", help=help_text("diff-host"))
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help=help_text("diff-html"))
@click.option("--show", "most", default=20, metavar="N", help=help_text("diff-show"), show_default=True)
def diff(
    asked: Invocation,
    old: str,
    new: str,
    *,
    rule_sets: tuple[str, ...],
    host: str | None,
    html: Path | None,
    most: int,
) -> int:
    """Compare two policies; exit code 1 when they may decide otherwise."""
    policies = groupctl.load_policy(old), groupctl.load_policy(new)
    found = PolicyDiff.on_paper(*policies, by_solver() or compare)
    if host:
        found = with_decisions(evolve(asked, host=host), found, rule_sets)
    page = DiffPage(diff=found, most=most)
    present(page, asked)
    if html:
        with replacing(html) as stream:
            stream.write(page.html())
    return FOUND if found.changed else FINE


def by_solver() -> Compare | None:
    """What compares rule sets where Z3 is installed: what can't be told from the rules alone is asked of it."""
    found = with_extra("groupctl.proof.verdicts", "z3")
    return found and found.compare  # type: ignore[no-any-return]


def with_decisions(asked: Invocation, found: PolicyDiff, rule_sets: tuple[str, ...]) -> PolicyDiff:
    """The comparison with what comes out otherwise for a ledger, in the rule sets that may decide otherwise or in those that are named."""
    day = asked.date()
    sides = []
    for policy in (found.old, found.new):
        with progress(asked.say("progress-read")):
            sides.append((asked.make_engine(policy), asked.snapshots(asked.connect(policy))(day)))
    names = rule_sets or [one.name for one in found.changed]
    with progress(asked.say("progress-decide"), hidden=scrolls(asked)) as report:
        decisions, decided = moved(sides[0], sides[1], names, report)
    return evolve(found, moved=decisions, decided=decided)
