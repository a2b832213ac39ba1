"""Histories as documents: what is written is read again, and followed under the policy to the same state."""

import json
from datetime import date

import pytest
from attrs import evolve

from groupctl.decisions.processes.transitions import FORMAT, History
from groupctl.errors import DataError
from tests.decisions.processes.complaints import POLICY, engine, ledger


def walked():
    """What happens when SO-1 is judged, answered and filed, each step kept as a row."""
    rows, steps = [], []
    for event, by in (("judge", "service"), ("answer", "porter"), ("file", "archivist")):
        step = engine().transition("complaint", "SO-1", f"complaint.{event}", ledger(*rows), by=by)
        steps.append(step)
        rows.append(step.row(f"E-{len(rows)}"))
    return History(process="complaint", subject="SO-1", steps=tuple(steps))


WALKED = walked()


def fault(history, policy=None):
    course = history.replay(policy or engine().policy)
    assert (course.state, course.entered_on) == (None, None)
    return course.faults[0].code, course.faults[0].values["event"]


class TestJson:
    def test_there_and_back(self):
        assert History.from_json(WALKED.to_json()) == WALKED
        empty = History(process="complaint", subject="SO-1")
        assert History.from_json(empty.to_json()) == empty

    def test_it_says_what_it_is(self):
        assert json.loads(WALKED.to_json())["format"] == FORMAT == "groupctl.history/1"

    def test_it_is_canonical(self):
        again = json.dumps(
            json.loads(WALKED.to_json()), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        assert again == WALKED.to_json()

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"format": "groupctl.history/2"}, "processes.other-format"),
            ({"more": 1}, "processes.bad-history"),
            ({"steps": [{"event": 1}]}, "processes.bad-history"),
            ({"subject": None}, "processes.bad-history"),
            ({"steps": 5}, "processes.bad-history"),
        ],
    )
    def test_anything_else_is_refused(self, change, code):
        written = json.loads(WALKED.to_json()) | change
        with pytest.raises(DataError) as caught:
            History.from_json(json.dumps(written))
        assert [one.code for one in caught.value.faults] == [code]

    @pytest.mark.parametrize("text", ["", "[1]", "7", "null", "{}"])
    def test_what_is_no_history_at_all(self, text):
        with pytest.raises(DataError):
            History.from_json(text)

    @pytest.mark.parametrize("depth", [10, 300, 500, 700, 900, 5_000])
    def test_causes_without_end_do_not_bring_down_the_reader(self, depth):
        written = json.loads(WALKED.to_json())
        written["steps"][0]["needs"][0]["causes"] = ["DEEP"]
        cause = '{"because":[' * depth + '{"key":"x"}' + '],"key":"x"}' * depth
        text = json.dumps(written).replace('"DEEP"', cause)
        refused = None
        try:
            causes = History.from_json(text).steps[0].needs[0].causes
        except DataError as error:
            causes, refused = (), error.faults[0].code
        assert refused == "processes.bad-history" or causes[0].because


class TestReplay:
    def test_the_same_policy_leads_to_the_same_states(self):
        course = WALKED.replay(engine().policy)
        assert (course.state, course.steps, course.faults) == ("ARCHIVED", WALKED.steps, ())

    def test_a_step_that_is_left_out_makes_the_next_one_impossible(self):
        history = evolve(WALKED, steps=(WALKED.steps[0], WALKED.steps[2]))
        assert fault(history) == ("processes.not-allowed", "complaint.file")

    def test_a_step_with_other_states_than_the_policy_gives_it(self):
        forged = evolve(WALKED.steps[1], to_state="ARCHIVED")
        history = evolve(WALKED, steps=(WALKED.steps[0], forged))
        assert fault(history) == ("processes.other-states", "complaint.answer")

    def test_steps_out_of_order(self):
        early = evolve(WALKED.steps[1], on=date(2026, 6, 1))
        history = evolve(WALKED, steps=(WALKED.steps[0], early))
        assert fault(history) == ("processes.out-of-order", "complaint.answer")

    def test_a_step_of_another_record(self):
        other = evolve(WALKED.steps[1], subject="SO-2")
        history = evolve(WALKED, steps=(WALKED.steps[0], other))
        assert fault(history) == ("processes.foreign-step", "complaint.answer")

    def test_a_policy_that_has_changed(self):
        text = POLICY.replace("from: [JUDGED]\n        to: ANSWERED", "from: [JUDGED]\n        to: JUDGED", 1)
        text = text.replace("from: [ANSWERED]\n", "from: [JUDGED]\n").replace(
            "      ANSWERED: {title: {en: Answered, zh: 已答复}}\n", ""
        )
        assert fault(WALKED, engine(text).policy) == ("processes.other-states", "complaint.answer")

    def test_a_policy_without_the_process(self):
        with pytest.raises(DataError, match="no process other"):
            History(process="other", subject="SO-1").replay(engine().policy)
