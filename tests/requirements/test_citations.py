"""What cites a row and what only looks like it."""

import pytest

from groupctl.requirements.citations import in_list, in_prose, sort_key


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("D24", "D24"),
        ("D24, L19", "D24 L19"),
        ("D24 to D27", "D24 D25 D26 D27"),
        ("D98 to D101", "D98 D99 D100 D101"),
        ("G84–G86", "G84 G85 G86"),
        ("D24 to D26, L5", "D24 D25 D26 L5"),
        ("D24 to L5", "D24 L5"),
        ("", ""),
        ("the 20% line", ""),
        ("C-1, U-1, SO-D24, XD24, D24b", ""),
        ("N1, Z9, D0, D1234", ""),
    ],
)
def test_a_source(text, rows):
    assert list(in_list(text)) == rows.split()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("D24, L19.", "D24 L19"),
        ("F2, D46: arrears above the limit; L33: strictly.", "D46 F2 L33"),
        ("D42 to D44, D51 with L10, L29 and M16: the limit.", "D42 D43 D44 D51 L10 L29 M16"),
        ("A complaint (B71).", "B71"),
        ("The modes (B34 to B36, G1, G2) of a unit", "B34 B35 B36 G1 G2"),
        ("Opens a line.\n\nB71; B72, which goes on\nwith (C25: kinds).", "B71 B72 C25"),
        ("M11", "M11"),
        ("Held\n(L30, as the first).", "L30"),
    ],
)
def test_prose_cites(text, rows):
    assert sorted(in_prose(text), key=sort_key) == sorted(rows.split(), key=sort_key)


@pytest.mark.parametrize(
    "text",
    [
        "Customers of class A1 and A2 buy.",
        "A1/A2 customers first (A1/A2).",
        "The order of C-1 (C-1) at U-1.",
        "Class A, B or C (S, A, B, C).",
        "A1 buys more than A2.",
        "Ranks after D24 in the list",
        "",
    ],
)
def test_prose_that_cites_nothing(text):
    assert in_prose(text) == []


def test_the_order_of_the_requirements_is_by_number():
    assert sorted(["D10", "D9", "C44", "D100"], key=sort_key) == ["C44", "D9", "D10", "D100"]
