"""ZenEngine on the same conditions: as a decision table that collects, and as expressions."""

import json
from functools import partial
from typing import Any

from benchmarks.contenders import Contender, plain
from benchmarks.workload import FIELDS, Comparison, Workload


def zen_table(workload: Workload) -> Contender:
    rules = []
    for number, condition in enumerate(workload.conditions):
        cells = {field: "" for field, _ in FIELDS} | {test.field: cell(test) for test in condition}
        rules.append({"_id": f"r{number}", **cells, "rule": str(number)})
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": field, "name": field, "field": field} for field, _ in FIELDS],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": rules,
    }
    return contender("ZenEngine, table", "decisionTableNode", table, workload, collected)


def zen_expressions(workload: Workload) -> Contender:
    expressions = [
        {"id": f"x{number}", "key": f"r{number}", "value": " and ".join(map(term, condition))}
        for number, condition in enumerate(workload.conditions)
    ]
    return contender(
        "ZenEngine, expressions", "expressionNode", {"expressions": expressions}, workload, all_true
    )


def collected(found: Any) -> list[int]:
    return [one["rule"] for one in found["result"] or ()]


def all_true(found: Any) -> list[int]:
    return sorted(int(key[1:]) for key, truth in found["result"].items() if truth)


def cell(test: Comparison) -> str:
    value = literal(test)
    return value if test.operator == "=" else f"{test.operator} {value}"


def term(test: Comparison) -> str:
    operator = "==" if test.operator == "=" else test.operator
    return f"{test.field} {operator} {literal(test)}"


def literal(test: Comparison) -> str:
    return json.dumps(plain(test.value), ensure_ascii=False)


def contender(name: str, kind: str, content: object, workload: Workload, fired: Any) -> Contender:
    """By key, from content that was parsed once: its quickest entry."""
    import zen

    nodes = [
        {"id": "in", "type": "inputNode"},
        {"id": "rules", "type": kind, "content": content},
        {"id": "out", "type": "outputNode"},
    ]
    edges = [("in", "rules"), ("rules", "out")]
    graph = {
        "nodes": [node | {"name": node["id"], "position": {"x": 0, "y": 0}} for node in nodes],
        "edges": [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in edges],
    }
    parsed = zen.ZenDecisionContent(json.dumps(graph))
    engine = zen.ZenEngine({"loader": lambda _: parsed})
    fields = [field for field, _ in FIELDS]
    rows = [dict(zip(fields, map(plain, row), strict=True)) for row in workload.rows]
    return Contender(name, partial(engine.evaluate, "rules"), rows, fired)
