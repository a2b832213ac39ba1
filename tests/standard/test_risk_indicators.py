"""Risk indicators (risk-indicators.yaml): B70, C27, L39, E39 to E50, F9 to F11."""

from fractions import Fraction
from itertools import product

import pytest

from groupctl.model import Customer, Indicator, IndicatorReading
from groupctl.model.indicators import Direction, IndicatorKind, Tracked
from groupctl.testing import Ledger, day, days_ago
from tests.standard.deciding import measured
from tests.standard.test_credit_rating import WATCH, WEAK, survey

LEVELS = {"NORMAL": 100, "WATCH": 101, "ALARM": 121}
"""A reading for each state of an indicator whose levels are 100 and 120, the higher the worse."""


def indicator(kind: str = "MACRO", id_: str = "X-1", **facts: object) -> Indicator:
    """The higher the worse, watched beyond 100, in alarm beyond 120, unless a test says otherwise."""
    row: dict[str, object] = {
        "direction": Direction.HIGHER_IS_WORSE,
        "watch_level": Fraction(100),
        "alarm_level": Fraction(120),
        "tracked": Tracked.ECONOMY,
        "industry": "steel" if kind == "INDUSTRY" else None,
    } | facts
    return Indicator(id=id_, name=id_, kind=IndicatorKind[kind], **row)


def reading(
    value: int | str, read_on: str = "2026-11-01", of: str = "X-1", id_: str = ""
) -> IndicatorReading:
    return IndicatorReading(
        id=id_ or f"{of}/{read_on}", indicator=of, read_on=day(read_on), value=Fraction(value)
    )


def watched(value: int | str | None, **facts: object) -> Ledger:
    """One indicator that read this on the first of November."""
    ledger = Ledger().put(indicator(**facts))
    return ledger if value is None else ledger.put(reading(value))


def lower(value: int | str) -> Ledger:
    """The lower the worse: watched below 50, in alarm below 45."""
    levels = {"watch_level": Fraction(50), "alarm_level": Fraction(45)}
    return watched(value, direction=Direction.LOWER_IS_WORSE, **levels)


class TestState:
    """L39, B70, A97: name, direction, two levels, and what it read last."""

    @pytest.mark.parametrize(
        ("value", "state"),
        [(0, "NORMAL"), (100, "NORMAL"), ("100.01", "WATCH"), (120, "WATCH"), ("120.01", "ALARM")],
    )
    def test_higher_is_worse(self, decide, value, state):
        """L39, B70, E39."""
        assert decide("indicator_state", watched(value), "X-1").outcome == state

    @pytest.mark.parametrize(
        ("value", "state"),
        [(60, "NORMAL"), (50, "NORMAL"), ("49.99", "WATCH"), (45, "WATCH"), ("44.99", "ALARM")],
    )
    def test_lower_is_worse(self, decide, value, state):
        """L39, B70, E40."""
        assert decide("indicator_state", lower(value), "X-1").outcome == state

    def test_the_last_reading_counts(self, decide):
        """E50."""
        ledger = watched(130).put(reading(90, "2026-11-02"))
        assert decide("indicator_state", ledger, "X-1").outcome == "NORMAL"
        later = watched(90).put(reading(130, "2026-11-22"))
        assert decide("indicator_state", later, "X-1").outcome == "NORMAL"

    def test_of_two_readings_on_a_day_the_worse_counts(self, decide):
        """L39."""
        assert decide("indicator_state", watched(90).put(reading(110, id_="R-2")), "X-1").outcome == "WATCH"
        assert decide("indicator_state", lower(60).put(reading(40, id_="R-2")), "X-1").outcome == "ALARM"

    def test_without_reading_or_level_nobody_knows(self, decide):
        """L39."""
        assert decide("indicator_state", watched(None), "X-1").outcome is None
        assert decide("indicator_state", watched(110, alarm_level=None), "X-1").outcome is None
        assert decide("indicator_state", watched(90, watch_level=None), "X-1").outcome is None
        assert decide("indicator_state", watched(110).without("indicator_readings"), "X-1").outcome is None

    def test_an_alarm_needs_no_watch_level(self, decide):
        """L39."""
        assert decide("indicator_state", watched(130, watch_level=None), "X-1").outcome == "ALARM"


class TestWarnings:
    """C27: macro, industry and credit risk are warned of separately."""

    @pytest.mark.parametrize(
        ("kind", "actions"),
        [
            ("MACRO", ["NOTIFY", "REVIEW"]),
            ("INDUSTRY", ["NOTIFY", "OPEN_TASK"]),
            ("CREDIT", ["INVESTIGATE", "OPEN_TASK"]),
        ],
    )
    def test_each_kind_has_its_own(self, decide, kind, actions):
        """F9, F10, F11, E43, E44, E45, C27."""
        assert decide("risk_warning", watched(100, kind=kind), "X-1").outcome == "NONE"
        for value in (101, 121):
            answer = decide("risk_warning", watched(value, kind=kind), "X-1")
            assert (answer.outcome, answer.rules) == (f"{kind}_RISK", [f"risk-warning.{kind.lower()}"])
            assert answer.actions == actions

    def test_unread_it_may_have_crossed_a_level(self, decide):
        """F9."""
        assert decide("risk_warning", watched(None), "X-1").outcome is None


class TestUpkeep:
    """E39, E40, E43, E44, E50: indicators are set up in full, and read again and again."""

    def test_in_order(self, decide):
        """E39, E40."""
        assert decide("indicator_upkeep", watched(90), "X-1").outcome == ("IN_ORDER",)
        assert decide("indicator_upkeep", watched(90, kind="INDUSTRY"), "X-1").outcome == ("IN_ORDER",)

    @pytest.mark.parametrize(
        ("facts", "fault"),
        [
            ({"watch_level": None}, "WITHOUT_LEVELS"),
            ({"alarm_level": None}, "WITHOUT_LEVELS"),
            ({"alarm_level": Fraction("99.99")}, "LEVELS_CROSSED"),
            ({"kind": "INDUSTRY", "industry": None}, "WITHOUT_SUBJECT"),
            ({"tracked": None}, "WITHOUT_SUBJECT"),
        ],
    )
    def test_what_is_missing(self, decide, facts, fault):
        """E39, E40, E50, L39."""
        answer = decide("indicator_upkeep", watched(90, **facts), "X-1")
        assert (answer.outcome, answer.actions) == ((fault,), ["OPEN_TASK"])

    @pytest.mark.parametrize(
        "facts",
        [
            {"alarm_level": Fraction(100)},
            {"kind": "CREDIT", "tracked": None},
            {
                "direction": Direction.LOWER_IS_WORSE,
                "watch_level": Fraction(50),
                "alarm_level": Fraction(50),
            },
        ],
    )
    def test_what_is_no_fault(self, decide, facts):
        """L39."""
        assert decide("indicator_upkeep", watched(90, **facts), "X-1").outcome == ("IN_ORDER",)

    @pytest.mark.parametrize(("days", "fault"), [(45, "IN_ORDER"), (46, "NOT_READ")])
    def test_read_within_the_period(self, decide, days, fault):
        """E43, E44, E50."""
        ledger = Ledger().put(indicator(), reading(90, days_ago(days)))
        assert decide("indicator_upkeep", ledger, "X-1").outcome == (fault,)

    def test_never_read(self, decide):
        """E43."""
        assert decide("indicator_upkeep", watched(None), "X-1").outcome == ("NOT_READ",)

    def test_the_period_must_be_set(self, decide):
        """E43, L39."""
        answer = decide("indicator_upkeep", watched(90), "X-1", indicator_days=None)
        assert (answer.status, "E43" in answer.decision.error.render()) == ("failed", True)


class TestTrackers:
    """E50, A97: the five series that feed indicators."""

    def all_five(self) -> list[Indicator]:
        series = (Tracked.ECONOMY, Tracked.DOWNSTREAM_INDUSTRY, Tracked.PRICE, Tracked.STOCK, Tracked.EXPORT)
        return [indicator(id_=one.name, tracked=one) for one in series]

    def test_all_are_tracked(self, decide):
        """E50."""
        assert decide("trackers", Ledger().put(*self.all_five()), "G").outcome == ("NOTHING_MISSING",)

    @pytest.mark.parametrize("index", range(5))
    def test_one_is_missing(self, decide, index):
        """E50."""
        rows = self.all_five()
        missing = rows.pop(index)
        assert decide("trackers", Ledger().put(*rows), "G").outcome == (missing.id,)

    def test_a_credit_indicator_tracks_none_of_them_and_hides_no_gap(self, decide):
        """E50: it needs no series of its own."""
        credit = indicator("CREDIT", "credit", tracked=None)
        assert decide("trackers", Ledger().put(*self.all_five()[1:], credit), "G").outcome == ("ECONOMY",)

    def test_only_where_there_are_indicators(self, decide):
        """E50."""
        assert decide("trackers", Ledger(), "G").status == "not applicable"
        assert decide("trackers", Ledger().put(*self.all_five()), "U-1").status == "not applicable"


GRADED = {"NORMAL": {}, "WATCH": WATCH, "ALARM": WEAK}


def customer(own: str = "NORMAL", macro: str = "NORMAL", industry: str | None = "NORMAL") -> Ledger:
    """C-1 of the steel industry, graded like this, in such surroundings."""
    ledger = Ledger().account(since="2020-01-01").open_invoice(1000)
    ledger.put(Customer(id="C-1", name="C-1", industry=industry and "steel", blacklisted=False))
    ledger.put(survey(**GRADED[own]), indicator(id_="M"), reading(LEVELS[macro], of="M"))
    return ledger.put(indicator("INDUSTRY", id_="I"), reading(LEVELS[industry or "NORMAL"], of="I"))


class TestComposite:
    """E41, E49, A98: customer, industry and economy together are as bad as the worst of them."""

    @pytest.mark.parametrize("states", list(product(GRADED, repeat=3)), ids="-".join)
    def test_the_worst_counts(self, decide, states):
        """E41, E45, E49, C27."""
        worst = max(states, key=list(GRADED).index)
        answer = decide("composite_credit", customer(*states), "C-1")
        assert answer.outcome == worst
        parts = zip(("own", "macro", "industry"), states, strict=True)
        responsible = {f"composite-credit.{part}-{worst.lower()}" for part, state in parts if state == worst}
        assert set(answer.rules) == (set() if worst == "NORMAL" else responsible)

    @pytest.mark.parametrize(
        ("states", "actions"),
        [
            (("ALARM", "NORMAL", "NORMAL"), ["INVESTIGATE", "OPEN_TASK"]),
            (("NORMAL", "NORMAL", "ALARM"), ["OPEN_TASK"]),
            (("NORMAL", "ALARM", "NORMAL"), ["OPEN_TASK"]),
            (("WATCH", "NORMAL", "NORMAL"), ["INVESTIGATE"]),
            (("NORMAL", "WATCH", "WATCH"), []),
        ],
    )
    def test_investigation_and_report(self, decide, states, actions):
        """E48, F11, E45."""
        assert decide("composite_credit", customer(*states), "C-1").actions == actions

    def test_an_indicator_of_another_industry_says_nothing(self, decide):
        """E41."""
        ledger = customer().put(indicator("INDUSTRY", id_="J", industry="paper"), reading(130, of="J"))
        assert decide("composite_credit", ledger, "C-1").outcome == "NORMAL"

    def test_what_is_unknown_matters_only_below_an_alarm(self, decide):
        """E41: nobody knows the industry of C-1."""
        assert decide("composite_credit", customer("WATCH", industry=None), "C-1").outcome == "WATCH"
        unread = customer("WATCH").put(indicator(id_="N"))
        assert decide("composite_credit", unread, "C-1").outcome is None
        assert decide("composite_credit", customer("ALARM").put(indicator(id_="N")), "C-1").outcome == "ALARM"

    def test_without_a_grade_or_indicators_there_is_nothing_to_decide(self, decide):
        """E41."""
        unrated = Ledger().customer().put(indicator(), reading(130))
        assert decide("composite_credit", unrated, "C-1").status == "not applicable"
        assert (
            decide("composite_credit", Ledger().customer().put(survey(**WEAK)), "C-1").status
            == "not applicable"
        )


class TestStrategy:
    """E47, A98: a library of strategies, by the customer's own state and that of its surroundings."""

    @pytest.mark.parametrize(
        ("own", "surroundings", "strategy", "actions"),
        [
            ("NORMAL", "NORMAL", "KEEP", []),
            ("NORMAL", "WATCH", "OBSERVE", ["NOTIFY"]),
            ("NORMAL", "ALARM", "REDUCE", ["REDUCE_SUPPLY", "REVIEW"]),
            ("WATCH", "NORMAL", "SECURE", ["DEMAND_GUARANTOR"]),
            ("WATCH", "WATCH", "SECURE", ["DEMAND_GUARANTOR", "REVIEW"]),
            ("WATCH", "ALARM", "REDUCE", ["DEMAND_GUARANTOR", "REDUCE_SUPPLY", "INVESTIGATE"]),
            ("ALARM", "NORMAL", "CASH_ONLY", ["SET_CASH_ONLY", "INVESTIGATE"]),
            ("ALARM", "WATCH", "CASH_ONLY", ["SET_CASH_ONLY", "COLLECT", "INVESTIGATE"]),
            ("ALARM", "ALARM", "EXIT", ["REFUSE_SUPPLY", "COLLECT", "INVESTIGATE"]),
        ],
    )
    def test_the_table(self, decide, own, surroundings, strategy, actions):
        """E42, E46, E47, E48: whether the economy or the industry is the worse one does not matter."""
        for around in ((surroundings, "NORMAL"), ("NORMAL", surroundings)):
            answer = decide("risk_strategy", customer(own, *around), "C-1")
            assert (answer.outcome, answer.actions) == (strategy, actions)

    def test_the_worse_of_economy_and_industry(self):
        """E41, E47."""
        ledger = customer(macro="WATCH", industry="ALARM")
        assert str(measured(ledger, "surroundings", "C-1", "customer")).endswith("ALARM")

    def test_unknown_surroundings_leave_it_open(self, decide):
        """E47."""
        assert decide("risk_strategy", customer("WATCH").put(indicator(id_="N")), "C-1").outcome is None
