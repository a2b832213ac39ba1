"""What a policy says about one name or one requirement, for people and for programs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, field, frozen

from groupctl.decisions.wording import Glossary, change_text, in_general, label, with_currency
from groupctl.errors import DataError, mistyped
from groupctl.rules import core
from groupctl.rules.core import Value
from groupctl.rules.policy import (
    Aggregate,
    Computed,
    GrantedOn,
    Measure,
    Parameter,
    Policy,
    Ranking,
    Rule,
    RuleSet,
    WorkingDays,
)
from groupctl.rules.processes import Event, Process, Task
from groupctl.rules.proposal import Proposal
from groupctl.rules.reads import Name, read_by_measure, reads
from groupctl.rules.show import show, show_value
from groupctl.rules.types import Type
from groupctl.texts import Language, say
from groupctl.texts.layout import Line, Part, table
from groupctl.texts.title import Title


@frozen(kw_only=True)
class PolicyEntry:
    """One part of a policy: a parameter, a measure, a rule set, a rule, a process, an event or a task.

    ``facts`` are pairs of what is told and how the policy says it, in the order in which to read them.
    """

    kind: str
    name: str
    title: Title
    source: str
    where: str
    facts: tuple[tuple[str, str], ...]
    typed: Mapping[str, object] = field(factory=dict, eq=False)
    """For programs: facts as values and not as text; they take the place of those of the same name."""

    def lines(self, lang: Language = "en") -> Iterator[Line]:
        """The entry as text."""
        title = self.title.text(lang)
        yield Line.of(Part(self.name, "heading"), f"  {title}")
        said = [("source", self.source), *self.facts, ("where", self.where)]
        rows: list[tuple[Part, str]] = []
        last = ""
        for fact, text in said:
            if text:
                rows.append((Part("" if fact == last else say(f"explain.fact-{fact}", lang), "quiet"), text))
                last = fact
        yield Line.of(say(f"explain.kind-{self.kind}", lang), indent=2)
        yield from table(rows)

    def to_json(self) -> Mapping[str, object]:
        """The entry as JSON has it: a fact that is told several times is a list."""
        told: dict[str, list[str]] = {}
        for fact, text in self.facts:
            told.setdefault(fact, []).append(text)
        facts: dict[str, object] = {
            fact: texts[0] if len(texts) == 1 else texts for fact, texts in told.items() if fact != "value"
        }
        return {
            "kind": self.kind,
            "name": self.name,
            "title": self.title.plain,
            "source": self.source,
            "where": self.where,
            **facts,
            **self.typed,
        }


Described = Parameter | Measure | RuleSet | Rule | Process | Event | Task
"""The parts of a policy that are described."""


def entry(
    kind: str,
    name: str,
    part: Described,
    facts: Iterable[tuple[str, str]],
    *,
    source: str = "",
    typed: Mapping[str, object] | None = None,
) -> PolicyEntry:
    """``part`` of a policy, called ``name``, with its ``facts``; ``source`` where it is not the part's alone."""
    return PolicyEntry(
        kind=kind,
        name=name,
        title=part.title,
        source=source or part.source,
        where=str(part.where or ""),
        facts=tuple(facts),
        typed=typed or {},
    )


def told(facts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The facts that say something."""
    return (fact for fact in facts if fact[1])


def overview(policy: Policy, lang: Language = "en") -> Iterator[Line]:
    """The whole policy: its parameters, measures, rule sets and processes, one line each."""
    title = policy.title.text(lang)
    yield Line.of(Part(f"{policy.name} {policy.version}", "heading"), f"  {title}")
    yield Line.of(policy.currency, "  ", Part(policy.hash, "quiet"), indent=2)
    for name, hash_ in sorted(policy.imports.items()):
        yield Line.of(say("explain.imports", lang, name=name), "  ", Part(hash_, "quiet"), indent=2)
    for kind in ("parameter", "measure", "ruleset", "process"):
        found = [entry for entry in entries(policy, lang) if entry.kind == kind]
        if found:
            yield Line()
            yield Line.of(Part(say(f"explain.all-{kind}", lang, count=len(found)), "heading"))
            yield from table([row(entry, lang) for entry in found])


def row(entry: PolicyEntry, lang: Language) -> tuple[str, ...]:
    """An entry in one row: its name, its most telling fact, its title and its source."""
    facts: dict[str, str] = dict(entry.facts)
    telling = facts.get("value") or facts.get("gives") or facts.get("type") or facts.get("about", "")
    return entry.name, telling, entry.title.text(lang), entry.source


def named(policy: Policy, name: str, lang: Language = "en") -> list[PolicyEntry]:
    """Everything called ``name``, or everything that cites the requirement ``name``.

    DataError with a suggestion when there is nothing of the kind.
    """
    known = entries(policy, lang)
    short = name.rpartition(".")[2]
    found = [
        entry
        for entry in known
        if name == entry.name or (entry.kind == "measure" and owns(entry, name, short))
    ]
    found += [
        entry for entry in known if entry.kind == "ruleset" and name in policy.rulesets[entry.name].gives
    ]
    found += [entry for entry in known if cites(entry.source, name)]
    if not found:
        names = {entry.name for entry in known} | {
            row_ for entry in known for row_ in rows_cited(entry.source)
        }
        raise DataError(mistyped("explain.no-such-name", name, sorted(names), "explain.no-such-name-hint"))
    return list(dict.fromkeys(found))


def owns(entry: PolicyEntry, name: str, short: str) -> bool:
    """Whether a measure, listed as ``customer.exposure``, is meant by ``exposure`` or by its full name."""
    return entry.name == name or entry.name.rpartition(".")[2] == name == short


def rows_cited(source: str) -> list[str]:
    """The requirements that a source names: ``D24, L30`` cites both."""
    return re.findall(r"(?<![\w-])[A-Z]\d+(?![\w-])", source)


def cites(source: str, row_: str) -> bool:
    """Whether a source names a requirement."""
    return row_ in rows_cited(source)


def entries(policy: Policy, lang: Language = "en") -> list[PolicyEntry]:
    """Every part of the policy."""
    rule_sets = [policy.rulesets[name] for name in policy.order]
    read_by = readers(policy)
    found = [
        *(_parameter(policy, parameter, read_by, lang) for parameter in policy.parameters.values()),
        *(_measure(policy, measure, read_by) for measure in policy.measures.values()),
        *(_rule_set(policy, rule_set, lang) for rule_set in rule_sets),
        *(_rule(policy, rule_set, rule, lang) for rule_set in rule_sets for rule in rule_set.rules),
        *(_process(process, lang) for process in policy.processes.values()),
        *(
            _event(policy, process, event, lang)
            for process in policy.processes.values()
            for event in process.events
        ),
        *(
            _task(policy, process, task, lang)
            for process in policy.processes.values()
            for task in process.tasks
        ),
    ]
    return [evolve(one, title=in_general(one.title, policy)) for one in found]


def _parameter(policy: Policy, parameter: Parameter, read_by: "Readers", lang: Language) -> PolicyEntry:
    facts = [("type", str(parameter.type)), ("tighter", parameter.tighter)]
    if parameter.only_tighter:
        facts.append(("only-tighter", say("explain.true", lang)))
    dated = list(_values(policy, parameter.type, parameter.values, "policy"))
    for level, units in parameter.scopes.items():
        for unit, values in units.items():
            dated += _values(policy, parameter.type, values, f"{level} {unit}")
    facts += [("value", one.text(parameter, policy, lang)) for one in dated]
    if not dated:
        facts.append(("value", say("explain.no-value", lang)))
    if parameter.change:
        facts.append(("change", change_text(parameter.change, lang)))
    imported = _values(policy, parameter.type, parameter.imported, "policy")
    facts += [("imported", one.text(parameter, policy, lang)) for one in imported]
    facts += [("read-by", reader) for reader in read_by.get(("", parameter.name), ())]
    return entry(
        "parameter",
        parameter.name,
        parameter,
        told(facts),
        typed={"values": [one.to_json(parameter.type.kind, policy.currency) for one in dated]},
    )


@frozen
class DatedValue:
    """A value of a parameter as exact text, in force from its day, in one scope: ``policy``, ``unit U-1``."""

    exact: str
    since: date
    scope: str

    def text(self, parameter: Parameter, policy: Policy, lang: Language) -> str:
        """For people."""
        kind, currency = parameter.type.kind, policy.currency
        level, _, unit = self.scope.partition(" ")
        value = with_currency(
            kind, self.exact, Glossary(policy, lang).value(kind, self.exact, parameter.type.name), currency
        )
        owner = f"{label(f'words.scope.{level}', level, lang)} {unit}".rstrip()
        return say("explain.dated-value", lang, value=value, since=self.since, scope=owner)

    def to_json(self, kind: str, currency: str) -> Mapping[str, object]:
        """For programs: counts and days are numbers, booleans are booleans, all else is exact text."""
        number = kind in {"count", "days"}
        value: object = (
            int(self.exact) if number else self.exact == "true" if kind == "boolean" else self.exact
        )
        unit = currency if with_currency(kind, self.exact, "", currency) else kind
        return {"value": value, "unit": unit, "since": self.since.isoformat(), "scope": self.scope}


def _values(
    policy: Policy, type_: Type, values: Iterable[tuple[date, Value]], scope: str
) -> Iterator[DatedValue]:
    for since, value in values:
        yield DatedValue(show_value(value, type_, policy.currency), since, scope)


def _measure(policy: Policy, measure: Measure, read_by: "Readers") -> PolicyEntry:
    facts = [("about", measure.about), ("type", str(measure.type)), *_formula(measure, policy.currency)]
    facts += [("read-by", reader) for reader in read_by.get((measure.about, measure.name), ())]
    return entry("measure", f"{measure.about}.{measure.name}", measure, facts)


def _formula(measure: Measure, currency: str) -> Iterator[tuple[str, str]]:
    match measure.formula:
        case Computed(expression=expression):
            yield "formula", show(expression, currency)
        case Aggregate(function=function, of=over, value=value, where=where, latest_by=latest_by):
            yield "formula", f"{function} {show(value, currency)}" if value else function
            yield "of", over.key
            yield "if", show(where, currency) if where else ""
            yield "latest-by", show(latest_by, currency) if latest_by else ""
        case WorkingDays(days=days, after=after):
            yield "formula", f"working days {show(days, currency)}"
            yield "after", show(after, currency)
        case GrantedOn(route=route, stake=stake):
            yield "formula", f"granted {show(route, currency)}"
            yield "of", show(stake, currency)
        case Ranking(function=function, among=among, value=value, where=where):
            yield "formula", f"{function} {show(value, currency)}"
            yield "among", among.key
            yield "if", show(where, currency) if where else ""


def _rule_set(policy: Policy, rule_set: RuleSet, lang: Language) -> PolicyEntry:
    gives = ", ".join(f"{name}: {type_}" for name, type_ in rule_set.gives.items())
    otherwise = ", ".join(
        f"{name} = {show(node, policy.currency)}" for name, node in rule_set.otherwise.items()
    )
    facts = [("about", rule_set.about)]
    if rule_set.only:
        facts.append(("only", show(rule_set.only, policy.currency)))
    facts += [("gives", gives), ("hit", rule_set.hit)]
    if rule_set.gate:
        facts.append(("gate", say("explain.true", lang)))
    facts += [("rule", rule.id) for rule in rule_set.rules]
    facts += [
        ("disabled", f"{rule}: {change_text(change, lang)}") for rule, change in rule_set.disabled.items()
    ]
    facts += [("otherwise", otherwise), ("unknown", rule_set.unknown), ("refer-to", rule_set.refer_to)]
    return entry("ruleset", rule_set.name, rule_set, facts, typed={"gate": rule_set.gate})


def _proposal(proposal: Proposal, policy: Policy, lang: Language) -> str:
    """A proposal: its kind, the limit that it sets, for whom, and in which words."""
    limit = "" if proposal.limit is None else show(proposal.limit, policy.currency)
    title = in_general(proposal.title, policy).text(lang) if proposal.title else ""
    return " ".join(filter(None, (proposal.action.name, limit, proposal.role, title)))


def _rule(policy: Policy, rule_set: RuleSet, rule: Rule, lang: Language) -> PolicyEntry:
    then = ", ".join(f"{name} = {show(node, policy.currency)}" for name, node in rule.then.items())
    facts = [
        ("ruleset", rule_set.name),
        ("if", " ".join(rule.text.split()) or show(rule.when, policy.currency)),
    ]
    if rule.applies:
        facts.append(("applies", show(rule.applies, policy.currency)))
    facts.append(("then", then))
    facts += [("proposes", _proposal(one, policy, lang)) for one in rule.proposes]
    if rule.overridable:
        facts.append(("overridable", rule.overridable))
    facts += [("from", str(rule.since or "")), ("until", str(rule.until or ""))]
    if rule.change:
        facts.append(("change", change_text(rule.change, lang)))
    return entry("rule", rule.id, rule, told(facts))


def _process(process: Process, lang: Language) -> PolicyEntry:
    facts = [("about", process.about)]
    facts.append(("kind", label(f"model.process_kind.{process.kind}", process.kind, lang)))
    facts.append(("flow", label(f"model.flow_kind.{process.flow}", process.flow, lang)))
    facts += [("state", f"{state.name}  {state.title.text(lang)}") for state in process.states.values()]
    facts += [
        ("event", f"{event.id}: {', '.join(event.from_)} → {event.to}")
        for event in process.events
        if not event.disabled
    ]
    facts += [("task", task.id) for task in process.tasks if not task.disabled]
    facts += [
        ("disabled", f"{name}: {change_text(change, lang)}") for name, change in process.disabled.items()
    ]
    return entry("process", process.name, process, facts)


def _event(policy: Policy, process: Process, event: Event, lang: Language) -> PolicyEntry:
    facts = [("process", process.name), ("leads", f"{', '.join(event.from_)} → {event.to}")]
    facts.append(("by", show(event.by, policy.currency) if event.by else ""))
    facts += [
        ("needs", f"{need.text}  {in_general(need.title, policy).text(lang)} ({need.source})")
        for need in event.needs
    ]
    facts += [("proposes", _proposal(one, policy, lang)) for one in event.proposes]
    facts.append(("disabled", (event.disabled and change_text(event.disabled, lang)) or ""))
    sources = dict.fromkeys([event.source, *(need.source for need in event.needs)])
    return entry("event", event.id, event, told(facts), source=", ".join(sources))


def _task(policy: Policy, process: Process, task: Task, lang: Language) -> PolicyEntry:
    facts = [("process", process.name), ("in", ", ".join(task.in_))]
    facts.append(("since", show(task.since, policy.currency) if task.since else "entered"))
    facts.append(("working" if task.working else "days", show(task.days, policy.currency)))
    facts.append(("by", show(task.by, policy.currency) if task.by else ""))
    facts.append(("disabled", (task.disabled and change_text(task.disabled, lang)) or ""))
    return entry("task", task.id, task, told(facts))


Readers = Mapping[Name, Sequence[str]]
"""Who reads a measure or a parameter: measures, rules and steps, in order."""


def readers(policy: Policy) -> Readers:
    """Every reader of every parameter and measure, found in one walk through the policy."""
    found: dict[Name, list[str]] = {}
    for reader, names in _readings(policy):
        for name in dict.fromkeys(names):
            found.setdefault(name, []).append(reader)
    return found


def _readings(policy: Policy) -> Iterator[tuple[str, Iterable[Name]]]:
    """What each measure, rule and step reads."""
    for (about, name), measure in policy.measures.items():
        yield f"{about}.{name}", read_by_measure(policy.schema, measure)
    for rule_set in policy.rulesets.values():
        for rule in rule_set.rules:
            nodes = (rule.condition, *rule.then.values(), *rule.limits)
            yield rule.id, reads(policy.schema, nodes, {core.SUBJECT: rule_set.about})
    for process in policy.processes.values():
        for step in process.steps:
            yield step.id, reads(policy.schema, step.nodes, {core.SUBJECT: process.about})
