"""The record types and functions of a policy: the library's, what is added to them, and its own."""

from collections.abc import Iterable
from graphlib import CycleError
from keyword import iskeyword
from operator import itemgetter
from typing import Final, cast

from groupctl.model.vocabulary import STANDARD
from groupctl.rules import draft
from groupctl.rules.expressions.calls import AGGREGATES, SPECIAL
from groupctl.rules.expressions.parser import is_name
from groupctl.rules.functions import WORDS
from groupctl.rules.loading.compose import Piece
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import KEY, DraftPart
from groupctl.rules.loading.packs import load_packs
from groupctl.rules.own_functions import in_currency, registered
from groupctl.rules.types import SIMPLE
from groupctl.schema.choices import Choice, OpenChoice, OwnChoice
from groupctl.schema.declared import Origin, OwnField, OwnRecord, extended
from groupctl.schema.entities import Schema
from groupctl.schema.fields import FieldType, Kind, Mark, about, field_types, plural, written_in_python
from groupctl.texts.title import Title

SIGNS: Final = {"not negative": Mark.NOT_NEGATIVE, "positive": Mark.POSITIVE}
NUMBERS: Final = frozenset({"money", "ratio", "count", "days"})
MOST_RECORDS: Final = 200
"""Own record types of one policy."""
RESERVED: Final = frozenset({"id", "currency", "company", "account", "payer_account", "self", "invariants"})
"""Names that no own field may have: rows have them already, or columns of that name say something about the others."""


def own_schema(context: Context) -> Schema:
    """What records there are, as far as what the policy says about that is sound; the rest is a fault."""
    parts = context.composition
    if not parts.records and not parts.fields and not parts.enumerations:
        return STANDARD
    if (count := len(parts.records)) > MOST_RECORDS:
        context.fault(parts.sheet.part(), "policy.too-many", what="records", found=count, most=MOST_RECORDS)
        return STANDARD
    reader = _Reader(context)
    found = {name: reader.record(name, piece) for name, piece in parts.records.items()}
    records = {name: cls for name, cls in found.items() if cls is not None}
    classes = {about(cls).entity: reader.open(cls) for cls in STANDARD.classes} | records
    added: dict[str, list[OwnField]] = {}
    for (entity, name), piece in parts.fields.items():
        if entity not in classes or not about(classes[entity]).seen:
            context.unknown(piece.part, "policy.no-entity", entity, reader.entities)
        elif field := reader.added(entity, classes[entity], name, piece):
            added.setdefault(entity, []).append(field)
    for entity, fields in added.items():
        classes[entity] = extended(classes[entity], fields)
    try:
        schema = Schema.ordered(classes.values())
    except CycleError as error:
        cycle = [about(cls).entity for cls in error.args[1]]
        context.fault(parts.sheet.part(), "policy.reference-cycle", cycle=" → ".join(cycle))
        return STANDARD
    reader.check_inherited(schema)
    return schema


def own_functions(context: Context) -> None:
    """Find the functions that the policy names beside the library's."""
    for name, piece in context.composition.functions.items():
        broken, part = load_packs(), piece.part
        context.broken.add(name)
        found = registered(name)
        if name in {*WORDS, *SPECIAL, *AGGREGATES}:
            context.fault(part, "policy.own-function-taken", name=name, instead=f"own_{name}")
        elif len(found) == 1:
            context.functions[name] = in_currency(found[0][1], context.currency)
            context.broken.remove(name)
        elif found:
            modules = ", ".join(sorted(module for module, _ in found))
            context.fault(part, "policy.python-function-twice", name=name, modules=modules)
        else:
            context.fault(part, "policy.no-python-function", name=name)
            context.faults += broken


class _Reader:
    """Reads fields and records; each fault is noted and reading goes on."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.entities = {*STANDARD.entities, *map(str, context.composition.records)}
        self.choices: dict[str, type[Choice] | OwnChoice] = dict(STANDARD.choices)
        self.more = self._added_members()
        for name, members in self.more.items():
            known = STANDARD.choices[name].__members__
            self.choices[name] = OwnChoice(name, (*known, *members), tuple(members.items()))
        for name, piece in context.composition.types.items():
            self.choices[str(name)] = OwnChoice(str(name), tuple(map(str, piece.item)))
        self.tables = {about(cls).table: about(cls).entity for cls in STANDARD.classes}

    # ------------------------------------------------------------------------------------------------ enumerations
    def _added_members(self) -> dict[str, dict[str, Title]]:
        """The members that are added to enumerations of record types; they come in order of name, whichever pack comes first."""
        added: dict[str, dict[str, Title]] = {}
        for (name, member), piece in sorted(self.context.composition.enumerations.items(), key=itemgetter(0)):
            choice = STANDARD.choices.get(name)
            if choice is None or not issubclass(choice, OpenChoice):
                owner = DraftPart(piece.part.source, piece.part.path[:-1])
                known = [one for one, found in STANDARD.choices.items() if issubclass(found, OpenChoice)]
                code = "policy.closed-enumeration" if choice else "policy.no-enumeration"
                self.context.unknown(owner.sub(KEY), code, name, known)
            elif member in choice.__members__:
                self.context.fault(piece.part.sub(KEY), "policy.member-twice", name=member)
            elif hasattr(Choice, member):
                self.context.fault(piece.part.sub(KEY), "policy.reserved", name=member)
            elif self._free(member, piece.part.sub(KEY), "policy.reserved", ()):
                added.setdefault(name, {})[member] = piece.item.on_one_line()
        return added

    def open(self, cls: type) -> type:
        """``cls``, whose enumerations have the members that are added to them."""
        fields = [
            OwnField(
                name=name,
                kind="enumeration",
                choice=self.choices[held.choice.__name__],
                required=not held.optional,
            )
            for name, held in field_types(cls).items()
            if held.kind == "enumeration" and held.choice.__name__ in self.more
        ]
        return extended(cls, fields) if fields else cls

    # ------------------------------------------------------------------------------------------------ record types
    def record(self, name: str, piece: Piece[draft.RecordDraft | str]) -> type | None:
        """The class of the record type ``name``."""
        written, part = piece.item, piece.part
        here = part if isinstance(written, str) else part.sub("name")
        if not self._free(name, here, "policy.own-record-taken", {*self.tables.values(), *SIMPLE}):
            return None
        cls = (
            self._in_python(str(written), here) if isinstance(written, str) else self._written(written, part)
        )
        if cls is None:
            return None
        table = about(cls).table
        if not is_name(table):  # it is the name of a file, too
            self.context.name(table, part.sub("table"))
            return None
        if (other := self.tables.setdefault(table, str(name))) != name:
            where = here if isinstance(written, str) else part.sub("table")
            self.context.fault(where, "policy.own-table-taken", table=table, name=name, other=other)
            return None
        dated = field_types(cls).get(about(cls).dated or "")
        if about(cls).dated and (dated is None or dated.kind != "date" or dated.optional):
            self.context.fault(piece.sub("dated"), "policy.own-dated", name=name, field=about(cls).dated)
            return None
        return cls

    def _in_python(self, name: str, part: DraftPart) -> type | None:
        broken = load_packs()
        found = [cls for cls in written_in_python(name) if cls not in STANDARD.classes]
        if len(found) != 1:
            code = "policy.python-record-twice" if found else "policy.no-python-record"
            modules = ", ".join(sorted(cls.__module__ for cls in found))
            self.context.fault(part, code, name=name, modules=modules)
            self.context.faults += broken if not found else ()
            return None
        targets = {field.target for field in field_types(found[0]).values() if field.target}
        for target in sorted(targets - self.entities):
            self.context.fault(part, "policy.python-record-target", name=name, target=target)
        return found[0] if targets <= self.entities else None

    def _written(self, written: draft.RecordDraft, part: DraftPart) -> type | None:
        self.context.title(written.title, part.sub("title"))
        fields: dict[str, OwnField] = {}
        for i, one in enumerate(written.fields):
            here = part.sub("fields", i)
            if str(one.name) in fields:
                self.context.fault(here.sub("name"), "policy.said-twice", name=one.name)
            elif field := self._field(str(written.name), one, here, RESERVED):
                fields[field.name] = field
        record = OwnRecord(
            entity=str(written.name),
            table=str(written.table) or plural(str(written.name)),
            fields=tuple(fields.values()),
            dated=str(written.dated) or None,
        )
        return Origin(record).made() if len(fields) == len(written.fields) else None

    # ------------------------------------------------------------------------------------------------------ fields
    def added(self, entity: str, cls: type, name: str, piece: Piece[draft.FieldDraft]) -> OwnField | None:
        """The field ``name`` that is added to ``cls``."""
        known = STANDARD.entities.get(entity)
        taken = {*dir(cls), *about(cls).derived, *(known.collections if known else ())} | RESERVED
        if piece.item.required:
            self.context.fault(piece.sub("required"), "policy.added-required", name=name, entity=entity)
            return None
        return self._field(entity, piece.item, piece.part, taken)

    def _free(self, name: str, part: DraftPart, code: str, taken: Iterable[str], *, entity: str = "") -> bool:
        """Whether ``name`` can be that of something new."""
        before = len(self.context.faults)
        self.context.name(name, part)
        if name in taken:
            self.context.fault(part, code, name=name, instead=f"own_{name}", entity=entity)
        elif len(self.context.faults) == before and (iskeyword(name) or name.startswith("_")):
            self.context.fault(part, "policy.reserved", name=name)
        return len(self.context.faults) == before

    def _field(
        self, entity: str, written: draft.FieldDraft, part: DraftPart, taken: Iterable[str]
    ) -> OwnField | None:
        before = len(self.context.faults)
        name = str(written.name)
        self._free(name, part.sub("name"), "policy.own-field-taken", taken, entity=entity)
        self.context.title(written.title, part.sub("title"))
        held = self._type(written, part.sub("type"))
        kind = held.kind if held else ""
        sign = SIGNS.get(written.sign)
        if written.sign and sign is None:
            self.context.unknown(part.sub("sign"), "policy.no-sign", written.sign, SIGNS)
        elif sign and held and kind not in NUMBERS:
            self.context.fault(part.sub("sign"), "policy.sign-of-no-number", name=name, kind=kind)
        if written.happens and (written.required or (held and kind != "date")):
            self.context.fault(part.sub("happens"), "policy.happens", name=name)
        if held is None or len(self.context.faults) > before:
            return None
        return OwnField(
            name=name,
            kind=held.kind,
            choice=held.choice,
            target=held.target,
            required=written.required,
            sign=sign,
            happens=written.happens,
            inherits=str(written.inherit),
        )

    def _type(self, written: draft.FieldDraft, part: DraftPart) -> OwnField | None:
        """A bare field that holds what ``type`` says."""
        said, name = written.type, str(written.name)
        if not isinstance(said, str):
            members = self.context.members(said, part)
            for i, member in enumerate(members):
                if hasattr(Choice, member):
                    self.context.fault(part.sub(i), "policy.reserved", name=member)
            return (
                OwnField(name=name, kind="enumeration", choice=OwnChoice(name, members)) if members else None
            )
        if not self.context.given(said, part):
            return None
        if said in SIMPLE:
            return OwnField(name=name, kind=cast("Kind", said))
        if said in self.choices:
            return OwnField(name=name, kind="enumeration", choice=self.choices[said])
        if said in self.entities:
            return OwnField(name=name, kind="record", target=str(said))
        self.context.unknown(part, "policy.no-type", said, {*SIMPLE, *self.choices, *self.entities})
        return None

    def check_inherited(self, schema: Schema) -> None:
        """What a field is inherited from is a reference, and leads to a field of that name and type; never in a circle."""
        for entity in schema.entities.values():
            for name, field in entity.fields.items():
                if not field.inherits or entity.type in STANDARD.classes:
                    continue
                part, target = self._place(entity.name, name), entity.fields.get(field.inherits)
                if (
                    target is None
                    or target.target is None
                    or (target.target == entity.name and field.inherits != "parent")
                ):
                    known = [other for other, found in entity.fields.items() if found.target]
                    self.context.unknown(part, "policy.no-reference", field.inherits, known)
                elif not _same(field, schema.entities[target.target].fields.get(name)):
                    told = {"name": name, "entity": entity.name, "target": target.target}
                    self.context.fault(part, "policy.inherits-nothing", **told)

    def _place(self, entity: str, name: str) -> DraftPart:
        """Where it is written what a field inherits; where its record type is named, if that is written in Python."""
        parts = self.context.composition
        if (entity, name) in parts.fields:
            return parts.fields[entity, name].part.sub("inherit")
        piece = parts.records.get(entity)
        if piece is None:
            return parts.sheet.part()
        fields = piece.item.fields if isinstance(piece.item, draft.RecordDraft) else ()
        at = [i for i, field in enumerate(fields) if field.name == name]
        return piece.part.sub("fields", at[0], "inherit") if at else piece.part


def _same(one: FieldType, other: FieldType | None) -> bool:
    return other is not None and (one.kind, one.members, one.target) == (
        other.kind,
        other.members,
        other.target,
    )
