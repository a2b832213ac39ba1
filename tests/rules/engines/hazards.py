"""What durable_rules gets wrong when it is used carelessly: each as a situation, and a way to put the hazard back.

``python -m tests.rules.engines.hazards NAME [--put-back]`` runs one situation in this process, perhaps with a
piece of the cage replaced by what a careless hand would write. It ends with 0 when every answer was right, with
``WRONG`` or ``REFUSED`` when the fault was found out, and otherwise as the C engine leaves it: dead, or never.
"""

import argparse
import json
import resource
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from fractions import Fraction

from attrs import evolve, frozen

from groupctl.errors import EngineError
from groupctl.rules import core
from groupctl.rules.engines import durable, durable_networks
from groupctl.rules.engines.durable import DurableEngine, DurableRuleSet, native
from groupctl.rules.engines.durable_alternatives import OPERATORS, Column, Match, Speller
from groupctl.rules.engines.durable_facts import FactWriter
from groupctl.rules.engines.durable_networks import GATE
from groupctl.rules.engines.reference import ReferenceEngine
from groupctl.rules.types import RATIO, TEXT
from tests.rules.builders import compare, const, every, read, rule_set, some

WRONG, REFUSED = 3, 4
A, B, C = read("a"), read("b"), read("c")
T, U = read("t", TEXT), read("u", TEXT)
POSITIVE = compare(">", A, const(0))
OPEN = {"$gt": {GATE: -1}}


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
    """The largest resident size so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


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
    for _ in range(60):
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


# ------------------------------------------------------------------------------------------- putting hazards back
def without_gate():
    """What the compiler writes goes to the C engine unseen."""
    durable.require_subset = lambda network: None


def constant(name, value):
    """Another limit in the compiler."""

    def put_back():
        without_gate()
        setattr(durable_networks, name, value)

    return put_back


def rewriting(change):
    """Other rules: ``change`` gets the terms of each and gives its patterns."""

    def put_back():
        without_gate()
        write = durable_networks.write_rules

        def careless(conditions):
            rules = json.loads(write(conditions))
            for rule in rules.values():
                rule["all"] = change(rule["all"][0]["m"]["$and"])
            return json.dumps(rules)

        durable_networks.write_rules = careless

    return put_back


def conjunction(terms):
    return [{"m": {"$and": terms}}]


def without_guards(terms):
    return conjunction([term for term in terms if "$ex" not in term])


def with_fields_together(terms):
    merged = {}
    for term in terms:
        for operator, field in term.items():
            merged.setdefault(operator, {}).update(field)
    return conjunction([{operator: fields} for operator, fields in merged.items()])


def with_unknown_alias(terms):
    return conjunction(json.loads(json.dumps(terms).replace('"$m"', '"other"')))


def nested(terms):
    inner = terms[-1]
    for term in [*terms[:-1], *[OPEN] * 20]:
        inner = {"$and": [term, inner]}
    return [{"m": inner}]


def dividing(terms):
    quotient = {"$div": {"$l": {"$m": "b"}, "$r": {"$m": "c"}}}
    return conjunction([*terms, {"$neq": {"b": quotient}}] if {"$lte": {"c": 0}} in terms else terms)


def joined_on_id(terms):
    if len(terms) < 3:
        return conjunction(terms)
    return [{"m": {"$and": terms[:-1]}}, {"n": {"$and": [OPEN, {"$eq": {"id": {"m": "id"}}}, terms[-1]]}}]


def not_over_another(terms):
    if len(terms) == 1:
        return conjunction(terms)
    return [{"m": {"$and": terms[:1]}}, {"n$not": {"$and": [OPEN, {"$eq": {"a": False}}]}}]


class Unmerged(list):
    """Alternatives as they come, where a mapping without repetitions is expected."""

    def items(self):
        return iter(self)


def without_merging():
    constant("BUCKET", 10_000)()
    durable_networks.merged = lambda spelled: Unmerged(
        (alternative, (index,)) for index, rule in enumerate(spelled) for alternative in rule
    )


def with_colliding_names():
    """Two names with one 32-bit hash."""
    without_gate()
    durable_networks.field_names = lambda count: iter(("yiijsv", "ktodoe")[:count])


def replace_writing(writing):
    """Another way of writing facts: ``writing`` gets the usual writer and gives a function of a row."""
    begin = FactWriter.__attrs_post_init__

    def replaced(writer):
        begin(writer)
        writer.write = writing(writer)

    FactWriter.__attrs_post_init__ = replaced


def with_raw_values():
    """Facts as ``json.dumps`` writes them, whatever the class of a value."""

    def write(writer, row):
        facts, values = [], writer._values(row)
        for network in writer.program.networks:
            known = [
                (name, float(values[number]) if isinstance(values[number], Fraction) else values[number])
                for name, number in zip(network.fields, network.columns, strict=True)
                if values[number] is not None
            ]
            facts.append(json.dumps({"id": 1, GATE: 1, **dict(known)}))
        return tuple(facts), ()

    replace_writing(lambda writer: lambda row: write(writer, row))


def with_texts_in_order():
    without_gate()
    Speller._comparison = lambda speller, operator, left, right: Match(
        OPERATORS[operator], Column(left, "text"), Column(right, "text")
    )


def without_collapsing():
    durable.set = list


def with_fresh_sids():
    numbers = iter(range(10**6))

    def writing(writer):
        write = writer.write

        def fresh(row):
            facts, unknown = write(row)
            return tuple(f'{fact[:-1]},"sid":"s{next(numbers)}"}}' for fact in facts), unknown

        return fresh

    replace_writing(writing)


def drained_by(make_fire):
    """Another way of asserting and draining: ``make_fire`` gets the usual one too."""

    def put_back():
        firing = durable.firing
        durable.firing = lambda engine, handle, network: make_fire(
            engine, handle, network, firing(engine, handle, network)
        )

    return put_back


def without_probe(engine, handle, network, fire):
    def unprobed(fact):
        if fact != durable.PROBE:
            return fire(fact)
        engine.assert_fact(handle, fact)
        return list(network.always)

    return unprobed


def trusting(engine, handle, network, fire):
    """Believes whatever it gets."""

    def drain(fact):
        _, state = engine.assert_fact(handle, fact)
        started = engine.start_action_for_state(handle, state)
        message, fired = started and started[1], []
        while message is not None:
            fired += network.rules.get(message[2:5], ())
            message = engine.complete_and_start_action(handle, state)
        engine.retract_fact(handle, durable.RETRACTION)
        return fired

    return drain


def calling(call):
    """Calls of the C module that nobody should make."""

    def careless(engine, handle, network, fire):
        fire(durable.PROBE)
        call(engine, handle)
        return fire

    return drained_by(careless)


def empty_list(engine, handle):
    engine.start_action_for_state(handle, engine.assert_facts(handle, "[]")[1])


def chinese_expression(engine, handle):
    rule = {"all": [{"m": {"$mt": {"t": "[一-龥]+"}}}]}
    engine.create_ruleset("x", json.dumps({"r": rule}, ensure_ascii=False))


def huge_id(engine, handle):
    engine.assert_fact(handle, f'{{"id":"{"x" * 12_000_000}","{GATE}":1}}')


def without_delete_state():
    def forgetful(cells):
        while cells:
            native().delete_ruleset(cells.pop().handle)

    durable.dispose = forgetful


def without_lock():
    begin = DurableRuleSet.__attrs_post_init__

    def unlocked(rules):
        begin(rules)
        rules._lock = nullcontext()

    DurableRuleSet.__attrs_post_init__ = unlocked


def without_catch_alls():
    write = durable_networks.write_network

    def unproved(draft, numbers):
        network = write(draft, numbers)
        return evolve(
            network, catch_alls=(), rules={**network.rules, **dict.fromkeys(network.catch_alls, ())}
        )

    durable_networks.write_network = unproved


def with_wrapping_priorities():
    without_gate()
    write = durable_networks.write_rules

    def careless(conditions):
        rules = json.loads(write(conditions))
        for rule in rules.values():
            rule["pri"] += 65_534
        return json.dumps(rules)

    durable_networks.write_rules = careless


@frozen
class Hazard:
    """A situation that must come out right, the way to make it go wrong, and how that ends."""

    situation: Callable[[], object]
    put_back: Callable[[], None]
    end: str
    """``wrong``, ``refused``, ``dead`` or ``never``."""


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
        judging([POSITIVE] * 400, {"a": 1}, {"a": -1}), without_merging, "refused"
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
    "an empty list of facts": Hazard(judging([POSITIVE], {"a": 1}), calling(empty_list), "dead"),
    "Chinese in a regular expression": Hazard(
        judging([POSITIVE], {"a": 1}), calling(chinese_expression), "dead"
    ),
    "a huge id": Hazard(judging([POSITIVE], {"a": 1}), calling(huge_id), "dead"),
    "a fresh sid for each row": Hazard(one_state, with_fresh_sids, "refused"),
    "delete_state before any action": Hazard(closed_at_once, drained_by(without_probe), "dead"),
    "delete_ruleset alone": Hazard(opened_and_closed, without_delete_state, "wrong"),
    "a join on id": Hazard(judging([BOTH], {"a": 1, "b": 1}, {"b": 1}), rewriting(joined_on_id), "wrong"),
    "not over another fact": Hazard(
        judging([core.Not(term=core.IsKnown(term=A))], {"a": 1}, {}), rewriting(not_over_another), "refused"
    ),
    "one sid from four threads": Hazard(four_threads, without_lock, "refused"),
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
