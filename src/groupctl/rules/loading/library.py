"""From files to a policy: what it and its imports say is read, joined, checked and typed."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from attrs import define, evolve, field

from groupctl.errors import Fault, PolicyError, meant
from groupctl.rules import draft, policy
from groupctl.rules.loading import cache, objects, packs, readings, tables
from groupctl.rules.loading.compose import PolicySheet, compose
from groupctl.rules.loading.draft_parts import DraftPart, DraftSource, whole
from groupctl.rules.loading.draft_parts import DraftPath as Way
from groupctl.rules.loading.packs import PolicyPath
from groupctl.rules.loading.reader import Sections
from groupctl.rules.loading.readings import Lookup
from groupctl.rules.loading.resolve import resolve
from groupctl.sources.garbage import without_collection
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import Scalar, SourceFile, decode, fault, read
from groupctl.sources.whereabouts import inside

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
DEEPEST_IMPORTS: Final = 50
"""Policies that import each other in a row."""

LONGEST_LINE: Final = 500
"""A source line that is longer is not shown below a fault."""
LONGEST_VALUE: Final = 300
"""A value that is longer is cut in the text of a fault."""


@without_collection()
def read_policy(place: PolicyPath) -> policy.Policy:
    """The policy at ``place``. PolicyError with all faults."""
    library = _Library(place.path)
    sheet = library.sheet(place, whole("", place.label))
    if place.pack and sheet and not library.faults:
        return _alone(sheet)
    return library.meaning(sheet)


def policy_of(written: draft.PolicyDraft) -> policy.Policy:
    """The policy of Python objects. PolicyError with all faults."""
    library = _Library((written.base or Path()) / "policy.yaml")
    return library.meaning(library.objects(written))


_SHEETS: Final[dict[str, PolicySheet]] = {}
"""The packs that were read, by place: each is read once in the life of a process."""
_MEANINGS: Final[WeakKeyDictionary[PolicySheet, policy.Policy | tuple[Fault, ...]]] = WeakKeyDictionary()
"""What policies mean on their own, or what is wrong with them, however many others import them."""


def _alone(sheet: PolicySheet) -> policy.Policy:
    """What a policy means on its own, worked out once. PolicyError with its faults."""
    if sheet not in _MEANINGS:
        try:
            known = cache.kept(sheet.place) if sheet.place else None
            _MEANINGS[sheet] = known or _Library().meaning(sheet)
        except PolicyError as error:
            _MEANINGS[sheet] = error.faults
    found = _MEANINGS[sheet]
    if isinstance(found, tuple):
        raise PolicyError(found)
    return found


@define
class _Library:
    """Reads policies and what they import: packs, and what lies in the folder where the policy does."""

    given: Path = field(factory=Path)
    """The policy that was asked for."""
    faults: list[Fault] = field(factory=list)
    unusable: bool = False
    """Whether so much is missing that going on would only raise false alarms."""
    sheets: dict[str, PolicySheet | None] = field(factory=dict)
    open: list[PolicyPath] = field(factory=list)
    """The policies that are being read, each imported by the one before it."""
    readings: list[Lookup] = field(factory=list)
    """What was looked at."""

    def meaning(self, sheet: PolicySheet | None) -> policy.Policy:
        """What ``sheet`` means. PolicyError with all faults."""
        result = None
        if sheet is not None and not self.unusable:
            imports = self._hashes(sheet)
            if not self.unusable:
                result = resolve(compose(sheet, self.faults), imports, self.faults)
        if self.faults or result is None:
            raise PolicyError(presentable(self.faults))
        if sheet and sheet.place:
            cache.keep(sheet.place, result, sheet.read_from)
        return result

    def _hashes(self, sheet: PolicySheet) -> Mapping[str, str]:
        """The hash of each policy that ``sheet`` imports; their faults are reported as they are.

        Packs of one distribution come together: they are parts of each other, not imports.
        """
        hashes = {}
        for imported in sheet.imports.values():
            if imported.pack and imported.pack == sheet.pack:
                continue
            try:
                found = _alone(imported)
            except PolicyError as error:
                self.faults += error.faults
                self.unusable = True
            else:
                hashes[found.name] = found.hash
        return hashes

    def objects(self, written: draft.PolicyDraft) -> PolicySheet:
        """A policy of Python objects."""
        source, base = DraftSource.of_objects(written), written.base or Path()
        if found := objects.check(written, DraftPart(source)):
            raise PolicyError(presentable(found))
        return PolicySheet(
            written, source, self._imports(written, source, PolicyPath(base, str(written.base or "")))
        )

    def sheet(self, place: PolicyPath, named: SourceText) -> PolicySheet | None:
        """The policy at ``place``; ``named`` is where it is named."""
        chain = [one.key for one in self.open]
        if place.key in chain:
            cycle = [one.label for one in self.open[chain.index(place.key) :]]
            self.faults.append(fault(named, "policy.import-cycle", cycle=" → ".join([*cycle, place.label])))
            self.unusable = True
            return None
        if len(self.open) >= DEEPEST_IMPORTS:
            self._unusable(fault(named, "policy.imports-deep", most=DEEPEST_IMPORTS))
            return None
        if place.key in _SHEETS:
            return _SHEETS[place.key]
        if place.key not in self.sheets:
            before = len(self.faults)
            self.open.append(place)
            sheet = self.sheets[place.key] = self._read(place, named)
            self.open.pop()
            known = _SHEETS.values()
            if (
                sheet
                and place.pack
                and len(self.faults) == before
                and all(one in known for one in sheet.imports.values())
            ):
                _SHEETS[place.key] = sheet
        return self.sheets[place.key]

    def _read(self, place: PolicyPath, named: SourceText) -> PolicySheet | None:
        sections, first = Sections(faults=self.faults), len(self.readings)
        found = self._files(place, named)
        heads = [file for file in found if self._section(file, place, named, sections, alone=len(found) == 1)]
        top = whole("", place.label)
        if len(found) > 1 and len(heads) != 1 and not self.unusable:
            code = "policy.several-heads" if heads else "policy.no-head"
            self.faults.append(fault(top, code, files=", ".join(file.path.name for file in heads)))
        if self.unusable:
            return None
        written, source = sections.policy(place.path), DraftSource(sections.spans, top)
        imports = self._imports(written, source, place)
        return PolicySheet(written, source, imports, place, tuple(self.readings[first:]))

    def _files(self, place: PolicyPath, named: SourceText) -> Sequence[PolicyPath]:
        """The file at ``place``, or those of the folder."""
        if not place.is_folder:
            return [place]
        self.readings.append(readings.folder(place.path))
        found = [place.beside(name) for name in readings.names_in(place.path)]
        if not found:
            self._unusable(fault(named, "policy.empty-folder", path=place.label))
        return found

    def _section(
        self, file: PolicyPath, place: PolicyPath, named: SourceText, sections: Sections, *, alone: bool
    ) -> bool:
        """Read one file of the policy at ``place``, which is ``named`` somewhere; whether it holds the head."""
        source = self._source(file, named if file is place else whole("", file.label))
        before = len(self.faults)
        root = read(source, self.faults) if source else None
        if source is None or root is None:
            self.unusable = self.unusable or alone or len(self.faults) > before
            if source and alone and len(self.faults) == before:
                self.faults.append(fault(source.span(0, 0), "policy.empty-file"))
            return False

        def table(named: Scalar, place: Callable[[int], Way]) -> Sequence[draft.RuleDraft]:
            inside = not Path(named.at).is_absolute() and not os.path.normpath(named.at).startswith("..")
            if not inside:
                self._unusable(fault(named.at, "policy.table-outside", path=named.at))
                return ()
            rows = self._source(file.beside(named.at), named.at, BYTE_ORDER_MARK)
            return tables.rules(rows, place, sections) if rows else ()

        return sections.file(root, source.span(0, len(source.text)), table, needs_head=alone)

    def _is_outside(self, place: PolicyPath) -> bool:
        """Whether a file or folder, links followed, lies elsewhere than the policy that was asked for, or than its pack."""
        given = self.given.absolute()
        around = [given.parent] if given.parent != given.parent.parent else []  # not the whole system
        folders = [place.pack] if place.pack else [given, *around]
        try:
            return place.path != self.given and not inside(place.path, folders)
        except (OSError, ValueError):
            return False  # what can't even be looked for fails when it is read

    def _source(self, file: PolicyPath, named: SourceText, prefix: bytes = b"") -> SourceFile | None:
        """The text of a file that is named somewhere; ``prefix`` is left out where the file begins with it."""
        try:
            if self._is_outside(file):
                self._unusable(fault(named, "policy.outside", path=file.label))
                return None
            data = readings.content(file.path)
        except (OSError, ValueError) as error:
            missing = isinstance(error, FileNotFoundError)
            code = "policy.no-such-file" if missing else "policy.not-readable"
            hint, values = meant(file.label, packs.names() if missing else (), None)
            reason = getattr(error, "strerror", None) or error
            self._unusable(fault(named, code, hint, path=file.label, reason=reason, **values))
            return None
        self.readings.append(readings.file(file.path, data))
        source = decode(data.removeprefix(prefix), file.label, self.faults)
        self.unusable = self.unusable or source is None
        return source

    def _imports(
        self, written: draft.PolicyDraft, source: DraftSource, base: PolicyPath
    ) -> Mapping[str, PolicySheet]:
        found = {}
        for i, name in enumerate(written.imports):
            named = source.text_at(("imports", i))
            if name in found:
                self.faults.append(fault(named, "policy.imported-twice", name=name))
            elif name and (sheet := self._imported(name, named, base)):
                found[str(name)] = sheet
        return found

    def _imported(self, name: str, named: SourceText, base: PolicyPath) -> PolicySheet | None:
        self.readings.append(readings.pack(name))
        pack = packs.place(name)
        if pack and not pack.is_folder:
            self._unusable(_no_such_pack(name, named))
            return None
        place = pack or base.beside(name)
        if self._is_outside(place):
            self._unusable(fault(named, "policy.outside", path=place.label))
            return None
        sheet = self.sheet(place, named)
        self.unusable = self.unusable or sheet is None
        return sheet

    def _unusable(self, found: Fault) -> None:
        """Note a fault about what a policy names; the name of the policy itself is in no file."""
        self.faults.append(found if found.line else evolve(found, where=None, line=None))
        self.unusable = True


def _no_such_pack(name: str, named: SourceText) -> Fault:
    hint, values = meant(name, packs.names())
    return fault(named, "policy.no-such-pack", hint, **values)


def presentable(faults: Iterable[Fault]) -> list[Fault]:
    """``faults`` in the order of their places, each once, with what is too long to show cut or left out."""
    chosen = {(one.code, one.where, tuple(one.values.items())): one for one in faults}
    ordered = sorted(chosen.values(), key=lambda one: (one.where is None, one.where))
    return [
        evolve(
            one,
            values={name: _short(value) for name, value in one.values.items()},
            line=one.line if one.line is None or len(one.line) <= LONGEST_LINE else None,
        )
        for one in ordered
    ]


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"
