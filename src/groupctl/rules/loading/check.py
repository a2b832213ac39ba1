"""Advice about a policy that loads: what is allowed, but hardly meant.

Advice has the form of faults, with a place and a text in both languages; nothing is wrong with the policy.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Final

from attrs import define, field

from groupctl.errors import Fault, SourceSpan
from groupctl.rules import core
from groupctl.rules.loading import hidden, numbers_in_titles
from groupctl.rules.loading.parameters import latest, looser
from groupctl.rules.loading.regions import HOLDS
from groupctl.rules.policy import Parameter, Policy, Rule, RuleSet, every_expression
from groupctl.rules.show import show_value

MOST_COMPARED: Final = 1_000
"""Rules of one rule set that are compared with each other; the work grows with the square."""

MOST_STEPS: Final = 2_000_000
"""Pairs of conditions, and of their parts, that are compared for one rule set: a few seconds at the most."""

_LATE: Final = ("policy.advice-same-condition", "policy.advice-unreachable", "policy.advice-never-fires")
_WEAKER: Final = {"<": ("<", "<="), "<=": ("<=",), ">": (">", ">="), ">=": (">=",)}


def advice(policy: Policy) -> tuple[Fault, ...]:
    """Everything that is worth a second look, in the order of places."""
    found = [
        *_parameters(policy),
        *numbers_in_titles.advice(policy),
        *(one for rules in policy.rulesets.values() for one in _rules(policy, rules)),
    ]
    return tuple(sorted(found, key=lambda one: (one.where is None, one.where, one.code)))


def _said(code: str, where: SourceSpan | None, **values: object) -> Fault:
    return Fault(code, {name: str(value) for name, value in values.items()}, where)


def _parameters(policy: Policy) -> Iterator[Fault]:
    """Parameters that nothing reads, those that still have to be set (L37), and those set looser than imported (M24)."""
    read = {policy.given_days} | {
        node.path[0]
        for expression in every_expression(policy.measures, policy.rulesets, policy.processes)
        for node in core.walk(expression)
        if isinstance(node, core.Read) and node.root == core.PARAMETER
    }
    for name, parameter in policy.parameters.items():
        if name not in read:
            if not parameter.is_imported:  # the policy that declares it tells whether it is needed
                yield _said("policy.advice-unread", parameter.where, name=name)
        elif not parameter.values:
            code = "policy.advice-some-values" if parameter.scopes else "policy.advice-no-values"
            yield _said(code, parameter.where, name=name)
        yield from _looser(parameter, policy.currency)


def _looser(parameter: Parameter, currency: str) -> Iterator[Fault]:
    """The first day on which a policy sets a parameter looser than the policy that it imports."""
    change = parameter.change
    for day in sorted({day for day, _ in (*parameter.values, *parameter.imported)} if change else ()):
        own, imported = latest(parameter.values, day), latest(parameter.imported, day)
        if change and own and imported and looser(own[1], imported[1], parameter.tighter):
            value, was = (show_value(found[1], parameter.type, currency) for found in (own, imported))
            yield _said(
                "policy.advice-looser",
                parameter.where,
                name=parameter.name,
                day=day,
                value=value,
                imported=was,
                by=change.by,
                place=change.place,
            )
            return


def _rules(policy: Policy, rules: RuleSet) -> Iterator[Fault]:
    """What is told of one rule set; of a rule or a pair that says it plainly, its values are not told as well."""
    plainly = list(_rule_set(rules))
    pairs = {(one.values["name"], one.values.get("other")) for one in plainly}
    late = {one.values["name"] for one in plainly if one.code in _LATE}
    yield from plainly
    for one in hidden.advice(policy, rules):
        name, other = one.values["name"], one.values.get("other")
        if not ((other and (name, other) in pairs) or (not other and name in late)):
            yield one


def _rule_set(rules: RuleSet) -> Iterator[Fault]:
    for name, change in rules.disabled.items():
        yield _said(
            "policy.advice-disabled",
            rules.where,
            name=name,
            by=change.by,
            place=change.place,
            **change.reasons,
        )
    for rule in rules.rules:
        if _is(rule.when, value=False) or (rule.applies is not None and _is(rule.applies, value=False)):
            yield _said("policy.advice-never-fires", rule.where, name=rule.id)
    pairs = combinations(rules.rules, 2) if len(rules.rules) <= MOST_COMPARED else ()
    comparisons = _Comparisons()
    for earlier, later in pairs:
        if (
            rules.hit == "first"
            and _covers(earlier, later)
            and comparisons.imply(later.condition, earlier.condition)
        ):
            same = later.condition == earlier.condition
            code = "policy.advice-same-condition" if same else "policy.advice-unreachable"
            yield _said(code, later.where, name=later.id, other=earlier.id)
        elif rules.hit in ("unique", "any") and _overlap(earlier, later) and _clash(rules, earlier, later):
            yield _said("policy.advice-clash", later.where, name=later.id, other=earlier.id, hit=rules.hit)


def _is(node: core.Node, *, value: bool) -> bool:
    return isinstance(node, core.Const) and node.value is value


def _clash(rules: RuleSet, earlier: Rule, later: Rule) -> bool:
    """Whether both rules always fire together, in a way that breaks the hit policy."""
    if rules.hit == "any" and earlier.then == later.then:
        return False
    return later.condition == earlier.condition


def _covers(earlier: Rule, later: Rule) -> bool:
    """Whether ``earlier`` is in force whenever ``later`` is."""
    return (earlier.since or date.min) <= (later.since or date.min) and (later.until or date.max) <= (
        earlier.until or date.max
    )


def _overlap(one: Rule, other: Rule) -> bool:
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (
        one.until or date.max
    )


def implies(left: core.Node, right: core.Node) -> bool:
    """Whether ``right`` is certainly true where ``left`` is; False also means that this can't tell."""
    return _Comparisons().imply(left, right)


@define
class _Comparisons:
    """Compares conditions, until too much work has gone into it: from then on nothing can be told."""

    left: int = MOST_STEPS
    """Steps that are still to be had."""
    _known: dict[tuple[int, int], bool] = field(factory=dict, init=False)
    """By the identities of two nodes: without it the work would double with every level of ``and`` within ``or``."""

    def imply(self, left: core.Node, right: core.Node) -> bool:
        """Whether ``right`` is certainly true where ``left`` is."""
        self._known.clear()  # the next condition may be new, at the address of one that is gone
        return self._imply(left, right)

    def _imply(self, left: core.Node, right: core.Node) -> bool:
        pair = (id(left), id(right))
        if pair not in self._known:
            if self.left <= 0:
                return False
            self.left -= 1
            self._known[pair] = self._found(left, right)
        return self._known[pair]

    def _found(self, left: core.Node, right: core.Node) -> bool:
        if _is(left, value=False) or _is(right, value=True):
            return True
        match left, right:
            case _, core.And(terms=terms):
                return all(self._imply(left, term) for term in terms)
            case core.Or(terms=terms), _:
                return all(self._imply(term, right) for term in terms)
            case core.And(terms=terms), _:
                return any(self._imply(term, right) for term in terms) or self._some(left, right)
            case _, core.Or():
                return self._some(left, right)
            case core.Comparison(), core.Comparison():
                return left == right or _narrower(left, right)
            case _:
                return left == right

    def _some(self, left: core.Node, right: core.Node) -> bool:
        return isinstance(right, core.Or) and any(self._imply(left, term) for term in right.terms)


def _narrower(left: core.Comparison, right: core.Comparison) -> bool:
    """Whether every value that meets ``left`` meets ``right``: both compare the same thing with a constant."""
    one, other = left.right, right.right
    if left.left != right.left or not isinstance(one, core.Const) or not isinstance(other, core.Const):
        return False
    if left.operator == "=":
        return HOLDS[right.operator](one.value, other.value)
    if left.operator in _WEAKER and right.operator in HOLDS and right.operator != "=":
        towards = HOLDS[left.operator[0]]
        beyond = towards(one.value, other.value)
        if right.operator == "!=":
            return beyond or (one.value == other.value and left.operator in ("<", ">"))
        return left.operator[0] == right.operator[0] and (
            beyond or (one.value == other.value and right.operator in _WEAKER[left.operator])
        )
    return False
