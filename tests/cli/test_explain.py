"""`groupctl explain SUBJECT`: every decision about a subject, with its reasons."""

import pytest

from tests.cli.conftest import lines, objects
from tests.cli.tiny import LEDGER, place, write_ledger

WAY = [
    "  A granted request in this matter lifts release.limit",
    "    new request  Order over the limit · SO-2 · U-1 · 11,000.00 CNY  not made yet",
    "      the director approves (DIRECTOR), by authority.limit",
    "      1  approve  NEXT  Director, own unit  by when is unknown: the table calendar_days is missing; vacant: director@U-1",
    "      may not act: the person who asks for it",
    "      no one holds director@UNIT for U-1, or a post above it, and may APPROVE",
]


def test_says_why_an_order_is_held(run):
    result = run("explain SO-2")
    assert result.exit_code == 0
    assert lines(result) == [
        "REFER for approval · order SO-2",
        "customer C-1, unit U-1, 11,000.00 CNY",
        "Release of an order (order_release), as of 2026-11-21",
        "",
        "Because",
        "  • The exposure exceeds the limit with this order (release.limit, L30)",
        f"    {place('release.limit')}",
        "    when over(account.exposure + amount, account.resolved_limit)",
        "    ✓ Exposure (account) + amount 51,000.00 > Credit limit (account) 50,000.00 CNY",
        "        Exposure (account C-1@U-1): 40,000.00 CNY, the sum of 1 (amount of invoices where not(is known(settled_on)))",
        "          invoice I-1: 40,000.00 CNY (settlement date: unknown)",
        "        Credit limit (account C-1@U-1): 50,000.00 CNY, as no rule of credit_limit holds",
        "          credit limit: 50,000.00 CNY",
        "    a granted request lifts it: Order over the limit",
        "",
        "Who decides",
        *WAY,
        "",
        "Limits",
        "  Exposure (account) + amount: 51,000.00 CNY  Credit limit (account): 50,000.00 CNY  headroom: -1,000.00 CNY",
        "",
        lines(result)[-1],
    ]
    assert lines(result)[-1].startswith("Policy tiny 1.0 ")


def test_says_it_in_chinese(run):
    said = lines(run("explain SO-2", "--lang", "zh"))
    assert said[0] == "提交审批（REFER） · 订单 SO-2"
    assert "    ✓ 敞口（往来关系） + 金额 51,000.00 > 信用额度（往来关系） 50,000.00 CNY" in said


def test_tells_everything_about_a_subject(run):
    result = run("explain C-1@U-1")
    outcomes = [line for line in lines(result) if line.endswith("account C-1@U-1")]
    assert outcomes == [
        "Credit limit: 50,000.00 CNY · account C-1@U-1",
        "Small customer: yes · account C-1@U-1",
    ]
    assert "  small_line  100,000.00 CNY  since 2017-01-01  whole group  D24" in lines(result)
    assert "  review  sales manager  due 2026-11-28  (small.sales)" in lines(result)


def test_names_the_scope_that_set_a_parameter(run):
    assert "  small_line  500.00 CNY  since 2020-01-01  unit U-2  D24" in lines(run("explain C-1@U-2"))


def test_an_id_of_several_entities_means_all_of_them(run, here):
    orders = LEDGER["orders"].replace("SO-1,", "C-1,")
    write_ledger(here / "ledger", orders=orders)
    firsts = [line for line in lines(run("explain C-1")) if "·" in line]
    assert firsts == ["RELEASE · order C-1", "Class by sales: A · customer C-1"]


def test_what_has_nothing_to_decide_stands_last_and_in_short(run, here):
    write_ledger(here / "ledger", orders=LEDGER["orders"].replace("SO-4,", "C-1,"))
    said = lines(run("explain C-1"))
    assert [line for line in said if "·" in line] == ["Class by sales: A · customer C-1"]
    assert said[-3:] == ["", "Nothing to decide", "  Release of an order (order_release)"]
    assert lines(run("explain C-1", "--lang", "zh"))[-2] == "无需判定"


def test_only_one_rule_set(run):
    made = objects(run("explain C-1@U-1", "--rule-set", "small", "--format", "json"))
    assert [one["rule_set"] for one in made] == ["small"]


def test_shows_the_row_that_was_rejected_and_why(run, here):
    write_ledger(here / "ledger", invoices=LEDGER["invoices"].replace("40000", "40O00"))
    said = lines(run("explain SO-1"))
    assert said[0] == "REFER for approval · order SO-1"
    assert any(line.strip().startswith("invoices.csv:2:") and "40O00" in line for line in said)


def test_a_decision_that_fails_says_what_to_do(run):
    said = lines(run("explain U-1"))
    assert said[0] == "could not be decided · unit U-1"
    assert (
        "  → give it a value: `values: {2026-11-21: ...}`, or where the policy imports it: `set: {quota: {values: {2026-11-21: ...}}}`"
        in said
    )


def test_a_closed_order_has_nothing_to_decide(run):
    assert lines(run("explain SO-4"))[0] == "nothing to decide · order SO-4"


def test_an_unknown_subject_gets_suggestions(run):
    result = run("explain SO-22")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "there is no 'SO-22' among the subjects of these rule sets" in result.stderr
    assert "SO-2" in result.stderr


def orders(here, *rows):
    write_ledger(here / "ledger", orders=LEDGER["orders"] + "".join(f"{row}\n" for row in rows))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "order SO-8 was rejected and nothing was decided about it: amount: '90O0' is not a number"),
        ("zh", "订单 SO-8 已被剔除，未作任何判定"),
    ],
)
def test_an_order_that_was_rejected_is_said_to_be_with_place_and_reason(run, here, lang, said):
    orders(here, "SO-8,C-1,U-1,2026-11-01,90O0,OPEN,CNY")
    result = run("explain SO-8", "--lang", lang)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"orders.csv:6:25: {said}")


def test_an_id_dated_after_the_day_is_later(run, here):
    orders(here, "SO-9,C-1,U-1,2026-12-01,9000,OPEN,CNY")
    result = run("explain SO-9")
    assert result.exit_code == 2
    assert "order SO-9 is later than 2026-11-21" in result.stderr


def test_a_record_that_no_rule_set_is_about_is_there_all_the_same(run):
    result = run("explain I-1")
    assert result.exit_code == 2
    assert "invoice I-1 is there, but none of these rule sets is about that kind of subject" in result.stderr
    assert "they are about: account, customer, order, request, unit" in result.stderr
    assert "account C-1@U-1 is there" in run("explain C-1@U-1", "--rule-set", "order_release").stderr
    assert "存在 发票 I-1" in run("explain I-1", "--lang", "zh").stderr


def test_without_any_subject_there_are_no_ids_to_look_like(run, here):
    write_ledger(here / "ledger", orders=LEDGER["orders"].splitlines()[0] + "\n")
    result = run("explain SO-1", "--rule-set", "order_release")
    assert result.exit_code == 2
    assert "ids look like" not in result.stderr


def test_an_unknown_rule_set_names_the_known_ones(run):
    result = run("explain SO-1", "--rule-set", "smal")
    assert result.exit_code == 2
    assert "small" in result.stderr
