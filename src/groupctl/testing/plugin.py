"""The plugin for pytest (entry point group ``pytest11``): fixtures about one policy, and examples in YAML as tests.

Fixtures: ``policy``, ``engine``, ``as_of`` and ``ledger``, a sound customer to which a test adds its case. Which policy and which
day is said by ``--groupctl-policy`` and ``--groupctl-as-of``, or in the settings of pytest by ``groupctl_policy`` and
``groupctl_as_of``. ``--groupctl-coverage`` counts what the tests make of its rules. Files called ``test_*.yaml`` hold examples (`groupctl.testing.examples`).
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from groupctl.texts import say

if TYPE_CHECKING:
    from groupctl.decisions.engine import Engine
    from groupctl.rules.policy import Policy
    from groupctl.testing.conformance.report import Checked
    from groupctl.testing.examples import Example
    from groupctl.testing.ledger import Ledger


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which policy, which day, which language."""
    group = parser.getgroup("groupctl", "rules of a policy")
    for name, said in (
        ("policy", "the policy: a file, a folder or a pack"),
        ("as-of", "the day, as 2026-11-21"),
    ):
        group.addoption(f"--groupctl-{name}", metavar=name.upper(), help=said)
        parser.addini(f"groupctl_{name.replace('-', '_')}", said, default="")
    group.addoption("--groupctl-coverage", action="store_true", help="tell which rules the tests show")
    group.addoption(
        "--groupctl-coverage-html", metavar="FILE", default="", help="write that as a page as well"
    )
    group.addoption(
        "--groupctl-coverage-min",
        metavar="PERCENT",
        type=int,
        default=0,
        help="fail below this many per cent",
    )
    group.addoption(
        "--groupctl-adapter-report", metavar="FILE", help="where AdapterContract writes its report"
    )
    group.addoption("--groupctl-mutate", action="store_true", help="try mutants of the policy on the tests")
    group.addoption(
        "--groupctl-mutate-only", metavar="RULE_SETS", default="", help="only of these rule sets, a,b,c"
    )
    group.addoption(
        "--groupctl-mutate-min", metavar="PERCENT", type=int, default=0, help="fail if fewer are killed"
    )
    group.addoption("--groupctl-lang", choices=["en", "zh"], default="en", help="the language of failures")


def pytest_configure(config: pytest.Config) -> None:
    """Rule coverage where it is asked for."""
    html, least = (config.getoption(f"groupctl_coverage_{name}") for name in ("html", "min"))
    if config.getoption("groupctl_coverage") or html or least:
        from groupctl.testing.plugin_coverage import NAME, CoveragePlugin

        found = CoveragePlugin(html, least, config.getoption("groupctl_lang"))
        config.pluginmanager.register(found, NAME)


def pytest_sessionstart(session: pytest.Session) -> None:
    """The policy that is named is covered, whether a test asks for it by fixture or not; mutants are of that policy."""
    config = session.config
    if config.pluginmanager.hasplugin("groupctl-coverage") and _option(config, "policy"):
        _engine(config, None)
    only, least = (config.getoption(f"groupctl_mutate_{name}") for name in ("only", "min"))
    if config.getoption("groupctl_mutate") or only or least:
        from groupctl.testing.plugin_mutation import MutationPlugin, processes

        if config.getoption("numprocesses", None):
            raise pytest.UsageError(say("testing.mutation-alone"))
        engine = _engine(config, None)
        names = [engine.rule_set(name).name for name in filter(None, only.split(","))]
        found = MutationPlugin(engine.policy, names, least, processes(), config.getoption("groupctl_lang"))
        config.pluginmanager.register(found, "groupctl-mutation")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The levels that adapters reached, and their reports where they are wanted."""
    if not (checked := config.stash.get(CHECKED, {})):
        return
    from groupctl.testing.conformance.report import ConformanceReport

    reports = {
        name: ConformanceReport(name.rpartition(" ")[2], tuple(found)) for name, found in checked.items()
    }
    for name, report in reports.items():
        terminalreporter.write_line(f"adapter contract: {name}: {report.level}")
    if place := config.getoption("groupctl_adapter_report"):
        texts = [report.to_json() for report in reports.values()]
        Path(place).write_text("\n".join(texts) + "\n", encoding="utf-8")


CHECKED: "pytest.StashKey[dict[str, list[Checked]]]" = pytest.StashKey()
"""What came of the checks of each adapter (`groupctl.testing.AdapterContract`)."""


def _option(config: pytest.Config, name: str) -> str:
    return str(config.getoption(f"groupctl_{name}") or config.getini(f"groupctl_{name}"))


def _as_of(config: pytest.Config) -> date | None:
    text = _option(config, "as_of")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise pytest.UsageError(f"--groupctl-as-of: {say('testing.not-a-date', value=text)}") from None


def _engine(config: pytest.Config, place: Path | None) -> "Engine":
    """The engine of the policy at ``place``, or of the one that pytest was told; made once."""
    from groupctl.decisions.engine import Engine
    from groupctl.rules.loading.loader import load_policy

    if place is None:
        if not (said := _option(config, "policy")):
            raise pytest.UsageError(f"{say('testing.no-policy')}: {say('testing.no-policy.remedy')}")
        found = config.rootpath / said
        source: str | Path = _from_here(found) if found.exists() else said
    else:
        source = _from_here(place)
    engines = config.stash.setdefault(_ENGINES, {})
    if str(source) not in engines:
        engines[str(source)] = Engine(load_policy(source))
        if covering := config.pluginmanager.get_plugin("groupctl-coverage"):
            covering.watch(str(source), engines[str(source)].policy)
    return engines[str(source)]


def _from_here(place: Path) -> Path:
    """A path as messages name it: from the working directory, if it lies there."""
    found, here = place.resolve(), Path.cwd()
    return found.relative_to(here) if found.is_relative_to(here) else found


_ENGINES: "pytest.StashKey[dict[str, Engine]]" = pytest.StashKey()


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> "Engine":
    """An engine with the policy that is tested."""
    return _engine(pytestconfig, None)


@pytest.fixture(scope="session")
def policy(engine: "Engine") -> "Policy":
    """The policy that is tested."""
    return engine.policy


@pytest.fixture(scope="session")
def as_of(pytestconfig: pytest.Config) -> date:
    """The day of the tests."""
    from groupctl.testing.ledger import AS_OF

    return _as_of(pytestconfig) or AS_OF


@pytest.fixture
def ledger(policy: "Policy", as_of: date) -> "Ledger":
    """A ledger of the policy's records with a sound customer (`trading`)."""
    from groupctl.testing.ledger import trading

    return trading(policy.schema, as_of=as_of, currency=policy.currency)


# ------------------------------------------------------------------------------------------ examples in YAML
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "YamlFile | None":
    """Files called ``test_*.yaml`` hold examples."""
    if file_path.suffix in {".yaml", ".yml"} and file_path.name.startswith("test_"):
        return YamlFile.from_parent(parent, path=file_path)
    return None


class YamlFile(pytest.File):
    """A file of examples."""

    def collect(self) -> Iterable["YamlItem"]:
        """Each example is a test."""
        from groupctl.errors import GroupctlError
        from groupctl.testing.examples import read_examples

        try:
            found = read_examples(self.path)
        except GroupctlError as error:
            raise self.CollectError(str(error)) from None
        for example in found.examples:
            yield YamlItem.from_parent(self, name=example.name, example=example, policy=found.policy)


class Differs(Exception):
    """An example comes out otherwise than it says."""


class YamlItem(pytest.Item):
    """One example."""

    def __init__(self, *, example: "Example", policy: Path | None, **frame: Any) -> None:
        super().__init__(**frame)
        self.example = example
        self.policy = policy

    def runtest(self) -> None:
        """Decide, and compare."""
        engine = _engine(self.config, self.policy)
        if difference := self.example.difference(engine, self.config.getoption("groupctl_lang")):
            raise Differs(difference)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Five lines, and no traceback, for what is a matter of the example or its policy."""
        from groupctl.errors import GroupctlError

        if isinstance(excinfo.value, Differs | GroupctlError | pytest.UsageError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """File, line and name."""
        return self.path, self.example.line - 1, self.name
