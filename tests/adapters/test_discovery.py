"""Finding adapters: what is wrong with one plugin is told by plugin, distribution and stage, and costs no other."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from groupctl.adapters.discovery import DISABLED, Discovery, PluginFault, discover
from groupctl.adapters.host import connect
from groupctl.errors import AdapterError
from tests.adapters.ledger import AS_OF

BUILT_IN = ["files", "memory", "snapshot", "sqlite"]

GOOD = """\
from groupctl.adapters import AdapterKind, Capabilities
from groupctl.adapters.spec import hookimpl

def open_it(target, options):
    raise RuntimeError("boom")

def kind(scheme):
    return AdapterKind(scheme=scheme, title={"en": "T", "zh": "题"}, open=open_it, contract="1.0", capabilities=Capabilities())
"""
OFFER = """
@hookimpl
def groupctl_adapters():
    return [kind("{scheme}")]
"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a distribution with one plugin on the path: its name, its module's text, and what the entry point names."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(name: str, text: str, entry: str = "", entry_points: str | None = None) -> None:
        module = f"plugin_{name}"
        (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")
        info = tmp_path / f"{module}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: dist-{name}\nVersion: 1.2\n")
        declared = f"[groupctl]\n{name} = {module}{entry}\n" if entry_points is None else entry_points
        (info / "entry_points.txt").write_text(declared)
        monkeypatch.delitem(sys.modules, module, raising=False)

    return install


def told(found: Discovery) -> list[tuple[str, str, str]]:
    return [(fault.plugin, fault.distribution, fault.stage) for fault in found.faults]


def only(found: Discovery) -> PluginFault:
    assert len(found.faults) == 1, [fault.render() for fault in found.faults]
    return found.faults[0]


def test_the_built_in_adapters_are_there():
    """A29."""
    found = discover({})
    assert sorted(found.kinds) == BUILT_IN
    assert not found.faults
    assert all(kind.title["zh"] and kind.title["en"] for kind in found.kinds.values())


def test_a_plugin_of_another_distribution_is_found(install: Install):
    install("good", GOOD + OFFER.format(scheme="good"))
    found = discover({})
    assert not found.faults
    assert str(found.provider("good")) == "good (dist-good 1.2)"
    assert found.kinds["good"].scheme == "good"


TALKING = """\
from groupctl.adapters import AdapterKind, Capabilities, Reading
from groupctl.adapters.spec import hookimpl

print("SAID at import")

class Talking:
    scheme, capabilities = "talk", Capabilities()

    def read(self, as_of):
        print("SAID while reading")
        return Reading(tables={}, currency="CNY")

def open_it(target, options):
    print("SAID while opening")
    return Talking()

@hookimpl
def groupctl_adapters():
    print("SAID when asked")
    title = {"en": "T", "zh": "题"}
    return [AdapterKind(scheme="talk", title=title, open=open_it, contract="1.0", capabilities=Capabilities())]
"""


def test_what_a_plugin_prints_is_not_mixed_with_results(install: Install, capsys):
    install("talking", TALKING)
    connect("talk:").snapshot(AS_OF)
    said = capsys.readouterr()
    assert said.out == ""
    places = ("at import", "when asked", "while opening", "while reading")
    assert all(f"SAID {place}" in said.err for place in places)


def test_an_instance_may_be_a_plugin(install: Install):
    text = (
        GOOD
        + "class P:\n    @hookimpl\n    def groupctl_adapters(self):\n        return (kind('inst'),)\nplugin = P()\n"
    )
    install("instance", text, ":plugin")
    assert "inst" in discover({}).kinds


FAULTY = {
    "import": ("raise ImportError('no such client')", "", "import", "ImportError: no such client"),
    "syntax": ("def (", "", "import", "SyntaxError"),
    "exit": ("import sys; sys.exit(3)", "", "import", "SystemExit: 3"),
    "attribute": (GOOD, ":nothing", "import", "AttributeError"),
    "class": (
        GOOD + "class P:\n    @hookimpl\n    def groupctl_adapters(self):\n        return [kind('c')]\n",
        ":P",
        "registration",
        "P is a class; name an instance of it, or a module",
    ),
    "raising": (
        "class P:\n    __slots__ = ()\n    def __dir__(self):\n        raise OSError('disk')\nplugin = P()\n",
        ":plugin",
        "registration",
        "OSError: disk",
    ),
    "misspelt": (
        GOOD + "@hookimpl\ndef groupctl_adaptors():\n    return [kind('m')]\n",
        "",
        "validation",
        "'groupctl_adaptors' as a hook, but there is none of that name; did you mean 'groupctl_adapters'?",
    ),
    "arguments": (
        GOOD + "@hookimpl\ndef groupctl_adapters(config):\n    return [kind('a')]\n",
        "",
        "validation",
        "config",
    ),
    "unmarked": (GOOD + "def groupctl_adapters():\n    return [kind('u')]\n", "", "validation", "@hookimpl"),
    "hook": (
        GOOD + "@hookimpl\ndef groupctl_adapters():\n    raise KeyError('x')\n",
        "",
        "call",
        "KeyError: 'x'",
    ),
    "late": (
        GOOD + "@hookimpl\ndef groupctl_adapters():\n    yield kind('l')\n    1 / 0\n",
        "",
        "call",
        "ZeroDivisionError",
    ),
    "none": (GOOD + "@hookimpl\ndef groupctl_adapters():\n    pass\n", "", "call", "named no adapters"),
    "single": (
        GOOD + "@hookimpl\ndef groupctl_adapters():\n    return kind('s')\n",
        "",
        "call",
        "gave AdapterKind",
    ),
    "scheme": (
        GOOD + "@hookimpl\ndef groupctl_adapters():\n    return [kind('Bad Scheme')]\n",
        "",
        "call",
        "ValueError",
    ),
    "quiet": (
        "class E(Exception):\n    def __str__(self):\n        raise RuntimeError\nraise E\n",
        "",
        "import",
        "can't be imported: E",
    ),
    "long": ("raise ValueError('x' * 10**6)", "", "import", "ValueError: xxx"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_plugin_is_told_and_costs_no_other(install: Install, name: str):
    text, entry, stage, message = FAULTY[name]
    install(name, text, entry)
    install("zz", GOOD + OFFER.format(scheme="zz"))
    found = discover({})
    fault = only(found)
    assert (fault.plugin, fault.distribution, fault.stage) == (name, f"dist-{name}", stage)
    assert message in fault.render()
    assert f"“{name}”" in fault.render("zh")
    assert len(fault.render()) < 500
    assert sorted(found.kinds) == [*BUILT_IN, "zz"]


def test_all_faulty_plugins_at_once(install: Install):
    for name, (text, entry, _, _) in FAULTY.items():
        install(name, text, entry)
    found = discover({})
    assert sorted(told(found)) == sorted((name, f"dist-{name}", faulty[2]) for name, faulty in FAULTY.items())
    assert sorted(found.kinds) == BUILT_IN


def test_one_bad_answer_does_not_cost_the_good_one_beside_it(install: Install):
    install("mixed", GOOD + "@hookimpl\ndef groupctl_adapters():\n    return [None, kind('good'), 3]\n")
    found = discover({})
    assert [fault.stage for fault in found.faults] == ["call", "call"]
    assert "good" in found.kinds


def test_a_hook_of_a_later_version_may_be_optional(install: Install):
    later = "@hookimpl(optionalhook=True)\ndef groupctl_later():\n    pass\n"
    install("later", GOOD + OFFER.format(scheme="later") + later)
    assert not discover({}).faults


def test_a_misspelt_hook_does_not_cost_the_good_one_beside_it(install: Install):
    install("half", GOOD + OFFER.format(scheme="half") + "@hookimpl\ndef groupctl_adaptor():\n    pass\n")
    found = discover({})
    assert only(found).stage == "validation"
    assert "half" in found.kinds


def test_a_broken_list_of_entry_points_is_told(install: Install):
    install("broken", "", entry_points="[groupctl]\nthis is no entry point\n")
    fault = only(discover({}))
    assert (fault.distribution, fault.stage, fault.code) == (
        "dist-broken",
        "import",
        "adapters.plugin-metadata",
    )


def test_a_list_of_entry_points_that_is_no_text_is_told(install: Install, tmp_path: Path):
    install("bytes", "")
    (tmp_path / "plugin_bytes-1.2.dist-info" / "entry_points.txt").write_bytes(b"[groupctl]\n\xff = x\n")
    found = discover({})
    assert only(found).code == "adapters.plugin-metadata"
    assert sorted(found.kinds) == BUILT_IN


class TestOneSchemeTwice:
    def test_the_first_by_name_wins_and_both_are_named(self, install: Install):
        install("bb", GOOD + OFFER.format(scheme="same"))
        install("aa", GOOD + OFFER.format(scheme="same"))
        found = discover({})
        assert found.provider("same").name == "aa"
        assert only(found).render() == (
            "plugin 'bb' of distribution 'dist-bb' offers the scheme 'same', "
            "which aa (dist-aa 1.2) serves already and keeps"
        )

    def test_a_built_in_one_stays(self, install: Install):
        install("aa", GOOD + OFFER.format(scheme="files"))
        found = discover({})
        assert found.provider("files").distribution == "groupctl"
        assert only(found).stage == "registration"

    def test_within_one_plugin_too(self, install: Install):
        install("aa", GOOD + "@hookimpl\ndef groupctl_adapters():\n    return [kind('x'), kind('x')]\n")
        assert only(discover({})).stage == "registration"


class TestDisabled:
    def test_a_disabled_plugin_is_not_even_imported(self, install: Install):
        install("bad", "raise ImportError('never')")
        found = discover({DISABLED: " other , bad "})
        assert not found.faults
        assert [plugin.name for plugin in found.plugins if plugin.disabled] == ["bad"]

    def test_a_built_in_one_can_be_disabled(self):
        assert "sqlite" not in discover({DISABLED: "sqlite"}).kinds

    def test_the_environment_is_asked(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv(DISABLED, "sqlite,files")
        assert sorted(discover().kinds) == ["memory", "snapshot"]


class TestReading:
    """Faults of a plugin after discovery: opening and reading."""

    def test_a_plugin_that_raises_while_it_opens(self, install: Install):
        install("good", GOOD + OFFER.format(scheme="good"))
        with pytest.raises(
            AdapterError, match=r"plugin 'good' of distribution 'dist-good' failed .*: RuntimeError: boom"
        ):
            connect("good:x")

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("raise ConnectionError('gone')", "ConnectionError: gone"),
            ("raise SystemExit(1)", "SystemExit: 1"),
            ("return None", "read\\(\\) gave NoneType"),
            ("return Reading(tables={'invoices': [1]}, currency='CNY')", "ModelError"),
            ("return Reading(tables={'invoces': []}, currency='CNY')", "no table 'invoces'"),
            ("return Reading(tables={}, currency='Yuan')", "ModelError"),
            ("return Reading(tables=None, currency='CNY')", "Error"),
        ],
    )
    def test_a_plugin_that_fails_while_it_reads(self, install: Install, body: str, message: str):
        install(
            "reader",
            GOOD
            + f"""
from attrs import frozen
from groupctl.adapters import Reading, TableSupport

@frozen
class A:
    scheme: str = "reader"
    capabilities: Capabilities = Capabilities(tables={{"invoices": TableSupport.PARTIAL}})
    def read(self, as_of):
        {body}

@hookimpl
def groupctl_adapters():
    return [AdapterKind(scheme="reader", title={{"en": "T", "zh": "题"}}, open=lambda *_: A(), contract="1.0",
                        capabilities=Capabilities())]
""",
        )
        host = connect("reader:x")
        with pytest.raises(
            AdapterError, match=f"'reader' of distribution 'dist-reader' failed while reading: .*{message}"
        ):
            host.snapshot(AS_OF)

    def test_a_fault_names_the_file_and_the_line_of_the_plugin(self, install: Install):
        install("talk", GOOD + OFFER.replace("return [", "raise RuntimeError('boom')\n    return ["))
        fault = only(discover({}))
        assert fault.fault.where is not None
        assert fault.fault.where.file.endswith("plugin_talk.py")
        line = (
            Path(fault.fault.where.file).read_text(encoding="utf-8").splitlines()[fault.fault.where.line - 1]
        )
        assert "boom" in line

    def test_one_written_for_another_version_of_the_contract_is_refused_by_name(self, install: Install):
        install("next", GOOD.replace('contract="1.0"', 'contract="2.0"') + OFFER.format(scheme="next"))
        fault = only(discover({}))
        assert fault.code == "adapters.plugin-contract"
        assert "written for version 2.0" in fault.message()
        assert "next" not in discover({}).kinds

    def test_what_is_opened_must_be_an_adapter(self, install: Install):
        install("odd", GOOD.replace('raise RuntimeError("boom")', "return 5") + OFFER.format(scheme="odd"))
        with pytest.raises(AdapterError, match="gave int, not an Adapter"):
            connect("odd:x")


class TestUnknownSchemes:
    def test_a_near_one_is_suggested_and_all_are_listed(self):
        with pytest.raises(AdapterError) as raised:
            connect("file:ledger/")
        assert raised.value.render().splitlines() == [
            "there is no adapter for 'file'; did you mean 'files'?",
            (
                "    → write a scheme and what it is to open, like files:ledger/; the schemes here are "
                "files, memory, snapshot, sqlite"
            ),
        ]

    def test_a_path_alone_is_no_host(self):
        with pytest.raises(AdapterError, match="doesn't say what kind of host"):
            connect("ledger/")

    def test_plugins_that_could_not_be_loaded_are_told_with_it(self, install: Install):
        install("sap", "raise ImportError('no client')")
        with pytest.raises(AdapterError, match="plugin 'sap' of distribution 'dist-sap' can't be imported"):
            connect("sap:prod")


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example plugin, built as a wheel and installed into a folder of its own."""
    folder = tmp_path_factory.mktemp("example")
    source = folder / "source"
    subprocess.run(["cp", "-r", str(ROOT / "plugins/groupctl-example"), str(source)], check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheel = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(source)]
    subprocess.run([*pip, *wheel], check=True)
    (built,) = folder.glob("*.whl")
    target = folder / "site"
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", str(target), str(built)], check=True
    )
    return target


class TestARealDistribution:
    """A17, A29."""

    SCRIPT = """
import sys, zipfile
from datetime import date
from groupctl.adapters.discovery import discover
from groupctl.adapters.host import connect
print(discover().provider("zip"), [fault.render() for fault in discover().faults])
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.writestr("export/units.csv", "id,name,kind,currency\\nU-0,Group,GROUP,CNY\\n")
    archive.writestr("export/customers.csv", "id,name\\nC-1,First\\n,Nobody\\n")
portfolio = connect("zip:" + sys.argv[1]).snapshot(date(2026, 6, 30))
print(list(portfolio.customers), [f"{row.where}: {row.reason.render()}" for row in portfolio.rejected])
"""

    def run(self, script: str, path: Path | None, *arguments: str) -> str:
        env = {**os.environ, "PYTHONPATH": str(path or "")}
        ran = subprocess.run(
            [sys.executable, "-c", script, *arguments], env=env, check=True, capture_output=True, text=True
        )
        return ran.stdout

    def test_it_is_found_and_read(self, installed: Path, tmp_path: Path):
        """K10, K19."""
        assert self.run(self.SCRIPT, installed, str(tmp_path / "e.zip")).splitlines() == [
            "zip (groupctl-example 0.1.0) []",
            "['C-1'] ['e.zip/export/customers.csv:3:1: id: is empty, and every row must state it']",
        ]

    def test_it_is_gone_when_it_is_not_installed(self):
        script = "from groupctl.adapters.discovery import discover; print(sorted(discover().kinds))"
        assert self.run(script, None).strip() == str(BUILT_IN)

    def test_nothing_is_loaded_when_groupctl_is_imported(self, installed: Path):
        script = "import sys, groupctl; print([m for m in sys.modules if 'pluggy' in m or 'groupctl_example' in m])"
        assert self.run(script, installed).strip() == "[]"
