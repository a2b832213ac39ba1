"""Who takes part: each contender turns the rows of a workload into a function of a row and its own rows."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import frozen

import groupctl
from benchmarks.workload import FIELDS, LAST_DAY, Comparison, Workload
from groupctl.decisions.engine import EngineName
from groupctl.rules import core
from groupctl.rules.engines.compiled import CompiledEngine
from groupctl.rules.engines.durable import DurableEngine, native

BUCKET = 30


@frozen
class Contender:
    """``judge`` is what is measured; ``fired`` says, from what it gave, which rules hold (None: it gives no rules)."""

    name: str
    judge: Callable[[Any], Any]
    rows: Sequence[Any]
    fired: Callable[[Any], list[int]] | None


def true_ones(truths: Sequence[bool | None]) -> list[int]:
    return [number for number, truth in enumerate(truths) if truth]


# -------------------------------------------------------------------------------------------------- groupctl
def durable(workload: Workload) -> Contender:
    rule_set = workload.rule_set()
    prepared = DurableEngine(checked=False).prepare(rule_set)
    return Contender("durable", prepared.fired, workload.rows_of(rule_set), list)


def durable_explained(workload: Workload) -> Contender:
    """What fired, cross-checked by the compiled function, with the title, the source and the values it met."""
    rule_set = workload.rule_set()
    prepared = DurableEngine().prepare(rule_set)
    places = {node: place for place, node in enumerate(rule_set.inputs)}
    read = [
        [(node.key, places[node]) for node in core.inputs(rule.condition) if isinstance(node, core.Read)]
        for rule in rule_set.rules
    ]

    def judge(row: Sequence[object]) -> list[tuple[int, str, str, str, list[tuple[str, object]]]]:
        return [
            (
                number,
                rule.id,
                rule.title.text("en"),
                rule.source,
                [(key, row[place]) for key, place in read[number]],
            )
            for number, (rule, truth) in enumerate(zip(rule_set.rules, prepared.truths(row), strict=True))
            if truth
        ]

    return Contender(
        "durable, checked and explained",
        judge,
        workload.rows_of(rule_set),
        lambda found: [one[0] for one in found],
    )


def compiled(workload: Workload) -> Contender:
    rule_set = workload.rule_set()
    prepared = CompiledEngine().prepare(rule_set)
    return Contender("compiled", prepared.truths, workload.rows_of(rule_set), true_ones)


def compiled_outcome(workload: Workload) -> Contender:
    rule_set = workload.rule_set()
    prepared = CompiledEngine().prepare(rule_set)
    return Contender("compiled, outcome", prepared.outcome, workload.rows_of(rule_set), None)


def public(workload: Workload, engine: EngineName) -> Contender:
    """What a user calls: the outcome of a record's fields, by a policy from a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "policy.yaml"
        path.write_text(workload.policy(), encoding="utf-8")
        policy = groupctl.load_policy(path)
    decider = groupctl.Engine(policy, engine=engine).decider("benchmark", as_of=LAST_DAY)
    return Contender(
        f"public, {engine}",
        decider.outcome,
        workload.stated(),
        lambda found: [number for number in found["fired"] if number >= 0],
    )


def public_compiled(workload: Workload) -> Contender:
    return public(workload, "compiled")


def public_durable(workload: Workload) -> Contender:
    return public(workload, "durable")


# ------------------------------------------------------------------------------------------- without groupctl
def by_hand_from_fields(workload: Workload) -> Contender:
    """The same function for a record's fields by name, giving the rules that hold."""
    bound: dict[str, object] = {}
    lines = []
    for field, type_ in FIELDS:
        lines.append(f"{field} = record[{field!r}]{'.minor' if type_.kind == 'money' else ''}")
        if type_.kind == "ratio":
            lines.append(f"{field}_top, {field}_bottom = {field}.numerator, {field}.denominator")
    lines.append("found = []")
    for number, condition in enumerate(workload.conditions):
        test = " and ".join(hand_written(test, bound) for test in condition)
        lines.append(f"if {test}: found.append({number})")
    judge = function("record", [*lines, "return found"], bound)
    return Contender("by hand, from fields", judge, workload.stated(), list)


def by_hand(workload: Workload) -> Contender:
    """One function as a careful person writes it: every value known, ratios cross-multiplied."""
    ratios = [field for field, type_ in FIELDS if type_.kind == "ratio"]
    bound: dict[str, object] = {}
    lines = [f"({', '.join(field for field, _ in FIELDS)}) = row"]
    lines += [f"{field}_top, {field}_bottom = {field}.as_integer_ratio()" for field in ratios]
    rules = [
        " and ".join(hand_written(test, bound) for test in condition) for condition in workload.conditions
    ]
    judge = function("row", [*lines, f"return ({', '.join(rules)},)"], bound)
    return Contender("by hand", judge, workload.rows, true_ones)


def function(takes: str, lines: Sequence[str], bound: dict[str, object]) -> Callable[[Any], Any]:
    """The function of these lines; ``bound`` are the names that they use."""
    exec(f"def judge({takes}):\n    " + "\n    ".join(lines), bound)  # noqa: S102 - written above
    judge = bound["judge"]
    assert callable(judge)
    return judge


def hand_written(test: Comparison, bound: dict[str, object]) -> str:
    operator = "==" if test.operator == "=" else test.operator
    match test.value:
        case bool():
            return test.field if test.value else f"not {test.field}"
        case Fraction():
            top, bottom = test.value.as_integer_ratio()
            return f"{test.field}_top * {bottom} {operator} {top} * {test.field}_bottom"
        case date():
            name = f"DAY_{test.value.toordinal()}"
            bound[name] = test.value
            return f"{test.field} {operator} {name}"
        case _:
            return f"{test.field} {operator} {test.value!r}"


def plain(value: object) -> object:
    """A value as a user of the bare C module would put it on a fact: whole numbers, truths and texts."""
    if isinstance(value, Fraction):
        return int(value * 1000)
    return value.toordinal() if isinstance(value, date) else value


C_OPERATORS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "=": "$eq"}


def bare_rules(workload: Workload) -> str:
    """The same conditions in buckets, without which the C module fails, and one catch-all."""
    rules: dict[str, object] = {"all": {"pri": 0, "all": [{"m": {"$gt": {"_b": 0}}}]}}
    for number, condition in enumerate(workload.conditions):
        terms = [{"$gt": {"_b": -(number // BUCKET) - 1}}]
        terms += [{C_OPERATORS[test.operator]: {test.field: plain(test.value)}} for test in condition]
        rules[str(number)] = {"pri": number + 1, "all": [{"m": {"$and": terms}}]}
    return json.dumps(rules)


def bare(workload: Workload) -> tuple[Callable[[str], list[str]], list[dict[str, object]]]:
    """A tight loop on the raw C module that drains names only, and the rows as facts."""
    parts = [workload] if len(workload.conditions) <= 450 else split(workload)
    engine = native()
    handles = [engine.create_ruleset(f"bare{number}", bare_rules(part)) for number, part in enumerate(parts)]

    def judge(fact: str) -> list[str]:
        fired = []
        for handle in handles:
            _, state = engine.assert_fact(handle, fact)
            started = engine.start_action_for_state(handle, state)
            message = started and started[1]
            while message is not None:
                fired.append(message[2 : message.index('"', 2)])
                message = engine.complete_and_start_action(handle, state)
            engine.retract_fact(handle, '{"id":1}')
        return fired

    fields = [field for field, _ in FIELDS]
    facts = [{"id": 1, "_b": 1} | dict(zip(fields, map(plain, row), strict=True)) for row in workload.rows]
    return judge, facts


def split(workload: Workload) -> list[Workload]:
    """Parts small enough for one rule set of the C module."""
    return [
        Workload(workload.conditions[start : start + 450], workload.rows)
        for start in range(0, len(workload.conditions), 450)
    ]


def bare_c(workload: Workload) -> Contender:
    judge, facts = bare(workload)
    return Contender("bare C loop", lambda fact: judge(json.dumps(fact)), facts, None)


def bare_c_encoded(workload: Workload) -> Contender:
    judge, facts = bare(workload)
    return Contender("bare C loop, facts encoded before", judge, [json.dumps(fact) for fact in facts], None)
