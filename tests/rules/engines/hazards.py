"""What durable_rules gets wrong when it is used carelessly: each as a situation, and a way to put the hazard back.

``python -m tests.rules.engines.hazards NAME [--put-back]`` runs one situation in this process, perhaps with a
piece of the cage replaced by what a careless hand would write. It ends with 0 when every answer was right, with
``WRONG`` or ``REFUSED`` when the fault was found out, and otherwise as the C engine leaves it: dead, or never.
"""

import argparse
import resource
import sys
import threading
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from attrs import frozen

from groupctl.errors import EngineError
from groupctl.rules import core
from groupctl.rules.engines import durable_networks
from groupctl.rules.engines.durable import DurableEngine, native
from groupctl.rules.engines.durable_networks import GATE
from groupctl.rules.engines.reference import ReferenceEngine
from groupctl.rules.types import RATIO, TEXT
from tests.rules.builders import compare, const, every, read, rule_set, some
from tests.rules.engines.careless import (
    calling,
    chinese_expression,
    conjunction,
    constant,
    dividing,
    drained_by,
    empty_list,
    huge_id,
    joined_on_id,
    nested,
    not_over_another,
    rewriting,
    trusting,
    with_colliding_names,
    with_fields_together,
    with_fresh_sids,
    with_raw_values,
    with_texts_in_order,
    with_unknown_alias,
    with_wrapping_priorities,
    without_catch_alls,
    without_collapsing,
    without_delete_state,
    without_gate,
    without_guards,
    without_lock,
    without_merging,
    without_probe,
)

WRONG, REFUSED = 3, 4
A, B, C = read("a"), read("b"), read("c")
T, U = read("t", TEXT), read("u", TEXT)
POSITIVE = compare(">", A, const(0))


def prepared(whens):
    return DurableEngine(checked=False).prepare(rule_set(whens))


def judge(whens, *rows):
    """Judge rows, given as values by name, and hold every answer against the reference."""
    engine, reference = prepared(whens), ReferenceEngine().prepare(rule_set(whens))
    for values in rows:
        row = tuple(values.get(node.key) for node in engine.rule_set.inputs)
        expected = reference.truths(row)
        fired = list(engine.fired(row))
        assert fired == [index for index, truth in enumerate(expected) if truth], fired
        assert engine.truths(row) == expected, row


def judging(whens, *rows):
    return lambda: judge(whens, *rows)


def refusing(when, value):
    """A value of the wrong class must not be answered at all."""

    def situation():
        engine = prepared([when])
        try:
            engine.fired((value,))
        except EngineError:
            return
        raise AssertionError("answered")

    return situation


def memory():
    """The resident size in KiB; the largest so far would be that of the parent, which a child inherits."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1024


# ------------------------------------------------------------------------------------------------- the situations
NUMBERED = tuple(compare(">", A, const(-number)) for number in range(1100))
"""Conditions that are all different, and all true of 1."""


def deep(levels):
    node = POSITIVE
    for number in range(levels):
        node = every(compare(">", B, const(-number)), some(node, compare("<", C, const(-number))))
    return node


def one_state():
    engine, before = prepared([POSITIVE]), memory()
    for number in range(1500):
        assert list(engine.fired((number % 2,))) == [0] * (number % 2)
    assert memory() - before < 20_000, "memory grows"


def closed_at_once():
    for number in range(50):
        prepared([compare(">", A, const(number))]).close()


def opened_and_closed():
    prepared(NUMBERED[:100]).close()
    before = memory()
    for _ in range(150):
        prepared(NUMBERED[:100]).close()
    assert memory() - before < 30_000, "memory grows"


def four_threads():
    """Four threads, one prepared rule set, and each has to get its own answers."""
    engine = prepared([*(compare("=", A, const(number)) for number in range(4)), compare(">=", A, const(0))])
    sys.setswitchinterval(1e-6)
    faults = []

    def work(number):
        try:
            for _ in range(2000):
                fired = list(engine.fired((number,)))
                assert fired == [number, 4], fired
        except (AssertionError, EngineError) as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def lost_bucket():
    """A bucket that the engine never reaches: nothing may pass for false that was not judged."""
    write = durable_networks.write_rules
    without_gate()
    closed = f'{{"$gt":{{"{GATE}":2}}}}'
    durable_networks.write_rules = lambda conditions: write(conditions).replace(
        f'{{"$gt":{{"{GATE}":-2}}}}', closed
    )
    try:
        judge(NUMBERED[:40], {"a": 1})
    except EngineError:
        return
    raise AssertionError("a lost bucket went unnoticed")


def fact_left_behind():
    """The next row is refused, and the one after it is judged anew."""
    engine = prepared([POSITIVE])
    native().assert_fact(engine._cells[0].handle, f'{{"id":1,"{GATE}":1,"a":5}}')
    try:
        assert list(engine.fired((-1,))) == [], "another row's firing"
    except EngineError:
        assert list(engine.fired((-1,))) == []
    assert list(engine.fired((1,))) == [0]


@frozen
class Hazard:
    """A situation that must come out right, the way to make it go wrong, and how that ends."""

    situation: Callable[[], object]
    put_back: Callable[[], None]
    end: str
    """``wrong``, ``refused``, ``dead``, ``never``, or ``anything`` but right where memory is overwritten."""


OVER = compare(">", A, B)
RATES = [
    compare(operator, read("r", RATIO), const(Fraction(1, 10**6), RATIO)) for operator in ("<", "=", ">")
]
THIN = [{"r": Fraction(1, 10**7)}, {"r": Fraction(1, 10**6)}, {"r": 1}, {"r": Fraction(10**7 + 1, 10**13)}]
LONG = "x" * 65_536
TEXTS = [compare("=", T, const("", TEXT)), compare("=", T, U), compare("!=", T, U)]
BOTH = every(POSITIVE, compare(">", B, const(0)))
THREE = [some(*(compare(">", field, const(-number)) for field in (A, B, C))) for number in range(1000)]
NONE_LEFT = compare("<=", B, const(0))
QUOTIENT = core.Arithmetic(type=RATIO, operator="/", left=A, right=B)

HAZARDS = {
    "a missing right-hand field": Hazard(
        judging([OVER, core.Not(term=OVER)], {"a": 5, "b": 1}, {"a": 5}, {"b": 1}, {}, {"a": 5}),
        rewriting(without_guards),
        "wrong",
    ),
    "two fields in one operator": Hazard(
        judging([BOTH], {"a": 1, "b": 1}, {"a": 1, "b": -1}), rewriting(with_fields_together), "refused"
    ),
    "an unknown alias": Hazard(judging([OVER], {"a": 5, "b": 9}), rewriting(with_unknown_alias), "wrong"),
    "an empty conjunction": Hazard(
        judging([BOTH], {"a": 1, "b": -1}),
        rewriting(lambda terms: conjunction(terms if len(terms) == 1 else [])),
        "refused",
    ),
    "more than 64 siblings true at once": Hazard(
        judging(NUMBERED[:150], {"a": 1}, {"a": -5}), constant("BUCKET", 1000), "refused"
    ),
    "more than 500 alternatives in one network": Hazard(
        judging(NUMBERED, {"a": 1}, {"a": -5}), constant("BUCKETS", 1000), "refused"
    ),
    "1,000 rules true at once by three alternatives each": Hazard(
        judging(THREE, {"a": 1, "b": 1, "c": 1}, {"a": 1}, {"b": -500}), constant("BUCKETS", 1000), "refused"
    ),
    "512 different siblings": Hazard(
        judging([compare("=", A, const(number)) for number in range(600)], {"a": -1}, {"a": 7}),
        constant("BUCKET", 1000),
        "never",
    ),
    "256 rules on one condition": Hazard(
        judging([POSITIVE] * 400, {"a": 1}, {"a": -1}), without_merging, "anything"
    ),
    "names with one hash": Hazard(
        judging([POSITIVE, compare(">", B, const(100))], {"a": 7}, {"b": 7}, {"b": 200}, {"a": -1}),
        with_colliding_names,
        "wrong",
    ),
    "a text for a number": Hazard(refusing(compare(">", A, const(5)), "abc"), with_raw_values, "wrong"),
    "a truth for a number": Hazard(refusing(compare("=", A, const(1)), True), with_raw_values, "wrong"),
    "digits for a number": Hazard(refusing(compare("=", A, const(1)), "1"), with_raw_values, "wrong"),
    "deep nesting": Hazard(
        judging([deep(40)], {"a": 1, "b": 1, "c": 0}, {"b": 1, "c": 0}, {"a": 1, "b": 0, "c": 0}),
        rewriting(nested),
        "refused",
    ),
    "floats": Hazard(judging(RATES, *THIN), with_raw_values, "refused"),
    "numbers beyond 64 bits": Hazard(
        judging([OVER], {"a": 2**62 - 1, "b": 2**62 - 2}, {"a": 2**63 + 9, "b": 2**63 + 5}),
        with_raw_values,
        "wrong",
    ),
    "very long texts": Hazard(
        judging(TEXTS, {"t": LONG, "u": ""}, {"t": LONG, "u": LONG}, {"t": LONG, "u": LONG + "x"}),
        with_raw_values,
        "wrong",
    ),
    "ordering of texts": Hazard(
        judging([compare("<", T, U)], {"t": "abc", "u": "abc!"}, {"t": "b", "u": "a"}),
        with_texts_in_order,
        "wrong",
    ),
    "two branches of an or": Hazard(
        judging([some(POSITIVE, compare(">", B, const(0)))], {"a": 1, "b": 1}, {"a": 1}),
        without_collapsing,
        "wrong",
    ),
    "division by zero": Hazard(
        judging([compare(">", QUOTIENT, const(2, RATIO)), every(POSITIVE, NONE_LEFT)], {"a": 5, "b": 0}),
        rewriting(dividing),
        "dead",
    ),
    "an empty list of facts": Hazard(judging([POSITIVE], {"a": 1}), calling(empty_list), "anything"),
    "Chinese in a regular expression": Hazard(
        judging([POSITIVE], {"a": 1}), calling(chinese_expression), "dead"
    ),
    "a huge id": Hazard(judging([POSITIVE], {"a": 1}), calling(huge_id), "dead"),
    "a fresh sid for each row": Hazard(one_state, with_fresh_sids, "anything"),
    "delete_state before any action": Hazard(closed_at_once, drained_by(without_probe), "anything"),
    "delete_ruleset alone": Hazard(opened_and_closed, without_delete_state, "wrong"),
    "a join on id": Hazard(judging([BOTH], {"a": 1, "b": 1}, {"b": 1}), rewriting(joined_on_id), "wrong"),
    "not over another fact": Hazard(
        judging([core.Not(term=core.IsKnown(term=A))], {"a": 1}, {}), rewriting(not_over_another), "refused"
    ),
    "one sid from four threads": Hazard(four_threads, without_lock, "anything"),
    "a bucket that is never reached": Hazard(lost_bucket, without_catch_alls, "wrong"),
    "priorities that wrap": Hazard(judging(NUMBERED[:70], {"a": 1}), with_wrapping_priorities, "refused"),
    "a state after a mishap": Hazard(fact_left_behind, drained_by(trusting), "wrong"),
}


def main(name, *, put_back):
    hazard = HAZARDS[name]
    if put_back:
        hazard.put_back()
    try:
        hazard.situation()
    except AssertionError as error:
        sys.stderr.write(f"wrong: {error}")
        return WRONG
    except EngineError as error:
        sys.stderr.write(f"refused: {error}")
        return REFUSED
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=HAZARDS)
    parser.add_argument("--put-back", action="store_true")
    options = parser.parse_args()
    sys.exit(main(options.name, put_back=options.put_back))
