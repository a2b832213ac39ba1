"""The sheet of held orders: why, who acts by when, who decides, and what would let each go (L30)."""

from typing import TYPE_CHECKING, Final

from groupctl.decisions.explain import outcome_text
from groupctl.decisions.remedy_text import RemedyText
from groupctl.decisions.way_text import WayText, acting_text
from groupctl.decisions.wording import money_text
from groupctl.report.filled import HeldOrders
from groupctl.report.sheets import Cell, Head, Sheet, TableRow
from groupctl.report.summary_orders import HeldRecord
from groupctl.texts import say
from groupctl.texts.plain_text import harmless

if TYPE_CHECKING:
    from groupctl.report.words import Notes, Words

HELD: Final = ("customer", "unit", "amount", "outcome", "why", "who", "approval")


def held_sheet(words: "Words", part: HeldOrders, notes: "Notes") -> Sheet:
    """Held orders, what can be decided first."""
    said = {"shown": len(part.orders), "held": part.total, "all": part.total + part.released}
    remarks = [words.say("held-shown", **{name: f"{count:,}" for name, count in said.items()})]
    if part.unread:
        remarks.append(say("summary.orders-unread", words.lang, count=f"{part.unread:,}"))
    heads = [Head(title=words.say(f"held-{name}"), number=name == "amount") for name in HELD]
    heads += [*map(words.head, part.headings), Head(title=words.say("held-remedies"))]
    return Sheet(
        name=part.shape.name,
        caption=words.caption(part.shape),
        first=words.entity("order"),
        heads=tuple(heads),
        lines=tuple(held_order(words, one, part, notes) for one in part.orders),
        remarks=tuple(remarks),
        incomplete=bool(part.unread),
        notes=notes.texts,
    )


def held_order(words: "Words", one: HeldRecord, part: HeldOrders, notes: "Notes") -> TableRow:
    """A held order: why, who has the next step by when, who decides, what is shown beside it, and what would let it go."""
    made, beside = one.decision, part.rows[one.decision.subject]
    values, routes = beside.record.values, part.routes.get(made.subject, ())
    ways = [WayText(way, words.policy, words.portfolio, words.lang) for found in routes for way in found.ways]
    told = [way.next() for way in ways if way.way.next]
    acting = [
        acting_text(who, words.policy, words.portfolio, words.lang)
        for found in routes
        for who in found.acting
    ]
    decided = [words.say("held-decides", matter=way.matter, route=way.route) for way in ways]
    between = say("authority.way-between", words.lang)
    decided += [words.say("held-no-approval")] if made.because and not one.approvals else []
    remedies = map(RemedyText(words.glossary).line, part.remedies[made.subject])
    amount = words.say("unknown") if one.amount is None else money_text(one.amount, made.currency)
    outcome = outcome_text(made, words.glossary)
    cells = (
        *(words.party(values[name]) for name in ("customer", "unit")),
        Cell(text=amount, number=one.amount is not None, unknown=one.amount is None),
        Cell(text=outcome),
        Cell(text=harmless(one.why(words.lang))),
        Cell(text=harmless(between.join([*told, *acting])) or one.who(words.glossary)),
        Cell(text=between.join(dict.fromkeys(decided)), quiet=not one.approvals),
        *(words.cell(figure, notes) for figure in beside.figures),
        Cell(
            text=harmless(say("explain.semicolon", words.lang).join(remedies)) or words.say("held-no-remedy")
        ),
    )
    return TableRow(title=harmless(made.subject), id=harmless(made.subject), cells=cells)
