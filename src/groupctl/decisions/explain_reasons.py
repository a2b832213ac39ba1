"""The rules in an explanation: those that hold and those that could not be judged, and how the values came about."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen

from groupctl.decisions.decision import Compared, Derivation, Finding, Grant, Reason, Unjudged
from groupctl.decisions.explain_note import DecisionText
from groupctl.decisions.wording import (
    AMOUNTS,
    NUMBER,
    change_text,
    digits_to_tell_apart,
    grouped,
    record_text,
)
from groupctl.texts.layout import Line, Part, Style

SATISFIES: Final = " satisfies "
MARKS: Final[dict[bool | None, tuple[str, Style]]] = {
    True: ("✓", "good"),
    False: ("✗", "quiet"),
    None: ("?", "doubt"),
}


def is_amount(finding: Finding) -> bool:
    """Whether it has an amount for a value: money, or a limit that is neither unlimited nor inherited."""
    return finding.kind in AMOUNTS and isinstance(finding.value, str) and not finding.value[:1].isalpha()


@frozen
class RuleText:
    """Rules about one record in words; ``entity`` is what it is."""

    note: DecisionText
    entity: str
    indent: int = 2

    def reason(self, reason: Reason) -> Iterator[Line]:
        """A rule that holds: the tests with their values, what it says, and what could change it."""
        note, inner = self.note, self.indent + 2
        yield self.headline(reason)
        if reason.where:
            yield Line.of(Part(reason.where, "quiet"), indent=inner)
        if reason.condition:
            condition = Part(" ".join(reason.condition.split()), "quiet")
            yield Line.of(note.say("when"), " ", condition, indent=inner)
        yield from self.tests(reason)
        for finding in reason.outputs:
            yield from self.contribution(finding, several=len(reason.outputs) > 1)
        yield from self.derived(reason.derived)
        for grant in reason.grants:
            yield from self.grant(grant, inner)
        if reason.overridable and not reason.grants:
            matter = note.glossary.member(reason.overridable, "Matter")
            yield Line.of(Part(note.say("overridable", matter=matter), "quiet"), indent=inner)
        if reason.change:
            yield Line.of(change_text(reason.change, note.lang), indent=inner)

    def grant(self, grant: Grant, indent: int) -> Iterator[Line]:
        """A request that lifts a rule: who did which step, as what and with whose right."""
        note = self.note
        matter = note.glossary.member(grant.matter, "Matter")
        route = note.glossary.member(grant.route, "Route")
        yield Line.of(
            note.say("by-request", request=grant.request, matter=matter, route=route), indent=indent
        )
        for step in grant.steps:
            how = (
                "body"
                if not step.employee
                else "delegate"
                if step.delegation
                else "superior"
                if step.superior
                else "holder"
            )
            part = note.glossary.member(step.part, "StepPart")
            said = note.say(
                f"step-by-{how}",
                part=part,
                seat=step.seat,
                employee=step.employee,
                source=step.source,
                delegation=step.delegation,
                on=step.on,
            )
            yield Line.of(said, indent=indent + 2)

    def headline(self, rule: Reason | Unjudged) -> Line:
        """``• Gross profit below the line (d-class.low-profit, D24)``."""
        title = Part(self.note.glossary.title(rule.title), "strong")
        return Line.of("• ", title, f" ({rule.rule}, {rule.source})", indent=self.indent)

    def tests(self, reason: Reason) -> Iterator[Line]:
        """The tests of a rule, each with how its values came about."""
        for compared in reason.compared:
            mark, style = MARKS[compared.truth]
            said = self.comparison(compared, reason.condition)
            yield Line.of(Part(mark, style), " ", said, indent=self.indent + 2)
            yield from self.derived(compared.derived)

    def derived(self, derivations: Iterable[Derivation]) -> Iterator[Line]:
        """How values came about, below what they decided."""
        for one in derivations:
            yield from DerivationText(self.note, self.indent + 6).lines(one)

    def contribution(self, finding: Finding, *, several: bool) -> Iterator[Line]:
        """What a rule adds to what is collected, and why that is unknown."""
        value = self.note.value(finding)
        if several:
            value = self.note.say("is", name=self.note.glossary.output(finding.name), value=value)
        yield Line.of(Part(self.note.say("contributes", value=value), "strong"), indent=self.indent + 2)
        yield from self.note.causes(finding, indent=self.indent + 4)

    def comparison(self, compared: Compared, condition: str) -> str:
        """``gross profit 83,000.00 < 100,000.00 CNY``: the test with the values that it met.

        Of an expression that the condition above shows already, only the beginning is repeated.
        """
        first = compared.values[0] if compared.values else None
        if first and compared.text in (first.name, f"not({first.name})"):
            name, (beginning, satisfies, _) = self.named(first), first.name.partition(SATISFIES)
            if satisfies and first.name in " ".join(condition.split()):
                name = f"{beginning} …"
            return self.note.say("is", name=name, value=self.note.value(first))
        texts = self.values(compared)
        if compared.text.startswith("over(") and len(texts) == 2:
            said = " > ".join(texts)
        else:
            said = filled_in(compared, texts)
        amount = any(is_amount(finding) for finding in compared.values)
        return f"{said} {self.note.decision.currency}" if amount else said

    def values(self, compared: Compared) -> list[str]:
        """Each name with its value; a parameter by its value alone, since parameters are listed below."""
        ratios = [
            value.value for value in compared.values if value.kind == "ratio" and isinstance(value.value, str)
        ]
        ratios += NUMBER.findall(compared.text) if ratios else []
        digits = digits_to_tell_apart(ratios)
        parameters = {parameter.name for parameter in self.note.decision.parameters}
        texts = []
        for finding in compared.values:
            known = isinstance(finding.value, str)
            value = (
                self.note.glossary.value(finding.kind, str(finding.value), finding.type, digits)
                if known
                else self.note.say("unknown")
            )
            texts.append(value if known and finding.name in parameters else f"{self.named(finding)} {value}")
        return texts

    def named(self, finding: Finding) -> str:
        """The words for a value, by the policy that declares it."""
        return self.note.glossary.name(self.entity, finding.name)

    def missing(self, rule: Unjudged) -> Iterator[Line]:
        """A rule that could not be judged, with what is missing and why."""
        yield self.headline(rule)
        for finding in rule.missing:
            title = self.named(finding)
            key = "missing-expression" if title == finding.name else "missing"
            yield Line.of(self.note.say(key, name=finding.name, title=title), indent=self.indent + 2)
            yield from self.note.causes(finding, indent=self.indent + 4)


def filled_in(compared: Compared, texts: Iterable[str]) -> str:
    """The text of a test with its names replaced; the constants between them are grouped if they are amounts."""
    amounts = any(finding.kind in AMOUNTS for finding in compared.values)
    done, rest = "", compared.text
    for finding, text in zip(compared.values, texts, strict=True):
        before, found, after = rest.partition(finding.name)
        if not found:
            continue
        done += (with_groups(before) if amounts else before) + text
        rest = after
    return done + (with_groups(rest) if amounts else rest)


def with_groups(text: str) -> str:
    """``text`` with the thousands of its numbers separated."""
    return NUMBER.sub(lambda number: grouped(number[0]), text)


@frozen
class DerivationText:
    """How values came about, in words; what is behind a value is indented below it."""

    note: DecisionText
    indent: int

    def lines(self, one: Derivation) -> Iterator[Line]:
        """A value, what gave it, and what that rests on."""
        yield Line.of(self.how(one), indent=self.indent)
        rules = RuleText(self.note, one.entity, self.indent + 2)
        for reason in one.because:
            yield rules.headline(reason)
            yield from rules.tests(reason)
            for finding in reason.outputs:
                yield from rules.contribution(finding, several=len(reason.outputs) > 1)
            yield from rules.derived(reason.derived)
        inner = DerivationText(self.note, self.indent + 2)
        yield from inner.values(one.reads, one)
        for record in one.records:
            yield from inner.record(record)
        more = one.count - len(one.records)
        if one.records and more:
            said = self.note.say("derived-more", count=more)
            if one.rest:
                said = self.note.say("is", name=said, value=self.note.value(one.rest))
            yield Line.of(said, indent=self.indent + 2)

    def values(self, reads: Sequence[Derivation], parent: Derivation) -> Iterator[Line]:
        """The values that something rests on, each on its own line."""
        for one in reads:
            if one.how:
                yield from self.lines(one)
            else:
                yield Line.of(self.told(one, parent), indent=self.indent)

    def record(self, one: Derivation) -> Iterator[Line]:
        """A record that was counted: ``invoice I-17: 45,000.00 CNY (days past due: 45 days)``."""
        name = record_text(f"{one.entity} {one.subject}", self.note.lang)
        said = self.note.say("is", name=name, value=self.note.value(one.value)) if one.value else name
        beside = [self.told(read, one) for read in one.reads if not read.how]
        if beside:
            said = self.note.say("of", name=said, owner=self.note.say("comma").join(beside))
        yield Line.of(said, indent=self.indent)
        for read in one.reads:
            if read.how:
                yield from DerivationText(self.note, self.indent + 2).lines(read)

    def how(self, one: Derivation) -> str:
        """``overdue: 45,000.00 CNY, the sum of 3 (open_amount of invoices where …)``."""
        key = one.how.replace(" ", "-")
        if one.how == "rules" and not one.because:
            key = "otherwise"
        elif one.how in {"some", "every"} and not one.records:
            key = "none" if one.how == "some" else "all"
        told = self.note.say(
            f"derived-{key}", count=one.count, formula=" ".join(one.formula.split()), rule_set=one.rule_set
        )
        return self.told(one) + told

    def told(self, one: Derivation, parent: Derivation | None = None) -> str:
        """A value by its name, and whose it is where that is another record than the one above."""
        if one.value is None:
            return record_text(f"{one.entity} {one.subject}", self.note.lang)
        name = self.note.glossary.name(one.entity, one.value.name)
        beginning, satisfies, _ = name.partition(SATISFIES)
        name = f"{beginning} …" if satisfies else name
        above = (parent.entity, parent.subject) if parent else self.subject
        if (one.entity, one.subject) != above:
            owner = record_text(f"{one.entity} {one.subject}", self.note.lang)
            name = self.note.say("of", name=name, owner=owner)
        return self.note.say("is", name=name, value=self.note.value(one.value))

    @property
    def subject(self) -> tuple[str, str]:
        """Whom the decision is about."""
        return self.note.decision.entity, self.note.decision.subject
