"""The JSON Schema of policy files, for editors: completion, and the coarse faults while one types.

It is a sketch of what the loader checks: what it refuses the loader refuses too, and the loader says it better.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args, get_origin

from groupctl.model.action import ActionKind
from groupctl.model.authority import StepPart
from groupctl.model.process import FlowKind, ProcessKind
from groupctl.model.vocabulary import STANDARD
from groupctl.rules import draft
from groupctl.rules.draft import Written
from groupctl.rules.loading import reader
from groupctl.rules.loading.formulas import ORDERS
from groupctl.rules.loading.left_out import ANSWERS, DEFAULTS
from groupctl.rules.loading.own import SIGNS
from groupctl.rules.loading.parameters import DIRECTIONS, LEVELS
from groupctl.rules.loading.parts import hints_of, key_of, keys
from groupctl.rules.loading.report_shapes import CHARTS, PARTS, Kind
from groupctl.rules.loading.shapes import LANGUAGE
from groupctl.rules.policy import HitPolicy, Meaning, Reach, UnknownPolicy
from groupctl.rules.processes import ProcessState
from groupctl.rules.report_section import VIEWS, Chart, Section, SectionPart, View
from groupctl.rules.types import UNITS
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.json_schema import Json, document, object_of, ref
from groupctl.texts.title import Title

DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
NAME: Final[Json] = {"type": "string", "pattern": r"^[^\W\d]\w*$"}
TEXT: Final[Json] = {"type": ["string", "number"]}
VALUE: Final[Json] = {"type": ["string", "number", "boolean"]}
LEVEL: Final[Json] = {"enum": list(LEVELS)}


def _named(form: Json, **more: object) -> Json:
    return {"type": ["object", "null"], "additionalProperties": form, **more}


def _listed(form: Json) -> Json:
    return {"type": ["array", "null"], "items": form}


def _one_or_more(form: Json) -> Json:
    return {"anyOf": [form, _listed(form)]}


FORMS: Final[Mapping[object, Json]] = {
    str: TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0},
    date: ref("Day"),
    Title: ref("Title"),
    Written: VALUE,
    Sequence[str]: _one_or_more(TEXT),
    str | Sequence[str]: ref("Type"),
    View: {"enum": list(VIEWS)},
    Sequence[SectionPart]: {"type": "array", "items": ref("SectionPart")},
    Chart: ref("Chart"),
    Mapping[date, Written]: _named(VALUE, propertyNames={"pattern": DAY}),
    Mapping[str, Written]: {"type": "object", "propertyNames": NAME, "additionalProperties": VALUE},
}
"""What is under a key, by the type of the field that is written there."""

NARROWER: Final[dict[str, Json]] = {
    "about": {"anyOf": [{"enum": sorted(STANDARD.entities)}, NAME]},
    "action": {"enum": list(ActionKind.__members__)},
    "applies": VALUE,
    "flag": NAME,
    "flow": {"enum": list(FlowKind.__members__)},
    "gives": {"type": "object", "minProperties": 1, "additionalProperties": ref("Type")},
    "hit": {"enum": list(get_args(HitPolicy))},
    "kind": {"enum": list(ProcessKind.__members__)},
    "limit": TEXT,
    "only": VALUE,
    "part": {"enum": list(StepPart.__members__)},
    "outcomes": _named({"enum": list(get_args(Meaning))}),
    "reaches": _named({"enum": list(get_args(Reach))}),
    "override": _one_or_more(LEVEL),
    "rules": {"type": "array", "minItems": 1, "items": ref("RuleDraft")},
    "scopes": _named(_named(FORMS[Mapping[date, Written]]), propertyNames=LEVEL),
    "settled": VALUE,
    "sign": {"enum": list(SIGNS)},
    "states": {"type": "object", "minProperties": 1, "additionalProperties": ref("ProcessState")},
    "tighter": {"enum": list(DIRECTIONS)},
    "unknown": {"enum": list(get_args(UnknownPolicy))},
    "when": VALUE,
    "never": VALUE,
}
"""What is under a key where not everything of its type may."""


def policy_schema() -> Json:
    """JSON Schema 2020-12 of a policy file; of any file of a folder, as only one has the head."""
    record = {"anyOf": [ref("RecordDraft"), {"const": reader.IN_PYTHON}]}
    sections: Mapping[str, Json] = {
        "policy": TEXT,
        "version": TEXT,
        "currency": {"enum": sorted(CURRENCIES)},
        "title": ref("Title"),
        "imports": _one_or_more({"type": "string"}),
        "words": ref("WordsDraft"),
        "section": TEXT,
        "given_days": TEXT,
        "defaults": object_of({key: NARROWER[key] for key in DEFAULTS}),
        "types": _named({"type": "array", "items": TEXT, "minItems": 1}),
        "enumerations": _named(_named(ref("Title"))),
        "fields": _named(_named(ref("FieldDraft"))),
        "records": _named(record),
        "functions": _one_or_more(NAME),
        "set": _named(
            object_of({key: NARROWER.get(key) or _form(hint) for key, hint in draft.SETTING.items()})
        ),
        "add": _named({"anyOf": [_listed(ref("Addition")), {"type": "string"}]}),
        "replace": _listed(ref("ReplacementDraft")),
        "disable": _named(ref("Title")),
        "parameters": _named(ref("ParameterDraft")),
        "measures": _named(ref("MeasureDraft")),
        "rulesets": _named(ref("RuleSetDraft")),
        "processes": _named(ref("ProcessDraft")),
        "posts": _named(ref("PostDraft")),
        "matters": _named(ref("MatterDraft")),
        "routes": _named(ref("RouteDraft")),
        "interests": _named(ref("InterestDraft")),
        "invariants": _named(ref("InvariantDraft")),
        "report": _named(ref("Section")),
        "levers": _named(ref("LeverDraft")),
    }
    return document("A policy of groupctl", object_of(sections), _definitions())


def _definitions() -> dict[str, Json]:
    classes = (
        *(draft.WordsDraft, draft.FieldDraft, draft.RecordDraft, draft.ParameterDraft, draft.ProposalDraft),
        *(draft.RuleDraft, draft.ReplacementDraft, draft.ProcessDraft, ProcessState, draft.EventDraft),
        *(draft.NeedDraft, draft.TaskDraft, draft.PostDraft, draft.MatterDraft, draft.RouteDraft),
        *(draft.RouteStepDraft, draft.InterestDraft, draft.InvariantDraft, draft.LeverDraft),
    )
    by_language = _named(TEXT, propertyNames={"pattern": f"^{LANGUAGE.pattern}$"}, minProperties=1)
    members = {"type": "array", "items": TEXT, "minItems": 1}
    rules_or_table = {"oneOf": [{"required": ["rules"]}, {"required": ["table"]}]}
    flag_or_answers = {"oneOf": [{"required": ["flag"]}, {"required": list(ANSWERS)}]}
    return {
        "Title": {"anyOf": [TEXT, by_language]},
        "Type": {"anyOf": [{"type": "string"}, members], "examples": list(UNITS)},
        "Day": {"type": "string", "pattern": DAY},
        **{cls.__name__: _part(cls, *keys(cls)) for cls in classes},
        "Addition": _part(draft.RuleDraft, *reader.ADDITION),
        "MeasureDraft": _part(draft.MeasureDraft, *reader.MEASURE, order={"enum": list(ORDERS)}),
        "RuleSetDraft": {
            **_part(draft.RuleSetDraft, *reader.RULE_SET),
            "allOf": [rules_or_table, flag_or_answers],
        },
        "Section": _part(Section, *keys(Section, "where")),
        "SectionPart": {"anyOf": [_by_key(*one) for one in PARTS.items()]},
        "Chart": {"anyOf": [_by_key(*one) for one in CHARTS.items()]},
    }


def _part(cls: type, required: Sequence[str], optional: Sequence[str], **narrower: Json) -> Json:
    """A part of a policy with these keys; one that is no field of its class has a text."""
    known = NARROWER | narrower
    hints = {key_of(name): hint for name, hint in hints_of(cls).items() if name not in known}
    forms = {key: known.get(key) or _form(hints.get(key, str)) for key in (*required, *optional)}
    return object_of(forms, required)


def _by_key(key: str, kind: Kind) -> Json:
    required, optional = kind.keys
    held = {key: _form(hints_of(kind.cls)[kind.holds])}
    return _part(kind.cls, (key, *required), optional, **held)


def _form(hint: Any) -> Json:
    if hint in FORMS:
        return FORMS[hint]
    *_, inner = get_args(hint)
    if get_origin(hint) is Mapping:
        return _named(_form(inner))
    form = ref(inner.__name__)
    return _named(form) if "name" in hints_of(inner) else _listed(form)
