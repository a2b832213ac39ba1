"""Finds the adapters that are installed, one plugin at a time: what is wrong with one never costs another.

Each plugin is registered in a manager of its own, so neither a raising hook nor a failed validation
reaches its neighbours. Nothing is imported or looked up before `discover` is called.
"""

import os
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from functools import partial
from importlib import import_module
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, Self

import pluggy
from attrs import evolve, frozen

from groupctl.adapters.contract import CONTRACT, AdapterKind, keeps
from groupctl.adapters.secrets import without_secrets
from groupctl.adapters.spec import PROJECT, Hooks
from groupctl.errors import Fault, SourceSpan
from groupctl.texts import Language
from groupctl.texts.similar import similar

DISABLED: Final = "GROUPCTL_DISABLED_PLUGINS"
"""Environment variable with the names of plugins that are not to be loaded, separated by commas."""

BUILT_IN: Final = ("files", "memory", "snapshot", "sqlite")

Stage = Literal["import", "registration", "validation", "call", "read"]
Broken = (Exception, SystemExit)
"""What a faulty plugin may raise; a plugin that ends the program is a faulty plugin."""

_LONGEST_MESSAGE = 300
_OWN: Final = str(Path(__file__).parents[1]) + os.sep
_PYTHON: Final = sysconfig.get_path("stdlib") + os.sep


@frozen(kw_only=True)
class Plugin:
    """One plugin: its name, the distribution that brings it, and the schemes it serves."""

    name: str
    distribution: str
    version: str = ""
    schemes: tuple[str, ...] = ()
    disabled: bool = False

    def __str__(self) -> str:
        return f"{self.name} ({' '.join(filter(None, (self.distribution, self.version)))})"


@frozen(kw_only=True)
class PluginFault:
    """What is wrong with one plugin, and at which stage it came out."""

    plugin: str
    distribution: str
    stage: Stage
    fault: Fault

    @classmethod
    def of(cls, plugin: Plugin, stage: Stage, problem: str, **values: object) -> Self:
        """The fault whose text is ``adapters.plugin-`` and ``problem``."""
        named = {name: str(value) for name, value in values.items()}
        about = {"plugin": plugin.name, "distribution": plugin.distribution}
        return cls(**about, stage=stage, fault=Fault(f"adapters.plugin-{problem}", named | about))

    @property
    def code(self) -> str:
        """The fault's stable code."""
        return self.fault.code

    def message(self, lang: Language = "en") -> str:
        """What is wrong, as one sentence that names plugin and distribution."""
        return self.fault.message(lang)

    def render(self, lang: Language = "en") -> str:
        """The message as it is printed."""
        return self.fault.render(lang)


@frozen(kw_only=True)
class Discovery:
    """The kinds of hosts that can be opened, by scheme, and everything about where they come from."""

    kinds: Mapping[str, AdapterKind]
    plugins: tuple[Plugin, ...]
    faults: tuple[PluginFault, ...]

    def provider(self, scheme: str) -> Plugin:
        """The plugin that serves ``scheme``. KeyError if there is none."""
        try:
            return next(plugin for plugin in self.plugins if scheme in plugin.schemes)
        except StopIteration:
            raise KeyError(scheme) from None


class _Unusable(Exception):
    def __init__(
        self, stage: Stage, problem: str, error: BaseException | None = None, **values: object
    ) -> None:
        super().__init__()
        self.stage, self.problem, self.values = stage, problem, values
        self.where = None
        if error is not None:
            self.values["error"], self.where = described(error), place_of(error)


def described(error: BaseException) -> str:
    """An exception in one line: its type and what it says."""
    try:
        said = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - a foreign exception whose text can't be made
        said = ""
    said = without_secrets(said)
    if len(said) > _LONGEST_MESSAGE:
        said = said[: _LONGEST_MESSAGE - 1] + "…"
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def place_of(error: BaseException) -> SourceSpan | None:
    """Where the plugin was when it failed: the last line outside groupctl and what Python brings; None where there is none."""
    if isinstance(error, SyntaxError) and error.filename:
        return SourceSpan(error.filename, error.lineno or 1, error.offset or 1)
    steps = traceback.walk_tb(error.__traceback__)  # its lines alone, for the source may not be there to read
    places = [(frame.f_code.co_filename, line) for frame, line in steps]
    foreign = [SourceSpan(file, line) for file, line in places if _is_foreign(file)]
    return foreign[-1] if foreign else None


def _is_foreign(file: str) -> bool:
    of_python = file.startswith(_PYTHON) and "site-packages" not in file
    return not (of_python or file.startswith((_OWN, "<")) or f"{os.sep}pluggy{os.sep}" in file)


def quiet(plugin: Plugin) -> AbstractContextManager[object]:
    """While code of ``plugin`` runs: what it prints goes to stderr, for stdout belongs to the result."""
    foreign = plugin.distribution not in {"", PROJECT}
    return redirect_stdout(sys.stderr) if foreign else nullcontext()


def discover(environment: Mapping[str, str] = os.environ) -> Discovery:
    """All adapters, the built-in ones first and then those of other distributions in order of name."""
    disabled = {name.strip() for name in environment.get(DISABLED, "").split(",")} - {""}
    found = _Found()
    for plugin, load in _candidates(found):
        if plugin.name in disabled:
            found.plugins.append(evolve(plugin, disabled=True))
        else:
            found.add(plugin, load)
    return Discovery(
        kinds=MappingProxyType(found.kinds), plugins=tuple(found.plugins), faults=tuple(found.faults)
    )


class _Found:
    """What `discover` has found so far."""

    def __init__(self) -> None:
        self.kinds: dict[str, AdapterKind] = {}
        self.plugins: list[Plugin] = []
        self.faults: list[PluginFault] = []

    def fault(self, plugin: Plugin, unusable: _Unusable) -> None:
        found = PluginFault.of(plugin, unusable.stage, unusable.problem, **unusable.values)
        self.faults.append(evolve(found, fault=evolve(found.fault, where=unusable.where)))

    def add(self, plugin: Plugin, load: Callable[[], object]) -> None:
        """Load, register, check and ask one plugin, and keep what it offers."""
        with quiet(plugin):
            self._add(plugin, load)

    def _add(self, plugin: Plugin, load: Callable[[], object]) -> None:
        schemes: list[str] = []
        try:
            manager = _registered(_loaded(load))
            for misspelled in _misspelled(manager):
                self.fault(plugin, misspelled)
            for kind in _offered(manager):
                if not isinstance(kind, AdapterKind):
                    self.fault(plugin, kind)
                elif not keeps(kind.contract):
                    written = {"scheme": kind.scheme, "written": kind.contract, "ours": CONTRACT}
                    self.fault(plugin, _Unusable("validation", "contract", None, **written))
                elif kind.scheme in self.kinds:
                    self.fault(plugin, self._taken(plugin, kind.scheme))
                else:
                    self.kinds[kind.scheme] = kind
                    schemes.append(kind.scheme)
        except _Unusable as unusable:
            self.fault(plugin, unusable)
        self.plugins.append(evolve(plugin, schemes=tuple(schemes)))

    def _taken(self, plugin: Plugin, scheme: str) -> _Unusable:
        owner = next((other for other in self.plugins if scheme in other.schemes), plugin)
        return _Unusable("registration", "scheme-taken", scheme=scheme, owner=owner)


def _candidates(found: _Found) -> Iterator[tuple[Plugin, Callable[[], object]]]:
    """All plugins with the function that imports each."""
    for name in BUILT_IN:
        yield Plugin(name=name, distribution=PROJECT), partial(import_module, f"groupctl.adapters.{name}")
    entries: list[tuple[Plugin, EntryPoint]] = []
    seen: set[str] = set()
    for distribution in distributions():
        entries += _entries(distribution, seen, found)
    for plugin, entry in sorted(entries, key=lambda pair: (pair[0].name, pair[0].distribution)):
        yield plugin, entry.load


def _entries(distribution: Distribution, seen: set[str], found: _Found) -> list[tuple[Plugin, EntryPoint]]:
    """The plugins of one distribution; the first of a name on the path wins, as it does for imports."""
    plugin = Plugin(name="?", distribution="?")
    try:
        if f"[{PROJECT}]" not in (distribution.read_text("entry_points.txt") or ""):
            return []
        plugin = Plugin(name="?", distribution=distribution.name, version=distribution.version)
        entries = distribution.entry_points.select(group=PROJECT)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with its metadata is that distribution's fault
        found.fault(plugin, _Unusable("import", "metadata", error))
        return []
    if plugin.distribution in seen:
        return []
    seen.add(plugin.distribution)
    return [(evolve(plugin, name=entry.name), entry) for entry in entries]


def _loaded(load: Callable[[], object]) -> object:
    try:
        return load()
    except Broken as error:
        raise _Unusable("import", "raised-import", error) from error


def _registered(plugin: object) -> pluggy.PluginManager:
    """A manager of its own for ``plugin``."""
    if isinstance(plugin, type):
        raise _Unusable("registration", "is-class", name=plugin.__name__)
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    try:
        manager.register(plugin)
    except pluggy.PluginValidationError as error:
        raise _Unusable("validation", "raised-validation", error) from error
    except Broken as error:
        raise _Unusable("registration", "raised-registration", error) from error
    if not any(manager.get_hookcallers(known) for known in manager.get_plugins()):
        raise _Unusable("validation", "without-hooks")
    return manager


def _misspelled(manager: pluggy.PluginManager) -> Iterator[_Unusable]:
    """The hooks that are never called because there are none of that name."""
    (plugin,) = manager.get_plugins()
    for caller in manager.get_hookcallers(plugin) or ():
        if not caller.has_spec() and not all(impl.optionalhook for impl in caller.get_hookimpls()):
            known = [name for name in vars(Hooks) if name.startswith(PROJECT)]
            near = similar(caller.name, known) or ", ".join(known)
            yield _Unusable("validation", "no-such-hook", name=caller.name, near=near)


def _offered(manager: pluggy.PluginManager) -> list[AdapterKind | _Unusable]:
    """What the plugin answers, each part judged by itself."""
    try:
        answers = manager.hook.groupctl_adapters()
        offered = [part for answer in answers for part in _parts(answer)]
    except Broken as error:
        raise _Unusable("call", "raised-call", error) from error
    if not offered and manager.hook.groupctl_adapters.get_hookimpls():
        raise _Unusable("call", "offers-nothing")
    return offered


def _parts(answer: object) -> Iterator[AdapterKind | _Unusable]:
    for part in answer if isinstance(answer, Iterable) else [answer]:
        if isinstance(part, AdapterKind) and isinstance(answer, Iterable):
            yield part
        else:
            yield _Unusable("call", "wrong-answer", type=type(part).__name__)
