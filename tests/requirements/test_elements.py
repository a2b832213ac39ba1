"""The parts of a policy that cite rows, and the parameters behind them."""

from collections import Counter

from attrs import frozen

from groupctl.requirements.elements import KINDS, cited, elements, parameters_read
from groupctl.rules.loading.loader import load_policy
from groupctl.texts import say
from groupctl.texts.title import Title

TITLE = Title(en="x", zh="某")


@frozen(kw_only=True)
class Need:
    title: Title = TITLE
    source: str
    where: None = None


@frozen(kw_only=True)
class Event:
    id: str
    needs: tuple[Need, ...]
    title: Title = TITLE
    source: str
    where: None = None


@frozen(kw_only=True)
class Process:
    name: str
    events: tuple[Event, ...]
    title: Title = TITLE
    source: str
    where: None = None


PROCESS = Process(
    name="complaint",
    source="H1, L56",
    events=(
        Event(id="complaint.judge", source="H2", needs=(Need(source="H3"), Need(source="L57"))),
        Event(id="complaint.close", source="H6 to H8", needs=()),
    ),
)


def test_everything_with_a_source_is_found_at_any_depth():
    found = elements({"complaint": PROCESS})
    assert [(one.kind, one.name, one.rows) for one in found] == [
        ("process", "complaint", ("H1", "L56")),
        ("event", "complaint.judge", ("H2",)),
        ("need", "complaint.judge #1", ("H3",)),
        ("need", "complaint.judge #2", ("L57",)),
        ("event", "complaint.close", ("H6", "H7", "H8")),
    ]


def test_the_standard_policy_in_whole():
    policy = load_policy("standard")
    kinds = Counter(one.kind for one in elements(policy))
    assert kinds["parameter"] == len(policy.parameters)
    assert kinds["measure"] == len(policy.measures)
    assert kinds["ruleset"] == len(policy.rulesets)
    assert kinds["rule"] == sum(len(one.rules) for one in policy.rulesets.values())
    assert set(kinds) <= set(KINDS)


def test_a_row_tells_first_what_decides():
    found = cited(load_policy("standard"))["D24"]
    assert [one.kind for one in found] == sorted((one.kind for one in found), key=KINDS.index)
    names = {(one.kind, one.name) for one in found}
    assert names >= {
        ("rule", "d-class.low-profit"),
        ("ruleset", "d_class"),
        ("measure", "account.d_exempt"),
        ("parameter", "d_class_line"),
    }
    assert all(one.where for one in found)


def test_the_parameters_behind_a_row():
    """`ledger_from` does not cite D24: a measure that does reads it."""
    policy = load_policy("standard")
    names = parameters_read(policy, cited(policy)["D24"])
    assert {"d_class_line", "d_class_margin_line", "ledger_from"} <= set(names)
    assert "late_share_line" not in names
    assert names == sorted(names, key=list(policy.parameters).index)


def test_every_kind_has_a_name_in_both_languages():
    """A page tells of all of them, in the order of KINDS."""
    policy = load_policy("standard")
    assert {one.kind for one in elements(policy)} <= {*KINDS}
    for kind in KINDS:
        if kind != "parameter":
            assert say(f"requirements.kind-{kind}", "en") != say(f"requirements.kind-{kind}", "zh")
