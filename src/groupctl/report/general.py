"""The sections that any policy has: what it holds, what it warns of, and the answers of its rule sets by section."""

from collections.abc import Iterator

from groupctl.report.shapes import Held, Listing, Movement, Owed, Section, SectionPart, Tally, ViewKind
from groupctl.rules.policy import Policy
from groupctl.texts import LANGUAGES, say
from groupctl.texts.title import Title


def general(policy: Policy) -> tuple[Section, ...]:
    """A section for orders that a gate holds, one for warnings, one for each of the policy, and one for tasks."""
    return tuple(_sections(policy))


def _sections(policy: Policy) -> Iterator[Section]:
    rule_sets = policy.rulesets.values()
    if any(one.gate and one.about == "order" for one in rule_sets):
        yield _section("held", _title("held"), Held(name="held-orders", title=_title("held")))
    if any(one.warning for one in rule_sets):
        yield _section(
            "warnings", _title("warnings"), Tally(name="warnings", title=_title("warnings"), warnings=True)
        )
    titles = {**policy.words.sections, "": _title("rules")}
    for section, title in titles.items():
        names = tuple(one.name for one in rule_sets if one.section == section and not one.warning)
        if names:
            name = section or "rules"
            yield _section(name, title, Tally(name=f"answers-{name}", title=title, rule_sets=names))
    if policy.processes:
        yield _section("tasks", _title("tasks"), Owed(name="tasks", title=_title("tasks")))


def _section(name: str, title: Title, part: SectionPart) -> Section:
    return Section(name=name, title=title, view=ViewKind.OPERATIONAL, source="", parts=(part,))


def _title(key: str) -> Title:
    return Title(**{lang: say(f"report.general-{key}", lang) for lang in LANGUAGES})


def concerns(section: Section, policy: Policy) -> bool:
    """Whether ``policy`` has something that ``section`` shows of its own."""
    return any(_has(part, policy) for part in section.parts)


def _has(part: SectionPart, policy: Policy) -> bool:
    match part:
        case Listing(about=about, columns=columns):
            return any(_measures(policy, about, column.name) for column in columns)
        case Tally(rule_sets=names, warnings=warnings):
            return any(one.name in names or (warnings and one.warning) for one in policy.rulesets.values())
        case Movement(rule_set=name):
            return name in policy.rulesets
    return False


def _measures(policy: Policy, about: str, name: str) -> bool:
    """Whether the policy itself has a value called ``name``."""
    return (about, name) in policy.measures or (about, name) in policy.outputs
