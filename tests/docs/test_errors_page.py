"""The page of errors leaves none out."""

import ast
import re
from pathlib import Path

import pytest

from docs.site.pages import errors
from docs.site.pages.errors import AREAS, is_error
from groupctl.texts import area
from tests.repository.files import ROOT

SOURCES = sorted((ROOT / "src" / "groupctl").rglob("*.py"))
KEYS = {key for path in (ROOT / "src" / "groupctl" / "texts").glob("*.toml") for key in area(path.stem)}


def listed() -> set[str]:
    return set(re.findall(r"^### `([^`]+)`$", errors.page(), re.MULTILINE))


def codes_in(path: Path) -> set[str]:
    """Texts that a module names where it makes an error or a fault."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and makes_a_fault(node.func):
            found |= {
                part.value
                for part in ast.walk(node.args[0])
                if isinstance(part, ast.Constant) and part.value in KEYS
            }
    return found


def makes_a_fault(function: ast.expr) -> bool:
    name = ast.unparse(function)
    return name in {"Fault", "Unreadable", "Broken"} or bool(
        re.search(r"(Error|ParameterMissing)\.of$", name)
    )


def test_every_code_that_the_source_names_is_listed():
    named = set().union(*map(codes_in, SOURCES))
    assert len(named) > 40
    assert named - listed() == set()


def test_every_text_of_these_areas_is_an_error_a_cause_advice_or_a_part_of_one():
    """What is left out is a hint, a name, or what a command says when all is well."""
    left_out = {key for name in AREAS for key in area(name)} - listed()
    allowed = re.compile(
        r".*[.-](hint|remedy)$|.*-title$|.*\.(stage|found|wanted|value|looser|function|verdict|help|progress|part|all|kind|fact|status)-.*"
        r"|model\.\w+\.[A-Z_]+|(authority|cli|explain|journal|live|requirements|testing)\..*"
    )
    assert sorted(key for key in left_out if not allowed.fullmatch(key)) == []


@pytest.mark.parametrize(
    "key", ["policy.unknown-key", "model.negative", "adapters.no-such-scheme", "decision.overlap"]
)
def test_well_known_errors(key):
    assert is_error(key)
    assert key in listed()
