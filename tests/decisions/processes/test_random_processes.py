"""Small processes drawn at random and walked through at random: what is taken can be followed again."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupctl.decisions.engine import Engine
from groupctl.decisions.processes.transitions import History
from groupctl.errors import EventForbidden
from groupctl.rules import draft
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.processes import ProcessState
from groupctl.texts.title import Title
from tests.rules.small import AS_OF, order, portfolio

TITLE = Title(en="A", zh="甲")
SAID = {"title": TITLE, "source": "C28"}
GUARDS = [
    "amount > 50",
    "amount > 500",
    "customer.blacklisted",
    "is known(customer.country)",
    "amount <= 100",
]
ROLES = ["", '"clerk"', '"head"', "customer.country"]
CHOICES = ["", "clerk", "head"]


@st.composite
def processes(draw: st.DrawFn) -> draft.ProcessDraft:
    """A sound process: a chain through all states, some of whose events lead elsewhere as well, and an end."""
    count = draw(st.integers(2, 5))
    names = [f"S{i}" for i in range(count)]
    inner = st.sampled_from(names[:-1])
    pairs = [([name], names[i + 1]) for i, name in enumerate(names[:-1])]
    pairs += draw(
        st.lists(st.tuples(st.lists(inner, min_size=1, unique=True), st.sampled_from(names)), max_size=4)
    )
    events = [
        draft.EventDraft(
            id=f"e{i}",
            from_=from_,
            to=to,
            by=draw(st.sampled_from(ROLES)),
            needs=[
                draft.NeedDraft(when=when, **SAID)
                for when in draw(st.lists(st.sampled_from(GUARDS), max_size=2))
            ],
            **SAID,
        )
        for i, (from_, to) in enumerate(pairs)
    ]
    return draft.ProcessDraft(
        name="walk",
        about="order",
        kind="EXECUTION",
        flow="FREE",
        states=[ProcessState(name=name, title=TITLE, final=name == names[-1]) for name in names],
        events=events,
        **SAID,
    )


@given(processes(), st.data())
@settings(max_examples=60)
def test_a_walk_can_be_followed_again_and_what_is_refused_says_why(process, data):
    """Every event that the status calls possible can be taken, every other is refused with a reason."""
    policy = load_policy(
        draft.PolicyDraft(name="random", version="1", currency="CNY", title=TITLE, processes=[process])
    )
    engine, rows, steps, days = Engine(policy, "reference"), [], [], 0
    for _ in range(data.draw(st.integers(0, 6))):
        blacklisted = data.draw(st.sampled_from([True, False, None]))
        days = min(29, days + data.draw(st.integers(0, 2)))
        today = AS_OF - timedelta(days=29 - days)
        book = portfolio(orders=[order("SO-1")], process_events=rows, blacklisted=blacklisted, as_of=today)
        event = data.draw(st.sampled_from(process.events)).id
        by = data.draw(st.sampled_from(CHOICES))
        status = engine.status("walk", "SO-1", book)
        role = {one.event: one.role.value if one.role else by for one in status.possible}
        if role.get(event) == by:
            step = engine.transition("walk", "SO-1", event, book, by=by)
            assert all(need.truth for need in step.needs)
            steps.append(step)
            rows.append(step.row(f"E-{len(rows)}"))
        else:
            with pytest.raises(EventForbidden) as refusal:
                engine.transition("walk", "SO-1", event, book, by=by)
            assert refusal.value.faults
            assert all(fault.render(lang) for fault in refusal.value.faults for lang in ("en", "zh"))
    book = portfolio(orders=[order("SO-1")], process_events=rows[::-1])
    status = engine.status("walk", "SO-1", book)
    history = History(process="walk", subject="SO-1", steps=tuple(steps))
    again = History.from_json(history.to_json())
    course = again.replay(policy)
    assert again == history
    assert (course.faults, course.steps) == ((), history.steps)
    assert status.state == course.state == (steps[-1].to_state if steps else "S0")
    assert [step.to_state for step in status.history] == [step.to_state for step in steps]
