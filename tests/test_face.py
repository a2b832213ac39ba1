"""`import groupctl` is the whole face: light, typed, and complete."""

import ast
from pathlib import Path

import pytest

import groupctl

FACE = Path(groupctl.__file__)
MOST_CPU = 0.1
"""Seconds that the import may take beyond an empty interpreter."""


def typed_imports() -> dict[str, str]:
    """Names that a type checker sees, with their modules."""
    tree = ast.parse(FACE.read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.name: node.module for node in imports for alias in node.names}


def test_what_a_type_checker_sees_is_what_loads():
    assert {name: f"groupctl.{module}" for name, module in groupctl._HOME_OF.items()} == typed_imports()
    assert sorted(groupctl.__all__) == sorted(typed_imports())


@pytest.mark.parametrize("name", groupctl.__all__)
def test_every_name_is_there(name):
    assert getattr(groupctl, name).__module__ == f"groupctl.{groupctl._HOME_OF[name]}"
    assert name in dir(groupctl)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = groupctl.nonsense


def test_using_a_name_does_not_hide_it_behind_its_module():
    """`groupctl.explained` is in `groupctl.decisions.explain`: no name may be that of a module."""
    modules = {path.stem for path in FACE.parent.iterdir()}
    assert modules & set(groupctl.__all__) == set()
