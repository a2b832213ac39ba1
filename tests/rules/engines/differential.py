"""One meaning, three backends and the solver: generated rule sets and rows, run in a process that may die without harm.

Run as a module by ``test_differential``; prints how often each construct of the core met which kind of row.
"""

import argparse
import json
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from groupctl.proof.leaves import Model, is_value
from groupctl.proof.solver import WORK, SearchSpace
from groupctl.proof.symbols import both, either, negation
from groupctl.rules import core
from groupctl.rules.engines.compiled import CompiledEngine
from groupctl.rules.engines.durable import DurableEngine
from groupctl.rules.engines.durable_alternatives import Speller
from groupctl.rules.engines.reference import ReferenceEngine
from groupctl.rules.functions import CATALOGUE
from groupctl.rules.types import BOOLEAN
from tests.proof.pinned import Translated
from tests.rules.strategies import OWN, constants_of, plain_rule_sets, rows, rule_sets, rule_sets_with

ROWS = 3
"""Rows of each kind for a rule set."""


class Solved:
    """What the solver makes of the conditions of a rule set."""

    def __init__(self, rules):
        self.translated = Translated(rules.inputs)
        self.truths = [self.translated.symbol(rule.condition) for rule in rules.rules]
        self.opened = list(self.translated.opened)
        self.space = SearchSpace(self.opened, self.translated.leaves.texts, [], WORK)

    def told(self, row, expected):
        """That no truth can be another than ``expected`` for the values of a row; False where the solver can't tell."""
        texts = self.translated.leaves.texts
        other = [
            negation(is_value(truth, value, BOOLEAN, texts))
            for truth, value in zip(self.truths, expected, strict=True)
        ]
        found = self.space.search(both(*self.translated.pins(row), either(*other)), self.opened)
        assert not isinstance(found, Model), (row, expected)
        return found is None


def constructs(node):
    """The names under which a node is counted."""
    match node:
        case core.Comparison():
            return [f"Comparison {node.operator}", f"Comparison of {node.left.type.kind}"]
        case core.Arithmetic():
            return [f"Arithmetic {node.operator}", f"Arithmetic for {node.type.kind}"]
        case core.Call():
            return [f"Call {node.function}"]
        case core.Read():
            return [f"Read {node.root}", f"Read {node.type.kind}"]
        case core.Const():
            return [f"Const {node.type.kind}"]
        case _:
            return [type(node).__name__]


def ways(rules):
    """How the C engine gets to see the conditions of a rule set."""
    for rule in rules.rules:
        for test in chain.from_iterable(Speller().alternatives(rule.condition)):
            yield f"{type(test).__name__} {test.operator}"
            for column in test.columns:
                yield f"{column.encoding} of {'a read' if isinstance(column.node, core.Read) else 'a value worked out'}"


def same_answers(rules, row, reference, compiled, durable):
    """All backends agree on a row, and what fired is what is true."""
    expected = reference.truths(row)
    assert compiled.truths(row) == expected, (rules, row)
    assert durable.truths(row) == expected, (rules, row)
    assert list(durable.fired(row)) == [index for index, truth in enumerate(expected) if truth], (rules, row)


def run(examples, seeded, last_words, solved=1):
    """Draw rule sets and rows, compare the backends, and count. One case in four calls a function for certain.

    Of the rows of each kind the first ``solved`` are put to the solver as well.
    """
    tally = Counter()
    compare(
        st.one_of(rule_sets(), plain_rule_sets()),
        examples * 3 // 4,
        seeded,
        last_words,
        tally=tally,
        solved=solved,
    )
    names = (*CATALOGUE, *OWN)
    for name in names:
        compare(
            rule_sets_with(name), examples // 4 // len(names), seeded, last_words, tally=tally, solved=solved
        )
    return tally


def compare(strategy, examples, seeded, last_words, *, tally, solved):
    """The backends against each other on rule sets of ``strategy``."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=not seeded,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy, st.data())
    def agree(rules, data):
        backends = [ReferenceEngine(), CompiledEngine(), DurableEngine(checked=False)]
        prepared = [backend.prepare(rules) for backend in backends]
        solver = Solved(rules) if solved else None
        found = [
            name for rule in rules.rules for node in core.walk(rule.condition) for name in constructs(node)
        ]
        found += ways(rules)
        for kind, rows_of_kind in {
            "present": rows(rules.inputs),
            "missing": rows(rules.inputs, missing=True),
            "boundary": rows(rules.inputs, constants_of(rules)),
        }.items():
            for number in range(ROWS):
                row = data.draw(rows_of_kind)
                last_words.write_text(f"{row!r}\n{rules!r}")
                same_answers(rules, row, *prepared)
                tally["cases"] += 1
                if solver and number < solved:
                    tally["solved", solver.told(row, prepared[0].truths(row))] += 1
                tally.update(f"{name}, {kind}" for name in set(found))
        prepared[-1].close()

    agree()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=int, required=True)
    parser.add_argument(
        "--seeded", action="store_true", help="draw anew each time instead of always the same"
    )
    parser.add_argument("--last-words", type=Path, required=True)
    parser.add_argument(
        "--solved",
        type=int,
        default=1,
        help=f"rows of each kind that the solver judges as well, up to {ROWS}",
    )
    options = parser.parse_args()
    found = run(options.examples, options.seeded, options.last_words, options.solved)
    found["solver"], found["solver can't tell"] = (
        found.pop(("solved", True), 0),
        found.pop(("solved", False), 0),
    )
    sys.stdout.write(json.dumps(found))
