"""Joins a policy with those that it imports: settings, overrides and disabled rules applied, nothing resolved yet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar, cast

from attrs import define, evolve, field, frozen

from groupctl.errors import Fault
from groupctl.rules import draft
from groupctl.rules.loading.spots import KEY, Origin, Spot
from groupctl.texts.similar import similar

T = TypeVar("T")
K = TypeVar("K", bound=str | tuple[str, str])
Step = draft.Event | draft.Duty
SETTABLE: Final = ("values", "scopes")
REPLACEABLE: Final = ("when", "applies", "then", "since", "until", "source")


@frozen(eq=False)
class Sheet:
    """One policy as written, and by name the policies that it imports."""

    policy: draft.Policy
    origin: Origin
    imports: "Mapping[str, Sheet]"

    def spot(self, *path: object) -> Spot:
        """A part of the policy."""
        return Spot(self.origin, path)

    def reach(self) -> "Iterator[Sheet]":
        """Every policy that this one imports, also through others, each once."""
        ahead, seen = [*self.imports.values()], set[Sheet]()
        while ahead:
            sheet = ahead.pop()
            if sheet not in seen:
                seen.add(sheet)
                ahead += sheet.imports.values()
                yield sheet


@frozen(eq=False)
class Piece(Generic[T]):
    """A part of a policy, where it stands, and the sheet that says it.

    ``replaced`` tells for the fields that an importing policy changed where the new text stands.
    """

    item: T
    spot: Spot
    sheet: Sheet
    changed: str = ""
    changed_by: Sheet | None = None
    replaced: Mapping[str, Spot] = field(factory=dict)

    def sub(self, name: str, *steps: object) -> Spot:
        """A field of the part, or something within it."""
        return self.replaced.get(name, self.spot.sub(name)).sub(*steps)


@define(eq=False)
class Composition:
    """All parts of a policy and of its imports. Rules are apart from their rule sets, by id."""

    sheet: Sheet
    types: dict[str, Piece[Sequence[str]]] = field(factory=dict)
    fields: dict[tuple[str, str], Piece[draft.Field]] = field(factory=dict)
    """The fields that are added to record types, by entity and name."""
    records: dict[str, Piece[draft.Record | str]] = field(factory=dict)
    functions: dict[str, Piece[str]] = field(factory=dict)
    parameters: dict[str, Piece[draft.Parameter]] = field(factory=dict)
    measures: dict[tuple[str, str], Piece[draft.Measure]] = field(factory=dict)
    rulesets: dict[str, Piece[draft.RuleSet]] = field(factory=dict)
    rules: dict[str, Piece[draft.Rule]] = field(factory=dict)
    members: dict[str, list[str]] = field(factory=dict)
    """The ids of the rules of each rule set, in order, without those that are disabled."""
    disabled: dict[str, dict[str, str]] = field(factory=dict)
    """For each rule set the rules that are switched off, and why."""
    processes: dict[str, Piece[draft.Process]] = field(factory=dict)
    steps: dict[str, Piece[Step]] = field(factory=dict)
    """The events and duties of all processes by id, unless it is that of a rule."""
    disabled_steps: dict[str, str] = field(factory=dict)
    """Events and duties that are switched off, and why."""
    words: dict[tuple[str, ...], Piece[draft.Title]] = field(factory=dict)
    """By what they are words for: ``("roles", "finance")``, ``("members", "Release", "HOLD")``."""

    @property
    def sections(self) -> Sequence[str]:
        """The sections in their order, those that are imported first."""
        return [name for kind, name, *_ in self.words if kind == "sections"]


def compose(sheet: Sheet, faults: list[Fault]) -> Composition:
    """``sheet`` and everything that it imports; what is said twice or changes nothing is a fault."""
    composer = _Composer(faults, Composition(sheet))
    composer.add(sheet)
    composer.tell_apart()
    return composer.composition


@define(eq=False)
class _Composer:
    faults: list[Fault]
    composition: Composition
    seen: set[Sheet] = field(factory=set)

    def add(self, sheet: Sheet) -> None:
        """Add what ``sheet`` imports, then what it says itself."""
        if sheet in self.seen:
            return
        self.seen.add(sheet)
        for imported in sheet.imports.values():
            self.add(imported)
        self._define(sheet)
        for name, setting in sheet.policy.settings.items():
            self._set(sheet, name, setting)
        for i, override in enumerate(sheet.policy.overrides):
            self._override(sheet, override, sheet.spot("overrides", i))
        for rule, reason in sheet.policy.disable.items():
            self._disable(sheet, rule, reason)

    def tell_apart(self) -> None:
        """An event or a duty must not be called like a rule."""
        rules, steps = self.composition.rules, self.composition.steps
        for name in [name for name in steps if name in rules]:
            first, _ = rules[name].spot.at("id").place()
            spot = steps.pop(name).spot.sub("id")
            self.faults.append(spot.fault("policy.defined-twice", name=name, first=first))

    def _define(self, sheet: Sheet) -> None:
        parts, whole = sheet.policy, self.composition
        for name, members in parts.types.items():
            self._define_one(
                whole.types, name, Piece(members, sheet.spot("types", name), sheet), same=_same_members
            )
        for entity, fields in parts.fields.items():
            for i, added in enumerate(fields):
                spot = sheet.spot("fields", entity, i)
                self._define_one(
                    whole.fields, (str(entity), str(added.name)), Piece(added, spot, sheet), "name"
                )
        for i, record in enumerate(parts.records):
            name = record if isinstance(record, str) else record.name
            known = Piece[draft.Record | str](record, sheet.spot("records", i), sheet)
            self._define_one(whole.records, str(name), known, same=_same_in_python)
        for i, function in enumerate(parts.functions):
            whole.functions.setdefault(str(function), Piece(function, sheet.spot("functions", i), sheet))
        for i, parameter in enumerate(parts.parameters):
            self._define_one(
                whole.parameters, parameter.name, Piece(parameter, sheet.spot("parameters", i), sheet)
            )
        for i, measure in enumerate(parts.measures):
            piece = Piece(measure, sheet.spot("measures", i), sheet)
            self._define_one(whole.measures, (measure.about, measure.name), piece)
        for i, rule_set in enumerate(parts.rulesets):
            spot = sheet.spot("rulesets", i)
            if self._define_one(whole.rulesets, rule_set.name, Piece(rule_set, spot, sheet)):
                whole.members[rule_set.name] = []
                whole.disabled[rule_set.name] = {}
                self._define_rules(sheet, rule_set, spot)
        for i, process in enumerate(parts.processes):
            spot = sheet.spot("processes", i)
            if self._define_one(whole.processes, process.name, Piece(process, spot, sheet)):
                self._define_steps(sheet, process, spot)

        for way, title in said(parts.words):
            self._word(sheet, way, Piece(title, sheet.spot("words", *way), sheet))

    def _word(self, sheet: Sheet, way: tuple[str, ...], piece: Piece[draft.Title]) -> None:
        """A word, in place of one that an imported policy has for the same thing."""
        earlier = self.composition.words.get(way)
        if earlier and earlier.sheet not in set(sheet.reach()) and earlier.item != piece.item:
            first, _ = earlier.spot.at().place()
            spot = piece.spot.sub(KEY)
            self.faults.append(
                spot.fault("policy.word-twice", "policy.word-twice.hint", name=way[-1], first=first)
            )
        self.composition.words[way] = piece

    def _define_rules(self, sheet: Sheet, rule_set: draft.RuleSet, spot: Spot) -> None:
        for i, rule in enumerate(rule_set.rules):
            piece = Piece(rule, spot.sub("rules", i), sheet)
            provisional = f"{rule_set.name}[{i}]"
            name = rule.id or provisional
            if not self._define_one(self.composition.rules, name, piece, "id"):
                name = provisional  # what else is wrong with it is reported as well
                self.composition.rules[name] = piece
            self.composition.members[rule_set.name].append(name)

    def _define_steps(self, sheet: Sheet, process: draft.Process, spot: Spot) -> None:
        """Events and duties: their ids are of the same kind as those of rules, and each is there once."""
        parts: Mapping[str, Sequence[Step]] = {"events": process.events, "duties": process.duties}
        for part, steps in parts.items():
            for i, step in enumerate(steps):
                if step.id:
                    piece = Piece[Step](step, spot.sub(part, i), sheet)
                    self._define_one(self.composition.steps, step.id, piece, "id")

    def _define_one(
        self,
        known: dict[K, Piece[T]],
        name: K,
        piece: Piece[T],
        *steps: str,
        same: Callable[[T, T], bool] | None = None,
    ) -> bool:
        earlier = known.setdefault(name, piece)
        if earlier is piece or (same and same(earlier.item, piece.item)):
            return True
        where, _ = earlier.spot.at(*steps).place()
        hint = "policy.defined-twice.hint" if earlier.sheet is not piece.sheet else None
        shown = name if isinstance(name, str) else ".".join(name)
        self.faults.append(
            piece.spot.sub(*steps).fault("policy.defined-twice", hint, name=shown, first=where)
        )
        return False

    def _imported(
        self, sheet: Sheet, known: Mapping[str, Piece[T]], name: str, spot: Spot, what: str
    ) -> Piece[T] | None:
        """The piece ``name`` that ``sheet`` may change; else a fault."""
        piece = known.get(name)
        reach = set(sheet.reach())
        if piece is None or piece.sheet not in reach:
            names = [other for other, found in known.items() if found.sheet in reach]
            if piece is not None and piece.sheet is sheet:
                self.faults.append(spot.fault(f"policy.own-{what}", name=name))
            elif suggestion := similar(name, names):
                self.faults.append(
                    spot.fault(
                        f"policy.unknown-{what}", "policy.did-you-mean", name=name, suggestion=suggestion
                    )
                )
            else:
                self.faults.append(spot.fault(f"policy.unknown-{what}", name=name))
            return None
        if piece.changed_by is not None and piece.changed_by not in {sheet, *reach}:
            self.faults.append(spot.fault("policy.changed-twice", name=name))
            return None
        return piece

    def _reason(self, reason: object, spot: Spot) -> str:
        if isinstance(reason, str) and reason.strip():
            return " ".join(reason.split())
        if not spot.origin.shaped:
            self.faults.append(spot.fault("policy.no-reason"))
        return ""

    def _set(self, sheet: Sheet, name: str, setting: Mapping[str, object]) -> None:
        spot = sheet.spot("settings", name)
        piece = self._imported(sheet, self.composition.parameters, name, spot.sub(KEY), "parameter")
        for key in setting:
            if key not in (*SETTABLE, "reason"):
                self.faults.append(spot.sub(key).fault("policy.unknown-setting", name=key))
        if piece:
            changes = {key: setting[key] for key in SETTABLE if key in setting}
            self.composition.parameters[name] = _changed(
                piece, sheet, spot, changes, str(setting.get("reason", ""))
            )

    def _override(self, sheet: Sheet, override: draft.Override, spot: Spot) -> None:
        reason = self._reason(override.reason, spot.sub("reason"))
        changes = {name: new for name in REPLACEABLE if (new := getattr(override, name)) is not None}
        if not changes:
            self.faults.append(
                spot.fault("policy.changes-nothing", "policy.changes-nothing.hint", name=override.rule)
            )
        if not override.rule:
            return
        piece = self._imported(sheet, self.composition.rules, override.rule, spot.sub("rule"), "rule")
        if piece and piece.changed_by is sheet:
            self.faults.append(spot.sub("rule").fault("policy.changed-twice", name=override.rule))
        elif piece:
            self.composition.rules[override.rule] = _changed(piece, sheet, spot, changes, reason)

    def _disable(self, sheet: Sheet, name: str, reason: str) -> None:
        spot, whole = sheet.spot("disable", name), self.composition
        reason = self._reason(reason, spot)
        known: Mapping[str, Piece[Any]] = {**whole.rules, **whole.steps}
        piece = self._imported(sheet, known, name, spot.sub(KEY), "rule")
        if piece is None:
            return
        if piece.changed_by is sheet:
            self.faults.append(spot.sub(KEY).fault("policy.changed-and-disabled", name=name))
        if name in whole.rules:
            for owner in whole.members:
                if name in whole.members[owner]:
                    whole.members[owner].remove(name)
                    whole.disabled[owner][str(name)] = reason
            whole.rules[name] = evolve(whole.rules[name], changed_by=sheet)
        else:
            whole.disabled_steps[str(name)] = reason
            whole.steps[name] = evolve(whole.steps[name], changed_by=sheet)


def _same_in_python(one: draft.Record | str, other: draft.Record | str) -> bool:
    return isinstance(one, str) and one == other


def said(words: draft.Words) -> Iterator[tuple[tuple[str, ...], draft.Title]]:
    """Every word by what it is a word for."""
    for enumeration, members in words.members.items():
        yield from ((("members", str(enumeration), str(name)), title) for name, title in members.items())
    for kind in ("outputs", "roles", "sections"):
        yield from (((kind, str(name)), title) for name, title in getattr(words, kind).items())


def _same_members(one: Sequence[str], other: Sequence[str]) -> bool:
    return list(one) == list(other)


def _changed(
    piece: Piece[T], sheet: Sheet, spot: Spot, changes: Mapping[str, object], reason: str
) -> Piece[T]:
    return evolve(
        piece,
        item=evolve(cast(Any, piece.item), **changes),
        changed=reason,
        changed_by=sheet,
        replaced={**piece.replaced, **{name: spot.sub(name) for name in changes}},
    )
