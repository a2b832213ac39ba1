"""What every name of a policy is, before anything is worked out: types, and names that collide."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from attrs import evolve

from groupctl.rules import draft
from groupctl.rules.authority import MATTER, REFER, ROUTE
from groupctl.rules.expressions.bounds import Bound
from groupctl.rules.loading.compose import Piece
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import KEY, DraftPart
from groupctl.rules.policy import Parameter
from groupctl.rules.types import Type, enumeration
from groupctl.schema.currencies import CURRENCIES
from groupctl.schema.entities import Entity
from groupctl.texts.similar import similar

RENMINBI: Final = {"RMB": "CNY", "人民币": "CNY", "元": "CNY"}
"""What the Chinese currency is often called; its code is CNY."""

MOST: Final = 5_000
"""Rules of one policy; also its parameters, measures, rule sets, processes, and events with tasks, each."""


def signatures(context: Context) -> None:
    """Fill in the types of everything that has a name."""
    composition = context.composition
    _sizes(context)
    _head(context)
    _types(context)
    _parameters(context)
    for (about, name), piece in composition.measures.items():
        context.name(name, piece.part.sub("name"))
        known = context.about(about, piece.sub("about"))
        type_ = context.type(piece.item.type, name, piece.sub("type"))
        if known and type_:
            context.measures[about, name] = type_
        else:
            context.broken.add(name)
    for name, rule_set in composition.rulesets.items():
        context.name(name, rule_set.part.sub("name"))
        _outputs(context, name, rule_set)
    _collisions(context)


def _sizes(context: Context) -> None:
    parts = context.composition
    for what, found in (
        ("rules", parts.rules),
        ("parameters", parts.parameters),
        ("measures", parts.measures),
        ("rulesets", parts.rulesets),
        ("processes", parts.processes),
        ("events", parts.steps),
    ):
        if len(found) > MOST:
            context.fault(parts.sheet.part(), "policy.too-many", what=what, found=len(found), most=MOST)


def _head(context: Context) -> None:
    sheet = context.composition.sheet
    context.policy_name(sheet.policy.name, sheet.part("name"))
    context.given(sheet.policy.version, sheet.part("version"))
    context.title(sheet.policy.title, sheet.part("title"))
    currency = sheet.policy.currency
    if context.given(currency, sheet.part("currency")):
        if currency in CURRENCIES:
            context.currency = str(currency)
        else:
            meant = RENMINBI.get(currency.upper()) or similar(currency, CURRENCIES)
            hint = "policy.did-you-mean" if meant else None
            context.fault(sheet.part("currency"), "policy.no-currency", hint, name=currency, suggestion=meant)


def _types(context: Context) -> None:
    known = context.model_types
    context.types |= {**known, **_of_authority(context)}
    for name, piece in context.composition.types.items():
        context.name(name, piece.part.sub(KEY))
        members = context.members(piece.item, piece.part)
        if name in known and members != known[name].members:
            context.fault(piece.part.sub(KEY), "policy.model-type", name=name)
        context.types[str(name)] = enumeration(str(name), members)


def _of_authority(context: Context) -> dict[str, Type]:
    """The enumerations of the policy's matters, and of its routes with what stands for none."""
    parts = context.composition
    members = {MATTER: tuple(map(str, parts.matters)), ROUTE: (*map(str, parts.routes), REFER)}
    return {
        name: enumeration(name, members[name])
        for name, known in ((MATTER, parts.matters), (ROUTE, parts.routes))
        if known
    }


def _parameters(context: Context) -> None:
    for name, piece in context.composition.parameters.items():
        context.name(name, piece.part.sub("name"))
        type_ = context.type(piece.item.unit, name, piece.sub("unit"))
        if type_:
            context.parameters[str(name)] = type_
        else:
            context.broken.add(name)


def _outputs(context: Context, rule_set: str, piece: Piece[draft.RuleSetDraft]) -> None:
    known = context.about(piece.item.about, piece.sub("about"))
    if not piece.item.gives and not piece.part.source.shaped:
        context.fault(piece.sub("gives"), "policy.no-outputs", name=rule_set)
    for name, written in piece.item.gives.items():
        context.name(name, piece.sub("gives", name, KEY))
        type_ = context.type(written, name, piece.sub("gives", name))
        place = (str(piece.item.about), str(name))
        if not known or not type_:
            context.broken.add(name)
        elif place in context.outputs:
            context.fault(
                piece.sub("gives", name, KEY), "policy.output-twice", name=name, other=context.givers[place]
            )
        else:
            context.outputs[place] = type_
            context.givers[place] = rule_set
            if piece.item.hit == "collect list":
                context.lists.add(place)


def _collisions(context: Context) -> None:
    """A name means one thing: for an entity it is an attribute, a measure or an output, and nowhere a parameter."""
    parts = context.composition
    for place in context.measures:
        _collision(context, place, parts.measures[place].part.sub("name"), measure=True)
    for place in context.outputs:
        piece = parts.rulesets[context.givers[place]]
        _collision(context, place, piece.sub("gives", place[1], KEY), measure=False)
    for name in context.parameters:
        part = parts.parameters[name].part.sub("name")
        owners = [
            entity.name
            for entity in context.schema.entities.values()
            if name in entity.attributes or name in entity.collections or name == entity.name
        ]
        if owners:
            context.fault(part, "policy.parameter-is-attribute", name=name, entity=owners[0])


def _collision(context: Context, place: tuple[str, str], part: DraftPart, *, measure: bool) -> None:
    about, name = place
    entity = context.schema.entities[about]
    if name in entity.attributes or name in entity.collections or name in context.schema.entities:
        context.fault(part, "policy.name-is-attribute", name=name, entity=about)
    if name in context.parameters:
        context.fault(part, "policy.name-is-parameter", name=name)
    if not measure and place in context.measures:
        context.fault(part, "policy.name-is-measure", name=name, entity=about)


def finish(context: Context, parameters: Mapping[str, Parameter]) -> None:
    """Make the scope of all expressions, now that the values of the parameters are known."""
    readable = {place: type_ for place, type_ in context.outputs.items() if place not in context.lists}
    context.names = evolve(
        context.names,
        entities={name: _with_matters(context, entity) for name, entity in context.schema.entities.items()},
        functions=context.functions,
        names={**context.measures, **readable},
        parameters=context.parameters,
        enumerations={name: type_.members for name, type_ in enumerations(context)},
        bounds={name: _bound(parameter) for name, parameter in parameters.items() if parameter.values},
        currency=context.currency or "CNY",
    )


def _with_matters(context: Context, entity: Entity) -> Entity:
    """The entity as expressions see it: a matter is one of the policy's."""
    matter, type_ = entity.attributes.get("matter"), context.types.get(MATTER)
    if matter is None or type_ is None or entity.name not in {"request", "delegation"}:
        return entity
    told = evolve(matter, kind="enumeration", members=type_.members, enumeration=MATTER)
    return evolve(entity, attributes={**entity.attributes, "matter": told})


def enumerations(context: Context) -> Iterator[tuple[str, Type]]:
    """Every enumeration by name: of records, of ``types``, and those that are written where they are used."""
    for found in (context.types, context.parameters, context.measures, context.outputs):
        for type_ in found.values():
            if type_.kind == "enumeration":
                yield type_.name, type_
    for entity in context.schema.entities.values():
        for attribute in entity.attributes.values():
            if attribute.kind == "enumeration":
                yield attribute.enumeration, enumeration(attribute.enumeration, attribute.members)


def _bound(parameter: Parameter) -> Bound:
    """The largest numerator and denominator among all values of a parameter."""
    scopes = [dated for units in parameter.scopes.values() for dated in units.values()]
    numbers = [
        value
        for dated in (parameter.values, *scopes)
        for _, value in dated
        if isinstance(value, int | Fraction)
    ]
    return Bound(
        max((abs(value.numerator) for value in numbers), default=0),
        max((value.denominator for value in numbers), default=1),
    )
