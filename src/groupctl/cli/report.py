"""`groupctl report`: the analyses as one HTML file."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import click

from groupctl.cli.extras import needing_extra
from groupctl.cli.guard import FINE
from groupctl.cli.language import LANG, language_of_environment
from groupctl.cli.options import LEDGER, OPTIONS, DateOption, Invocation, OneOf, help_text
from groupctl.cli.output import opened, progress
from groupctl.cli.work import Work
from groupctl.report.general import sections as all_sections
from groupctl.report.reading import MOST_ROWS, Report
from groupctl.report.summary import checked_names
from groupctl.requirements import requirements
from groupctl.texts import LANGUAGES, Language

BOTH: Final = "both"
YEAR: Final = 365
"""Days."""


def _speaking(ctx: click.Context, _: click.Parameter, value: str) -> str:
    """A report in one language is asked for by a reader of it: messages come in it as well."""
    if value != BOTH:
        ctx.meta[LANG] = value
    return value


def _common(command: Callable[..., int]) -> Callable[..., int]:
    """The options that it shares with other commands; it has a form and a choice of languages of its own."""
    for name in reversed((*LEDGER, "person", "out", "debug")):
        command = OPTIONS[name](command)
    return command


@click.command("report", help=help_text("report"))
@_common
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="NAME",
    help=help_text("section"),
)
@click.option(
    "--rows",
    "most",
    type=click.IntRange(min=1),
    default=MOST_ROWS,
    metavar="N",
    show_default=True,
    help=help_text("rows"),
)
@click.option("--since", type=DateOption(), metavar="DATE", help=help_text("moved-since"))
@click.option(
    "--lang",
    type=OneOf([*LANGUAGES, BOTH]),
    default=BOTH,
    is_eager=True,
    callback=_speaking,
    help=help_text("report-lang"),
    show_default=True,
)
def report(sections: tuple[str, ...], most: int, lang: str, since: date | None, **given: Any) -> int:
    """Read the analyses and write the page."""
    page = needing_extra("groupctl.report.page", "jinja2", "report").page
    spoken = languages(lang)
    asked = Invocation(**given, lang=spoken[0] if len(spoken) == 1 else language_of_environment())
    work = Work.open(asked)
    known = all_sections(work.policy)
    checked_names(sections, [section.name for section in known])
    chosen = [section for section in known if not sections or section.name in sections]
    with opened(asked) as output:
        with progress(asked.say("progress-report")):
            read = Report.of(
                work.engine,
                work.portfolio,
                sections=chosen,
                most=most,
                earlier=work.earlier(since, YEAR),
                sources={name: row.title for name, row in requirements().items()},
                permissions=work.permissions,
            )
        output.text(page(read, spoken))
    return FINE


def languages(lang: str) -> tuple[Language, ...]:
    """The languages of the page."""
    return tuple(one for one in LANGUAGES if lang in {one, BOTH})
