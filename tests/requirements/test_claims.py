"""What a row says of itself, where nothing cites it: everything that it names is there, and can be used as it says."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec

import attrs
import click
import pytest

from groupctl.cli.commands import groupctl as program
from groupctl.model.vocabulary import STANDARD
from groupctl.requirements import Requirement, requirements
from groupctl.requirements.elements import elements
from groupctl.rules.loading.loader import load_policy
from tests.repository.files import ROOT

NAME = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*")
CLAIMS = [one for one in requirements().values() if one.how]


def said(row: Requirement) -> list[str]:
    """What a row names: everything between backticks, and the hook."""
    return [*re.findall(r"`([^`]+)`", row.met), *([row.hook] if row.hook else [])]


@cache
def classes() -> dict[str, list[str]]:
    """The modules of the package that define a class of that name."""
    found: dict[str, list[str]] = {}
    source = ROOT / "src"
    for path in (source / "groupctl").rglob("*.py"):
        module = ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(module)
    return found


@cache
def words() -> frozenset[str]:
    """The names of the standard policy and of the model's vocabulary."""
    policy = load_policy("standard")
    named = (
        {one.name for one in elements(policy)}
        | {name for _, name in policy.measures}
        | set(policy.authority.posts)
        | set(STANDARD.entities)
    )
    outputs = {name for _, name in policy.outputs}
    return frozenset(named | outputs | {entity.table for entity in STANDARD.entities.values()})


def python(name: str) -> Iterator[object]:
    """What Python calls ``Engine.transition``, ``groupctl.model``, ``journal.log.write_log``."""
    first, _, rest = name.partition(".")
    for module in classes().get(first, []):
        yield from member(getattr(import_module(module), first), rest)
    for full in (name, f"groupctl.{name}"):
        module, _, last = full.rpartition(".")
        if full.startswith("groupctl") and find_spec("groupctl") and importable(full):
            yield import_module(full)
        elif full.startswith("groupctl.") and importable(module):
            yield from member(import_module(module), last)


def member(owner: object, path: str) -> Iterator[object]:
    """A member of a class or a module, a field without default among them."""
    if not path:
        yield owner
    elif hasattr(owner, path):
        yield getattr(owner, path)
    elif isinstance(owner, type) and attrs.has(owner) and path in {one.name for one in attrs.fields(owner)}:
        yield path


def importable(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def vocabulary(name: str) -> bool:
    """``order_release``, ``customer.orders``: a name of the policy, or an attribute or collection of an entity."""
    entity, _, attribute = name.partition(".")
    known = STANDARD.entities.get(entity)
    return name in words() or bool(
        known and (attribute in known.attributes or attribute in known.collections)
    )


def command(text: str) -> bool:
    """``groupctl policy show D24``, ``make coverage``."""
    first, *rest = text.split()
    if first == "make":
        return (
            re.search(rf"^{rest[0]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
            is not None
        )
    return first == "groupctl" and isinstance(program, click.Group) and rest[0] in program.commands


def there(name: str) -> bool:
    if " " in name:
        return command(name)
    if not NAME.fullmatch(name):  # a key of a file, as `flow:`
        return True
    return any(True for _ in python(name)) or vocabulary(name) or (ROOT / name).exists()


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row.id)
def test_what_a_row_names_is_there(row):
    assert [name for name in said(row) if not there(name)] == []


@pytest.mark.parametrize("row", [row for row in CLAIMS if row.hook], ids=lambda row: row.id)
def test_a_hook_is_something_that_a_host_can_use(row):
    assert list(python(row.hook))


@pytest.mark.parametrize(
    "name", ["Engine.tkae", "groupctl.modle", "order_relase", "customer.odrers", "groupctl riew"]
)
def test_a_wrong_name_is_found(name):
    assert not there(name)


@pytest.mark.parametrize(
    "name",
    ["Engine.decide", "groupctl.model", "order_release", "customer.orders", "groupctl review", "make test"],
)
def test_a_right_name_is_there(name):
    assert there(name)
