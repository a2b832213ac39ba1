"""Matrices of authority beside each other: a matter belongs to the one whose rows name it.

So a policy that adds a matter with bands of its own writes a matrix for it, and the matrices that it imports leave the matter to that one.
"""

from collections.abc import Mapping

from attrs import evolve

from groupctl.rules import core
from groupctl.rules.authority import MATTER
from groupctl.rules.policy import RuleSet
from groupctl.rules.types import BOOLEAN


def apart(rulesets: Mapping[str, RuleSet]) -> dict[str, RuleSet]:
    """The rule sets, where none that gives a route decides on a matter that only rows of others name."""
    named = {name: _named(one) for name, one in rulesets.items() if one.route}
    found = dict(rulesets)
    for name, mine in named.items():
        known = mine.keys()
        others = {
            matter: test for one in named.values() for matter, test in one.items() if matter not in known
        }
        only = rulesets[name].only
        left = [test for matter, test in sorted(others.items()) if _truth(only, matter) is not False]
        if left:
            excluded = tuple(evolve(test, operator="!=") for test in left)
            terms = excluded if only is None else (only, *excluded)
            found[name] = evolve(
                rulesets[name], only=terms[0] if len(terms) == 1 else core.And(type=BOOLEAN, terms=terms)
            )
    return found


def _named(rule_set: RuleSet) -> dict[str, core.Comparison]:
    """The matters that the rows of a matrix name, each with the test that names it."""
    nodes = (node for rule in rule_set.rules for node in core.walk(rule.condition))
    return {
        matter: node
        for node in nodes
        if isinstance(node, core.Comparison) and node.operator == "=" and (matter := _matter(node))
    }


def _matter(test: core.Comparison) -> str:
    """The matter that the matter of a request is compared with; empty where something else is compared."""
    right = test.right
    return str(right.value) if isinstance(right, core.Const) and right.type.name == MATTER else ""


def _truth(node: core.Node | None, matter: str) -> bool | None:
    """Whether a condition holds for a matter, whatever else is so; None where that depends on something else."""
    match node:
        case core.And(terms=terms) | core.Or(terms=terms):
            found = {_truth(term, matter) for term in terms}
            decisive = isinstance(node, core.Or)
            return decisive if decisive in found else None if None in found else not decisive
        case core.Not(term=term):
            inner = _truth(term, matter)
            return None if inner is None else not inner
        case core.Comparison(operator="=" | "!=") if other := _matter(node):
            return (other == matter) == (node.operator == "=")
        case _:
            return None
