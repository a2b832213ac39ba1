"""Policies drawn at random: small and sound, for tests of what works with any policy."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from hypothesis import strategies as st

from groupctl.model.vocabulary import STANDARD
from groupctl.rules.draft import ParameterDraft, PolicyDraft, RuleDraft, RuleSetDraft
from groupctl.rules.types import NUMERIC
from groupctl.schema.entities import Attribute, Schema
from groupctl.texts.title import Title

_SOURCE: Final = "own: drawn"
_ANSWERS: Final = ("REFUSE", "REFER", "RELEASE")
_NUMBERS: Final = st.integers(0, 400)
_DAYS: Final = st.dates(date(2024, 1, 1), date(2027, 1, 1))
_KINDS: Final = NUMERIC - {"ratio"} | {"boolean", "enumeration", "date"}


@st.composite
def policies(
    draw: st.DrawFn,
    schema: Schema = STANDARD,
    *,
    about: Sequence[str] = ("customer", "account", "order", "invoice"),
) -> PolicyDraft:
    """A policy with one rule set ``drawn`` about one of the record types ``about``: ``load_policy`` takes it.

    Its rules compare fields with constants, parameters and the day; some hold from a day. Any hit policy of single answers is met.
    """
    entity = schema.entities[draw(st.sampled_from(list(about)))]
    fields = [one for one in entity.attributes.values() if one.kind in _KINDS and one.name != "id"]
    parameters: dict[str, ParameterDraft] = {}
    rules = [draw(_rules(f"drawn.{number}", fields, parameters)) for number in range(draw(st.integers(1, 4)))]
    return PolicyDraft(
        name="drawn",
        version="1",
        currency="CNY",
        title=Title("Drawn"),
        types={"Answer": list(_ANSWERS)},
        parameters=list(parameters.values()),
        rulesets=[
            RuleSetDraft(
                name="drawn",
                about=entity.name,
                hit=draw(st.sampled_from(["first", "priority", "any", "unique"])),
                gives={"answer": "Answer"},
                outcomes={"REFUSE": "bad", "REFER": "refer", "RELEASE": "good"},
                otherwise={"answer": "RELEASE"},
                unknown="refer",
                title=Title("Drawn"),
                source=_SOURCE,
                rules=rules,
            )
        ],
    )


@st.composite
def _rules(
    draw: st.DrawFn, name: str, fields: Sequence[Attribute], parameters: dict[str, ParameterDraft]
) -> RuleDraft:
    tests = [
        draw(_tests(field, parameters))
        for field in draw(st.lists(st.sampled_from(fields), min_size=1, max_size=3))
    ]
    return RuleDraft(
        id=name,
        when=draw(st.sampled_from([" and ", " or "])).join(tests),
        then={"answer": draw(st.sampled_from(_ANSWERS))},
        since=draw(st.none() | _DAYS),
        title=Title(name),
        source=_SOURCE,
    )


@st.composite
def _tests(draw: st.DrawFn, field: Attribute, parameters: dict[str, ParameterDraft]) -> str:
    """A test of one field; a parameter that it reads is put to the others."""
    if field.kind == "boolean":
        return draw(st.sampled_from([field.name, f"not({field.name})"]))
    if field.kind == "enumeration":
        return f'{field.name} {draw(st.sampled_from(["=", "!="]))} "{draw(st.sampled_from(field.members))}"'
    operator = draw(st.sampled_from(["<", "<=", ">", ">="]))
    if field.kind == "date":
        return f"{field.name} {operator} as_of"
    if draw(st.booleans()):
        return f"{field.name} {operator} {draw(_NUMBERS)}"
    name = f"{field.kind}_line"
    values: Mapping[date, Any] = {date(2020, 1, 1): draw(_NUMBERS), draw(_DAYS): draw(_NUMBERS)}
    made = ParameterDraft(name=name, title=Title(name), unit=field.kind, source=_SOURCE, values=values)
    parameters.setdefault(name, made)
    return f"{field.name} {operator} {name}"
