"""Every swap of a route in the standard matrix that breaks its order is found on paper, and no other (property 10; G24, G26, G29)."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from groupctl.model.authority import SeatLevel, StepPart
from groupctl.rules.authority import REFER
from tests.control.test_paper import found, led_to, standard
from tests.standard.test_authority_matrix import ALWAYS, BANDED, BY_MODE

MODES = ("FINANCIAL", "STRATEGIC", "OPERATIONAL")
"""From the loosest hand to the tightest."""
POLICY = standard()
CELLS = sorted(rule.id for matrix in POLICY.matrices for rule in matrix.rules)
LEVELS = list(SeatLevel.__members__)


def rank(route: str) -> tuple[int, bool]:
    """How high a route is decided; a body is above a post of its level."""
    (step,) = [
        one
        for one in POLICY.authority.routes[route].steps
        if one.part.name in ("APPROVE", "DECIDE", "DELIBERATE")
    ]
    return LEVELS.index(step.seat.at.name), step.part is StepPart.DELIBERATE


def table(matter: str) -> dict[tuple[int, str], str]:
    """The routes of a matter by band and mode, from the table that was worked by hand."""
    if matter in BANDED:
        return {
            (band, mode): routes.split()[band] for mode, routes in BANDED[matter].items() for band in range(3)
        }
    routes = BY_MODE[matter].split() if matter in BY_MODE else [ALWAYS[matter]] * 3
    return {(0, mode): routes[i] for i, mode in enumerate(MODES)}


def in_order(cells: dict[tuple[int, str], str]) -> bool:
    """Whether larger amounts and tighter modes are decided no lower."""
    bands = sorted({band for band, _ in cells})
    rising = all(
        rank(cells[low, mode]) <= rank(cells[high, mode]) for low, high in pairwise(bands) for mode in MODES
    )
    return rising and all(
        rank(cells[band, loose]) <= rank(cells[band, tight])
        for band in bands
        for loose, tight in pairwise(MODES)
    )


def swapped(rule: str, route: str) -> dict[tuple[int, str], str]:
    """The table of the matter of a cell with another route in it; the cell's id tells its band and mode."""
    _, name, *rest = rule.split(".")
    cells = table(name.replace("-", "_").upper())
    mode = next((one for one in MODES if one.lower() in rest), "")
    band = next((int(one) - 1 for one in rest if one.isdigit()), 0)
    return {
        place: route if place[0] == band and mode in ("", place[1]) else old for place, old in cells.items()
    }


@given(st.sampled_from(CELLS), st.sampled_from(sorted(POLICY.authority.routes)))
def test_a_swap_is_a_fault_exactly_if_it_breaks_the_order(rule, route):
    faults = [kind for kind, _ in found(led_to(route, rule)) if kind in ("not-monotone", "mode")]
    assert bool(faults) is not in_order(swapped(rule, route))


@given(st.sampled_from(CELLS))
def test_a_cell_that_no_one_decides_is_no_disorder(rule):
    """L37: it may be meant so; who asks is told that there is no route."""
    assert found(led_to(REFER, rule)) == []
