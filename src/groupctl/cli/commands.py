"""The commands of ``groupctl``: each asks, calls and prints."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

import groupctl as face
from groupctl.adapters.proposed import is_database
from groupctl.cli.adapters_page import AdaptersPage
from groupctl.cli.check_page import CheckPage
from groupctl.cli.explain_page import ExplainPage
from groupctl.cli.guard import FINE, FOUND, GuardedGroup
from groupctl.cli.options import LEDGER, STANDARD_POLICY, DateOption, Request, help_text, request
from groupctl.cli.output import Output, opened, present, progress, scrolls, standard_output, width
from groupctl.cli.policy_page import PolicyPage
from groupctl.cli.process_page import ProcessPage
from groupctl.cli.report import report as report_command
from groupctl.cli.requirement_page import RequirementPage
from groupctl.cli.schema import schema as schema_command
from groupctl.cli.starting import Start
from groupctl.cli.work import Work
from groupctl.decisions.decision import Decision
from groupctl.decisions.describe import entries
from groupctl.decisions.journal.chain import log_lines
from groupctl.decisions.journal.tally import ReplayTally
from groupctl.errors import DataError
from groupctl.report.screen import Screen
from groupctl.report.summary import Summary, rule_sets_of
from groupctl.requirements import requirements
from groupctl.texts.layout import folded

RULE_SETS = click.option("--rule-set", "rule_sets", multiple=True, metavar="NAME", help=help_text("rule-set"))


@click.group(
    cls=GuardedGroup, help=help_text("groupctl"), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(face.__version__, prog_name="groupctl", message="%(prog)s %(version)s")
def groupctl() -> None:
    """Decide, with reasons, at a date."""


@groupctl.command(help=help_text("review"))
@request(*LEDGER)
@RULE_SETS
@click.option("--section", "sections", multiple=True, metavar="NAME", help=help_text("review-section"))
@click.option("--all", "everything", is_flag=True, help=help_text("all"))
@click.option("--since", type=DateOption(), metavar="DATE", help=help_text("since"))
def review(
    asked: Request,
    rule_sets: tuple[str, ...],
    sections: tuple[str, ...],
    everything: bool,
    since: date | None,
) -> int:
    """Decide on everything; print what a credit controller acts on, some sections, or every decision as JSON."""
    work = Work.open(asked, sections)
    summary = Summary.of(work.engine, work.portfolio)
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
def sink(asked: Request) -> Iterator[Output | None]:
    """Where a review keeps its decisions: a file, stdout for JSON, or nowhere."""
    if asked.out is None and asked.format == "text":
        yield None
    else:
        with opened(asked) as output:
            yield output


@groupctl.command(help=help_text("explain"))
@click.argument("subject")
@request(*LEDGER)
@RULE_SETS
def explain(asked: Request, subject: str, rule_sets: tuple[str, ...]) -> int:
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


@groupctl.command(help=help_text("process"))
@request(*LEDGER)
@click.option("--process", metavar="NAME", help=help_text("process-name"))
@click.option("--subject", metavar="ID", help=help_text("subject"))
@click.option("--overdue", is_flag=True, help=help_text("overdue"))
def process(asked: Request, process: str | None, subject: str | None, overdue: bool) -> int:
    """Where the instances of processes stand, and what is owed."""
    work = Work.open(asked)
    present(ProcessPage.of(work.engine.processes(work.portfolio), process, subject, overdue=overdue), asked)
    return FINE


groupctl.add_command(report_command)
groupctl.add_command(schema_command)


@groupctl.command(help=help_text("check"))
@request("policy")
def check(asked: Request) -> int:
    """All faults of a policy, and advice about a sound one."""
    page = CheckPage.of(asked)
    present(page, asked)
    return FOUND if page.faults else FINE


@groupctl.command(help=help_text("init"))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--ledger", type=click.Path(path_type=Path), metavar="PATH", help=help_text("init-ledger"))
@request()
def init(asked: Request, folder: Path, ledger: Path | None) -> int:
    """Write a policy and a mapping to begin with."""
    written = Start.of(STANDARD_POLICY, ledger, asked.lang).write(folder)
    commands = [f"groupctl check --policy {folder / 'policy.yaml'}"]
    if ledger:
        scheme = "sqlite" if is_database(ledger) else "files"
        commands.append(
            f"groupctl review --host {scheme}:{ledger} --mapping {folder / 'mapping.yaml'} "
            f"--policy {folder / 'policy.yaml'} --as-of YYYY-MM-DD"
        )
    with opened(asked) as output:
        for path in written:
            output.text(asked.say("init-written", path=path))
        for command in commands:
            output.text(asked.say("init-next", command=command))
    return FINE


@groupctl.group(help=help_text("policy-group"))
def policy() -> None:
    """What a policy says."""


@policy.command("show", help=help_text("policy-show"))
@click.argument("name", required=False)
@request("policy")
def policy_show(asked: Request, name: str | None) -> int:
    """The whole policy in short, or everything about one name or requirement."""
    loaded = asked.load_policy()
    own = {entry.name for entry in entries(loaded)}
    if name and name in requirements() and name not in own:
        present(RequirementPage.of(loaded, requirements()[name], asked.lang), asked)
    else:
        present(PolicyPage.of(loaded, name, asked.lang), asked)
    return FINE


@groupctl.command(help=help_text("replay"))
@click.argument("file", type=click.Path(path_type=Path))
@request("host", "mapping", "policy", "given", "engine")
@click.option("--show", "most", default=20, metavar="N", help=help_text("show"), show_default=True)
def replay(asked: Request, file: Path, most: int) -> int:
    """Decide stored decisions again and report every difference."""
    loaded = asked.load_policy()
    snapshot, engine = asked.snapshots(asked.connect(loaded)), asked.make_engine(loaded)
    again = face.Replay(entries=face.read_log(file), engine=engine, snapshot=snapshot)
    tally = ReplayTally(file=str(file), most=most)
    with opened(asked) as output:
        with progress(asked.say("progress-replay"), hidden=scrolls(asked)) as report:
            for replayed in again:
                tally.add(replayed)
                report(tally.count, 0)
                if asked.format == "json" and not replayed.same:
                    output.json(replayed.to_json())
        if not tally.decisions:
            hint = "journal.no-log-hint"
            raise DataError.of("journal.no-log", hint=hint, file=file, count=tally.count)
        if asked.format == "text":
            output.lines(tally.lines(asked.lang))
    return FOUND if tally.differing else FINE


@groupctl.command(help=help_text("adapters"))
@request()
def adapters(asked: Request) -> int:
    """The adapters that are installed, and what is wrong with those that can't be used."""
    page = AdaptersPage.discover()
    present(page, asked)
    return FOUND if page.faults else FINE
