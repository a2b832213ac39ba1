"""The organisation is one tree; what a unit doesn't state, the nearest unit above it states (L48)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.errors import ModelError
from groupctl.model import ControlMode, Organisation, UnitKind
from groupctl.model.organisation import cyclic
from tests.model.examples import unit

HQ = unit("HQ", None, kind=UnitKind.GROUP, control_mode=ControlMode.FINANCIAL, time_zone="Asia/Shanghai")
DIVISION = unit("D", "HQ", control_mode=ControlMode.STRATEGIC)
BRANCH = unit("B", "D", time_zone="Europe/Berlin")
GROUP = Organisation([BRANCH, DIVISION, HQ])


def test_root_children_and_ancestors():
    assert GROUP.root is HQ
    assert GROUP.children == {"HQ": ("D",), "D": ("B",)}
    assert GROUP.ancestors("B") == ("D", "HQ")
    assert GROUP.ancestors("HQ") == ()


def test_the_nearest_statement_above_holds():
    """K4, K15."""
    assert [GROUP.control_mode(id_) for id_ in ("HQ", "D", "B")] == [
        ControlMode.FINANCIAL,
        ControlMode.STRATEGIC,
        ControlMode.STRATEGIC,
    ]
    assert GROUP.time_zone("D") == "Asia/Shanghai"
    assert GROUP.time_zone("B") == "Europe/Berlin"


def test_what_nobody_states_is_unknown():
    assert Organisation([unit("X", None)]).control_mode("X") is None
    assert Organisation([unit("X", None)]).time_zone("X") is None


def test_no_units_no_root():
    assert Organisation([]).root is None


@pytest.mark.parametrize(
    ("units", "codes"),
    [
        ([unit("A", "B"), unit("B", "A")], ["model.cyclic", "model.cyclic"]),
        ([unit("A", "A")], ["model.cyclic"]),
        ([unit("A", None), unit("B", None)], ["model.second-root"]),
        ([unit("A", None), unit("B", "X")], ["model.no-such-row"]),
        ([unit("A", None), unit("A", None)], ["model.duplicate-id"]),
        ([unit("A", None), unit("B", None), unit("C", "C"), unit("D", "X")], None),
    ],
)
def test_what_is_no_tree_is_refused(units, codes):
    with pytest.raises(ModelError) as error:
        Organisation(units)
    assert [fault.code for fault in error.value.faults] == (
        codes or ["model.cyclic", "model.second-root", "model.no-such-row"]
    )
    assert error.value.render("zh")


def test_below_a_lost_unit_only_what_is_known_is_inherited():
    lost = Organisation(
        [HQ, unit("B", "D"), unit("E", "B", control_mode=ControlMode.OPERATIONAL)], frozenset({"D"})
    )
    assert lost.ancestors("E") == ("B",)
    assert not lost.connected("B")
    assert lost.connected("HQ")
    assert lost.control_mode("B") is None
    assert lost.control_mode("E") is ControlMode.OPERATIONAL


names = st.integers(0, 7).map(str)


@given(st.dictionaries(names, st.none() | names))
def test_a_cycle_is_found_by_exactly_its_members(parents):
    def lies_below_itself(start):
        at = parents[start]
        for _ in parents:
            if at == start:
                return True
            at = parents.get(at) if at is not None else None
        return False

    assert cyclic(parents) == {start for start in parents if lies_below_itself(start)}


@given(st.permutations([HQ, DIVISION, BRANCH]))
def test_the_order_of_the_units_does_not_matter(units):
    assert Organisation(units).children == GROUP.children
    assert Organisation(units).ancestors("B") == GROUP.ancestors("B")
