"""The gate of the cage: what the C engine is known to get right, and nothing else, passes.

The compiler writes only this; the gate says so again from the finished text, because whatever slips through is
not refused by the engine but answered wrongly, or by the death of the process.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from groupctl.errors import EngineError
from groupctl.rules.engines.durable_alternatives import LARGEST_WHOLE, LONGEST_TEXT
from groupctl.rules.engines.durable_networks import (
    BUCKET,
    BUCKETS,
    GATE,
    MOST_COLUMNS,
    RESERVED,
    Network,
    name_hash,
)

EQUALITY: Final = frozenset({"$eq", "$neq"})
ORDER: Final = frozenset({"$lt", "$lte", "$gt", "$gte"})
RULE_NAME: Final = re.compile(r"\d{3}")
FIELD_NAME: Final = re.compile(r"[a-z]{1,3}")


def require_subset(network: Network) -> None:
    """EngineError for a network that holds anything but the safe subset."""
    faults = list(faults_of(json.loads(network.text)))
    if faults:
        raise EngineError.of("engines.outside-subset", fault=faults[0])


def faults_of(rules: Mapping[str, Any]) -> list[str]:
    """What is wrong with the rules of a network, in English, for those who maintain the compiler."""
    faults: list[str] = []
    conditions: list[Sequence[Mapping[str, Any]]] = []
    for priority, (name, rule) in enumerate(rules.items()):
        terms = terms_of(rule)
        if not RULE_NAME.fullmatch(name) or terms is None or rule["pri"] != priority:
            return [f"rule {name} is not one numbered conjunction"]
        faults += [f"rule {name}: {fault}" for fault in faults_of_terms(terms)]
        conditions.append(terms)
    return faults or faults_of_buckets(conditions) + faults_of_names(conditions)


def terms_of(rule: object) -> list[Mapping[str, Any]] | None:
    """The terms of a rule of the only form there is; None for another form."""
    match rule:
        case {"pri": int(), "all": [{"m": {"$and": [_, *_] as terms}}], **more} if not more:
            return list(terms)
        case _:
            return None


def faults_of_terms(terms: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with one conjunction."""
    gate, *tests = terms
    place = gate.get("$gt", {}).get(GATE) if list(gate) == ["$gt"] else None
    faults = [] if place in range(-BUCKETS, 0) else ["its bucket is not tested first"]
    there: set[str] = set()
    for test in tests:
        comparisons = [
            (operator, field, value)
            for operator, fields in test.items()
            for field, value in (fields.items() if isinstance(fields, dict) else ())
        ]
        if len(comparisons) != 1 or len(test) != 1:
            faults.append(f"{test!r} is not one comparison of one field")
            continue
        ((operator, field, value),) = comparisons
        if operator == "$ex":
            there.add(field)
        elif not allowed(operator, field, value, there):
            faults.append(f"{operator} of {field} with {value!r} is not safe")
    return faults


def allowed(operator: str, field: str, value: object, there: set[str]) -> bool:
    """Whether a comparison is one that the engine gets right."""
    match value:
        case {"$m": str(other), **more} if not more:
            return operator in EQUALITY | ORDER and {field, other} <= there
        case bool():
            return operator in EQUALITY
        case int():
            return operator in EQUALITY | ORDER and abs(value) <= LARGEST_WHOLE
        case str():
            return operator in EQUALITY and len(json.dumps(value)) <= LONGEST_TEXT
        case _:
            return False


def faults_of_buckets(conditions: Sequence[Sequence[Mapping[str, Any]]]) -> list[str]:
    """What is wrong with how conditions are spread over buckets."""
    sizes = Counter(terms[0]["$gt"][GATE] for terms in conditions)
    catch_alls = [terms[0]["$gt"][GATE] for terms in conditions if len(terms) == 1]
    texts = Counter(json.dumps(terms) for terms in conditions if len(terms) > 1)
    faults = [f"bucket {gate} holds {size} rules" for gate, size in sizes.items() if size > BUCKET + 1]
    faults += [f"bucket {gate} has no catch-all" for gate in sizes if gate not in catch_alls]
    return faults + [f"{text} is there {count} times" for text, count in texts.items() if count > 1]


def faults_of_names(conditions: Sequence[Sequence[Mapping[str, Any]]]) -> list[str]:
    """What is wrong with the names of fields: the engine knows them by their hashes."""
    names: set[str] = set()
    for terms in conditions:
        for test in terms[1:]:
            ((field, value),) = next(iter(test.values())).items()
            names |= {field} | ({value["$m"]} if isinstance(value, dict) else set())
    hashes = {name_hash(name) for name in (*names, *RESERVED)}
    faults = [f"{name!r} is no field name" for name in sorted(names) if not FIELD_NAME.fullmatch(name)]
    faults += ["two fields have one hash"] if len(hashes) != len(names) + len(RESERVED) else []
    return faults + (["too many fields"] if len(names) > MOST_COLUMNS else [])
