"""The sections of a report: those that a policy declares, and those that any policy has."""

from collections.abc import Iterator

from groupctl.rules.policy import Policy
from groupctl.rules.report_section import (
    VIEWS,
    Held,
    Matrix,
    Owed,
    Requests,
    Section,
    SectionPart,
    Tally,
    View,
)
from groupctl.texts import LANGUAGES, say
from groupctl.texts.title import Title


def sections(policy: Policy) -> tuple[Section, ...]:
    """What a report on ``policy`` shows: the sections that it declares and those that any policy has, daily work first."""
    return tuple(sorted([*policy.report, *general(policy)], key=lambda section: VIEWS.index(section.view)))


def general(policy: Policy) -> Iterator[Section]:
    """The orders that a gate holds, open requests, the matrix, warnings and tasks.

    Also the answers of the rule sets, where the policy declares no section.
    """
    rule_sets = policy.rulesets.values()
    gates = any(one.gate and one.about == "order" for one in rule_sets)
    if gates and not any(isinstance(part, Held) for section in policy.report for part in section.parts):
        yield _section("held", _title("held"), Held(name="held-orders", title=_title("held")))
    if policy.matrices:
        yield _section("requests", _title("requests"), Requests(name="requests", title=_title("requests")))
        matrix = Matrix(name="matrix", title=_title("matrix"))
        yield _section("matrix", _title("matrix"), matrix, view="COLLABORATIVE", source="G24, G29")
    if any(one.warning for one in rule_sets):
        yield _section(
            "warnings",
            _title("warnings"),
            Tally(name="warnings", title=_title("warnings-raised"), warnings=True),
        )
    titles = {} if policy.report else {**policy.words.sections, "": _title("rules")}
    for section, title in titles.items():
        names = tuple(one.name for one in rule_sets if one.section == section and not one.warning)
        if names:
            name = section or "rules"
            yield _section(name, title, Tally(name=f"answers-{name}", title=title, rule_sets=names))
    if policy.processes:
        yield _section("tasks", _title("tasks"), Owed(name="tasks", title=_title("tasks")))


def _section(
    name: str, title: Title, part: SectionPart, *, view: View = "OPERATIONAL", source: str = ""
) -> Section:
    return Section(name=name, title=title, view=view, source=source, parts=(part,))


def _title(key: str) -> Title:
    return Title(**{lang: say(f"report.general-{key}", lang) for lang in LANGUAGES})
