"""Names that are one slip of the pen apart."""

import pytest

from groupctl.adapters.near import near, one_slip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("group", "group"),
        ("Group", "group"),
        ("gruop", "group"),
        ("group_id", "group"),
        ("groupId", "group"),
        ("Group ID", "group"),
        ("ｇｒｏｕｐ", "group"),
        ("end_on", "ends_on"),
        ("endsOn", "ends_on"),
        ("ENDS-ON", "ends_on"),
        ("settled_an", "settled_on"),
        ("grup", "group"),
        ("grooup", "group"),
    ],
)
def test_one_slip_is_seen_either_way(one: str, other: str):
    assert one_slip(one, other)
    assert one_slip(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on", "in"),
        ("no", "on"),
        ("paid", "unpaid"),
        ("posted", "unposted"),
        ("cost", "amount"),
        ("", "id"),
        ("due", "day"),
    ],
)
def test_other_words_are_other_words(one: str, other: str):
    assert not one_slip(one, other)


def test_the_first_that_may_be_meant_is_found():
    assert near("gruop", ["amount", "group"]) == "group"
    assert near("colour", ["amount", "group"]) is None
