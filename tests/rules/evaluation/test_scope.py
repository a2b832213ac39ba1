"""The nearest scope with a value in force wins; a unit that was lost hides which one that is (L37, M24)."""

from datetime import date

import pytest
from attrs import evolve

from groupctl.errors import ParameterMissing
from groupctl.model.organisation import Organisation
from groupctl.rules.evaluation.scope import parameter_in_force
from groupctl.rules.policy import Parameter
from groupctl.rules.types import MONEY
from groupctl.texts.title import Title
from tests.rules.small import AS_OF, UNITS

DAY = date(2026, 1, 1)
WHOLE = Organisation(UNITS, frozenset())
WITHOUT_SEGMENT = Organisation([unit for unit in UNITS if unit.id != "S"], frozenset({"S"}))


def parameter(**scopes):
    """100 for the group; ``S`` and ``U`` may have values of their own."""
    levels = {"segment": {"S": ((DAY, scopes["S"]),)}} if "S" in scopes else {}
    levels |= {"unit": {"U": ((DAY, scopes["U"]),)}} if "U" in scopes else {}
    return Parameter(
        name="ceiling",
        type=MONEY,
        values=((DAY, 100),),
        scopes=levels,
        title=Title(en="C", zh="上限"),
        source="L37",
    )


def value(of, unit, organisation=WHOLE):
    return parameter_in_force(of, unit, organisation, AS_OF).value


def test_the_nearest_wins():
    """K4, K14, K15."""
    of = parameter(S=50, U=70)
    assert [value(of, unit) for unit in ("U", "V", "G", None)] == [70, 50, 100, 100]


def test_where_only_tighter_values_are_allowed_the_strictest_on_the_line_wins():
    """K27: the loader can't know that U lies below S, so its 70 is held against the segment's 50 here (M24)."""
    of = evolve(parameter(S=50, U=70), tighter="lower", only_tighter=True)
    assert [value(of, unit) for unit in ("U", "V", "G")] == [50, 50, 100]
    more = evolve(parameter(S=150, U=120), tighter="higher", only_tighter=True)
    assert [value(more, unit) for unit in ("U", "V", "G")] == [150, 150, 100]


def test_a_lost_segment_keeps_its_own_values():
    assert value(parameter(S=50, U=70), "U", WITHOUT_SEGMENT) == 70


@pytest.mark.parametrize("unit", ["V", "S"])
def test_a_lost_segment_hides_what_holds_below_it(unit):
    of = parameter(U=70)
    with pytest.raises(ParameterMissing, match="hidden by unit S"):
        value(of, unit, WITHOUT_SEGMENT)


def test_a_parameter_without_scopes_is_the_same_everywhere():
    assert value(parameter(), "V", WITHOUT_SEGMENT) == 100
