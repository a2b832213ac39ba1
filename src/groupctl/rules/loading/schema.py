"""The JSON Schema of policy files, for editors: completion, and the coarse faults while one types.

It is a sketch of what the loader checks: what it refuses the loader refuses too, and the loader says it better.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from groupctl.model.action import ActionKind
from groupctl.model.process import FlowKind, ProcessKind
from groupctl.model.vocabulary import STANDARD
from groupctl.rules.loading import process_shapes, reader, record_shapes, report_shapes
from groupctl.rules.loading.compose import DEFAULTS
from groupctl.rules.loading.formulas import ORDERS
from groupctl.rules.loading.own import SIGNS
from groupctl.rules.loading.parameters import DIRECTIONS, LEVELS
from groupctl.rules.loading.shapes import LANGUAGE
from groupctl.rules.policy import HitPolicy, Meaning, UnknownPolicy
from groupctl.rules.report_section import VIEWS
from groupctl.rules.types import SIMPLE
from groupctl.schema.currencies import CURRENCIES

Schema = dict[str, Any]
DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
NAME: Final = r"^[^\W\d]\w*$"
TEXT: Final[Schema] = {"type": ["string", "number"]}
VALUE: Final[Schema] = {"type": ["string", "number", "boolean"]}
UNKNOWN: Final[Schema] = {"enum": list(get_args(UnknownPolicy))}
PROPOSAL: Final[Mapping[str, Schema]] = {
    "action": {"enum": list(ActionKind.__members__)},
    "limit": TEXT,
    "due_in": {"type": "integer", "minimum": 0},
}


def policy_schema() -> Schema:
    """JSON Schema 2020-12 of a policy file; of any file of a folder, as only one has the head."""
    sections: Mapping[str, Schema] = {
        "policy": TEXT,
        "version": TEXT,
        "currency": {"enum": sorted(CURRENCIES)},
        "title": _ref("title"),
        "imports": _one_or_more({"type": "string"}),
        "words": _ref("words"),
        "section": TEXT,
        "defaults": _object((), DEFAULTS, {"unknown": UNKNOWN, "hit": FIELDS["hit"]}),
        "types": _named({"type": "array", "items": TEXT, "minItems": 1}),
        "fields": _named(_named(_ref("field"))),
        "records": _named({"anyOf": [_ref("record"), {"const": record_shapes.IN_PYTHON}]}),
        "functions": _one_or_more({"type": "string", "pattern": NAME}),
        "set": _named(_ref("setting")),
        "add": _named({"type": ["array", "null"], "items": _ref("addition")}),
        "override": {"type": ["array", "null"], "items": _ref("override")},
        "disable": _named(TEXT),
        "parameters": _named(_ref("parameter")),
        "measures": _named(_ref("measure")),
        "rulesets": _named(_ref("rule_set")),
        "processes": _named(_ref("process")),
        "report": _named(_ref("section")),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A policy of groupctl",
        **_object((), tuple(sections), sections),
        "$defs": _definitions(),
    }


def _definitions() -> Schema:
    level = {"enum": list(LEVELS)}
    dated, titles = _ref("dated"), _named(_ref("title"))
    return {
        "title": {
            "anyOf": [
                TEXT,
                {
                    "type": "object",
                    "propertyNames": {"pattern": f"^{LANGUAGE.pattern}$"},
                    "additionalProperties": TEXT,
                    "minProperties": 1,
                },
            ]
        },
        "words": _object(
            (),
            reader.WORDS,
            {**dict.fromkeys(reader.WORDS, titles), **dict.fromkeys(reader.NESTED_WORDS, _named(titles))},
        ),
        "dated": {
            "type": ["object", "null"],
            "propertyNames": {"pattern": DAY},
            "additionalProperties": VALUE,
        },
        "scopes": {"type": ["object", "null"], "propertyNames": level, "additionalProperties": _named(dated)},
        "type": {
            "anyOf": [{"type": "string"}, {"type": "array", "items": TEXT, "minItems": 1}],
            "examples": list(SIMPLE),
        },
        "day": {"type": "string", "pattern": DAY},
        "answers": {"type": "object", "propertyNames": {"pattern": NAME}, "additionalProperties": VALUE},
        "field": _object(
            *record_shapes.FIELD,
            {"required": {"type": "boolean"}, "happens": {"type": "boolean"}, "sign": {"enum": list(SIGNS)}},
        ),
        "record": _object(*record_shapes.RECORD, {"fields": _named(_ref("field"))}),
        "setting": _object(
            *reader.SETTING, {"tighter": {"enum": list(DIRECTIONS)}, "override": _one_or_more(level)}
        ),
        "parameter": _object(
            *reader.PARAMETER, {"tighter": {"enum": list(DIRECTIONS)}, "override": _one_or_more(level)}
        ),
        "measure": _object(*reader.MEASURE, {"order": {"enum": list(ORDERS)}, "settled": VALUE}),
        "proposal": _object(*reader.PROPOSAL, PROPOSAL),
        "rule": _object(*reader.RULE, {"when": VALUE, "applies": VALUE}),
        "addition": _object(*reader.ADDITION, {"when": VALUE, "applies": VALUE}),
        "override": _object(*reader.OVERRIDE, {"when": VALUE, "applies": VALUE}),
        "rule_set": {
            **_object(*reader.RULE_SET, {"unknown": UNKNOWN, "flag": {"type": "string", "pattern": NAME}}),
            "allOf": [
                {"oneOf": [{"required": ["rules"]}, {"required": ["table"]}]},
                {"oneOf": [{"required": ["flag"]}, {"required": list(reader.ANSWERS)}]},
            ],
        },
        **_process_definitions(),
        **_report_definitions(),
    }


def _process_definitions() -> Schema:
    names = _one_or_more(TEXT)
    needs: Schema = {"type": ["array", "null"], "items": _ref("need")}
    lists: Mapping[str, Schema] = {
        "kind": {"enum": list(ProcessKind.__members__)},
        "flow": {"enum": list(FlowKind.__members__)},
        "states": {"type": "object", "minProperties": 1, "additionalProperties": _ref("state")},
        "events": {"type": ["array", "null"], "items": _ref("event")},
        "tasks": {"type": ["array", "null"], "items": _ref("task")},
    }
    return {
        "process": _object(*process_shapes.PROCESS, lists),
        "state": _object(*process_shapes.STATE, {"final": {"type": "boolean"}}),
        "event": _object(*process_shapes.EVENT, {"from": names, "needs": needs}),
        "need": _object(*process_shapes.NEED, {"when": VALUE}),
        "task": _object(*process_shapes.TASK, {"in": names, "working": {"type": "boolean"}, "since": TEXT}),
    }


def _report_definitions() -> Schema:
    names = _one_or_more(TEXT)
    shapes: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
        "listing": report_shapes.LISTING,
        "tally": report_shapes.TALLY,
        "movement": report_shapes.MOVEMENT,
        **dict.fromkeys(("warnings", "tasks", "held"), report_shapes.UNTITLED),
    }
    lists = dict.fromkeys(("columns", "percent", "rule_sets", "parameters", "bars"), names)
    flags = {key: {"type": "boolean"} for key in ("ascending", "stacked", "through")}
    chart = {"chart": _ref("chart")}
    return {
        "section": _object(
            *report_shapes.SECTION,
            {
                "says": _ref("title"),
                "view": {"enum": list(VIEWS)},
                "parameters": names,
                "parts": {"type": "array", "items": _ref("section_part")},
            },
        ),
        "section_part": {
            "anyOf": [
                _object((kind, *required), optional, {**lists, **flags, **chart})
                for kind, (required, optional) in shapes.items()
            ]
        },
        "chart": {
            "anyOf": [
                _object(required, optional, {**lists, **flags, "says": _ref("title")})
                for required, optional in report_shapes.CHARTS.values()
            ]
        },
    }


FIELDS: Final[Mapping[str, Schema]] = {
    "title": {"$ref": "#/$defs/title"},
    "about": {"anyOf": [{"enum": sorted(STANDARD.entities)}, {"type": "string", "pattern": NAME}]},
    "unit": {"$ref": "#/$defs/type"},
    "type": {"$ref": "#/$defs/type"},
    "values": {"$ref": "#/$defs/dated"},
    "scopes": {"$ref": "#/$defs/scopes"},
    "only_tighter": {"type": "boolean"},
    "gate": {"type": "boolean"},
    "warning": {"type": "boolean"},
    "outcomes": {"type": ["object", "null"], "additionalProperties": {"enum": list(get_args(Meaning))}},
    "overridable": {"type": "boolean"},
    "only": VALUE,
    "hit": {"enum": list(get_args(HitPolicy))},
    "gives": {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/type"}},
    "then": {"$ref": "#/$defs/answers"},
    "otherwise": {"$ref": "#/$defs/answers"},
    "since": {"$ref": "#/$defs/day"},
    "until": {"$ref": "#/$defs/day"},
    "rules": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/rule"}},
    "proposes": {"type": ["array", "null"], "items": {"$ref": "#/$defs/proposal"}},
}
"""What stands under a key, wherever it stands; any other key has a text."""


def _object(required: Sequence[str], optional: Sequence[str], fields: Mapping[str, Schema]) -> Schema:
    known = (*required, *optional)
    result: Schema = {
        "type": "object",
        "properties": {name: fields.get(name) or FIELDS.get(name, TEXT) for name in known},
        "additionalProperties": False,
    }
    return {**result, "required": list(required)} if required else result


def _named(schema: Schema) -> Schema:
    return {"type": ["object", "null"], "additionalProperties": schema}


def _one_or_more(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": ["array", "null"], "items": schema}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
