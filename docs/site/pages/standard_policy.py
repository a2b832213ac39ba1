"""The page of the standard policy: written from the policy, a section for each of its files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files as resources
from pathlib import Path
from typing import Final

from attrs import frozen

from groupctl.rules import core
from groupctl.rules.loading import packs
from groupctl.rules.loading.check import advice
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Measure, Parameter, Policy, Rule, RuleSet
from groupctl.rules.processes import Event, Process, Task
from groupctl.rules.proposal import Proposal
from groupctl.rules.show import show, show_value
from groupctl.rules.types import Type

FIRST: Final = "base/base.yaml"
"""The family on which the others are built."""
HEADS: Final = "policy.yaml"
"""The file of each pack that says its name and what it needs."""

HEAD: Final = """\
# The standard policy

`imports: [standard]` brings everything on this page, `imports: [standard/credit]` one [pack](#packs) and what it needs. It is YAML
and CSV, a folder for each pack and a file for each family; a rule, a parameter, a
measure or a process names the rows of the source documents that it comes from (A1 to L67, and the decisions M1 to M30), and
`groupctl policy show D24` tells a row. How the sources are read where they leave a choice is in
[How the standard policy reads its sources](../explanation/standard-policy.md); each family has a page for those who use it,
[listed with all pages](../README.md#the-standard-policy-family-by-family).

**Mandatory** parameters are those that the sources name and give no number for, so the standard policy gives none either (L37). A
decision that needs a missing one fails and says which; what builds on it is unknown. `examples/group` is a whole policy of an
adopter that sets them all.
"""


@frozen(kw_only=True)
class Family:
    """What one file of a policy declares, with its name and what it says of itself."""

    file: str
    about: tuple[str, ...]
    """Its head comment, by paragraphs."""
    parameters: tuple[Parameter, ...]
    measures: tuple[Measure, ...]
    rulesets: tuple[RuleSet, ...]
    processes: tuple[Process, ...]


def page() -> str:
    """The whole page, as Markdown."""
    policy = load_policy("standard")
    parts = [HEAD, packs_section(), "| file | holds |\n|---|---|"]
    found = list(families(policy))
    parts += [f"| [`{one.file}`](#{anchor(one.file)}) | {one.about[0]} |" for one in found]
    parts += ["", mandatory(found)]
    return "\n".join([*parts, *(section(one, policy) for one in found)])


def packs_section() -> str:
    """The packs of the standard policy: what each decides, and how much."""
    rows = []
    for name in packs.names():
        if name.startswith("standard/"):
            pack = load_policy(name)
            own = [rules for rules in pack.rulesets.values() if rules.where and name in rules.where.file]
            unset = sum(one.code == "policy.advice-no-values" for one in advice(pack))
            rows.append(
                (f"`{name}`", pack.title.text("en"), str(len(own)), str(len(pack.rulesets)), str(unset))
            )
    head = ("pack", "holds", "rule sets of its own", "with those it needs", "parameters to set")
    return f"## Packs\n\n{table(head, rows)}"


def families(policy: Policy) -> Iterator[Family]:
    """The families of the standard policy: what all rest on first, then by name."""
    folder = Path(str(resources("groupctl") / "standard"))
    sheets = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml") if path.name != HEADS
    )
    for sheet in sorted(sheets, key=lambda name: name != FIRST):
        yield Family(
            file=sheet,
            about=comment((folder / sheet).read_text(encoding="utf-8")),
            parameters=tuple(one for one in policy.parameters.values() if is_in(one, sheet)),
            measures=tuple(one for one in policy.measures.values() if is_in(one, sheet)),
            rulesets=tuple(one for one in policy.rulesets.values() if is_in(one, sheet)),
            processes=tuple(one for one in policy.processes.values() if is_in(one, sheet)),
        )


def is_in(part: Parameter | Measure | RuleSet | Process, sheet: str) -> bool:
    """Whether ``part`` is declared in the file ``sheet``."""
    return part.where is not None and part.where.file.endswith(f"/{sheet}")


def comment(text: str) -> tuple[str, ...]:
    """The comment with which a file begins, as paragraphs of one line."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    paragraphs = "\n".join(lines).split("\n\n")
    return tuple(" ".join(paragraph.split()) for paragraph in paragraphs)


def anchor(file: str) -> str:
    """Where the section of a file is found on the page."""
    return file.replace(".", "").replace("/", "")


def mandatory(found: Iterable[Family]) -> str:
    """The parameters without a value, family by family."""
    lines = ["## What you must set\n", "| file | parameters |", "|---|---|"]
    for family in found:
        names = [f"`{one.name}`" for one in family.parameters if not one.values]
        if names:
            lines.append(f"| `{family.file}` | {', '.join(names)} |")
    return "\n".join(lines) + "\n"


def section(family: Family, policy: Policy) -> str:
    """One family: its parameters, rule sets, processes, actions and measures."""
    parts = [f"## `{family.file}`\n", *(f"{paragraph}\n" for paragraph in family.about)]
    if family.parameters:
        rows = [parameter_row(one, policy.currency) for one in family.parameters]
        parts.append(table(("parameter", "what it is", "value", "rows"), rows))
    parts += [rule_set_section(one, policy.currency) for one in family.rulesets]
    parts += [process_section(one, policy.currency) for one in family.processes]
    actions = sorted(set(action_rows(family)))
    if actions:
        parts.append(f"### What `{family.file}` proposes\n")
        parts.append(table(("action", "by whom", "in words", "due in days", "rule or event"), actions))
    if family.measures:
        parts.append(f"### What `{family.file}` measures\n")
        rows = [
            (f"`{one.about}.{one.name}`", one.title.text("en"), shown_type(one.type), one.source)
            for one in family.measures
        ]
        parts.append(table(("measure", "what it is", "type", "rows"), rows))
    return "\n".join(parts)


def table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; a bar in a cell is escaped."""
    lines = [line(head), "|" + "---|" * len(head), *map(line, rows)]
    return "\n".join(lines) + "\n"


def line(cells: Iterable[str]) -> str:
    """A row of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def parameter_row(parameter: Parameter, currency: str) -> tuple[str, ...]:
    """A parameter with the value that is in force last."""
    if not parameter.values:
        return f"`{parameter.name}`", parameter.title.text("en"), "**mandatory**", parameter.source
    value = show_value(parameter.values[-1][1], parameter.type, currency)
    return f"`{parameter.name}`", parameter.title.text("en"), value, parameter.source


def rule_set_section(rule_set: RuleSet, currency: str) -> str:
    """A rule set: what it answers and when."""
    gives = ", ".join(f"`{name}` ({shown_type(type_)})" for name, type_ in rule_set.gives.items())
    otherwise = said(rule_set.otherwise, currency)
    unknown = f"{rule_set.unknown} to `{rule_set.refer_to}`" if rule_set.refer_to else rule_set.unknown
    facts = [
        f"{rule_set.title.text('en')}. About: {rule_set.about.replace('_', ' ')}; hit policy {rule_set.hit}; gives {gives}",
        f"otherwise `{otherwise}`; what is unknown: {unknown}{'; a gate' if rule_set.gate else ''}",
    ]
    rows = [
        (f"`{rule.id}`", rule.title.text("en"), f"`{said(rule.then, currency)}`", rule.source)
        for rule in rule_set.rules
    ]
    head = f"### `{rule_set.name}`\n\n{'; '.join(facts)}. Rows {rule_set.source}.\n"
    return f"{head}\n{table(('rule', 'holds when', 'says', 'rows'), rows)}"


def shown_type(type_: Type) -> str:
    """A type by what it holds."""
    return ", ".join(type_.members) or type_.kind


def said(then: Mapping[str, core.Node], currency: str) -> str:
    """What a rule says; its output is named where there are several."""
    if len(then) == 1:
        return show(next(iter(then.values())), currency)
    return "; ".join(f"{name}: {show(node, currency)}" for name, node in then.items())


def process_section(process: Process, currency: str) -> str:
    """A process: its states, the events between them, what is owed meanwhile."""
    states = ", ".join(
        f"`{state.name}` ({state.title.text('en')}{', final' if state.final else ''})"
        for state in process.states.values()
    )
    about = process.about.replace("_", " ")
    parts = [
        f"### Process `{process.name}`\n",
        f"{process.title.text('en')}. About: {about}; starts in `{process.start}`. Rows {process.source}.\n",
        f"States: {states}.\n",
        table(
            ("event", "what happens", "from", "to", "by", "needs", "rows"),
            [event_row(event, currency) for event in process.events],
        ),
    ]
    if process.tasks:
        rows = [task_row(task, currency) for task in process.tasks]
        parts.append(table(("task", "what is owed", "in", "due", "by", "rows"), rows))
    return "\n".join(parts)


def event_row(event: Event, currency: str) -> tuple[str, ...]:
    """An event with what it needs; the rows are its own and those of its needs."""
    needs = "; ".join(need.title.text("en") for need in event.needs)
    cited = ", ".join([event.source, *(need.source for need in event.needs)])
    sources = ", ".join(dict.fromkeys(cited.split(", ")))
    here = ", ".join(f"`{state}`" for state in event.from_)
    return (
        f"`{event.id}`",
        event.title.text("en"),
        here,
        f"`{event.to}`",
        role(event.by, currency),
        needs,
        sources,
    )


def task_row(task: Task, currency: str) -> tuple[str, ...]:
    """A task with the days until it is due."""
    unit = "working days" if task.working else "days"
    since = f"`{show(task.since, currency)}`" if task.since is not None else "the state was entered"
    due = f"`{show(task.days, currency)}` {unit} after {since}"
    here = ", ".join(f"`{state}`" for state in task.in_)
    return f"`{task.id}`", task.title.text("en"), here, due, role(task.by, currency), task.source


def role(node: core.Node | None, currency: str) -> str:
    """Who may or must act: a role, or the parameter that names it."""
    return "any person" if node is None else f"`{show(node, currency)}`"


def action_rows(family: Family) -> Iterator[tuple[str, ...]]:
    """Every action that a family proposes."""
    steps: list[Rule | Event] = [rule for rule_set in family.rulesets for rule in rule_set.rules]
    steps += [event for process in family.processes for event in process.events]
    for step in steps:
        yield from (action_row(action, step.id) for action in step.proposes)


def action_row(action: Proposal, step: str) -> tuple[str, ...]:
    """An action and what proposes it."""
    words = action.title.text("en") if action.title else ""
    return (
        f"`{action.action.name}`",
        action.role,
        words,
        "" if action.due_in is None else str(action.due_in),
        f"`{step}`",
    )
