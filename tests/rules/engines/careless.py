"""Pieces of the durable engine as a careless hand would write them: they put known hazards of durable_rules back.

Each function changes the modules of this process for good: it is meant for processes that end with the trial.
"""

import json
from contextlib import nullcontext
from fractions import Fraction

from attrs import evolve

from groupctl.rules.engines import durable, durable_networks
from groupctl.rules.engines.durable import DurableRuleSet, native
from groupctl.rules.engines.durable_alternatives import OPERATORS, FactColumn, Match, Speller
from groupctl.rules.engines.durable_facts import FactWriter
from groupctl.rules.engines.durable_networks import GATE

OPEN = {"$gt": {GATE: -1}}


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
        OPERATORS[operator], FactColumn(left, "text"), FactColumn(right, "text")
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
