"""A decision reads like a controller's note, in both languages."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decisions.decision import (
    Grant,
    GrantedStep,
    Ineffective,
    LimitTest,
    RateUsed,
    Stated,
    Unjudged,
)
from groupctl.decisions.explain import explained, explanation
from groupctl.decisions.wording import cause_text
from groupctl.errors import DataError, SourceSpan
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow
from groupctl.rules.change import PolicyChange
from groupctl.rules.loading.loader import load_policy
from groupctl.texts import LANGUAGES
from groupctl.texts.causes import Cause
from groupctl.texts.plain_text import display_width
from tests.decisions.sample_decisions import (
    AS_OF,
    D_CLASS,
    D_CLASS_LINE,
    ORDER,
    compared,
    decision,
    decisions,
    finding,
    reason,
    title,
)


def lines(made, lang="en", **more) -> list[str]:
    return explained(made, lang, **more).splitlines()


def section(made, heading: str, lang="en", **more) -> list[str]:
    """The lines below a heading, without their indentation."""
    said = lines(made, lang, **more)
    start = said.index(heading) + 1
    end = said.index("", start)
    return [line.strip() for line in said[start:end]]


def done(part, seat, day, **by):
    return GrantedStep(part=part, seat=seat, on=date(2026, 6, day), **by)


GRANT = Grant(
    request="R-1",
    matter="TERMS",
    route="FILED",
    steps=(
        done("REVIEW", "controller@UNIT", 1, employee="E-1", source="E-1"),
        done("APPROVE", "manager@DIVISION", 2, employee="E-2", source="E-3", delegation="DG-1"),
        done("FILE", "finance@GROUP", 3, employee="E-4", source="E-4", superior=True),
        done("DELIBERATE", "committee@GROUP", 4),
    ),
)


class TestTheWholeNote:
    def test_in_english(self):
        assert lines(D_CLASS) == [
            "D-class customer: yes · account C-1@U-3",
            "D-class customer (d_class), as of 2026-11-21",
            "",
            "Because",
            "  • Gross profit below the line (d-class.low-profit, D24)",
            "    policy/d-class.yaml:12:5",
            "    when gross_profit_year < d_class_line",
            "    ✓ gross profit year 83,000.00 < 100,000.00 CNY",
            "",
            "Parameters used",
            "  d_class_line  100,000.00 CNY  since 2017-01-01  unit U-3  D24",
            "",
            "Proposed",
            "  freeze  credit controller  due 2026-11-28  (d-class.low-profit)",
            "",
            "Policy acme 1.0 abababababab, portfolio cdcdcdcdcdcd, groupctl 1.2.3",
        ]

    def test_in_chinese(self):
        assert lines(D_CLASS, "zh") == [
            "D类客户：是 · 往来关系 C-1@U-3",
            "D类客户（d_class），截至 2026-11-21",
            "",
            "依据",
            "  • 毛利润低于D类线 (d-class.low-profit, D24)",
            "    policy/d-class.yaml:12:5",
            "    条件 gross_profit_year < d_class_line",
            "    ✓ gross_profit_year 83,000.00 < 100,000.00 CNY",
            "",
            "所用参数",
            "  d_class_line  100,000.00 CNY  自 2017-01-01 起  单位 U-3  D24",
            "",
            "建议措施",
            "  冻结  credit controller  2026-11-28 前完成  (d-class.low-profit)",
            "",
            "政策 acme 1.0 abababababab，组合 cdcdcdcdcdcd，groupctl 1.2.3",
        ]


class TestTheOutcomeComesFirst:
    @pytest.mark.parametrize(
        ("more", "first"),
        [
            ({"meaning": "refer"}, "REFER · order SO-1042"),
            (
                {"outputs": (finding("release", "enumeration", "REFUSE"),), "meaning": "bad"},
                "REFUSE · order SO-1042",
            ),
            (
                {"outputs": (finding("state", "enumeration", "ODD"),)},
                "Release of an order: ODD · order SO-1042",
            ),
            (
                {"outputs": (finding("limit", "limit", "50000.00"),)},
                "Release of an order: 50,000.00 CNY · order SO-1042",
            ),
            (
                {"outputs": (finding("limit", "limit", "unlimited"),)},
                "Release of an order: unlimited · order SO-1042",
            ),
            (
                {"outputs": (finding("tags", "text", ("a", "b")),)},
                "Release of an order: a, b · order SO-1042",
            ),
            ({"outputs": (finding("tags", "text", ()),)}, "Release of an order: none · order SO-1042"),
            ({"outputs": (), "status": "not applicable"}, "nothing to decide · order SO-1042"),
        ],
    )
    def test_as_one_line(self, more, first):
        made = decision(
            **{name: getattr(ORDER, name) for name in ("rule_set", "title", "entity", "subject", "outputs")}
            | more
        )
        assert lines(made)[0] == first

    def test_further_outputs_follow(self):
        made = decision(outputs=(finding("a", "boolean", "true"), finding("share", "ratio", "1/3")))
        assert lines(made)[2] == "  share: ≈ 0.3333"

    def test_an_output_that_is_unknown_says_why(self):
        cause = Cause.of("model.cause-not-stated", about="invoice I-1", attribute="cost")
        made = decision(outputs=(*decision().outputs, finding("share", "ratio", None, cause)))
        assert lines(made)[2:4] == ["  share: unknown", "    ? invoice I-1: cost is not stated"]

    def test_a_failure_says_what_to_do(self):
        error = Cause.of(
            "decision.parameter-missing",
            parameter="c_limit",
            title_en="C limit",
            title_zh="C类额度",
            source="L37",
            as_of=AS_OF,
        )
        made = decision(outputs=(), status="failed", error=error)
        assert lines(made)[0] == "could not be decided · account C-1@U-3"
        assert section(made, "Why not") == [
            "parameter c_limit (C limit, L37) has no value in force on 2026-11-21",
            "→ give it a value: `values: {2026-11-21: ...}`, or where the policy imports it: `set: {c_limit: {values: {2026-11-21: ...}}}`",
        ]


class TestWhatWasCompared:
    def said(self, *tests, **more) -> list[str]:
        made = decision(because=(reason("r", *tests),), **more)
        return section(made, "Because")[3:]

    def test_a_parameter_is_told_by_its_value(self):
        test = compared(
            "a < line", finding("a", "money", "1234567.89"), finding("line", "money", "100000.00")
        )
        parameter = D_CLASS_LINE.__class__(
            name="line", kind="money", value="1", since=AS_OF, scope="policy", source="D24"
        )
        assert self.said(test) == ["✓ a 1,234,567.89 < line 100,000.00 CNY"]
        assert self.said(test, parameters=(parameter,)) == ["✓ a 1,234,567.89 < 100,000.00 CNY"]

    def test_a_constant_amount_has_its_thousands_separated(self):
        test = compared("gross_profit < 100000.00", finding("gross_profit", "money", "-83000.00"))
        assert self.said(test) == ["✓ gross profit -83,000.00 < 100,000.00 CNY"]

    def test_a_number_that_is_no_amount_is_left_alone(self):
        assert self.said(compared("year(day) = 2026", finding("year(day)", "count", "2026"))) == [
            "✓ year(day) 2,026 = 2026"
        ]

    def test_over_reads_as_greater(self):
        test = compared(
            "over(exposure, limit)",
            finding("exposure", "money", "143200.00"),
            finding("limit", "limit", "0.00"),
        )
        assert self.said(test) == ["✓ exposure 143,200.00 > limit 0.00 CNY"]

    def test_a_boolean_is_a_yes_or_a_no(self):
        tests = [
            compared("on_credit", finding("on_credit", "boolean", value), truth=value == "true")
            for value in ("true", "false")
        ]
        assert self.said(*tests) == ["✓ on credit: yes", "✗ on credit: no"]

    def test_what_is_unknown_is_marked(self):
        test = compared("a < 5.00", finding("a", "money"), truth=None)
        assert self.said(test) == ["? a unknown < 5.00"]

    def test_a_ratio_shows_on_which_side_of_the_line_it_lies(self):
        test = compared("margin > 0.15", finding("margin", "ratio", "15000001/100000000"))
        assert self.said(test) == ["✓ margin 0.15000001 > 0.15"]
        near = compared("margin > 0.15", finding("margin", "ratio", "1500000001/10000000003"))
        assert self.said(near) == ["✓ margin ≈ 0.1500000001 > 0.15"]

    def test_a_name_within_another_is_not_mistaken(self):
        test = compared("a + aa < b", finding("a + aa", "money", "1.00"), finding("b", "money", "2.00"))
        assert self.said(test) == ["✓ a + aa 1.00 < b 2.00 CNY"]

    def test_a_path_names_the_record_it_leads_to(self):
        test = compared(
            "account.credit_limit = limit",
            finding("account.credit_limit", "limit", "inherit"),
            finding("limit", "limit", "unlimited"),
        )
        assert self.said(test, entity="order") == ["✓ credit limit (account) inherited = limit unlimited"]

    def test_the_policy_lends_its_titles(self):
        policy = load_policy("demo")
        test = compared("gross_profit_year < 5.00", finding("gross_profit_year", "money", "1.00"))
        made = decision(because=(reason("r", test),))
        assert "✓ Gross profit of the last closed fiscal year 1.00 < 5.00 CNY" in section(
            made, "Because", policy=policy
        )
        assert "✓ 上一财年毛利润 1.00 < 5.00 CNY" in section(made, "依据", "zh", policy=policy)


CHANGE = PolicyChange(kind="changed", by="branch", place="branch.yaml:7:5", reason=title("board minute 7"))
LOST = Cause.of("model.cause-rejected-at", "invoice I-3", table="invoices", where="invoices.csv:4")


class TestWhatCouldNotBeJudged:
    made = decision(
        status="unknown",
        outputs=(finding("d_class", "boolean", None, LOST),),
        unknown=(
            Unjudged(
                rule="d-class.low-profit",
                title=title("Gross profit below the line"),
                source="D24",
                missing=(finding("gross_profit_year", "money", None, LOST),),
            ),
            Unjudged(rule="idle", title=title("Idle"), source="D33", matters=False),
        ),
    )

    def test_names_the_attribute_and_its_cause(self):
        assert section(self.made, "Could not be judged") == [
            "• Gross profit below the line (d-class.low-profit, D24)",
            "gross profit year is unknown (gross_profit_year)",
            "? invoice I-3: the row at invoices.csv:4 (invoices) was rejected",
        ]

    def test_the_portfolio_adds_the_row_and_what_is_wrong_with_it(self):
        row = RejectedRow(
            table="invoices",
            where=SourceSpan("invoices.csv", 4, 35),
            reason=Cause.of("model.cause-out-of-range", value="9e99"),
        )
        portfolio = Portfolio.build(as_of=AS_OF, currency="CNY", tables={}, rejected=[row])
        assert section(self.made, "Could not be judged", portfolio=portfolio)[-1] == (
            "invoices.csv:4:35: 9e99 is too large to calculate with"
        )

    def test_many_rows_are_cut_short(self):
        reason_ = Cause.of("model.cause-out-of-range", value="9e99")
        rows = [
            RejectedRow(table="invoices", where=SourceSpan("i.csv", number), reason=reason_)
            for number in range(1, 9)
        ]
        portfolio = Portfolio.build(as_of=AS_OF, currency="CNY", tables={}, rejected=rows)
        many = Cause.of("model.cause-many-rejected", table="invoices", most=5)
        made = decision(status="unknown", outputs=(finding("d_class", "boolean", None, many),))
        said = lines(made, portfolio=portfolio)
        assert sum("i.csv:" in line for line in said) == 5
        assert "      ... and 3 more rows" in said

    def test_what_makes_no_difference_is_told_apart(self):
        assert "Not judged either, without effect here: idle" in lines(self.made)

    def test_an_outcome_that_hangs_on_it_says_so(self):
        made = decision(
            outputs=(finding("release", "enumeration", "REFER"),),
            referred_by="unknown",
            unknown=(
                Unjudged(
                    rule="r", title=title("R"), source="D1", missing=(finding("a", "money", None, LOST),)
                ),
            ),
        )
        assert section(made, "Because") == [
            "referred because it could not be judged whether something else follows"
        ]

    def test_without_any_rule_the_otherwise_clause_speaks(self):
        assert section(decision(), "Because") == ["none of its rules holds"]

    def test_a_cause_from_a_newer_release_is_shown_as_it_is(self):
        made = decision(
            status="unknown",
            outputs=(finding("d_class", "boolean", None, Cause.of("later.new", "order X", a=1)),),
        )
        assert "  ? order X: later.new a 1" in lines(made)


class TestTheCircumstances:
    """What a note tells besides the rules."""

    def test_whose_the_order_is_as_the_host_states_it(self):
        made = decision(stated=Stated(customer="C-1", unit="U-3", amount="1250000.00", currency="EUR"))
        assert lines(made)[1] == "customer C-1, unit U-3, 1,250,000.00 EUR"
        assert lines(made, "zh")[1] == "客户 C-1、单位 U-3、1,250,000.00 EUR"

    def test_limits_with_their_headroom(self):
        test = LimitTest(
            entity="order",
            subject="SO-2",
            exposure=finding("exposure", "money", "12000.00"),
            limit=finding("limit", "limit", "10000.00"),
            headroom=finding("headroom", "limit", "-2000.00"),
        )
        assert section(decision(limits=(test,)), "Limits") == [
            "exposure: 12,000.00 CNY  limit: 10,000.00 CNY  headroom: -2,000.00 CNY  order SO-2"
        ]

    def test_rates_with_their_day(self):
        rate = RateUsed(base="EUR", quote="CNY", rate="7.85", on=AS_OF)
        assert section(decision(rates=(rate,)), "Exchange rates") == ["EUR/CNY  7.85  since 2026-11-21"]

    def test_why_a_request_does_not_help(self):
        late = Ineffective(request="R-1", rule="r", why=Cause.of("authority.used", on="2026-06-30"))
        made = decision(ineffective=(late,))
        assert section(made, "Requests that do not help") == ["R-1, for r: it was used on 2026-06-30"]
        assert "R-1（针对 r）：已于 2026-06-30 使用" in explained(made, "zh")

    def test_rows_rejected_are_told_once(self):
        told = decision(rejected=(LOST,), outputs=(finding("d_class", "boolean", None, LOST),))
        assert "Rejected, though it may belong here" not in lines(told)
        assert len(section(decision(rejected=(LOST,)), "Rejected, though it may belong here")) == 1

    def test_what_lifts_a_rule(self):
        made = decision(because=(reason(overridable="TERMS"),))
        assert section(made, "Because")[-1] == "a granted request lifts it: TERMS"


class TestTheRest:
    def test_requests_that_lifted_a_rule(self):
        made = decision(overridden=(reason("order-release.limit", grants=(GRANT,)),))
        assert section(made, "Overridden by granted requests")[-5:] == [
            "overridden by request R-1: TERMS, FILED",
            "review: E-1 (controller@UNIT), 2026-06-01",
            "approve: E-2 for E-3 (manager@DIVISION, DG-1), 2026-06-02",
            "file: E-4, a superior of finance@GROUP, 2026-06-03",
            "deliberate: committee@GROUP, 2026-06-04",
        ]

    def test_what_the_importing_policy_changed(self):
        assert section(decision(because=(reason(change=CHANGE),)), "Because")[-1] == (
            "changed by the policy branch (branch.yaml:7:5): board minute 7"
        )

    def test_rules_that_were_not_applicable_or_switched_off(self):
        made = decision(not_applicable=("a.b", "c.d"), disabled={"e.f": evolve(CHANGE, kind="disabled")})
        assert "Not applicable: a.b, c.d" in lines(made)
        assert section(made, "Switched off") == [
            "e.f: switched off by the policy branch (branch.yaml:7:5): board minute 7"
        ]

    def test_columns_stand_below_each_other_in_chinese_too(self):
        short, long = "板", "很长的板块名称"
        made = decision(
            parameters=tuple(
                D_CLASS_LINE.__class__(
                    name=f"p{i}",
                    kind="count",
                    value="1",
                    since=date(2020, 1, 1),
                    scope=f"unit {name}",
                    source="D24",
                )
                for i, name in enumerate((short, long))
            )
        )
        rows = [line for line in lines(made, "zh") if line.endswith("D24")]
        assert len({display_width(row) for row in rows}) == 1


@given(decisions(), st.sampled_from(LANGUAGES))
def test_every_decision_can_be_explained(made, lang):
    said = explained(made, lang)
    assert said.splitlines()[0].strip()
    assert made.policy_hash[:12] in said
    if made.outputs and not any(rule.matters for rule in made.unknown):
        assert all(cause_text(cause, lang).rstrip() in said for cause in made.outputs[0].causes)
    for rule in made.unknown:
        assert rule.rule in said
    for action in made.actions:
        assert not action.rule or f"({action.rule})" in said


@given(decisions())
def test_styles_never_change_the_words(made):
    plain = "\n".join(
        " " * line.indent + "".join(part.text for part in line.pieces()) for line in explanation(made)
    )
    assert [line.rstrip() for line in plain.split("\n")] == explained(made).split("\n")


class TestWhatIsSaidInChinese:
    def test_the_record_that_a_cause_concerns(self):
        cause = Cause.of("model.cause-not-stated", about="order SO-1", attribute="cost")
        assert cause_text(cause, "zh") == "订单 SO-1：未填写 cost"
        assert cause_text(cause) == "order SO-1: cost is not stated"

    def test_the_causes_behind_a_cause(self):
        behind = Cause.of("model.cause-not-stated", about="customer C-1", attribute="cost")
        cause = Cause("decision.cause-failed", (("rule_set", "x"),), because=(behind, behind))
        assert cause_text(cause, "zh") == "x 无法判定：客户 C-1：未填写 cost；客户 C-1：未填写 cost"

    def test_a_request_lifts_a_rule_and_releases_nothing(self):
        made = decision(overridden=(reason(grants=(GRANT,)),))
        said = section(made, "经批准的申请解除", lang="zh")
        assert "由申请 R-1 解除：TERMS，FILED" in said
        assert not any("放行" in line for line in said)


class TestExpressionsOfAPolicy:
    TEXT = "some g in customer.groups satisfies over(g.exposure, g.pooled_limit)"

    def test_stay_as_they_are_and_are_shown_once(self):
        test = compared(self.TEXT, finding(self.TEXT, "boolean", "true"))
        made = decision(because=(reason("r", test, condition=f"on_credit and ({self.TEXT})"),))
        said = section(made, "依据", lang="zh")
        assert said[-1] == "✓ some g in customer.groups …：是"
        assert sum(self.TEXT in line for line in said) == 1

    def test_are_whole_where_the_condition_does_not_show_them(self):
        test = compared(self.TEXT, finding(self.TEXT, "boolean", "false"), truth=False)
        assert section(decision(because=(reason("r", test),)), "Because")[-1] == f"✗ {self.TEXT}: no"

    def test_that_are_unknown_are_named_once(self):
        rule = Unjudged(
            rule="r", title=title("T"), source="L1", missing=(finding(self.TEXT, "boolean", None),)
        )
        said = section(decision(unknown=(rule,)), "未能判定", lang="zh")
        assert said[1:] == [f"未知：{self.TEXT}"]


def test_an_answer_among_several_says_what_it_answers():
    made = decision(
        title=title("Share of sales"),
        outputs=(finding("concentrated", "boolean", "true"), finding("top_share", "ratio", "0.5")),
    )
    assert lines(made)[0].startswith("Share of sales (concentrated): yes · ")
    assert "  top share: 0.5" in lines(made)


def test_a_language_without_texts_is_told():
    with pytest.raises(DataError, match="there are no texts in 'fr'; choose one of: en, zh"):
        explained(ORDER, "fr")
