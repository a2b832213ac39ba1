"""The words of a policy: each for something that is there, so that a mistyped name is no silent loss."""

from collections.abc import Collection
from typing import Any

from groupctl.rules.authority import MATTER, ROUTE
from groupctl.rules.draft import RecordDraft, WordsDraft
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import KEY, DraftPart
from groupctl.rules.loading.reader import WORDS
from groupctl.rules.loading.signatures import enumerations
from groupctl.texts.title import Title


def words(context: Context) -> WordsDraft:
    """What the policy and its imports call things; a word for what is not there is a fault."""
    members: dict[str, set[str]] = {}
    for name, type_ in enumerations(context):
        members.setdefault(name, set()).update(type_.members)
    outputs = {name for _, name in context.outputs}
    entities = context.schema.entities
    found: dict[str, dict[str, Any]] = {kind: {} for kind in WORDS} | declared(context)
    for way, piece in context.composition.words.items():
        title = context.title(piece.item, piece.part)
        match way:
            case ("members", enumeration, member):
                owner = DraftPart(piece.part.source, piece.part.path[:-1])
                if _known(context, "policy.no-enumeration", enumeration, members, owner):
                    _known(context, "policy.no-member", member, members[enumeration], piece.part)
                found["members"].setdefault(enumeration, {})[member] = title
            case ("fields", entity, name):
                owner = DraftPart(piece.part.source, piece.part.path[:-1])
                if _known(context, "policy.no-entity", entity, entities, owner):
                    _known(context, "policy.no-word-field", name, entities[entity].fields, piece.part)
                found["fields"].setdefault(entity, {})[name] = title
            case (kind, name):
                if kind == "outputs":
                    _known(context, "policy.no-word-output", name, outputs, piece.part)
                elif kind == "records":
                    _known(context, "policy.no-entity", name, entities, piece.part)
                else:
                    context.id(name, piece.part.sub(KEY))
                found[kind][name] = title
    return WordsDraft(**found)


def declared(context: Context) -> dict[str, dict[str, Any]]:
    """The titles of the fields, record types, posts, matters and routes that the policy declares."""
    records: dict[str, Title] = {}
    fields: dict[str, dict[str, Title]] = {}
    for name, record in context.composition.records.items():
        if isinstance(record.item, RecordDraft):
            records[name] = record.item.title.on_one_line()
            fields[name] = {str(one.name): one.title.on_one_line() for one in record.item.fields}
    for (entity, name), piece in context.composition.fields.items():
        fields.setdefault(entity, {})[name] = piece.item.title.on_one_line()
    members = {
        name: {str(one): piece.item.title.on_one_line() for one, piece in known.items()}
        for name, known in ((MATTER, context.composition.matters), (ROUTE, context.composition.routes))
        if known
    }
    for (enumeration, member), added in context.composition.enumerations.items():
        members.setdefault(enumeration, {})[member] = context.title(added.item, added.part)
    roles = {str(name): piece.item.title.on_one_line() for name, piece in context.composition.posts.items()}
    return {"records": records, "fields": fields, "members": members, "roles": roles}


def _known(context: Context, code: str, name: str, known: Collection[str], part: DraftPart) -> bool:
    if name not in known and name not in context.broken:
        context.unknown(part.sub(KEY), code, name, known)
    return name in known
