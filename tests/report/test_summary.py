"""The summary puts each rule set where a controller looks for it, whatever the policy."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decisions.decision import Action
from groupctl.errors import DataError
from groupctl.model.action import ActionKind
from groupctl.report.screen import Screen
from groupctl.report.summary import Summary, section_of, sections
from groupctl.rules import draft
from groupctl.rules.loading.loader import load_policy
from groupctl.texts import LANGUAGES
from groupctl.texts.causes import Cause
from groupctl.texts.layout import plain
from groupctl.texts.title import Title
from tests.decisions.sample_decisions import ORDER, decision, decisions, finding, reason
from tests.model.examples import invoice, portfolio, unit


def rule_set(name: str, about: str, gives: dict, otherwise: dict, **more) -> draft.RuleSetDraft:
    common = {"hit": "any", "unknown": "pass", "title": Title(name), "source": "D1"}
    rules = [
        draft.RuleDraft(id=f"{name}.never", when="false", then=otherwise, title=Title("Never"), source="D1")
    ]
    return draft.RuleSetDraft(
        name=name, about=about, gives=gives, otherwise=otherwise, rules=rules, **common | more
    )


def told(*made, lang="en", everything=False, **more) -> str:
    summary = Summary(**{"policy": POLICY} | more)
    for one in made:
        summary.add(one)
    return plain(summary.lines(lang, everything=everything))


MEANINGS = {"KEEP": "refer", "SEND": "good"}
POLICY = load_policy(
    draft.PolicyDraft(
        name="own",
        version="1",
        currency="CNY",
        title=Title("Own"),
        words=draft.WordsDraft(
            sections={"idle": Title(en="Idle customers", fi="Hiljaiset"), "trade": Title("Trade")}
        ),
        measures=[
            draft.MeasureDraft(
                name="debt",
                about="account",
                type="money",
                formula={"sum": "amount", "of": "invoices"},
                title=Title("Debt"),
                source="D1",
            )
        ],
        rulesets=[
            rule_set("order_release", "order", {"go": ["KEEP", "SEND"]}, {"go": "SEND"}, outcomes=MEANINGS),
            rule_set("orders_by_size", "order", {"large": "boolean"}, {"large": False}, section="trade"),
            rule_set(
                "take_on",
                "customer",
                {"on": ["KEEP", "SEND"]},
                {"on": "SEND"},
                outcomes=MEANINGS,
                gate=True,
                section="idle",
            ),
            rule_set("credit_limit", "account", {"most": "limit"}, {"most": 0}, exposure="debt"),
            rule_set("least_limit", "account", {"least": "limit"}, {"least": 0}),
            rule_set("lost", "account", {"lost": "boolean"}, {"lost": False}, warning=True, section="idle"),
            rule_set("d_class", "account", {"d_class": "boolean"}, {"d_class": False}, section="idle"),
        ],
    )
)


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("order_release", "orders"),
        ("orders_by_size", "trade"),
        ("take_on", "gates"),
        ("credit_limit", "limits"),
        ("least_limit", "others"),
        ("lost", "warnings"),
        ("d_class", "idle"),
    ],
)
def test_where_a_rule_set_belongs_its_policy_says(name, section):
    assert section_of(POLICY.rulesets[name]) == section


def test_the_sections_of_the_policy_are_between_those_that_every_policy_has():
    assert sections(POLICY)[3:10] == ("limits", "orders", "gates", "warnings", "idle", "trade", "others")
    assert "\nIdle customers\n" in told(decision(rule_set="d_class"))
    assert "\nIdle customers: actions proposed\n" in told(
        decision(
            rule_set="d_class",
            actions=(
                Action(kind=ActionKind.CALL, entity="account", subject="C-1@U-1", rule="r", role="sales"),
            ),
        )
    )


def test_nothing_decided():
    assert told() == "There was nothing to decide."


def test_a_warning_counts_those_it_concerns_by_reason():
    warning = {"rule_set": "lost", "outputs": (finding("state", "enumeration", "LOST"),)}
    made = [
        decision(
            **warning,
            subject=f"C-{number}",
            because=(
                reason(
                    "loss",
                ),
            ),
        )
        for number in range(7)
    ]
    quiet = decision(**warning | {"outputs": (finding("state", "enumeration", "BUYING"),)})
    said = told(*made, quiet)
    assert "    7  Gross profit below the line  C-0, C-1, C-2, …" in said
    assert "C-6" in told(*made, everything=True)


def test_a_false_warning_is_none():
    quiet = decision(
        rule_set="lost", outputs=(finding("w", "boolean", "false"),), because=(reason("not.so"),)
    )
    assert "    none" in told(quiet)


@pytest.mark.parametrize(("meaning", "raised"), [("", True), ("bad", True), ("refer", True), ("good", False)])
def test_a_warning_that_means_good_is_none(meaning, raised):
    """A customer that never bought is not lost, although a rule says what it is."""
    never = decision(
        rule_set="lost",
        outputs=(finding("state", "enumeration", "NEVER_BOUGHT"),),
        meaning=meaning,
        because=(reason("never"),),
    )
    assert ("Gross profit below the line" in told(never)) is raised


def test_the_example_is_an_order_held_for_a_reason():
    released = decision(**as_order("SO-1", "RELEASE"))
    unknown = decision(**as_order("SO-2", "REFER"))
    held = decision(**as_order("SO-3", "REFER"), because=(reason("limit"),))
    later = decision(**as_order("SO-4", "REFER"), because=(reason("limit"),))
    assert "REFER · order SO-3" in told(released, unknown, held, later)
    assert "RELEASE · order SO-1" in told(released)


def as_order(subject: str, outcome: str) -> dict:
    return {
        "rule_set": "order_release",
        "title": ORDER.title,
        "entity": "order",
        "subject": subject,
        "outputs": (finding("release", "enumeration", outcome),),
        "meaning": {"RELEASE": "good", "REFER": "refer"}[outcome],
    }


def test_amounts_of_orders_are_added_up():
    made = [decision(**as_order(f"SO-{number}", "REFER")) for number in (1, 2, 3)]
    amounts = {"SO-1": Decimal("1000.50"), "SO-2": None, "SO-3": Decimal("0.50")}
    said = told(*made, amount=lambda _, subject: amounts[subject])
    assert "  REFER  3  amount of the 2 that are known 1,001.00 CNY" in said


def test_a_limit_without_a_known_exposure_is_unknown():
    limits = [
        decision(rule_set="credit_limit", subject=subject, outputs=(finding("l", "limit", value),))
        for subject, value in [("a", "100.00"), ("b", "unlimited"), ("c", None), ("d", "100.00")]
    ]
    exposures = {"a": Decimal(150), "b": Decimal(10**9), "c": Decimal(1), "d": None}
    said = told(*limits, amount=lambda _, subject: exposures[subject])
    assert (
        "4 in all; exposure of the 3 that are known 1,000,000,151.00 CNY; limits of 1: 100.00 CNY; 1 unlimited; 2 can't be judged"
        in said
    )
    assert "1 over their limit, by 50.00 CNY together" in said


def test_where_no_exposure_is_known_nothing_is_summed_up():
    limits = [
        decision(rule_set="credit_limit", subject=subject, outputs=(finding("l", "limit", "100.00"),))
        for subject in "abc"
    ]
    said = told(*limits)
    assert said.endswith("    3 can't be judged")
    assert "0.00" not in said


def test_orders_of_unknown_amount_are_worth_no_sum():
    made = [decision(**as_order(f"SO-{number}", "REFER")) for number in (1, 2)]
    assert "  REFER  2  amount unknown" in told(*made)


def test_an_answer_among_several_says_what_it_answers():
    outputs = (finding("concentrated", "boolean", "true"), finding("top_share", "ratio", "0.5"))
    assert "  D-class customer  concentrated: yes 1" in told(decision(rule_set="x", outputs=outputs))


def test_a_language_without_texts_is_told():
    with pytest.raises(DataError, match="no texts in 'fr'"):
        told(ORDER, lang="fr")


def test_causes_are_counted_without_the_record_they_concern():
    def lost(line: int, subject: str):
        cause = Cause.of(
            "model.cause-rejected-at", f"invoice I-{line}", table="invoices", where=f"i.csv:{line}"
        )
        return decision(
            rule_set="x", subject=subject, status="unknown", outputs=(finding("x", "boolean", None, cause),)
        )

    said = told(lost(1, "a"), lost(2, "b"), lost(3, "c"))
    assert "  3  rows of invoices were rejected  x" in said


def test_amounts_and_shares_are_only_counted():
    shares = [
        decision(rule_set="x", outputs=(finding("share", "ratio", f"1/{number}"),)) for number in (2, 3, 7)
    ]
    assert "  D-class customer  decided 3" in told(*shares)


def test_actions_are_counted_by_kind_role_and_rule():
    action = Action(
        kind=ActionKind.FREEZE,
        entity="account",
        subject="C-1@U-1",
        rule="freeze.idle",
        role="credit_controller",
    )
    frozen = decision(rule_set="freeze", because=(reason("freeze.idle"),), actions=(action,))
    assert "  2  freeze  credit controller\n     Gross profit below the line  C-1@U-3, C-1@U-3" in told(
        frozen, frozen
    )


def test_what_is_asked_because_of_unknowns_says_so():
    action = Action(kind=ActionKind.REVIEW, entity="order", subject="SO-1", role="credit_controller")
    asked = decision(rule_set="release", referred_by="unknown", actions=(action,))
    assert "  1  review  credit controller\n     can't be judged  C-1@U-3" in told(asked)


@given(st.lists(decisions(), max_size=6), st.sampled_from(LANGUAGES), st.booleans())
def test_every_review_can_be_summed_up(made, lang, everything):
    said = told(*made, lang=lang, everything=everything)
    assert said.strip()
    if made:
        assert f"{len(made):,}" in said.splitlines()[0]


def test_what_was_rejected_and_what_was_made_come_before_anything_else():
    found = portfolio(invoices=[invoice("I-1", customer="X"), invoice("I-2", unit="U-2")])
    lines = [line for line in told(ORDER, portfolio=found).splitlines() if line and not line.startswith(" ")]
    assert lines[2:5] == [
        "Rejected rows",
        "Accounts that documents speak of and the host does not list",
        "Orders",
    ]
    assert "C-1@U-2  invoice I-2" in told(ORDER, portfolio=found)


def test_accounts_that_were_made_are_cut_short_and_counted():
    rows = [invoice(f"I-{n}", unit=f"U-{n}") for n in range(3, 15)]
    units = [unit("HQ", None), *(unit(f"U-{n}") for n in range(1, 15))]
    found = portfolio(units=units, invoices=rows)
    assert "... and 2 more; --all shows them" in told(ORDER, portfolio=found)
    assert "C-1@U-14" in told(ORDER, portfolio=found, everything=True)


def test_what_a_gate_about_other_records_holds_is_told_apart():
    gate = {"rule_set": "take_on", "title": Title("Taken on"), "entity": "customer"}
    kept = finding("on", "enumeration", "KEEP")
    held = decision(**gate, subject="C-7", meaning="refer", because=(reason("limit"),), outputs=(kept,))
    passed = decision(**gate, subject="C-8", meaning="good", outputs=(finding("on", "enumeration", "SEND"),))
    text = told(held, passed)
    assert "\nHeld, other than orders\n" in text
    assert "Taken on: 1 of 2 held, 0 of them refused" in text
    assert "C-7" in text
    assert "C-8" not in text
    summary = Summary(policy=POLICY)
    for one in (held, passed):
        summary.add(one)
    assert "Taken on: 1 of 2 held, 0 of them refused" in plain(Screen(summary=summary, width=100).lines())
