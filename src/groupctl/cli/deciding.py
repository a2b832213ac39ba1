"""`groupctl review`, `explain` and `process`: what a policy says about a ledger."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

import click

from groupctl.cli.explain_page import ExplainPage
from groupctl.cli.guard import FINE
from groupctl.cli.options import LEDGER, DateOption, Invocation, help_text, request
from groupctl.cli.output import Output, opened, present, progress, scrolls, standard_output, width
from groupctl.cli.process_page import ProcessPage
from groupctl.cli.work import Work
from groupctl.decisions.decision import Decision
from groupctl.decisions.journal.chain import log_lines
from groupctl.report.screen import Screen
from groupctl.report.summary import Summary, amounts, rule_sets_of
from groupctl.texts.layout import folded

RULE_SETS = click.option("--rule-set", "rule_sets", multiple=True, metavar="NAME", help=help_text("rule-set"))


@click.command(help=help_text("review"))
@request(*LEDGER, "person")
@RULE_SETS
@click.option("--section", "sections", multiple=True, metavar="NAME", help=help_text("review-section"))
@click.option("--all", "everything", is_flag=True, help=help_text("all"))
@click.option("--since", type=DateOption(), metavar="DATE", help=help_text("since"))
def review(
    asked: Invocation,
    rule_sets: tuple[str, ...],
    sections: tuple[str, ...],
    everything: bool,
    since: date | None,
) -> int:
    """Decide on everything; print what a credit controller acts on, some sections, or every decision as JSON."""
    work = Work.open(asked, sections)
    summary = Summary(amount=amounts(work.engine, work.portfolio), policy=work.policy, portfolio=work.told)
    wanted = rule_sets
    if sections and not rule_sets and asked.format == "text" and asked.out is None:
        wanted = rule_sets_of(sections, work.policy)
    with sink(asked) as log, progress(asked.say("progress-decide"), hidden=scrolls(asked)) as report:
        decided = counted(work.review(wanted, report) if wanted or not sections else (), summary)
        if log:
            for line in log_lines(decided):
                log.text(line)
        else:
            deque(decided, maxlen=0)
    if asked.format == "text":
        with standard_output() as output:
            if sections or everything:
                told = summary.lines(asked.lang, everything=everything, chosen=sections)
                output.lines(folded(told, width()))
            else:
                news = work.news(summary.warnings, since)
                output.lines(Screen(summary=summary, news=news, width=width(), lang=asked.lang).lines())
            if asked.out:
                output.text("\n" + asked.say("kept", count=summary.count, file=asked.out))
    return FINE


def counted(decisions: Iterable[Decision], summary: Summary) -> Iterator[Decision]:
    """The decisions as they come, each counted in ``summary``."""
    for decision in decisions:
        summary.add(decision)
        yield decision


@contextmanager
def sink(asked: Invocation) -> Iterator[Output | None]:
    """Where a review keeps its decisions: a file, stdout for JSON, or nowhere."""
    if asked.out is None and asked.format == "text":
        yield None
    else:
        with opened(asked) as output:
            yield output


@click.command(help=help_text("explain"))
@click.argument("subject")
@request(*LEDGER, "person")
@RULE_SETS
def explain(asked: Invocation, subject: str, rule_sets: tuple[str, ...]) -> int:
    """Decide on one subject and say why."""
    work = Work.open(asked)
    decisions = work.about(subject, rule_sets)
    with opened(asked) as output:
        if asked.format == "text":
            output.lines(ExplainPage(work, decisions).lines(asked.lang))
        else:
            for decision in decisions:
                output.text(decision.to_json())
    return FINE


@click.command(help=help_text("process"))
@request(*LEDGER)
@click.option("--process", metavar="NAME", help=help_text("process-name"))
@click.option("--subject", metavar="ID", help=help_text("subject"))
@click.option("--overdue", is_flag=True, help=help_text("overdue"))
def process(asked: Invocation, process: str | None, subject: str | None, overdue: bool) -> int:
    """Where the instances of processes are, and what is owed."""
    work = Work.open(asked)
    present(ProcessPage.of(work.engine.processes(work.portfolio), process, subject, overdue=overdue), asked)
    return FINE
