"""Joins a policy with those that it imports: settings, added, replaced and disabled rules applied, nothing resolved yet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast

from attrs import define, evolve, field, frozen

from groupctl.errors import Fault, meant
from groupctl.rules import draft
from groupctl.rules.change import PolicyChange
from groupctl.rules.loading.draft_parts import KEY, DraftPart, DraftSource
from groupctl.rules.loading.left_out import ANSWERS, raising, spelled_out
from groupctl.rules.loading.packs import PolicyPath
from groupctl.rules.loading.parts import keys
from groupctl.rules.loading.readings import Lookup
from groupctl.rules.report_section import Section
from groupctl.texts.title import Title

T = TypeVar("T")
K = TypeVar("K", bound=str | tuple[str, str])
StepDraft = draft.EventDraft | draft.TaskDraft
NEED_A_REASON: Final = ("tighter", "override", "only_tighter")


@frozen(eq=False)
class PolicySheet:
    """One policy as written, and by name the policies that it imports.

    ``place`` is where it lies, and ``readings`` what was looked at to read it, unless it is one of Python objects.
    """

    policy: draft.PolicyDraft
    source: DraftSource
    imports: "Mapping[str, PolicySheet]"
    place: PolicyPath | None = None
    readings: tuple[Lookup, ...] = ()

    @property
    def pack(self) -> Path | None:
        """The folder of the distribution that brings it."""
        return self.place.pack if self.place else None

    @property
    def read_from(self) -> Sequence[Lookup]:
        """What was looked at to read it and everything that it imports."""
        return [one for sheet in (self, *self.reach()) for one in sheet.readings]

    def part(self, *path: object) -> DraftPart:
        """A part of the policy."""
        return DraftPart(self.source, path)

    def pieces(self, kind: str, *key: str) -> "Iterator[Piece[Any]]":
        """The parts of one kind, those of ``key`` where they are kept by one."""
        found = getattr(self.policy, kind)
        for i, item in enumerate(found[key[0]] if key else found):
            yield Piece(item, self.part(kind, *key, i), self)

    def reach(self) -> "Iterator[PolicySheet]":
        """Every policy that this one imports, also through others, each once."""
        ahead, seen = [*self.imports.values()], set[PolicySheet]()
        while ahead:
            sheet = ahead.pop()
            if sheet not in seen:
                seen.add(sheet)
                ahead += sheet.imports.values()
                yield sheet


@frozen(eq=False)
class Piece(Generic[T]):
    """A part of a policy, where it is written, and the sheet that says it.

    ``replaced`` tells for the fields that an importing policy changed where the new text is; ``imported`` is the part as it
    was imported.
    """

    item: T
    part: DraftPart
    sheet: PolicySheet
    change: PolicyChange | None = None
    changed_by: PolicySheet | None = None
    imported: T | None = None
    replaced: Mapping[str, DraftPart] = field(factory=dict)

    def sub(self, name: str, *steps: object) -> DraftPart:
        """A field of the part, or something within it."""
        return self.replaced.get(name, self.part.sub(name)).sub(*steps)


@define(eq=False)
class Composition:
    """All parts of a policy and of its imports. Rules are apart from their rule sets, by id."""

    sheet: PolicySheet
    types: dict[str, Piece[Sequence[str]]] = field(factory=dict)
    enumerations: dict[tuple[str, str], Piece[Title]] = field(factory=dict)
    """The members that are added to enumerations of record types, by enumeration and name."""
    fields: dict[tuple[str, str], Piece[draft.FieldDraft]] = field(factory=dict)
    """The fields that are added to record types, by entity and name."""
    records: dict[str, Piece[draft.RecordDraft | str]] = field(factory=dict)
    functions: dict[str, Piece[str]] = field(factory=dict)
    parameters: dict[str, Piece[draft.ParameterDraft]] = field(factory=dict)
    measures: dict[tuple[str, str], Piece[draft.MeasureDraft]] = field(factory=dict)
    rulesets: dict[str, Piece[draft.RuleSetDraft]] = field(factory=dict)
    rules: dict[str, Piece[draft.RuleDraft]] = field(factory=dict)
    members: dict[str, list[str]] = field(factory=dict)
    """The ids of the rules of each rule set, in order, without those that are disabled."""
    disabled: dict[str, dict[str, PolicyChange]] = field(factory=dict)
    """For each rule set the rules that are switched off, and why."""
    processes: dict[str, Piece[draft.ProcessDraft]] = field(factory=dict)
    steps: dict[str, Piece[StepDraft]] = field(factory=dict)
    """The events and tasks of all processes by id, unless it is that of a rule."""
    disabled_steps: dict[str, PolicyChange] = field(factory=dict)
    """Events and tasks that are switched off, and why."""
    posts: dict[str, Piece[draft.PostDraft]] = field(factory=dict)
    matters: dict[str, Piece[draft.MatterDraft]] = field(factory=dict)
    routes: dict[str, Piece[draft.RouteDraft]] = field(factory=dict)
    interests: dict[str, Piece[draft.InterestDraft]] = field(factory=dict)
    invariants: dict[str, Piece[draft.InvariantDraft]] = field(factory=dict)
    report: dict[str, Piece[Section]] = field(factory=dict)
    levers: dict[str, Piece[draft.LeverDraft]] = field(factory=dict)
    words: dict[tuple[str, ...], Piece[Title]] = field(factory=dict)
    """By what they are words for: ``("roles", "finance")``, ``("members", "Release", "HOLD")``."""

    @property
    def sections(self) -> Sequence[str]:
        """The sections in their order, those that are imported first."""
        return [name for kind, name, *_ in self.words if kind == "sections"]


def compose(sheet: PolicySheet, faults: list[Fault]) -> Composition:
    """``sheet`` and everything that it imports; what is said twice or changes nothing is a fault."""
    composer = _Composer(faults, Composition(sheet))
    composer.add(sheet)
    composer.tell_apart()
    return composer.composition


@define(eq=False)
class _Composer:
    faults: list[Fault]
    composition: Composition
    seen: set[PolicySheet] = field(factory=set)
    placed: dict[str, str] = field(factory=dict)
    """For each rule that was added after another one: which."""

    def add(self, sheet: PolicySheet) -> None:
        """Add what ``sheet`` imports, then what it says itself."""
        if sheet in self.seen:
            return
        self.seen.add(sheet)
        for imported in sheet.imports.values():
            self.add(imported)
        self._define(sheet)
        for name, setting in sheet.policy.settings.items():
            self._set(sheet, name, setting)
        for i, addition in enumerate(sheet.policy.additions):
            self._add(sheet, addition, sheet.part("additions", i))
        for i, replacement in enumerate(sheet.policy.replacements):
            self._replace(sheet, replacement, sheet.part("replacements", i))
        for rule, reason in sheet.policy.disable.items():
            self._disable(sheet, rule, reason)

    def tell_apart(self) -> None:
        """An event or a task must not be called like a rule."""
        rules, steps = self.composition.rules, self.composition.steps
        for name in [name for name in steps if name in rules]:
            first, _ = rules[name].part.at("id").span()
            part = steps.pop(name).part.sub("id")
            self.faults.append(part.fault("policy.defined-twice", name=name, first=first))

    def _define(self, sheet: PolicySheet) -> None:
        parts, whole = sheet.policy, self.composition
        for name, members in parts.types.items():
            self._define_one(
                whole.types, name, Piece(members, sheet.part("types", name), sheet), same=_same_members
            )
        for name, titles in parts.enumerations.items():
            for member, title in titles.items():
                added = Piece(title, sheet.part("enumerations", name, member), sheet)
                self._define_one(whole.enumerations, (str(name), str(member)), added, KEY, same=_same_title)
        for entity in parts.fields:
            for one in sheet.pieces("fields", entity):
                self._define_one(whole.fields, (str(entity), str(one.item.name)), one, "name")
        for record in sheet.pieces("records"):
            name = record.item if isinstance(record.item, str) else record.item.name
            self._define_one(whole.records, str(name), record, same=_same_in_python)
        for function in sheet.pieces("functions"):
            whole.functions.setdefault(str(function.item), function)
        for measure in sheet.pieces("measures"):
            self._define_one(whole.measures, (measure.item.about, measure.item.name), measure)
        for written in sheet.pieces("rulesets"):
            self._beside_flag(written.item, written.part)
            piece = evolve(written, item=spelled_out(written.item, parts.defaults))
            if self._define_one(whole.rulesets, piece.item.name, piece):
                whole.members[piece.item.name] = []
                whole.disabled[piece.item.name] = {}
                self._define_rules(sheet, piece.item, piece.part)
        for process in sheet.pieces("processes"):
            if self._define_one(whole.processes, process.item.name, process):
                self._define_steps(sheet, process.item, process.part)
        for section in sheet.pieces("report"):
            self._define_one(whole.report, section.item.name, section, "name")
        for kind in ("parameters", "posts", "matters", "routes", "interests", "invariants", "levers"):
            for one in sheet.pieces(kind):
                self._define_one(getattr(whole, kind), one.item.name, one)
        for way, title in said(parts.words):
            self._word(sheet, way, Piece(title, sheet.part("words", *way), sheet))

    def _word(self, sheet: PolicySheet, way: tuple[str, ...], piece: Piece[Title]) -> None:
        """A word, in place of one that an imported policy has for the same thing."""
        earlier = self.composition.words.get(way)
        if earlier and earlier.sheet not in set(sheet.reach()) and earlier.item != piece.item:
            first, _ = earlier.part.at().span()
            part = piece.part.sub(KEY)
            self.faults.append(
                part.fault("policy.word-twice", "policy.word-twice.hint", name=way[-1], first=first)
            )
        self.composition.words[way] = piece

    def _beside_flag(self, rule_set: draft.RuleSetDraft, part: DraftPart) -> None:
        """A flag leaves nothing to say about outputs."""
        for key in ANSWERS if rule_set.flag else ():
            if getattr(rule_set, key):
                self.faults.append(part.sub(key).fault("policy.flag-and-gives", name=rule_set.flag))

    def _define_rules(self, sheet: PolicySheet, rule_set: draft.RuleSetDraft, part: DraftPart) -> None:
        for i, rule in enumerate(rule_set.rules):
            piece = Piece(rule, part.sub("rules", i), sheet)
            provisional = f"{rule_set.name}[{i}]"
            name = rule.id or provisional
            if not self._define_one(self.composition.rules, name, piece, "id"):
                name = provisional  # what else is wrong with it is reported as well
                self.composition.rules[name] = piece
            self.composition.members[rule_set.name].append(name)

    def _define_steps(self, sheet: PolicySheet, process: draft.ProcessDraft, part: DraftPart) -> None:
        """Events and tasks: their ids are of the same kind as those of rules, and each is there once."""
        parts: Mapping[str, Sequence[StepDraft]] = {"events": process.events, "tasks": process.tasks}
        for kind, steps in parts.items():
            for i, step in enumerate(steps):
                if step.id:
                    piece = Piece[StepDraft](step, part.sub(kind, i), sheet)
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
        where, _ = earlier.part.at(*steps).span()
        hint = "policy.defined-twice.hint" if earlier.sheet is not piece.sheet else None
        shown = name if isinstance(name, str) else ".".join(name)
        self.faults.append(
            piece.part.sub(*steps).fault("policy.defined-twice", hint, name=shown, first=where)
        )
        return False

    def _imported(
        self, sheet: PolicySheet, known: Mapping[str, Piece[T]], name: str, part: DraftPart, what: str
    ) -> Piece[T] | None:
        """The piece ``name`` that ``sheet`` may change; else a fault."""
        piece = known.get(name)
        reach = set(sheet.reach())
        if piece is None or piece.sheet not in reach:
            if piece is not None and piece.sheet is sheet:
                self.faults.append(part.fault(f"policy.own-{what}", name=name))
            else:
                self._unknown(
                    part, what, name, [other for other, found in known.items() if found.sheet in reach]
                )
            return None
        if piece.changed_by is not None and piece.changed_by not in {sheet, *reach}:
            self.faults.append(part.fault("policy.changed-twice", name=name))
            return None
        return piece

    def _unknown(self, part: DraftPart, what: str, name: str, names: Sequence[str], **values: object) -> None:
        """Note that there is no ``name``, and which one was probably meant."""
        hint, told = meant(name, names, None)
        self.faults.append(part.fault(f"policy.unknown-{what}", hint, **told, **values))

    def _reason(self, reason: Title, part: DraftPart) -> Title:
        """A reason in the languages in which it is given; each of them says something."""
        for lang, text in reason.texts:
            if not text.strip() and not part.source.shaped:
                self.faults.append((part.sub(lang) if lang else part).fault("policy.no-reason"))
        return reason.on_one_line()

    def _set(self, sheet: PolicySheet, name: str, setting: Mapping[str, object]) -> None:
        part = sheet.part("settings", name)
        piece = self._imported(sheet, self.composition.parameters, name, part.sub(KEY), "parameter")
        for key in setting:
            if key not in draft.SETTING:
                self.faults.append(part.sub(key).fault("policy.unknown-setting", name=key))
        written = setting.get("reason")
        reason = self._reason(written, part.sub("reason")) if isinstance(written, Title) else None
        if not reason and any(key in setting for key in NEED_A_REASON):
            self.faults.append(part.sub(KEY).fault("policy.no-reason"))
        if piece:
            changes = {
                key: value for key, value in setting.items() if key in draft.SETTING and key != "reason"
            }
            self.composition.parameters[name] = _changed(piece, sheet, part, changes, reason)

    def _add(self, sheet: PolicySheet, addition: draft.Addition, part: DraftPart) -> None:
        """A rule more for an imported rule set, at its place among the rules that are there."""
        whole, name = self.composition, addition.rule_set
        owner = self._imported(sheet, whole.rulesets, name, part.sub("rule_set"), "ruleset")
        if owner is None:
            return
        rule, members = raising(owner.item.flag, addition.rule), whole.members[name]
        change = PolicyChange(kind="added", by=str(sheet.policy.name), place=_place(part.sub("rule")))
        piece = Piece(rule, part.sub("rule"), sheet, change)
        place = self._place(owner.item, addition, members, part)
        if rule.id and place is not None and self._define_one(whole.rules, rule.id, piece, "id"):
            members.insert(place, rule.id)
            self.placed[rule.id] = addition.after

    def _place(
        self, rule_set: draft.RuleSetDraft, addition: draft.Addition, members: Sequence[str], part: DraftPart
    ) -> int | None:
        """Where among ``members`` a rule is added; None, and a fault, where that can't be told."""
        anchor, where = addition.before or addition.after, "before" if addition.before else "after"
        if addition.before and addition.after:
            self.faults.append(part.sub("after").fault("policy.two-places"))
        elif anchor and anchor not in members:
            self._unknown(part.sub(where), "anchor", anchor, members, ruleset=rule_set.name)
        elif not anchor and rule_set.hit == "first":
            self.faults.append(part.sub("rule", "id").fault("policy.no-place", name=rule_set.name))
        elif not anchor:
            return len(members)
        else:
            place = members.index(anchor)
            if addition.before:
                return place
            place += 1  # behind what was added after the same rule before
            while place < len(members) and self.placed.get(members[place]) == anchor:
                place += 1
            return place
        return None

    def _replace(self, sheet: PolicySheet, new: draft.ReplacementDraft, part: DraftPart) -> None:
        reason = self._reason(new.reason, part.sub("reason"))
        changes = {
            name: value
            for name in keys(draft.ReplacementDraft)[1]
            if (value := getattr(new, name)) is not None
        }
        if not changes:
            self.faults.append(
                part.fault("policy.changes-nothing", "policy.changes-nothing.hint", name=new.rule)
            )
        if not new.rule:
            return
        piece = self._imported(sheet, self.composition.rules, new.rule, part.sub("rule"), "rule")
        if piece and piece.changed_by is sheet:
            self.faults.append(part.sub("rule").fault("policy.changed-twice", name=new.rule))
        elif piece:
            self.composition.rules[new.rule] = _changed(piece, sheet, part, changes, reason)

    def _disable(self, sheet: PolicySheet, name: str, written: Title) -> None:
        part, whole = sheet.part("disable", name), self.composition
        reason = self._reason(written, part)
        known: Mapping[str, Piece[Any]] = {**whole.rules, **whole.steps}
        piece = self._imported(sheet, known, name, part.sub(KEY), "rule")
        if piece is None:
            return
        if piece.changed_by is sheet:
            self.faults.append(part.sub(KEY).fault("policy.changed-and-disabled", name=name))
        change = PolicyChange(kind="disabled", by=str(sheet.policy.name), place=_place(part), reason=reason)
        if name in whole.rules:
            for owner in whole.members:
                if name in whole.members[owner]:
                    whole.members[owner].remove(name)
                    whole.disabled[owner][str(name)] = change
            whole.rules[name] = evolve(whole.rules[name], changed_by=sheet)
        else:
            whole.disabled_steps[str(name)] = change
            whole.steps[name] = evolve(whole.steps[name], changed_by=sheet)


def _same_in_python(one: draft.RecordDraft | str, other: draft.RecordDraft | str) -> bool:
    return isinstance(one, str) and one == other


def said(words: draft.WordsDraft) -> Iterator[tuple[tuple[str, ...], Title]]:
    """Every word by what it is a word for."""
    for kind in ("members", "fields"):
        for owner, titles in getattr(words, kind).items():
            yield from (((kind, str(owner), str(name)), title) for name, title in titles.items())
    for kind in ("outputs", "columns", "roles", "sections", "records"):
        yield from (((kind, str(name)), title) for name, title in getattr(words, kind).items())


def _same_members(one: Sequence[str], other: Sequence[str]) -> bool:
    return list(one) == list(other)


def _same_title(one: Title, other: Title) -> bool:
    return one == other


def _place(part: DraftPart) -> str:
    return str(part.at().span()[0])


def _changed(
    piece: Piece[T], sheet: PolicySheet, part: DraftPart, changes: Mapping[str, object], reason: Title | None
) -> Piece[T]:
    return evolve(
        piece,
        item=evolve(cast(Any, piece.item), **changes),
        change=PolicyChange(kind="changed", by=str(sheet.policy.name), place=_place(part), reason=reason),
        changed_by=sheet,
        imported=piece.item,
        replaced={**piece.replaced, **{name: part.sub(name) for name in changes}},
    )
