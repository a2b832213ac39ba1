"""Whether a rule set with a mistake still answers the same, whatever is put in: proven, or taken for different.

The values of each input are cut into cells in which every comparison with a constant has one answer (`rules.loading.regions`).
Two inputs that are compared are below, at or above each other; any other condition is true, false or unknown as it likes. All
of these are gone through together: what is the same for all is the same for every ledger.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, Final

from attrs import define, field

from groupctl.errors import DecisionError
from groupctl.rules import core
from groupctl.rules.engines import hit_policy
from groupctl.rules.engines.base import Truth
from groupctl.rules.engines.hit_policy import Outputs
from groupctl.rules.engines.reference import conjunction, disjunction
from groupctl.rules.loading.ranges import Ranges
from groupctl.rules.loading.regions import HOLDS, Space
from groupctl.rules.policy import Policy, Rule, RuleSet
from groupctl.rules.types import ORDERED
from groupctl.rules.unknown import UnknownValue

MOST_CASES: Final = 50_000
"""Combinations of cells that are gone through; where there are more, nothing is proven."""

NOTHING: Final = UnknownValue(())

Case = Mapping[Any, Any]


def equivalent(policy: Policy, before: RuleSet, after: RuleSet) -> bool:
    """Whether it is proven that the two answer the same about everything."""
    cells = _Cells(policy, before, after)
    pairs = list(zip(before.rules, after.rules, strict=False))
    ordered = ids(before) == ids(after)
    if ordered and (before.hit, before.unknown, before.gives) == (after.hit, after.unknown, after.gives):
        changed = [(one, other) for one, other in pairs if one.condition != other.condition]
        days = all((one.since, one.until) == (other.since, other.until) for one, other in pairs)
        if days and cells.agree(changed):
            return True
    if any(rule.since or rule.until for rule in (*before.rules, *after.rules)):
        return False
    moved = [place for place, (rule, other) in enumerate(pairs) if rule is not other]
    swapped = len(moved) == 2 and moved[1] == moved[0] + 1 and sorted(ids(before)) == sorted(ids(after))
    if (
        swapped
        and before.hit == after.hit == "first"
        and cells.apart(*(before.rules[place] for place in moved))
    ):
        return True
    return cells.same_outcome()


def ids(rule_set: RuleSet) -> list[str]:
    """The rules of a set, in order."""
    return [rule.id for rule in rule_set.rules]


def answer(rule_set: RuleSet, truths: Sequence[Truth], outputs: Callable[[int | None], Outputs]) -> object:
    """What ``truths`` of its rules amount to, to be compared: the outputs, by which rules, and whether it refers."""
    try:
        found = hit_policy.outcome(rule_set, truths, outputs, lambda _: NOTHING)
    except DecisionError:
        return DecisionError
    return found.outputs, {rule_set.rules[index].id for index in found.determining}, found.referred


@define(eq=False)
class _Cells:
    """The inputs of two versions of a rule set, and the values that tell them apart."""

    policy: Policy
    before: RuleSet
    after: RuleSet
    space: Space = field(init=False)

    def __attrs_post_init__(self) -> None:
        ranges = Ranges(self.policy, self.before.about)
        conditions = [rule.condition for rule in (*self.before.rules, *self.after.rules)]
        self.space = Space.of(conditions, ranges.least, ranges.whole, ranges.optional)

    # ------------------------------------------------------------------------------------------ questions
    def agree(self, pairs: Sequence[tuple[Any, Any]]) -> bool:
        """Whether each pair of rules has conditions of the same truth in every case."""
        for one, other in pairs:
            for case in self._cases([one.condition, other.condition]):
                if case is None or self._truth(one.condition, case) != self._truth(other.condition, case):
                    return False
        return True

    def apart(self, one: Rule, other: Rule) -> bool:
        """Whether one does not hold, or both are unknown, in every case: then their order under ``first`` says nothing."""
        for case in self._cases([one.condition, other.condition]):
            if case is None:
                return False
            truths = {self._truth(rule.condition, case) for rule in (one, other)}
            if False not in truths and truths != {None}:
                return False
        return True

    def same_outcome(self) -> bool:
        """Whether both give the same answer for the same rules in every case."""
        conditions = [rule.condition for rule in (*self.before.rules, *self.after.rules)]
        overridable = [rule.id for rule in self.before.rules if rule.overridable]
        for case in self._cases(conditions, overridable):
            if case is None or self._outcome(self.before, case) != self._outcome(self.after, case):
                return False
        return True

    def _outcome(self, rule_set: RuleSet, case: Case) -> object:
        truths = [
            False if case.get(rule.id) else self._truth(rule.condition, case) for rule in rule_set.rules
        ]

        def outputs(index: int | None) -> Mapping[str, Any]:
            then = rule_set.otherwise if index is None else rule_set.rules[index].then
            return {name: node.value if isinstance(node, core.Const) else node for name, node in then.items()}

        plain = [node for rule in rule_set.rules for node in rule.then.values()]
        if rule_set.hit not in ("first", "unique") and not all(
            isinstance(node, core.Const) for node in plain
        ):
            # what an expression gives is compared with others there: like nothing, not even itself
            return object()
        return answer(rule_set, truths, outputs)

    # ---------------------------------------------------------------------------------------------- cases
    def _cases(
        self, conditions: Sequence[core.Node], overridable: Sequence[str] = ()
    ) -> Iterator[Case | None]:
        """Every combination of what the conditions ask; one None where there are too many."""
        choices: dict[Any, Sequence[Any]] = dict.fromkeys(overridable, (False, True))
        for condition in conditions:
            for atom in self._atoms(condition):
                choices.setdefault(atom, self._values(atom))
        if prod(map(len, choices.values())) > MOST_CASES:
            yield None
            return
        for values in product(*choices.values()):
            yield dict(zip(choices, values, strict=True))

    def _values(self, atom: Any) -> Sequence[Any]:
        if isinstance(atom, core.Read) and atom in self.space.cells:
            return [cell.sample for cell in self.space.cells[atom]]
        return (-1, 0, 1, None) if isinstance(atom, tuple) else (True, False, None)

    def _atoms(self, node: core.Node) -> Iterator[Any]:
        match node:
            case core.And(terms=terms) | core.Or(terms=terms):
                for term in terms:
                    yield from self._atoms(term)
            case core.Not(term=term):
                yield from self._atoms(term)
            case core.If(condition=condition, yes=yes, no=no):
                for part in (condition, yes, no):
                    yield from self._atoms(part)
            case core.IsKnown(term=core.Read() as read) if read in self.space.cells:
                yield read
            case core.Const():
                pass
            case core.Comparison() if (met := self._met(node)) is not None:
                yield met[0]
            case _:
                yield node

    def _met(self, node: core.Comparison) -> tuple[Any, str, Any] | None:
        """What a comparison asks: an input and a constant, or a pair of expressions that are below, at or above each other."""
        left, right, operator = node.left, node.right, node.operator
        if isinstance(left, core.Const):
            left, right, operator = right, left, core.MIRRORED[operator]
        if isinstance(left, core.Read) and isinstance(right, core.Const) and left in self.space.cells:
            return left, operator, right.value
        if left.type.kind not in ORDERED:
            return None
        if repr(right) < repr(left):
            left, right, operator = right, left, core.MIRRORED[operator]
        return (left, right), operator, None

    def _truth(self, node: core.Node, case: Case) -> bool | None:
        match node:
            case core.Const(value=bool(value)):
                return value
            case core.And(terms=terms) | core.Or(terms=terms):
                join = conjunction if isinstance(node, core.And) else disjunction
                found = join([NOTHING if (one := self._truth(term, case)) is None else one for term in terms])
                return None if isinstance(found, UnknownValue) else bool(found)
            case core.Not(term=term):
                truth = self._truth(term, case)
                return None if truth is None else not truth
            case core.If(condition=condition, yes=yes, no=no):
                truth = self._truth(condition, case)
                return None if truth is None else self._truth(yes if truth else no, case)
            case core.IsKnown(term=core.Read() as read) if read in self.space.cells:
                return case[read] is not None
            case core.Comparison() if (met := self._met(node)) is not None:
                asked, operator, value = met
                known = case[asked]
                if known is None:
                    return None
                return HOLDS[operator](known, 0 if isinstance(asked, tuple) else value)
            case _:
                truth = case[node]
                return None if truth is None else bool(truth)
