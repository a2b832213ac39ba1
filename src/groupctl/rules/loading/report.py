"""The sections of the report that a policy declares: every name in them is one that the policy has."""

from collections.abc import Collection

from attrs import evolve

from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import DraftPart
from groupctl.rules.report_section import Bars, Curve, Held, Listing, Movement, Pareto, Section, Tally


def report(context: Context) -> tuple[Section, ...]:
    """The sections of the policy and its imports, in order; a name that means nothing is a fault."""
    return tuple(_section(context, piece.item, piece.part) for piece in context.composition.report.values())


def _section(context: Context, section: Section, part: DraftPart) -> Section:
    context.id(section.name, part.sub("name"))
    for i, name in enumerate(section.parameters):
        _parameter(context, name, part.sub("parameters", i))
    for i, one in enumerate(section.parts):
        at = part.sub("parts", i)
        context.id(one.name, at.sub("name"))
        match one:
            case Listing():
                _listing(context, one, at)
            case Tally(rule_sets=names):
                for n, name in enumerate(names):
                    _rule_set(context, name, at.sub("rule_sets", n))
            case Held(columns=names):
                for n, name in enumerate(names):
                    there = _names(context, "order")
                    _known(context, "policy.no-column", name, there, at.sub("columns", n), entity="order")
            case Movement(rule_set=name):
                _rule_set(context, name, at.sub("rule_set"))
    return evolve(
        section,
        **context.told(section, part),
    )


def _listing(context: Context, listing: Listing, part: DraftPart) -> None:
    if context.about(listing.about, part.sub("about")):
        there = _names(context, listing.about)
        for i, name in enumerate(listing.columns):
            _known(context, "policy.no-column", name, there, part.sub("columns", i), entity=listing.about)
        for key in ("order", "where"):
            if name := getattr(listing, key):
                _known(context, "policy.no-column", name, there, part.sub(key), entity=listing.about)
        if not set(listing.columns) <= there:
            return
    for i, name in enumerate(listing.percent):
        _known(context, "policy.not-shown", name, listing.columns, part.sub("percent", i))
    chart = part.sub("chart")
    match listing.chart:
        case Bars(columns=columns):
            for i, name in enumerate(columns):
                _known(context, "policy.not-shown", name, listing.columns, chart.sub("columns", i))
        case Pareto(bars=bars, line=line):
            _known(context, "policy.not-shown", bars, listing.columns, chart.sub("bars"))
            _known(context, "policy.not-shown", line, listing.columns, chart.sub("line"))
        case Curve() as curve:
            _curve(context, curve, chart)


def _curve(context: Context, curve: Curve, part: DraftPart) -> None:
    if context.about(curve.about, part.sub("about")):
        there = _names(context, curve.about)
        for key in ("place", "line"):
            _known(context, "policy.no-column", getattr(curve, key), there, part.sub(key), entity=curve.about)
    for key in ("across", "up"):
        _parameter(context, getattr(curve, key), part.sub(key))


def _names(context: Context, about: str) -> set[str]:
    """The measures, outputs and attributes of records of ``about``."""
    given = (*context.measures, *context.outputs)
    return {*(name for entity, name in given if entity == about), *context.schema.entities[about].fields}


def _rule_set(context: Context, name: str, part: DraftPart) -> None:
    _known(context, "policy.no-report-rule-set", name, context.composition.rulesets, part)


def _parameter(context: Context, name: str, part: DraftPart) -> None:
    _known(context, "policy.no-report-parameter", name, context.composition.parameters, part)


def _known(
    context: Context, code: str, name: str, known: Collection[str], part: DraftPart, **values: object
) -> None:
    if context.given(name, part) and name not in known and name not in context.broken:
        context.unknown(part, code, name, known, **values)
