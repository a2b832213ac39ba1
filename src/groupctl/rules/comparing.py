"""Two versions of a rule set compared over all values: the same, stricter, looser, or neither.

Inputs are cut into cells (`regions`). A condition that is no comparison of an input with a constant is a condition of its own, which may
be true or false: so what is the same for all of them is the same, and what differs was only found to differ where none of these
takes part. Values are those where everything is known. Within them the search is complete, or says that it gave up.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any, Final, Literal

from attrs import define, field, frozen

from groupctl.rules import core
from groupctl.rules.loading.parameters import latest
from groupctl.rules.loading.periods import AS_OF, Scope, in_force, periods, scopes, values_in
from groupctl.rules.loading.ranges import Ranges
from groupctl.rules.loading.regions import Box, Region, Space, TooMany, compared
from groupctl.rules.policy import BADNESS, Policy, Rule, RuleSet, members_of
from groupctl.rules.sameness import Sameness, same_rule
from groupctl.rules.show import show, show_known
from groupctl.rules.types import BOOLEAN
from groupctl.schema.checks import FIRST_DAY

Verdict = Literal["equivalent", "stricter", "looser", "incomparable", "not proved", "added", "removed"]
How = Literal["content", "tables", "bound", "solver", ""]
"""What shows it: nothing that it reads changed, all cells were compared, or a solver. With ``bound`` it was shown that the new version is
never looser (or never stricter), and not that it differs anywhere. Empty: nothing shows it.
"""
Direction = Literal["stricter", "looser", "other"]

CONDITION: Final = "condition"
"""The root of a condition that is taken as a whole."""
NEW: Final = "new"
"""The root of an input that the new policy works out otherwise."""
MOST_STEPS: Final = 20_000


@frozen(kw_only=True)
class Witness:
    """Values for which the two decide differently; ``sure`` unless a condition that was taken as a whole takes part."""

    direction: Direction
    row: str
    before: str
    now: str
    sure: bool


@frozen(kw_only=True)
class ComparedRules:
    """What comparing the two versions of a rule set found.

    ``behind`` are the parameters, measures and outputs that it reads whose values come about otherwise, as the policy writes them.
    """

    name: str
    verdict: Verdict
    how: How = ""
    witnesses: tuple[Witness, ...] = ()
    behind: tuple[str, ...] = ()


def compare(sameness: Sameness, name: str) -> ComparedRules:
    """How the new version of a rule set differs from the old one, as far as that can be told without a solver."""
    old, new = sameness.old.rulesets.get(name), sameness.new.rulesets.get(name)
    if old is None or new is None:
        return ComparedRules(name=name, verdict="added" if old is None else "removed", how="content")
    behind = sameness.changed_behind(name)
    told = tuple(".".join(filter(None, place)) for place in behind)
    if sameness.rules(name) and not behind:
        return ComparedRules(name=name, verdict="equivalent", how="content")
    if not _comparable(old, new):
        return ComparedRules(name=name, verdict="not proved", behind=told)
    measured = frozenset(one for entity, one in behind if entity)
    try:
        found = _search(sameness, old, new, measured)
    except TooMany:
        return ComparedRules(name=name, verdict="not proved", behind=told)
    directions = {one.direction for one in found}
    verdict: Verdict = "incomparable"
    if not found:
        verdict = "equivalent"
    elif directions in ({"stricter"}, {"looser"}):
        verdict = "stricter" if "stricter" in directions else "looser"
    sure = all(one.sure for one in found)
    how: How = "tables" if sure else "bound" if verdict in ("stricter", "looser") else ""
    verdict = verdict if how else "not proved"
    return ComparedRules(name=name, verdict=verdict, how=how, witnesses=tuple(found), behind=told)


def _comparable(old: RuleSet, new: RuleSet) -> bool:
    """Whether the rules alone make the difference, and one of them decides."""
    alone = ("about", "hit", "gives", "unknown", "only", "outcomes", "gate")
    if any(getattr(old, name) != getattr(new, name) for name in alone) or old.hit.startswith("collect"):
        return False
    matters = {rule.id: rule.overridable for rule in old.rules}
    return all(matters.get(rule.id, rule.overridable) == rule.overridable for rule in new.rules)


def _search(sameness: Sameness, old: RuleSet, new: RuleSet, measured: frozenset[str]) -> list[Witness]:
    """The first witness of each direction, over all periods in which no parameter changes."""
    found: dict[Direction, Witness] = {}
    names = {
        node.path[0]
        for one in (old, new)
        for top in one.expressions_of_outputs()
        for node in core.walk(top)
        if isinstance(node, core.Read) and node.root == core.PARAMETER
    }
    both = [
        [policy.parameters[name] for policy in (sameness.old, sameness.new) if name in policy.parameters]
        for name in sorted(names)
    ]
    for scope in scopes(one for some in both for one in some):
        held = [[values_in(one, scope) for one in some] for some in both]
        for start, end in periods(values for some in held for values in some):
            if any(all(latest(values, start) is None for values in some) for some in held):
                continue  # without a value neither of the two decides
            for witness in _Period(sameness, old, new, start, end, measured, scope).witnesses():
                kept = found.get(witness.direction)
                if kept is None or (witness.sure and not kept.sure):
                    found[witness.direction] = witness
    return list(found.values())


@frozen
class _Decider:
    """What decides in one version: a rule that is the first to hold, or nothing."""

    index: int
    rule: Rule | None
    outputs: Mapping[str, core.Node]


@define
class _Period:
    """Both versions while their parameters have one value each."""

    sameness: Sameness
    old: RuleSet
    new: RuleSet
    start: date
    end: date
    measured: frozenset[str]
    scope: Scope
    space: Space = field(init=False)
    everywhere: Region = field(init=False)
    sides: list[list[_Decider]] = field(init=False)
    regions: list[list[Region]] = field(init=False)
    steps: int = field(init=False, default=0)

    def __attrs_post_init__(self) -> None:
        policies = (self.sameness.old, self.sameness.new)
        self.sides = [list(self._deciders(one, side)) for side, one in enumerate((self.old, self.new))]
        conditions = [
            [self._condition(one.rule, policy, side) for one in self.sides[side] if one.rule]
            for side, policy in enumerate(policies)
        ]
        period = in_force(self.start, self.end)
        ranges = Ranges(policies[1], self.new.about)
        self.space = Space.of([*conditions[0], *conditions[1], period], ranges.least, ranges.whole)
        self.everywhere = self.space.holds(period, perhaps=False)
        self.regions = [[self.space.holds(one, perhaps=False) for one in some] for some in conditions]

    def witnesses(self) -> Iterator[Witness]:
        """A point for each pair of deciders with different answers, where there is one."""
        if any(map(self._clash, (0, 1))):
            raise TooMany  # two answers at once are a fault, which the order of the rules does not tell
        unmoved = self._unmoved()
        for before in self.sides[0]:
            for now in self.sides[1]:
                if before.outputs == now.outputs or _kept(before, now, unmoved):
                    continue
                box = self._point(before, now)
                if box is not None:
                    yield self._witness(box, before, now)

    def _clash(self, side: int) -> bool:
        """Whether two rules may hold together that must not."""
        if self.new.hit not in ("unique", "any"):
            return False
        rules = [one for one in self.sides[side] if one.rule]
        return any(
            bool(self.space.both(self.space.both(self.everywhere, regions[0]), regions[1]))
            for one, other in combinations(rules, 2)
            if self.new.hit == "unique" or one.outputs != other.outputs
            for regions in [(self.regions[side][one.index], self.regions[side][other.index])]
        )

    def _unmoved(self) -> set[str]:
        """Rules that both have alike, where all of these are in the same order: no two of them decide differently."""
        old = {one.rule.id: one.rule for one in self.sides[0] if one.rule}
        alike = [
            one.rule.id
            for one in self.sides[1]
            if one.rule and one.rule.id in old and same_rule(old[one.rule.id], one.rule)
        ]
        in_old = [name for name in old if name in set(alike)]
        touched = self.measured or any(
            self._set(one, 0) != self._set(one, 1) for one in _conditions(self.new, alike)
        )
        return set(alike) if in_old == alike and not touched else set()

    def _point(self, before: _Decider, now: _Decider) -> Box | None:
        held, blocked = self.everywhere, []
        for side, one in enumerate((before, now)):
            if one.rule:
                held = self.space.both(held, self.regions[side][one.index])
            blocked += self.regions[side][: one.index]
        self.steps = 0
        for box in held:
            if (found := self._outside(box, sorted(blocked, key=len))) is not None:
                return found
        return None

    def _outside(self, box: Box, blocked: Sequence[Region]) -> Box | None:
        """A part of ``box`` where none of ``blocked`` is."""
        for place, region in enumerate(blocked):
            if not self.space.both((box,), region):
                continue
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise TooMany
            for piece in self.space.without((box,), region):
                if (found := self._outside(piece, blocked[place + 1 :])) is not None:
                    return found
            return None
        return box

    def _witness(self, box: Box, before: _Decider, now: _Decider) -> Witness:
        policy = self.sameness.new
        row = self.space.witness(box, list(box))
        said = [
            f"{_named(read)} = {show_known(value, read.type, policy.currency)}"
            for read, value in row.items()
            if read.root != core.AS_OF
        ]
        if AS_OF in row and self.start > FIRST_DAY:
            said.append(f"as_of = {row[AS_OF]}")
        said += [" = ".join(self.scope)] if self.scope else []
        texts = [
            ", ".join(show(node, policy.currency) for node in one.outputs.values()) for one in (before, now)
        ]
        return Witness(
            direction=_direction(self.new, before, now),
            row=", ".join(said) or "-",
            before=texts[0],
            now=texts[1],
            sure=all(read.root not in (CONDITION, NEW) and value is not None for read, value in row.items())
            and not any(
                one.root == NEW
                for node in now.outputs.values()
                for one in core.walk(node)
                if isinstance(one, core.Read)
            ),
        )

    # ------------------------------------------------------------------------------------- conditions
    def _deciders(self, rule_set: RuleSet, side: int) -> Iterator[_Decider]:
        """The rules in the order in which one decides, then what holds otherwise."""
        rules = list(rule_set.rules)
        if rule_set.hit == "priority":
            first, type_ = next(iter(rule_set.gives.items()))
            order = members_of(type_)
            rules.sort(
                key=lambda rule: (
                    order.index(_text(rule.then[first])) if _text(rule.then[first]) in order else 0
                )
            )
        for index, rule in enumerate(rules):
            yield _Decider(index, rule, {name: self._set(node, side) for name, node in rule.then.items()})
        outputs = {name: self._set(node, side) for name, node in rule_set.otherwise.items()}
        yield _Decider(len(rules), None, outputs)

    def _condition(self, rule: Rule, policy: Policy, side: int) -> core.Node:
        terms = (in_force(rule.since, rule.until), self._whole(self._set(rule.condition, side), policy))
        return core.And(terms=terms)

    def _set(self, node: core.Node, side: int) -> core.Node:
        """``node`` with the values of parameters in their place; an input that the new policy works out otherwise is another one."""
        policy = (self.sameness.old, self.sameness.new)[side]
        if isinstance(node, core.Read) and node.root == core.PARAMETER:
            held = latest(values_in(policy.parameters[node.path[0]], self.scope), self.start)
            return node if held is None else core.Const(type=node.type, value=held[1])
        if isinstance(node, core.Read) and side and not self.measured.isdisjoint(node.path):
            return core.Read(type=node.type, root=NEW, path=node.path)
        if isinstance(node, core.Quantified):
            read = self.measured.intersection(
                name for one in core.walk(node) if isinstance(one, core.Read) for name in one.path
            )
            parameters = [
                f"{one.path[0]}={getattr(self._set(one, side), 'value', None)}"
                for one in core.walk(node)
                if isinstance(one, core.Read) and one.root == core.PARAMETER
            ]
            mark = (NEW,) if side and read else ()
            return core.Read(
                type=BOOLEAN, root=CONDITION, path=(show(node, policy.currency), *parameters, *mark)
            )
        return core.with_children(node, [self._set(child, side) for child in core.children(node)])

    def _whole(self, node: core.Node, policy: Policy) -> core.Node:
        """``node`` with each part that is no comparison with a constant taken as a condition of its own."""
        match node:
            case core.And() | core.Or() | core.Not() | core.If():
                return core.with_children(node, [self._whole(child, policy) for child in core.children(node)])
            case core.Const() | core.Read() | core.IsKnown(term=core.Read()):
                return node
            case core.Comparison(left=core.Const(), right=core.Const()):
                return node
        if compared(node) is not None:
            return node
        return core.Read(type=BOOLEAN, root=CONDITION, path=(show(node, policy.currency),))


def _conditions(rule_set: RuleSet, names: Sequence[str]) -> Iterator[core.Node]:
    yield from (rule.condition for rule in rule_set.rules if rule.id in names)


def _kept(before: _Decider, now: _Decider, unmoved: set[str]) -> bool:
    """Whether two deciders can't meet: different rules, of which the first to hold is the same in both versions."""
    if before.rule is None or now.rule is None or before.rule.id == now.rule.id:
        return False
    return {before.rule.id, now.rule.id} <= unmoved


def _text(node: core.Node) -> str:
    value: Any = getattr(node, "value", "")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _direction(rule_set: RuleSet, before: _Decider, now: _Decider) -> Direction:
    """Whether the new answer is worse for who asks (stricter), better (looser), or only another one."""
    first, type_ = next(iter(rule_set.gives.items()))
    texts = [_text(one.outputs[first]) for one in (before, now)]
    if rule_set.outcomes:
        was, is_ = (BADNESS[rule_set.outcomes.get(text, "")] for text in texts)
    elif rule_set.hit == "priority" and set(texts) <= set(members_of(type_)):
        was, is_ = (-members_of(type_).index(text) for text in texts)
    elif type_.kind == "boolean" and rule_set.warning:
        was, is_ = (int(text == "true") for text in texts)
    else:
        return "other"
    return "other" if was == is_ else "stricter" if is_ > was else "looser"


def _named(read: core.Read) -> str:
    return read.path[0] if read.root == CONDITION else read.key
