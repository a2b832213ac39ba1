"""A due date in working days as a measure: read by rules, unknown as soon as the calendar is (L53)."""

from datetime import date

import pytest

from groupctl.decisions.engine import Engine
from groupctl.model.process import CalendarDay
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.rules.policy import WorkingDays
from groupctl.rules.types import DATE
from groupctl.rules.unknown import UnknownValue
from groupctl.texts.causes import Cause
from tests.rules.policy_text import codes, faults, underlined
from tests.rules.small import HEAD, invoice, policy, portfolio

REPLY = """\
parameters:
  reply_days:
    {title: {en: Days to reply, zh: 答复天数}, unit: count, source: L53, values: {2026-01-01: 1}, override: [unit],
     scopes: {unit: {V: {2026-01-01: 2}}}}
  grace: {title: {en: Grace, zh: 宽限}, unit: days, source: L53, values: {2026-01-01: 3}}
measures:
  invoice.reply_by:
    {type: date, working_days: reply_days, after: due_on, title: {en: Reply by, zh: 答复期限}, source: L53}
  invoice.plain: {type: date, working_days: 1, after: due_on, title: {en: Next day, zh: 次日}, source: L53}
  invoice.graced: {type: date, working_days: grace, after: reply_by, title: {en: Graced, zh: 宽限后}, source: L53}
rulesets:
  late:
    about: invoice
    hit: first
    gives: {replied_late: boolean}
    otherwise: {replied_late: false}
    unknown: pass
    title: {en: Late, zh: 迟复}
    source: L53
    rules:
      - id: late.reply
        when: settled_on > reply_by
        then: {replied_late: true}
        title: {en: After the last day, zh: 逾期答复}
        source: L53
"""
NEXT = "working_days: 1, after: due_on"
FRIDAY, MONDAY, TUESDAY = (date(2026, 5, day) for day in (22, 25, 26))
ENGINES = ["reference", "compiled", "durable"]


def value(tmp_path, name="reply_by", *, unit="U", on=FRIDAY, engine="reference", text=REPLY, **tables):
    ledger = portfolio(invoices=[invoice("I-1", unit=unit, due_on=on)], **tables)
    environment = Engine(policy(tmp_path, text), engine=engine).evaluation(ledger).environment
    return environment.value(ledger.record("invoice", "I-1"), name)


def holiday(on, unit=None, *, working=False, id_="D-1"):
    return CalendarDay(id=id_, on=on, working=working, unit=unit)


class TestValue:
    """L53: the end of the next working day, by the calendar of the subject's unit."""

    @pytest.mark.parametrize("engine", ENGINES)
    def test_the_next_working_day(self, tmp_path, engine):
        assert value(tmp_path, engine=engine) == MONDAY
        assert value(tmp_path, "plain", engine=engine) == MONDAY

    def test_the_number_of_days_is_that_of_the_units_scope(self, tmp_path):
        assert value(tmp_path, unit="V") == TUESDAY

    def test_measures_build_on_each_other_and_days_may_be_of_type_days(self, tmp_path):
        assert value(tmp_path, "graced") == date(2026, 5, 28)

    @pytest.mark.parametrize(
        ("unit", "due"), [(None, TUESDAY), ("S", TUESDAY), ("U", TUESDAY), ("V", MONDAY)]
    )
    def test_a_holiday_counts_for_its_unit_and_those_below(self, tmp_path, unit, due):
        assert value(tmp_path, calendar_days=[holiday(MONDAY, unit)]) == due


class TestUnknown:
    """Nothing is assumed about a calendar that is not there."""

    def test_without_the_table(self, tmp_path):
        found = value(tmp_path, missing=["calendar_days"])
        assert found == UnknownValue.of(Cause.of("model.cause-missing-table", table="calendar_days"))

    def test_with_a_row_that_could_not_be_read(self, tmp_path):
        lost = RejectedRow(table="calendar_days", reason=Cause.of("model.empty-id", field="id"))
        found = value(tmp_path, rejected=[lost])
        assert isinstance(found, UnknownValue)
        assert found.causes[0].key == "model.cause-rejected"

    def test_with_a_contradiction(self, tmp_path):
        days = [holiday(MONDAY), holiday(MONDAY, working=True, id_="D-2")]
        (cause,) = value(tmp_path, calendar_days=days).causes
        assert cause.render() == "calendar_day D-1: D-2 says otherwise about 2026-05-25"
        assert cause.render("zh")

    def test_with_a_start_that_is_unknown(self, tmp_path):
        (cause,) = value(
            tmp_path, "plain", text=REPLY.replace(NEXT, NEXT.replace("due_on", "settled_on"))
        ).causes
        assert cause.about == "invoice I-1"

    def test_with_less_than_no_days(self, tmp_path):
        found = value(
            tmp_path, "plain", text=REPLY.replace("working_days: 1,", "working_days: 0 - reply_days,")
        )
        assert found == UnknownValue.of(Cause.of("model.cause-working-days", days=-1))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("settled", "missing", "late"),
    [(MONDAY, (), False), (TUESDAY, (), True), (TUESDAY, ("calendar_days",), None)],
)
def test_rules_read_it_on_every_engine(tmp_path, engine, settled, missing, late):
    """On the last day it is in time, the day after it is not (L53)."""
    ledger = portfolio(invoices=[invoice("I-1", due_on=FRIDAY, settled_on=settled)], missing=missing)
    made = Engine(policy(tmp_path, REPLY), engine=engine).decide("late", "I-1", ledger)
    assert made["replied_late"] is late
    if late is not None:
        assert [(one.name, one.scope) for one in made.parameters] == [("reply_days", "policy")]


class TestLoading:
    def test_the_formula(self, tmp_path):
        found = policy(tmp_path, REPLY).measures["invoice", "reply_by"]
        assert isinstance(found.formula, WorkingDays)
        assert found.type == DATE

    @pytest.mark.parametrize(
        ("old", "new", "code", "at"),
        [
            (", after: due_on, title: {en: Next", ", title: {en: Next", "policy.beside-missing", "1"),
            ("type: date, working_days: 1", "type: days, working_days: 1", "policy.measure-type", "days"),
            (
                "working_days: 1, after: due_on",
                "working_days: 1, after: amount",
                "expression.wrong-type",
                "amount",
            ),
            ("working_days: 1,", "working_days: amount,", "expression.wrong-type", "amount"),
            ("working_days: 1,", "working_days: 1.5,", "expression.not-whole", "1.5"),
            (
                "working_days: 1, after: due_on",
                "working_days: 1, after: due_on, of: x",
                "policy.not-beside",
                "x",
            ),
            ("working_days: 1,", "working_day: 1,", "policy.unknown-key", "working_day"),
        ],
    )
    def test_each_mistake_has_its_fault(self, tmp_path, old, new, code, at):
        assert REPLY.count(old) == 1
        found = faults(HEAD + REPLY.replace(old, new), tmp_path)
        fault = next((one for one in found if one.code == code), None)
        assert fault is not None, [one.render() for one in found]
        assert underlined(fault) == at

    def test_what_it_reads_counts_when_something_builds_on_itself(self, tmp_path):
        text = HEAD + REPLY.replace(
            "working_days: reply_days, after: due_on", "working_days: reply_days, after: graced"
        )
        assert codes(text, tmp_path) == ["policy.cycle"]

    def test_the_hash_tells_its_parts_apart(self, tmp_path):
        others = [NEXT.replace("1", "2"), NEXT.replace("due_on", "issued_on")]
        texts = [REPLY, *(REPLY.replace(NEXT, other) for other in others)]
        assert len({policy(tmp_path, text).hash for text in texts}) == 3
