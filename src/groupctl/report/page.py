"""The page: one HTML file that needs nothing from anywhere else."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from groupctl.report.reading import Report
from groupctl.report.words import edition
from groupctl.texts import LANGUAGES, Language
from groupctl.texts.plain_text import harmless


def page(report: Report, languages: Sequence[Language] = LANGUAGES) -> str:
    """``report`` as HTML in one language, or in several with a switch between them, the first shown at first.

    The same policy and portfolio give the same bytes.
    """
    templates = Environment(
        loader=PackageLoader("groupctl.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=lambda value: harmless(value) if type(value) is str else value,
    )
    editions = [edition(report, lang) for lang in languages]
    return templates.get_template("page.html.jinja").render(editions=editions)
