"""How the values that decided came about: down from a test through rule sets, formulas, sums and quantifiers.

Where `groupctl.rules.evaluation.behind` finds all that may be read, this follows only what decided: the terms that
settle an ``and`` or ``or``, the branch of an ``if`` that was taken, the rules that determined an output, the records that were counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, cast

from attrs import define, evolve, field

from groupctl.decisions.decision import Derivation, Finding, Reason
from groupctl.decisions.recording import Derive, finding
from groupctl.errors import DecisionError
from groupctl.portfolio.records import Record
from groupctl.rules import core
from groupctl.rules.evaluation.environment import Bindings, Environment
from groupctl.rules.evaluation.given import answer
from groupctl.rules.evaluation.judgement import Judgement
from groupctl.rules.evaluation.measures import selected
from groupctl.rules.policy import Aggregate, Computed, GrantedOn, Measure, Ranking, RuleSet, WorkingDays
from groupctl.rules.show import show
from groupctl.rules.types import MONEY
from groupctl.rules.unknown import Maybe, UnknownValue

MOST: Final = 5
"""At most this many records of a sum, a count or a quantifier are listed."""

Content = Mapping[str, Any]
"""Fields of a `Derivation`."""
NOTHING: Final[Content] = {}


Reasons = Callable[[Judgement, Iterable[int], Derive], tuple[Reason, ...]]
"""Rules of a judgement as a decision records them."""


@define(eq=False)
class Derivations:
    """The derivations of one decision: what is derived once is not derived again further down."""

    environment: Environment
    judge: Callable[[RuleSet, Record], Judgement | None]
    reasons: Reasons
    _derived: dict[tuple[Record, str], int] = field(factory=dict, init=False)

    def behind(self, node: core.Node, bindings: Bindings, depth: int) -> tuple[Derivation, ...]:
        """How the values came about that decided ``node``, ``depth`` values down; none that has nothing behind it."""
        return tuple(one for one in self._read(node, bindings, depth) if one.how) if depth else ()

    def _read(self, node: core.Node, bindings: Bindings, depth: int) -> tuple[Derivation, ...]:
        """The values that decided ``node``, those with nothing behind them as well."""
        parts = dict.fromkeys(self._deciding(node, bindings))
        return tuple(self._value(part, bindings, depth) for part in parts)

    def _deciding(self, node: core.Node, bindings: Bindings) -> Iterator[core.Read | core.Quantified]:
        """What was read and decided: no parameters, which the decision lists, nor its day."""
        match node:
            case core.Read(root=root):
                if root not in {core.PARAMETER, core.AS_OF}:
                    yield node
            case core.Quantified():
                yield node
            case core.And(terms=terms) | core.Or(terms=terms):
                settles = isinstance(node, core.Or)
                settled = [term for term in terms if self._evaluate(term, bindings) is settles]
                for term in settled or terms:
                    yield from self._deciding(term, bindings)
            case core.If():
                yield from self._deciding(node.condition, bindings)
                met = self._evaluate(node.condition, bindings)
                for branch in [node.yes] * (met is not False) + [node.no] * (met is not True):
                    yield from self._deciding(branch, bindings)
            case _:
                for child in core.children(node):
                    yield from self._deciding(child, bindings)

    def _evaluate(self, node: core.Node, bindings: Bindings) -> Maybe:
        try:
            return self.environment.evaluate(node, bindings)
        except DecisionError as error:  # it fails without deciding anything
            return UnknownValue.of(error.faults[0].cause)

    def _value(self, part: core.Read | core.Quantified, bindings: Bindings, depth: int) -> Derivation:
        value = self._evaluate(part, bindings)
        if isinstance(part, core.Quantified):
            known = depth and not isinstance(value, UnknownValue)
            content = self._witnesses(part, bindings, depth) if known else NOTHING
            return self._of(bindings[core.SUBJECT], self._finding(part, value), content)
        owner = self.environment.follow(bindings[part.root], part.path[:-1])
        if isinstance(owner, UnknownValue):
            return self._of(bindings[core.SUBJECT], self._finding(part, value), NOTHING)
        found = self._finding(part, value)
        if not part.path[-1].startswith(core.STATED):
            found = evolve(found, name=part.path[-1])
        content = NOTHING if isinstance(value, UnknownValue) else self._named(owner, part.path[-1], depth)
        return self._of(owner, found, content)

    def _of(self, owner: Record, value: Finding | None, content: Content) -> Derivation:
        return Derivation(entity=owner.entity, subject=owner.id, value=value, **content)

    def _finding(self, node: core.Node, value: Maybe) -> Finding:
        currency = self.environment.policy.currency
        return finding(show(node, currency), node.type, value, currency)

    def _named(self, record: Record, name: str, depth: int) -> Content:
        """What is behind the known value ``name`` of ``record``; nothing where it was derived as deeply before."""
        if depth <= self._derived.get((record, name), 0):
            return NOTHING
        self._derived[record, name] = depth
        policy = self.environment.policy
        if self.environment.portfolio.given and answer(record, name, self.environment) is not None:
            return NOTHING
        try:
            if measure := policy.measures.get((record.entity, name)):
                return self._measure(measure, record, depth)
            if rule_set := policy.giver(record.entity, name):
                return self._output(rule_set, record, name, depth)
        except DecisionError:  # nothing that decided fails
            return NOTHING
        return NOTHING

    def _output(self, rule_set: RuleSet, record: Record, name: str, depth: int) -> Content:
        """The rules that determined an output; where there are none, what it says otherwise."""
        judgement = self.judge(rule_set, record)
        if judgement is None:
            return NOTHING
        bindings = {core.SUBJECT: record}
        determining = [index for index in judgement.outcome.determining if index not in judgement.advice]

        def derive(node: core.Node) -> tuple[Derivation, ...]:
            return self.behind(node, bindings, depth - 1)

        return {
            "how": "rules",
            "rule_set": rule_set.name,
            "because": self.reasons(judgement, determining, derive),
            "reads": () if determining else self._read(rule_set.otherwise[name], bindings, depth - 1),
        }

    def _measure(self, measure: Measure, record: Record, depth: int) -> Content:
        bindings = {core.SUBJECT: record}
        match measure.formula:
            case Computed(expression=expression):
                reads = self._read(expression, bindings, depth - 1)
                return {"how": "formula", "formula": self._show(expression), "reads": reads}
            case WorkingDays(days=days, after=after):
                reads = (*self._read(after, bindings, depth - 1), *self._read(days, bindings, depth - 1))
                return {"how": "formula", "formula": self._show(after), "reads": reads}
            case GrantedOn(route=route, stake=stake):
                reads = (*self._read(route, bindings, depth - 1), *self._read(stake, bindings, depth - 1))
                return {"how": "formula", "formula": self._show(route), "reads": reads}
            case Ranking(value=value):
                reads = self._read(value, {core.SUBJECT: record, core.ITEM: record}, depth - 1)
                return {"how": "place", "formula": self._show(value), "reads": reads}
            case Aggregate() as formula:
                return self._aggregate(formula, record, depth)

    def _show(self, node: core.Node) -> str:
        return show(node, self.environment.policy.currency)

    def _aggregate(self, formula: Aggregate, record: Record, depth: int) -> Content:
        """The records that were counted, the weightiest first."""
        environment, bindings = self.environment, {core.SUBJECT: record}
        owner, name = environment.collection(formula.of, bindings)
        if isinstance(owner, UnknownValue):
            return NOTHING
        items = selected(formula, environment.portfolio.related(owner, name), record, environment)
        if isinstance(items, UnknownValue):
            return NOTHING
        found = environment.values(formula.value, core.ITEM, items, bindings) if formula.value else items
        counted = sorted(zip(items, found, strict=True), key=weightiest(formula.function))
        listed = [(item, value) for item, value in counted[:MOST] if value != 0]
        rest = None
        if formula.value and formula.function == "sum" and len(counted) > len(listed):
            left = sum(cast(list[Fraction], [value for _, value in counted[len(listed) :]]))
            rest = self._finding(formula.value, left)
        return {
            "how": formula.function,
            "formula": self._described(formula),
            "records": tuple(
                self._counted(formula, item, value, bindings, depth - 1) for item, value in listed
            ),
            "count": len(counted),
            "rest": rest,
        }

    def _described(self, formula: Aggregate) -> str:
        """``open_amount of invoices where due_on < as_of``."""
        said = [self._show(formula.value)] if formula.value else []
        said += ["of", self._show(formula.of)]
        said += ["where", self._show(formula.where)] if formula.where else []
        said += ["latest by", self._show(formula.latest_by)] if formula.latest_by else []
        return " ".join(said).replace(f"{core.ITEM}.", "")

    def _counted(
        self, formula: Aggregate, item: Record, value: object, bindings: Bindings, depth: int
    ) -> Derivation:
        """A record that was counted, with the values that made it count."""
        around = {**bindings, core.ITEM: item}
        filters = [node for node in (formula.where, formula.latest_by) if node]
        reads = tuple(dict.fromkeys(one for node in filters for one in self._read(node, around, depth)))
        if formula.value is None:
            return self._of(item, self._amount(item), {"reads": reads})
        found = self._finding(formula.value, value)
        found = evolve(found, name=found.name.replace(f"{core.ITEM}.", ""))
        summed = self._read(formula.value, around, depth)
        told = () if len(summed) == 1 and summed[0].value == found and not summed[0].how else summed
        return self._of(item, found, {"reads": tuple(dict.fromkeys((*reads, *told)))})

    def _witnesses(self, node: core.Quantified, bindings: Bindings, depth: int) -> Content:
        """The records that settle a quantifier; without any, how many it looked at."""
        owner, name = self.environment.collection(node.collection, bindings)
        if isinstance(owner, UnknownValue):
            return NOTHING
        items = self.environment.portfolio.related(owner, name)
        truths = self.environment.values(node.condition, node.variable, items, bindings)
        settle = [item for item, truth in zip(items, truths, strict=True) if truth is (not node.every)]
        settle.sort(key=lambda item: weightiest("some")((item, item)))
        return {
            "how": "every" if node.every else "some",
            "records": tuple(
                self._of(
                    item,
                    self._amount(item),
                    {"reads": self._read(node.condition, {**bindings, node.variable: item}, depth - 1)},
                )
                for item in settle[:MOST]
            ),
            "count": len(settle or items),
        }

    def _amount(self, record: Record) -> Finding | None:
        """What a record amounts to, if it is an amount of money that is known."""
        amount = record.values.get("amount")
        if not isinstance(amount, int):
            return None
        return finding("amount", MONEY, amount, self.environment.policy.currency)


def weightiest(function: str) -> Callable[[tuple[Record, object]], tuple[Fraction, str]]:
    """What sorts records with their values: the largest first, for a minimum the smallest; ties by id.

    Of records that are only counted, the value is the amount that they have.
    """

    def weight(counted: tuple[Record, object]) -> tuple[Fraction, str]:
        record, value = counted
        if isinstance(value, Record):
            value = value.values.get("amount")
        if isinstance(value, date):
            value = value.toordinal()
        size = Fraction(value) if isinstance(value, int | Fraction) else Fraction(0)
        if function == "min":
            return size, record.id
        return -(size if function == "max" else abs(size)), record.id

    return weight
