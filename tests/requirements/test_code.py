"""What of a Python file cites rows: docstrings of classes, members and functions, and those of tests."""

import pytest

from groupctl.requirements.code import citing_names, source_of
from tests.requirements.evidence import citing_tests

MODULE = '''\
"""A module cites nothing (D1)."""

LIMIT = 5
"""A constant (D2)."""


class Complaint:
    """A complaint (B71, C25 to C27).

    What was paid (D3).
    """

    severity: str
    """How serious it is (L57)."""
    channel: str  # (B84)
    note: str  # the customer's words, D4 among them
    plain: str

    def close(self) -> None:
        """H9: closed."""

        def inner() -> None:
            """(D5)."""


class _Hidden:
    """(D6)."""


def due_on() -> None:
    """When it is due.

    (D7; D8)
    """


def _hidden() -> None:
    """(D9)."""


def silent() -> None: ...
'''


def test_the_rows_of_each_name():
    assert dict(citing_names(MODULE)) == {
        "LIMIT": ["D2"],
        "Complaint": ["B71", "C25", "C26", "C27", "D3"],
        "Complaint.severity": ["L57"],
        "Complaint.channel": ["B84"],
        "Complaint.close": ["H9"],
        "due_on": ["D8", "D7"],
    }


TESTS = '''\
"""A module of tests cites nothing (D1)."""


class TestGate:
    """Ranks 1 to 3 (M20)."""

    def test_limit(self):
        """D24, L19."""

    def test_plain(self):
        assert True

    def helper(self):
        """(D2)."""


class Helper:
    """(D3)."""

    def test_not_collected(self):
        """(D4)."""


def test_alone():
    """At the line (D26 to D27)."""


def helper():
    """(D5)."""
'''


def test_the_rows_of_each_test():
    assert dict(citing_tests(TESTS)) == {
        "TestGate": ["M20"],
        "TestGate::test_limit": ["D24", "L19"],
        "test_alone": ["D26", "D27"],
    }


def test_where_a_name_of_the_package_stands():
    path, line = source_of("groupctl.requirements:Requirement.section") or pytest.fail("not found")
    assert path.name == "__init__.py"
    assert path.read_text(encoding="utf-8").splitlines()[line - 1].strip() == "def section(self) -> str:"


@pytest.mark.parametrize("name", ["groupctl.requirements:Rwo", "groupctl.catalog:Row"])
def test_a_name_that_is_nowhere(name):
    assert source_of(name) is None
