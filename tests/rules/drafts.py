"""Policies as Python objects: small ones drawn at random, and any of them written as YAML."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st
from ruamel.yaml import YAML

from groupctl.rules import draft
from groupctl.rules.processes import ProcessState
from groupctl.texts.title import Title

WORDS = st.text(
    st.sampled_from("abcXYZ 0189:#-'\"{}[],&*!|>%@?~、利润（）é"), min_size=1, max_size=20
).filter(str.strip)
UNNAMED = WORDS.map(lambda text: text.replace("{", "(").replace("}", ")"))
"""Texts that name no parameter in braces."""
TITLES = st.builds(Title, en=UNNAMED, zh=UNNAMED)
SOURCES = st.sampled_from(["D24", "D24, L30", "M11", "own: the board", "A1,A2 B3"])
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
AMOUNTS = st.integers(-(10**12), 10**12) | st.decimals(-(10**9), 10**9, places=2, allow_nan=False)
VALUES = {
    "money": AMOUNTS,
    "ratio": st.integers(-1000, 1000) | st.decimals(-10, 10, places=6, allow_nan=False),
    "count": st.integers(-(10**9), 10**9),
    "days": st.integers(0, 10_000),
    "date": DAYS,
    "boolean": st.booleans(),
    "text": WORDS,
    "limit": st.sampled_from(["unlimited", "inherit"]) | st.integers(0, 10**9),
    "Grade": st.sampled_from(["REFUSE", "REFER", "RELEASE"]),
}
CONDITIONS = st.sampled_from(
    [
        "credit_days > 30",
        "revenue >= 1000.50 and not(customer.blacklisted)",
        "revenue between 10 and 20 or place <= 3",
        'state in ["ACTIVE", "FROZEN"]',
        "some i in invoices satisfies i.amount > 5 and i.due_on < as_of",
        "is known(customer.group)",
        "if credit_days > 7 then true else place > 1",
        "over(revenue, credit_limit)",
        'customer.country = "CN"',
    ]
)
TYPES = {"boolean": ["true", "false"], "Grade": ["REFUSE", "REFER", "RELEASE"], "money": [], "text": []}


@st.composite
def parameters(draw: st.DrawFn, name: str) -> draft.ParameterDraft:
    """A parameter called ``name``."""
    unit = draw(st.sampled_from(sorted(VALUES)))
    dated = st.dictionaries(DAYS, VALUES[unit], max_size=3)
    scopes = st.dictionaries(st.sampled_from(["segment", "unit"]), st.dictionaries(WORDS, dated, max_size=2))
    return draft.ParameterDraft(
        name=name,
        title=draw(TITLES),
        unit=unit,
        source=draw(SOURCES),
        values=draw(dated),
        override=["unit", "segment"],
        scopes=draw(scopes),
    )


MEASURES = (
    {"sum": "amount", "of": "invoices", "where": "amount > 0"},
    {"rank": "revenue", "among": "all", "order": "ascending"},
    {"working_days": "credit_days", "after": "since"},
)


@st.composite
def answers(draw: st.DrawFn, gives: Mapping[str, str]) -> dict[str, Any]:
    """Something for each output: a constant, or an expression where there is one."""
    expressions = {"money": "= revenue", "boolean": "credit_days > 5"}
    result: dict[str, Any] = {}
    for output, type_ in gives.items():
        value = draw(VALUES[type_])
        if type_ == "text":
            value = draw(st.just("= customer.name") | st.just(value.replace("=", "")))
        elif type_ == "boolean" and draw(st.booleans()):
            value = expressions[type_]
        elif type_ == "money" and draw(st.booleans()):
            value = "2 * revenue"
        result[output] = value
    return result


@st.composite
def rule_sets(draw: st.DrawFn, name: str) -> draft.RuleSetDraft:
    """A rule set called ``name`` with outputs of its own."""
    types = draw(st.lists(st.sampled_from(["boolean", "Grade", "money", "text"]), min_size=1, max_size=3))
    gives = {f"{name}_{i}": type_ for i, type_ in enumerate(types)}
    rules = draw(st.integers(1, 4))
    return draft.RuleSetDraft(
        name=name,
        about="account",
        hit=draw(st.sampled_from(["first", "unique", "any", "collect list"])),
        gives=gives,
        otherwise=draw(answers(gives)),
        unknown=draw(st.sampled_from(["pass", "error", "ignore"])),
        title=draw(TITLES),
        source=draw(SOURCES),
        only=draw(st.sampled_from(["", "credit_days > 0"])),
        rules=[
            draft.RuleDraft(
                id=f"{name}.{i}",
                when=draw(CONDITIONS),
                then=draw(answers(gives)),
                title=draw(TITLES),
                source=draw(SOURCES),
                applies=draw(st.sampled_from(["", "revenue > 0"])),
                since=draw(st.none() | DAYS),
                overridable=draw(st.sampled_from(["", "RELEASE"])),
                proposes=draw(
                    st.lists(
                        st.builds(
                            draft.ProposalDraft,
                            action=st.sampled_from(["FREEZE", "NOTIFY"]),
                            role=st.sampled_from(["", "controller"]),
                            due_in=st.none() | st.integers(0, 30),
                        ),
                        max_size=2,
                    )
                ),
            )
            for i in range(rules)
        ],
    )


@st.composite
def processes(draw: st.DrawFn, name: str) -> draft.ProcessDraft:
    """A process called ``name``: a chain of states, some of whose events lead elsewhere as well."""
    states = [f"S{i}" for i in range(draw(st.integers(2, 4)))]
    open_states = st.lists(st.sampled_from(states[:-1]), min_size=1, unique=True)
    more = draw(st.lists(st.tuples(open_states, st.sampled_from(states)), max_size=2))
    said = st.fixed_dictionaries({"title": TITLES, "source": SOURCES})
    by = st.sampled_from(["", '"controller"', "customer.country"])
    pairs = [([state], states[i + 1]) for i, state in enumerate(states[:-1])] + more
    return draft.ProcessDraft(
        name=name,
        about="account",
        kind=draw(st.sampled_from(["STRATEGIC", "ENABLING"])),
        flow=draw(st.sampled_from(["FREE", "CHANGE"])),
        states=[ProcessState(name=one, title=draw(TITLES), final=one == states[-1]) for one in states],
        events=[
            draft.EventDraft(
                id=f"{name}.{i}",
                from_=from_,
                to=to,
                by=draw(by),
                needs=[
                    draft.NeedDraft(when=draw(CONDITIONS), **draw(said))
                    for _ in range(draw(st.integers(0, 2)))
                ],
                proposes=draw(st.lists(st.builds(draft.ProposalDraft, action=st.just("FREEZE")), max_size=1)),
                **draw(said),
            )
            for i, (from_, to) in enumerate(pairs)
        ],
        tasks=[
            draft.TaskDraft(
                id=f"{name}.task",
                in_=draw(open_states),
                days=draw(st.sampled_from(["5", "credit_days", "credit_days + 1"])),
                since=draw(st.sampled_from(["entered", "as_of"])),
                working=draw(st.booleans()),
                by=draw(by),
                **draw(said),
            )
        ],
        **draw(said),
    )


@st.composite
def policies(draw: st.DrawFn) -> draft.PolicyDraft:
    """A sound policy."""
    return draft.PolicyDraft(
        name="random",
        version=draw(WORDS),
        currency="CNY",
        title=draw(TITLES),
        types={"Grade": ["REFUSE", "REFER", "RELEASE"]},
        matters=[draft.MatterDraft(name="RELEASE", title=draw(TITLES), source="D24")],
        parameters=[draw(parameters(f"p{i}")) for i in range(draw(st.integers(0, 3)))],
        measures=[
            draft.MeasureDraft(
                name=name, about="account", type=type_, formula=formula, source="D24", title=draw(TITLES)
            )
            for name, type_, formula in zip(
                ("revenue", "place", "due"), ("money", "count", "date"), MEASURES, strict=True
            )
        ],
        rulesets=[draw(rule_sets(f"s{i}")) for i in range(draw(st.integers(1, 2)))],
        processes=[draw(processes(f"p{i}")) for i in range(draw(st.integers(0, 2)))],
    )


def plain(value: Any) -> Any:
    """A draft without the places of its texts."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Title):
        return Title.by_language({lang: str(text) for lang, text in value.texts})
    if attrs.has(type(value)):
        fields = {field.name: plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
        return type(value)(**fields)
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    return value


def as_yaml(policy: draft.PolicyDraft, *, flow: bool = False, reverse: bool = False, width: int = 60) -> str:
    """``policy`` as the text of a file: in either style, with its keys in either order."""
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width, yaml.allow_unicode = flow, width, True
    yaml.sort_base_mapping_type_on_output = False
    yaml.representer.ignore_aliases = lambda *_: True
    yaml.representer.add_representer(Decimal, _number)
    yaml.representer.add_representer(str, _text)
    tree = _policy(policy)
    yaml.dump(_reversed(tree) if reverse else tree, out)
    return out.getvalue()


def _number(dumper: Any, value: Decimal) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}")


def _text(dumper: Any, value: str) -> Any:
    style = None if value.replace(" ", "").isalnum() and value.isascii() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _policy(policy: draft.PolicyDraft) -> dict[str, Any]:
    return {
        "policy": policy.name,
        "version": policy.version,
        "currency": policy.currency,
        "title": _written(policy.title),
        "types": _written(policy.types),
        "defaults": _written(policy.defaults),
        "matters": {one.name: _without(one, "name") for one in policy.matters},
        "parameters": {one.name: _without(one, "name") for one in policy.parameters},
        "measures": {
            f"{one.about}.{one.name}": {
                "type": _written(one.type),
                "source": one.source,
                "title": _written(one.title),
                **one.formula,
            }
            for one in policy.measures
        },
        "rulesets": {one.name: _without(one, "name") for one in policy.rulesets},
        "processes": {one.name: _process(one) for one in policy.processes},
    }


def _process(process: draft.ProcessDraft) -> dict[str, Any]:
    states = {state.name: _without(state, "name") for state in process.states}
    return _without(process, "name") | {"states": states}


def _without(one: Any, left_out: str) -> dict[str, Any]:
    """The fields of an object that say something."""
    found = {field.name: getattr(one, field.name) for field in attrs.fields(type(one))}
    return {
        name.rstrip("_"): _written(value)
        for name, value in found.items()
        if name != left_out and value is not None and value not in ("", (), [])
    }


def _written(value: Any) -> Any:
    if isinstance(value, Title):
        return value.plain
    if isinstance(value, Mapping):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_written(item) for item in value]
    return _without(value, "") if attrs.has(type(value)) else value


def _reversed(value: Any) -> Any:
    """The same with the keys of every mapping in the other order, but for outputs and states, whose order counts."""
    if isinstance(value, dict):
        return {
            key: item if key in ("gives", "states") else _reversed(item)
            for key, item in reversed(value.items())
        }
    return [_reversed(item) for item in value] if isinstance(value, list) else value
