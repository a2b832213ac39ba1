"""What the rules of a set hide from their reader: overlaps, gaps and rules that never decide, each with values that show it.

Found exactly, by `regions`: whatever is told is so for the values that are named, with the parameters of the group. What can't be
told of a rule, because it compares two inputs or calls a function, is not told.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from itertools import combinations, product

from attrs import define, field

from groupctl.errors import Fault
from groupctl.rules import core
from groupctl.rules.loading.parameters import latest
from groupctl.rules.loading.periods import Scope, in_force, periods, scopes, values_in
from groupctl.rules.loading.ranges import Ranges
from groupctl.rules.loading.regions import Box, Region, Space, TooMany
from groupctl.rules.policy import Policy, Rule, RuleSet
from groupctl.rules.show import show_known, show_value
from groupctl.rules.types import ORDERED

MOST_RULES = 200
"""Rules of one rule set that are compared."""


def advice(policy: Policy, rules: RuleSet) -> Iterator[Fault]:
    """What is hidden in one rule set, in the order of its rules."""
    if len(rules.rules) > MOST_RULES:
        return
    told: dict[tuple[str, ...], Fault] = {}
    dead = {rule.id for rule in rules.rules}
    covered = set(dead)
    try:
        for (start, end), scope in _parts(policy, rules):
            as_set = _Period(policy, rules, start, end, scope, switches=False)
            for found in (*as_set.overlaps(), *as_set.gap(), *as_set.holes()):
                told.setdefault((found.code, found.values["name"], found.values.get("other", "")), found)
            however_set = _Period(policy, rules, start, end, scope, switches=True)
            dead &= however_set.never_hold()
            covered &= however_set.covered()
    except TooMany:
        return
    yield from told.values()
    for rule in rules.rules:
        if rule.id in dead and not _false(rule):
            yield Fault("policy.advice-never-holds", {"name": rule.id}, rule.where)
        elif rule.id in covered and rule.id not in dead:
            yield Fault("policy.advice-covered", {"name": rule.id}, rule.where)


def _false(rule: Rule) -> bool:
    """Whether it is written as false, which is told elsewhere."""
    return any(isinstance(node, core.Const) and node.value is False for node in (rule.when, rule.applies))


def _parts(policy: Policy, rules: RuleSet) -> Iterator[tuple[tuple[date, date], Scope]]:
    """Each period in which no parameter that the conditions read changes, in the group and in each scope that has a value of its own."""
    read = [policy.parameters[name] for name in _read(rules)]
    scoped = (values for one in read for units in one.scopes.values() for values in units.values())
    return product(periods((*(one.values for one in read), *scoped)), scopes(read))


def _read(rules: RuleSet) -> set[str]:
    return {node.path[0] for rule in rules.rules for node in _parameters(rule.condition)}


def _parameters(node: core.Node) -> Iterator[core.Read]:
    yield from (
        one
        for one in core.walk_outside_quantifiers(node)
        if isinstance(one, core.Read) and one.root == core.PARAMETER
    )


@define
class _Period:
    """A rule set while its parameters have one value each.

    With ``switches`` those that are no number and no date may have any, and inputs may be unknown: a rule that a parameter switches
    off is not dead, nor is one that holds where those before it can't be judged.
    """

    policy: Policy
    rules: RuleSet
    start: date
    end: date
    scope: Scope
    switches: bool = field(kw_only=True)
    conditions: list[core.Node] = field(init=False)
    space: Space = field(init=False)
    everywhere: Region = field(init=False)
    sure: list[Region] = field(init=False)
    perhaps: list[Region] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.conditions = [self._condition(rule) for rule in self.rules.rules]
        period = in_force(self.start, self.end)
        ranges = Ranges(self.policy, self.rules.about)
        unknown = ranges.optional if self.switches else lambda _: False
        self.space = Space.of([*self.conditions, period], ranges.least, ranges.whole, unknown)
        self.everywhere = self.space.holds(period, perhaps=False)
        self.sure, self.perhaps = (
            [
                self.space.both(self.everywhere, self.space.holds(one, perhaps=perhaps))
                for one in self.conditions
            ]
            for perhaps in (False, True)
        )

    # ------------------------------------------------------------------------------------------ findings
    def overlaps(self) -> Iterator[Fault]:
        """Two rules that hold together, where the hit policy allows one only, or one answer only."""
        if self.rules.hit not in ("unique", "any"):
            return
        for (one, earlier), (two, later) in combinations(enumerate(self.rules.rules), 2):
            if self.rules.hit == "any" and not _differ(earlier, later):
                continue
            if met := self.space.both(self.sure[one], self.sure[two]):
                touches = all(self._touches(box, self.sure[one], self.sure[two]) for box in met)
                reads = self._reads([self.conditions[one], self.conditions[two]])
                yield Fault(
                    "policy.advice-touch" if touches else "policy.advice-overlap",
                    {
                        "name": later.id,
                        "other": earlier.id,
                        "hit": self.rules.hit,
                        "row": self._row(met, reads),
                    },
                    later.where,
                )

    def gap(self) -> Iterator[Fault]:
        """Values for which no rule holds, in a rule set whose rules are to tell all cases apart."""
        if self.rules.hit != "unique" or len(self.rules.rules) < 2 or self.rules.only is not None:
            return
        rest = reduce(self.space.without, self.perhaps, self.everywhere)
        if rest:
            yield self._uncovered("policy.advice-gap", rest)

    def holes(self) -> Iterator[Fault]:
        """Values between those that rules hold for, for which none does: `otherwise` answers, perhaps by mistake.

        Below and above the hole a rule holds, whatever else is the same. Rules that answer yes or no single some cases out,
        and have none.
        """
        if all(type_.kind == "boolean" for type_ in self.rules.gives.values()):
            return
        if self.rules.hit not in ("first", "any") or len(self.rules.rules) < 2 or self.rules.only is not None:
            return
        rest = reduce(self.space.without, self.perhaps, self.everywhere)
        found = tuple(box for box in rest if any(self._between(box, read) for read in box))
        if found:
            yield self._uncovered("policy.advice-hole", found)

    def _between(self, box: Box, read: core.Read) -> bool:
        if read.type.kind not in ORDERED or read.root == core.AS_OF:
            return False
        bits = box[read]
        known = sum(cell.sample is not None for cell in self.space.cells[read])
        below, above = (bits & -bits) >> 1, 1 << bits.bit_length()
        if not below or above >= 1 << known:
            return False
        return not any(
            reduce(self.space.without, self.perhaps, self.space.both(({**box, read: near},), self.everywhere))
            for near in (below, above)
        )

    def _uncovered(self, code: str, rest: Region) -> Fault:
        answer = ", ".join(
            f"{name}: {show_value(node.value, node.type, self.policy.currency)}"
            for name, node in self.rules.otherwise.items()
            if isinstance(node, core.Const)
        )
        row = self._row(rest, self._reads(self.conditions))
        return Fault(
            code, {"name": self.rules.name, "row": row, "answer": answer or "otherwise"}, self.rules.where
        )

    def never_hold(self) -> set[str]:
        """Rules whose conditions contradict themselves."""
        return {rule.id for rule, region in zip(self.rules.rules, self.perhaps, strict=True) if not region}

    def covered(self) -> set[str]:
        """Rules that never decide under ``first``: wherever they hold, one before them holds as well."""
        if self.rules.hit != "first":
            return set()
        return {
            rule.id
            for index, rule in enumerate(self.rules.rules)
            if not reduce(self.space.without, self.sure[:index], self.perhaps[index])
        }

    # ------------------------------------------------------------------------------------------- helpers
    def _condition(self, rule: Rule) -> core.Node:
        terms = (in_force(rule.since, rule.until), self._set(rule.condition))
        return core.And(terms=terms)

    def _set(self, node: core.Node) -> core.Node:
        """``node`` with the values of parameters in their place."""
        if isinstance(node, core.Read) and node.root == core.PARAMETER:
            if self.switches and node.type.kind not in ORDERED:
                return node
            found = latest(values_in(self.policy.parameters[node.path[0]], self.scope), self.start)
            return node if found is None else core.Const(type=node.type, value=found[1])
        return core.with_children(node, [self._set(child) for child in core.children(node)])

    def _reads(self, conditions: Sequence[core.Node]) -> list[core.Read]:
        nodes = (node for one in conditions for node in core.walk_outside_quantifiers(one))
        return list(
            dict.fromkeys(node for node in nodes if isinstance(node, core.Read) and node in self.space.cells)
        )

    def _row(self, region: Region, reads: Sequence[core.Read]) -> str:
        """The values of a witness, as they may be put into an example; known ones where there are any."""
        rows = [self.space.witness(box, reads) for box in region]
        found = min(rows, key=lambda row: list(row.values()).count(None))
        currency = self.policy.currency
        told = [f"{read.key} = {show_known(value, read.type, currency)}" for read, value in found.items()]
        return ", ".join([*told, " = ".join(self.scope)] if self.scope else told)

    def _touches(self, box: Box, one: Region, other: Region) -> bool:
        """Whether two regions share only a border here: one value, with more on its either side."""
        for read, bits in box.items():
            cells = [cell for index, cell in enumerate(self.space.cells[read]) if bits >> index & 1]
            if read.type.kind in ("boolean", "enumeration", "text") or len(cells) != 1 or not cells[0].single:
                continue
            if all(part.get(read, -1) != bits for region in (one, other) for part in region):
                return True
        return False


def _differ(one: Rule, other: Rule) -> bool:
    """Whether two rules certainly give different answers."""
    return any(
        isinstance(answer, core.Const) and isinstance(second, core.Const) and answer.value != second.value
        for answer, second in ((answer, other.then.get(name)) for name, answer in one.then.items())
    )
