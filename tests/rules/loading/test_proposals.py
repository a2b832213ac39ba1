"""What rules propose: actions of a closed list, each with what it needs."""

import pytest

from groupctl.model.action import ActionKind
from groupctl.rules import core
from groupctl.rules.draft import PolicyDraft, ProposalDraft, RuleDraft, RuleSetDraft
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.proposal import Proposal as Resolved
from groupctl.rules.types import LIMIT
from groupctl.texts import LANGUAGES
from groupctl.texts.title import Title
from tests.rules.policy_text import changed, codes, faults, load, only, underlined

FREEZE = "{action: FREEZE, role: credit_controller, due_in: 7}"
TITLE = Title(en="Ask for the accounts", zh="索取财务报表")


def proposing(action: str) -> str:
    return changed((FREEZE, action))


def proposed(action: str, tmp_path) -> Resolved:
    (found,) = load(proposing(action), tmp_path).rulesets["release"].rules[0].proposes
    return found


@pytest.mark.parametrize("kind", ActionKind)
def test_every_kind_has_a_name_in_both_languages(kind):
    assert len({kind.label(lang) for lang in LANGUAGES}) == 2


@pytest.mark.parametrize(
    "kind", sorted(set(ActionKind) - {ActionKind.SET_LIMIT, ActionKind.OPEN_TASK}, key=lambda kind: kind.name)
)
def test_most_kinds_need_nothing_else(kind, tmp_path):
    assert proposed(f"{{action: {kind.name}}}", tmp_path) == Resolved(action=kind)


@pytest.mark.parametrize(
    ("written", "meant"), [("FREZE", "FREEZE"), ("SET_LIMIT_ZERO", "SET_LIMIT"), ("freeze", "FREEZE")]
)
def test_an_unknown_kind_is_a_fault_that_names_the_nearest(written, meant, tmp_path):
    fault = only(faults(proposing(f"{{action: {written}}}"), tmp_path))
    assert (fault.code, underlined(fault), fault.values["suggestion"]) == ("policy.no-action", written, meant)
    assert "HOLD_ORDERS" in fault.values["known"]


class TestLimit:
    def test_a_number_is_an_amount(self, tmp_path):
        found = proposed("{action: SET_LIMIT, limit: 0}", tmp_path)
        assert found.limit == core.Const(type=LIMIT, value=0)

    def test_any_other_is_an_expression_about_the_subject(self, tmp_path):
        limit = proposed("{action: SET_LIMIT, limit: account.credit_limit}", tmp_path).limit
        assert isinstance(limit, core.Read)
        assert limit.path == ("account", "credit_limit")

    @pytest.mark.parametrize(
        ("action", "code", "at"),
        [
            ("{action: SET_LIMIT}", "policy.action-needs-limit", "{"),
            ("{action: FREEZE, limit: 0}", "policy.action-without-limit", "0"),
            ("{action: SET_LIMIT, limit: 0.001}", "policy.too-many-decimals", "0.001"),
            ("{action: SET_LIMIT, limit: -1}", "policy.negative-limit", "-1"),
            ("{action: SET_LIMIT, limit: amount}", "expression.wrong-type", "amount"),
            ("{action: SET_LIMIT, limit: account.limt}", "expression.unknown-attribute", "limt"),
        ],
    )
    def test_what_is_no_limit_is_a_fault(self, action, code, at, tmp_path):
        fault = only(faults(proposing(action), tmp_path))
        assert fault.code == code
        assert underlined(fault).startswith(at)


class TestTitle:
    def test_a_task_says_what_it_is(self, tmp_path):
        assert codes(proposing("{action: OPEN_TASK}"), tmp_path) == ["policy.action-needs-title"]
        action = f"{{action: OPEN_TASK, title: {{en: {TITLE.text('en')}, zh: {TITLE.text('zh')}}}}}"
        assert proposed(action, tmp_path).title == TITLE

    def test_any_action_may_have_one_in_both_languages(self, tmp_path):
        assert proposed("{action: CALL, title: {en: Now, zh: 立即}}", tmp_path).title == Title(
            en="Now", zh="立即"
        )
        assert codes(proposing("{action: CALL, title: {en: ''}}"), tmp_path) == ["policy.empty"]


def of_objects(*proposals: ProposalDraft) -> PolicyDraft:
    rule = RuleDraft(
        id="r", when="true", then={"watched": True}, title=TITLE, source="D24", proposes=proposals
    )
    rules = RuleSetDraft(
        name="watch",
        about="account",
        hit="first",
        gives={"watched": "boolean"},
        otherwise={"watched": False},
        unknown="pass",
        title=TITLE,
        source="D24",
        rules=[rule],
    )
    return PolicyDraft(name="objects", version="1", currency="CNY", title=TITLE, rulesets=[rules])


def test_python_objects_propose_the_same_as_files():
    written = (
        ProposalDraft(action="SET_LIMIT", limit="unlimited"),
        ProposalDraft(action="OPEN_TASK", title=TITLE, role="sales", due_in=3),
    )
    limit, task = load_policy(of_objects(*written)).rulesets["watch"].rules[0].proposes
    assert (limit.action, limit.limit is not None) == (ActionKind.SET_LIMIT, True)
    assert task == Resolved(action=ActionKind.OPEN_TASK, title=TITLE, role="sales", due_in=3)


def test_the_hash_tells_limits_titles_and_kinds_apart():
    variants = [
        ProposalDraft(action="SET_LIMIT", limit=0),
        ProposalDraft(action="SET_LIMIT", limit=1),
        ProposalDraft(action="REVIEW"),
        ProposalDraft(action="REVIEW", title=TITLE),
        ProposalDraft(action="CALL"),
    ]
    assert len({load_policy(of_objects(one)).hash for one in variants}) == len(variants)
