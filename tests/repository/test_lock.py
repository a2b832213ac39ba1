"""The lock pins everything, by hash, for everybody, and belongs to this pyproject.toml."""

import re

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repository.files import ROOT, pyproject

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENTRIES = [entry for entry in LOCK.replace("\\\n", " ").splitlines() if entry and not entry.startswith("#")]
PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>[^#]*?))?(?P<hashes>(?:\s+--hash=\S+)+)\s*"
)


def pins() -> dict[str, str]:
    return {pin["name"]: pin["version"] for entry in ENTRIES if (pin := PIN.fullmatch(entry))}


def declared() -> list[Requirement]:
    """The requirements that the lock serves, the project's own extras opened."""
    project = pyproject()["project"]
    extras = project["optional-dependencies"]
    own = [Requirement(text) for text in extras["dev"]]
    opened = [
        extra for requirement in own if requirement.name == project["name"] for extra in requirement.extras
    ]
    texts = project["dependencies"] + [text for extra in opened for text in extras[extra]]
    return [r for r in own if r.name != project["name"]] + [Requirement(text) for text in texts]


def test_every_entry_is_one_exact_version_with_sha256_hashes():
    assert ENTRIES
    for entry in ENTRIES:
        pin = PIN.fullmatch(entry)
        assert pin, entry
        for digest in pin["hashes"].split():
            assert re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", digest), entry


def test_it_names_no_address_and_no_index():
    assert "://" not in LOCK
    assert not re.search(r"index-url|find-links|trusted-host|@ file", LOCK)


def test_it_holds_a_fitting_version_of_all_that_pyproject_asks_for():
    for requirement in declared():
        version = pins().get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in requirements.lock: run make lock"
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: run make lock"


def test_it_serves_both_supported_interpreters():
    for requirement in declared():
        for python in ("3.11", "3.12"):
            environment = {
                **default_environment(),
                "python_version": python,
                "python_full_version": f"{python}.0",
            }
            assert requirement.marker is None or requirement.marker.evaluate(environment), requirement


def test_what_builds_the_project_and_the_c_engine_is_locked_too():
    assert [Requirement(text).name for text in pyproject()["build-system"]["requires"]] == ["setuptools"]
    assert {"setuptools", "durable-rules"} <= pins().keys()
