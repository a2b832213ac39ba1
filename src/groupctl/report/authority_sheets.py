"""The sheets of a report on authority: the requests that are open, and the matrix (G24, G29)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from groupctl.control.paper import Values, border, readable
from groupctl.control.way import Way
from groupctl.decisions.way_text import WayText, steps_text
from groupctl.decisions.wording import cause_text
from groupctl.model.organisation import ControlMode
from groupctl.report.filled import FilledMatrix, OpenRequests
from groupctl.report.sheets import Cell, Head, Sheet, TableRow
from groupctl.rules import core
from groupctl.rules.matrix import MatrixRow
from groupctl.rules.show import show, show_money
from groupctl.texts import say
from groupctl.texts.plain_text import harmless

if TYPE_CHECKING:
    from groupctl.report.words import Words

OPERATORS: Final = {"=": "exactly", "<": "below", "<=": "up-to", ">": "above", ">=": "from"}
REQUESTS: Final = ("matter", "about", "unit", "stake", "route", "state", "next", "barred", "in-the-way")


def requests_sheet(words: "Words", part: OpenRequests) -> Sheet:
    """The open requests: what is asked for, how it stands, who is next and by when, who may not act, and what is in the way."""
    counts = {"shown": len(part.ways), "open": part.total, "all": part.asked}
    remarks = [words.say("requests-shown", **{name: f"{count:,}" for name, count in counts.items()})]
    if part.unread:
        remarks.append(words.say("requests-unread", count=f"{part.unread:,}"))
    return Sheet(
        name=part.shape.name,
        caption=words.caption(part.shape),
        first=words.entity("request"),
        heads=tuple(Head(title=words.say(f"requests-{name}"), number=name == "stake") for name in REQUESTS),
        lines=tuple(request_row(words, way) for way in part.ways),
        remarks=tuple(remarks),
        incomplete=bool(part.unread),
    )


def request_row(words: "Words", way: Way) -> TableRow:
    """One request."""
    found = WayText(way, words.policy, words.portfolio, words.lang)
    status = way.request_status
    row, values = status.request.source, status.request.values
    about = values.get("order") or values.get("customer")
    cells = (
        Cell(text=found.matter),
        words.party(about) if about else Cell(text=""),
        words.party(values.get("unit")),
        Cell(text=found.money(status.stake) if status.stake else "", number=bool(status.stake)),
        Cell(text=found.route if status.route else ""),
        Cell(text=found.state().text, unknown=status.state == "UNKNOWN"),
        Cell(text=found.next() if way.next else ""),
        Cell(text=_joined((cause_text(cause, words.lang) for cause in way.barred), words)),
        Cell(text=_joined([*found.unhelpful(), *found.stuck()], words)),
    )
    return TableRow(title=harmless(row.id), id=harmless(row.id), cells=tuple(cells))


def matrix_sheet(words: "Words", part: FilledMatrix) -> Sheet:
    """The matrix: a row for each matter and band, the route under each control mode; the steps of the routes below."""
    modes = [mode.name for mode in ControlMode]
    heads = [Head(title=words.say("matrix-when"), number=False)]
    heads += [Head(title=words.glossary.member(mode, "ControlMode"), number=False) for mode in modes]
    values = Values(words.portfolio.as_of, "", part.borders)
    routes = words.policy.authority.routes
    led_to = {route for row in part.rows for route in row.routes.values()}
    return Sheet(
        name=part.shape.name,
        caption=words.caption(part.shape),
        first=words.say("matrix-matter"),
        heads=tuple(heads),
        lines=tuple(matrix_row(words, row, modes, values) for row in part.rows),
        remarks=(),
        incomplete=False,
        legend=tuple(
            (words.title(one.title), steps_text(one, words.policy, words.lang))
            for one in routes.values()
            if one.name in led_to
        ),
    )


def matrix_row(words: "Words", row: MatrixRow, modes: Iterable[str], values: Values) -> TableRow:
    """What decides one matter in one band."""
    routes = words.policy.authority.routes
    when = say("authority.and", words.lang).join(condition(words, term, values) for term in row.terms)
    names = [row.routes.get(mode) or row.routes.get("") or "" for mode in modes]
    told = [
        words.title(routes[name].title) if name in routes else words.glossary.member(name, "Route")
        for name in names
    ]
    matter = words.policy.authority.matters[row.matter]
    cells = (Cell(text=when or say("authority.always", words.lang)), *(Cell(text=text) for text in told))
    return TableRow(title=words.title(matter.title), id=f"{row.matter} · {matter.source}", cells=cells)


def condition(words: "Words", term: core.Node, values: Values) -> str:
    """A condition on the amount at stake in words, any other as the policy writes it."""
    if isinstance(term, core.Comparison) and readable(term, values):
        amount = words.glossary.value("money", show_money(border(term, values), words.policy.currency))
        return words.say(f"matrix-{OPERATORS[term.operator]}", amount=amount)
    return show(term, words.policy.currency)


def _joined(texts: Iterable[str], words: "Words") -> str:
    return harmless(say("authority.way-between", words.lang).join(texts))
