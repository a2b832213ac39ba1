"""Indicators of risk: what is watched, and what it read."""

from datetime import date
from fractions import Fraction

import pytest

from groupctl.model import Direction, Indicator, IndicatorKind, IndicatorReading, Tracked
from tests.model.examples import portfolio
from tests.model.holding import holding, ids, seen, unknown

PRICE = Indicator(
    id="N-1",
    name="steel price",
    kind=IndicatorKind.INDUSTRY,
    tracked=Tracked.PRICE,
    industry="steel",
    direction=Direction.LOWER_IS_WORSE,
    watch_level=Fraction(35, 10),
    alarm_level=Fraction(3),
)


def reading(id_, read_on, value, indicator="N-1"):
    return IndicatorReading(id=id_, indicator=indicator, read_on=read_on, value=Fraction(value))


class TestIndicator:
    """B70: an indicator, the series behind it, and the levels at which it warns."""

    def test_direction_and_levels(self):
        """B70: exact numbers, and which way is bad."""
        found = holding(indicators=[PRICE])
        assert seen(found, "indicator", "N-1") == {
            "name": "steel price",
            "kind": "INDUSTRY",
            "tracked": "PRICE",
            "industry": "steel",
            "direction": "LOWER_IS_WORSE",
            "watch_level": Fraction(7, 2),
            "alarm_level": 3,
        }

    @pytest.mark.parametrize("kind", list(IndicatorKind))
    def test_levels_that_nobody_set_are_unknown(self, kind):
        """B70: macro, industry and credit indicators alike."""
        bare = Indicator(id="N-2", name="x", kind=kind, direction=Direction.HIGHER_IS_WORSE)
        found = holding(indicators=[bare])
        assert seen(found, "indicator", "N-2")["kind"] == kind.name
        assert unknown(found, "indicator", "N-2") == {"tracked", "industry", "watch_level", "alarm_level"}

    def test_the_series_belongs_to_its_indicator(self):
        """B70: readings of another are not its own, and those to come are not read yet."""
        other = Indicator(id="N-2", name="x", kind=IndicatorKind.MACRO, direction=Direction.HIGHER_IS_WORSE)
        found = holding(
            indicators=[PRICE, other],
            indicator_readings=[
                reading("R-2", date(2026, 5, 1), "3.4"),
                reading("R-1", date(2026, 4, 1), "3.6"),
                reading("R-3", date(2026, 7, 1), "2.9"),
                reading("R-4", date(2026, 4, 1), "7", indicator="N-2"),
            ],
        )
        assert ids(found, "indicator", "N-1", "indicator_readings") == ["R-1", "R-2"]
        assert found.record("indicator_reading", "R-2").values["indicator"] is found.record(
            "indicator", "N-1"
        )
        assert seen(found, "indicator_reading", "R-2")["value"] == Fraction(17, 5)

    def test_a_reading_of_nothing_is_rejected(self):
        found = portfolio(indicator_readings=[reading("R-1", date(2026, 4, 1), 3)])
        assert [(row.table, row.id) for row in found.rejected] == [("indicator_readings", "R-1")]
        assert found.records("indicator_reading") == ()
