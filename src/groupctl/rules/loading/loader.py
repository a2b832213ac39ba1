"""From files to a policy: ``load_policy`` is the way into the rule language."""

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from attrs import define, evolve, field, frozen

from groupctl.errors import Fault, PolicyError
from groupctl.rules import draft, policy
from groupctl.rules.loading import objects, tables
from groupctl.rules.loading.compose import PolicySheet, compose
from groupctl.rules.loading.draft_parts import DraftFiles, DraftObjects, DraftPart, DraftSource, whole
from groupctl.rules.loading.draft_parts import DraftPath as Way
from groupctl.rules.loading.packs import policies
from groupctl.rules.loading.reader import Sections
from groupctl.rules.loading.resolve import resolve
from groupctl.sources.source_text import SourceText
from groupctl.sources.strict_yaml import LARGEST_FILE, Scalar, SourceFile, decode, fault, read
from groupctl.sources.whereabouts import inside
from groupctl.texts.similar import similar

SUFFIXES: Final = (".yaml", ".yml")
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
DEEPEST_IMPORTS: Final = 50
"""Policies that import each other in a row."""

LONGEST_LINE: Final = 500
"""A source line that is longer is not shown below a fault."""
LONGEST_VALUE: Final = 300
"""A value that is longer is cut in the text of a fault."""


def load_policy(source: str | Path | draft.PolicyDraft) -> policy.Policy:
    """The policy in a file or folder, the one of that name (``standard``, or what a pack brings), or one of Python objects.

    PolicyError with every fault that was found, each with its place and what to write instead.
    """
    if isinstance(source, str) and source in shipped():
        return _shipped(source)
    library = _Library()
    if isinstance(source, draft.PolicyDraft):
        library.given = (source.base or Path()) / "policy.yaml"
        return library.meaning(library.objects(source))
    library.given = Path(source)
    return library.meaning(library.sheet(PolicyPath(Path(source), str(source)), whole("", str(source))))


def shipped() -> Sequence[str]:
    """Names of the policies that come with groupctl, and of those that packs bring."""
    return sorted(_shipped_paths())


@frozen
class PolicyPath:
    """A file or folder, and what faults call it."""

    path: Path
    label: str

    def beside(self, name: str) -> "PolicyPath":
        """The file or folder that a policy here calls ``name``: relative to the folder in which it stands."""
        folder, label = (
            (self.path, Path(self.label)) if self.is_folder else (self.path.parent, Path(self.label).parent)
        )
        return PolicyPath(folder / name, os.path.normpath(label / name))

    @property
    def is_folder(self) -> bool:
        """Whether there is a folder; false for what can be no path."""
        return os.path.isdir(self.path)  # noqa: PTH112 - `Path.is_dir` raises where a name is too long

    @property
    def key(self) -> str:
        """The same for the same place, whatever it is called."""
        return os.path.realpath(str(self.path).replace("\0", "?"))


@cache
def _shipped_paths() -> Mapping[str, PolicyPath]:
    shipped = (files("groupctl") / "standard", *files("groupctl.policies").iterdir())
    entries = [Path(str(entry)) for entry in shipped]
    chosen = [
        path for path in entries if path.suffix in SUFFIXES or (path.is_dir() and path.name[0] not in "._")
    ]
    brought = {name: PolicyPath(path, name) for name, path in policies().items()}
    return brought | {path.stem: PolicyPath(path, path.name) for path in chosen}


@cache
def _shipped(name: str) -> policy.Policy:
    return _Library().meaning(_shipped_sheet(name))


@cache
def _shipped_sheet(name: str) -> PolicySheet:
    """The draft of a shipped policy, read once in the life of a process."""
    library = _Library()
    sheet = library.sheet(_shipped_paths()[name], whole("", name))
    if sheet is None or library.faults:
        raise PolicyError(presentable(library.faults))
    return sheet


@define
class _Library:
    """Reads policies and what they import, which must lie in the folder where the policy does."""

    given: Path | None = None
    """The policy that was asked for; None for one that comes with groupctl."""
    faults: list[Fault] = field(factory=list)
    unusable: bool = False
    """Whether so much is missing that going on would only raise false alarms."""
    sheets: dict[str, PolicySheet | None] = field(factory=dict)
    loaded: dict[PolicySheet, policy.Policy | PolicyError] = field(factory=dict)
    """What each imported policy means on its own, however many others import it."""
    open: list[PolicyPath] = field(factory=list)
    """The policies that are being read, each imported by the one before it."""

    def meaning(self, sheet: PolicySheet | None) -> policy.Policy:
        """What ``sheet`` means. PolicyError with all faults."""
        result = None
        if sheet is not None and not self.unusable:
            imports = self._hashes(sheet)
            if not self.unusable:
                result = resolve(compose(sheet, self.faults), imports, self.faults)
        if self.faults or result is None:
            raise PolicyError(presentable(self.faults))
        return result

    def _hashes(self, sheet: PolicySheet) -> Mapping[str, str]:
        """The hash of each policy that ``sheet`` imports; their faults are reported as they are."""
        hashes = {}
        for name, imported in sheet.imports.items():
            try:
                found = _shipped(name) if name in _shipped_paths() else self._alone(imported)
            except PolicyError as error:
                self.faults += error.faults
                self.unusable = True
            else:
                hashes[found.name] = found.hash
        return hashes

    def _alone(self, sheet: PolicySheet) -> policy.Policy:
        """What an imported policy means on its own, worked out once."""
        if sheet not in self.loaded:
            try:
                self.loaded[sheet] = _Library(loaded=self.loaded).meaning(sheet)
            except PolicyError as error:
                self.loaded[sheet] = error
        found = self.loaded[sheet]
        if isinstance(found, PolicyError):
            raise found
        return found

    def objects(self, written: draft.PolicyDraft) -> PolicySheet:
        """A policy of Python objects."""
        source, base = DraftObjects(written), written.base or Path()
        if found := objects.check(written, DraftPart(source)):
            raise PolicyError(presentable(found))
        return PolicySheet(
            written, source, self._imports(written, source, PolicyPath(base, str(written.base or "")))
        )

    def sheet(self, policy_path: PolicyPath, named: SourceText) -> PolicySheet | None:
        """The policy at ``policy_path``; ``named`` is where somebody names it."""
        chain = [one.key for one in self.open]
        if policy_path.key in chain:
            cycle = [one.label for one in self.open[chain.index(policy_path.key) :]]
            self.faults.append(
                fault(named, "policy.import-cycle", cycle=" → ".join([*cycle, policy_path.label]))
            )
            self.unusable = True
            return None
        if len(self.open) >= DEEPEST_IMPORTS:
            self._unusable(fault(named, "policy.imports-deep", most=DEEPEST_IMPORTS))
            return None
        if policy_path.key not in self.sheets:
            self.open.append(policy_path)
            self.sheets[policy_path.key] = self._read(policy_path, named)
            self.open.pop()
        return self.sheets[policy_path.key]

    def _read(self, policy_path: PolicyPath, named: SourceText) -> PolicySheet | None:
        sections = Sections(faults=self.faults)
        found = self._files(policy_path, named)
        heads = [
            file for file in found if self._section(file, policy_path, named, sections, alone=len(found) == 1)
        ]
        top = whole("", policy_path.label)
        if len(found) > 1 and len(heads) != 1 and not self.unusable:
            code = "policy.several-heads" if heads else "policy.no-head"
            self.faults.append(fault(top, code, files=", ".join(file.path.name for file in heads)))
        if self.unusable:
            return None
        written, source = sections.policy(policy_path.path), DraftFiles(sections.spans, top)
        return PolicySheet(written, source, self._imports(written, source, policy_path))

    def _files(self, policy_path: PolicyPath, named: SourceText) -> Sequence[PolicyPath]:
        """The file at ``policy_path``, or those of the folder."""
        if not policy_path.is_folder:
            return [policy_path]
        files = (
            policy_path.path.rglob("*")
            if policy_path in _shipped_paths().values()
            else policy_path.path.iterdir()
        )
        found = [
            policy_path.beside(str(path.relative_to(policy_path.path)))
            for path in sorted(files)
            if path.suffix in SUFFIXES
        ]
        if not found:
            self._unusable(fault(named, "policy.empty-folder", path=policy_path.label))
        return found

    def _section(
        self, file: PolicyPath, policy_path: PolicyPath, named: SourceText, sections: Sections, *, alone: bool
    ) -> bool:
        """Read one file of the policy at ``policy_path``, which is ``named`` somewhere; whether it holds the head."""
        source = self._source(file, named if file is policy_path else whole("", file.label))
        before = len(self.faults)
        root = read(source, self.faults) if source else None
        if source is None or root is None:
            self.unusable = self.unusable or alone or len(self.faults) > before
            if source and alone and len(self.faults) == before:
                self.faults.append(fault(source.span(0, 0), "policy.empty-file"))
            return False

        def table(named: Scalar, path: Way) -> Sequence[draft.RuleDraft]:
            inside = not Path(named.at).is_absolute() and not os.path.normpath(named.at).startswith("..")
            if not inside:
                self._unusable(fault(named.at, "policy.table-outside", path=named.at))
                return ()
            rows = self._source(file.beside(named.at), named.at, BYTE_ORDER_MARK)
            return tables.rules(rows, path, sections) if rows else ()

        return sections.file(root, source.span(0, len(source.text)), table, needs_head=alone)

    def _is_outside(self, policy_path: PolicyPath) -> bool:
        """Whether a file or folder, links followed, lies elsewhere than the policy that was asked for."""
        if self.given is None or policy_path.path == self.given:
            return False
        given = self.given.absolute()
        around = [given.parent] if given.parent != given.parent.parent else []  # not the whole system
        try:
            return not inside(policy_path.path, [given, *around])
        except (OSError, ValueError):
            return False  # what can't even be looked for fails when it is read

    def _source(self, file: PolicyPath, named: SourceText, prefix: bytes = b"") -> SourceFile | None:
        """The text of a file that is named somewhere; ``prefix`` is left out where the file begins with it."""
        try:
            if self._is_outside(file):
                self._unusable(fault(named, "policy.outside", path=file.label))
                return None
            data = _bytes(file.path)
        except (OSError, ValueError) as error:
            missing = isinstance(error, FileNotFoundError)
            code = "policy.no-such-file" if missing else "policy.not-readable"
            suggestion = similar(file.label, shipped())
            hint = "policy.did-you-mean" if missing and suggestion else None
            self._unusable(
                fault(
                    named,
                    code,
                    hint,
                    path=file.label,
                    suggestion=suggestion,
                    reason=getattr(error, "strerror", None) or error,
                )
            )
            return None
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
        if name in _shipped_paths():
            try:
                return _shipped_sheet(str(name))
            except PolicyError as error:
                self.faults += error.faults
                self.unusable = True
                return None
        policy_path = base.beside(name)
        if self._is_outside(policy_path):
            self._unusable(fault(named, "policy.outside", path=policy_path.label))
            return None
        sheet = self.sheet(policy_path, named)
        self.unusable = self.unusable or sheet is None
        return sheet

    def _unusable(self, found: Fault) -> None:
        """Note a fault about what a policy names; the name of the policy itself stands in no file."""
        self.faults.append(found if found.line else evolve(found, where=None, line=None))
        self.unusable = True


def _bytes(path: Path) -> bytes:
    """The content of a file, but for what is beyond the largest size; a device or pipe is never opened."""
    if path.exists() and not path.is_file():
        raise IsADirectoryError(None, "not a file")
    with path.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


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
