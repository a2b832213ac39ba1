"""Decisions made by hand, and any decision there may be."""

from datetime import date

from hypothesis import strategies as st

from groupctl.decisions.decision import (
    Action,
    Compared,
    Decision,
    Finding,
    GivenValue,
    Grant,
    GrantedStep,
    Ineffective,
    LimitTest,
    ParameterValue,
    RateUsed,
    Reason,
    Stated,
    Unjudged,
)
from groupctl.model.action import ActionKind
from groupctl.rules.change import PolicyChange
from groupctl.texts.causes import Cause
from groupctl.texts.title import Title

AS_OF = date(2026, 11, 21)


def title(en: str, zh: str = "标题") -> Title:
    return Title(en=en, zh=zh)


def finding(name: str, kind: str, value: str | tuple[str, ...] | None = None, *causes: Cause) -> Finding:
    return Finding(name=name, kind=kind, value=value, causes=causes)


def compared(text: str, *values: Finding, truth: bool | None = True) -> Compared:
    return Compared(text=text, values=values, truth=truth)


def reason(rule: str = "d-class.low-profit", *tests: Compared, **more) -> Reason:
    return Reason(
        **{
            "rule": rule,
            "title": title("Gross profit below the line", "毛利润低于D类线"),
            "source": "D24",
            "where": "policy/d-class.yaml:12:5",
            "condition": "gross_profit_year < d_class_line",
            "compared": tests,
        }
        | more
    )


def decision(**more) -> Decision:
    return Decision(
        **{
            "rule_set": "d_class",
            "title": title("D-class customer", "D类客户"),
            "entity": "account",
            "subject": "C-1@U-3",
            "as_of": AS_OF,
            "status": "decided",
            "outputs": (finding("d_class", "boolean", "true"),),
            "currency": "CNY",
            "policy": "acme 1.0",
            "policy_hash": "ab" * 32,
            "portfolio_hash": "cd" * 32,
            "groupctl": "1.2.3",
        }
        | more
    )


LOW_PROFIT = compared(
    "gross_profit_year < d_class_line",
    finding("gross_profit_year", "money", "83000.00"),
    finding("d_class_line", "money", "100000.00"),
)
D_CLASS_LINE = ParameterValue(
    name="d_class_line",
    kind="money",
    value="100000.00",
    since=date(2017, 1, 1),
    scope="unit U-3",
    source="D24",
)
D_CLASS = decision(
    because=(reason("d-class.low-profit", LOW_PROFIT),),
    parameters=(D_CLASS_LINE,),
    actions=(
        Action(
            kind=ActionKind.FREEZE,
            entity="account",
            subject="C-1@U-3",
            rule="d-class.low-profit",
            role="credit_controller",
            due_on=date(2026, 11, 28),
        ),
    ),
)
ORDER = decision(
    rule_set="order_release",
    title=title("Release of an order", "订单放行"),
    entity="order",
    subject="SO-1042",
    outputs=(finding("release", "enumeration", "REFER"),),
    meaning="refer",
)

# ------------------------------------------------------------------------------------------ any decision
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
names = st.from_regex(r"[a-z][a-z_]{0,8}(\.[a-z][a-z_]{0,5})?", fullmatch=True)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
titles = st.builds(Title, en=texts, zh=texts)
causes = st.one_of(
    st.builds(lambda table, about: Cause.of("model.cause-missing-table", about, table=table), texts, texts),
    st.builds(lambda key, about, value: Cause.of(f"later.{key}", about, value=value), names, texts, texts),
)
money = st.decimals(-(10**15), 10**15, places=2, allow_nan=False).map(lambda amount: f"{amount:f}")
ratios = st.fractions().map(str)
VALUES = {
    "money": money,
    "limit": st.one_of(money, st.sampled_from(["unlimited", "inherit"])),
    "ratio": ratios,
    "count": st.integers().map(str),
    "days": st.integers().map(str),
    "boolean": st.sampled_from(["true", "false"]),
    "date": days.map(str),
    "text": texts,
    "enumeration": st.sampled_from(["RELEASE", "REFER", "REFUSE", "CASH_ON_DELIVERY", "其他"]),
}


@st.composite
def findings(draw, kinds=tuple(VALUES)) -> Finding:
    kind = draw(st.sampled_from(kinds))
    value = draw(st.none() | VALUES[kind] | st.lists(VALUES[kind], max_size=3).map(tuple))
    why = () if value is not None else tuple(draw(st.lists(causes, max_size=3)))
    return Finding(name=draw(names), kind=kind, value=value, causes=why)


@st.composite
def comparisons(draw) -> Compared:
    values = draw(
        st.lists(findings().filter(lambda one: not isinstance(one.value, tuple)), min_size=1, max_size=2)
    )
    text = " < ".join(value.name for value in values)
    return Compared(text=text, values=tuple(values), truth=draw(st.none() | st.booleans()))


def tuples(strategy, size: int = 2):
    return st.lists(strategy, max_size=size).map(tuple)


changes = st.builds(
    PolicyChange, kind=st.sampled_from(["added", "changed"]), by=names, place=texts, reason=st.none() | titles
)
steps = st.builds(
    GrantedStep,
    part=names,
    seat=texts,
    employee=texts,
    source=texts,
    delegation=texts,
    superior=st.booleans(),
    on=days,
)
grants = st.builds(Grant, request=texts, matter=names, route=names, steps=tuples(steps))
reasons = st.builds(
    Reason,
    rule=names,
    title=titles,
    source=texts,
    where=texts,
    condition=texts,
    compared=tuples(comparisons()),
    outputs=tuples(findings()),
    grants=tuples(grants),
    overridable=st.just("") | names,
    change=st.none() | changes,
)
unjudged = st.builds(
    Unjudged, rule=names, title=titles, source=texts, missing=tuples(findings()), matters=st.booleans()
)
actions = st.builds(
    Action,
    kind=st.sampled_from(ActionKind),
    entity=names,
    subject=texts,
    rule=st.just("") | names,
    title=st.none() | titles,
    limit=st.none() | findings(("limit",)).filter(lambda one: not isinstance(one.value, tuple)),
    currency=st.just("CNY"),
    role=texts,
    due_on=st.none() | days,
)
parameters = st.builds(
    lambda found, since, scope, source: ParameterValue(
        name=found.name, kind=found.kind, value=found.value, since=since, scope=scope, source=source
    ),
    findings().filter(lambda one: isinstance(one.value, str)),
    days,
    st.sampled_from(["policy", "unit U-1", "segment 板块"]),
    texts,
)

given_values = st.builds(
    GivenValue,
    entity=st.sampled_from(["account", "customer"]),
    subject=texts,
    value=findings().filter(lambda one: not isinstance(one.value, tuple)),
    on=days,
    source=texts,
)


stated = st.builds(Stated, customer=texts, unit=texts, amount=money, currency=st.sampled_from(["", "EUR"]))
plain = findings(("money", "limit")).filter(lambda one: not isinstance(one.value, tuple))
limit_tests = st.builds(LimitTest, entity=names, subject=texts, exposure=plain, limit=plain, headroom=plain)
rates = st.builds(RateUsed, base=st.just("EUR"), quote=st.just("CNY"), rate=ratios, on=days)


@st.composite
def decisions(draw) -> Decision:
    status = draw(st.sampled_from(["decided", "unknown", "failed", "not applicable"]))
    common = {
        "rule_set": draw(names),
        "title": draw(titles),
        "entity": draw(st.sampled_from(["order", "customer", "account", "unit", "thing"])),
        "subject": draw(texts),
        "as_of": draw(days),
        "status": status,
        "disabled": draw(st.dictionaries(names, changes, max_size=2)),
        "currency": draw(st.sampled_from(["CNY", "JPY", "KWD"])),
        "policy": draw(texts),
        "policy_hash": draw(hashes),
        "portfolio_hash": draw(hashes),
        "groupctl": draw(texts),
        "stated": draw(stated),
    }
    if status == "failed":
        return Decision(**common, error=draw(causes))
    if status == "not applicable":
        return Decision(**common)
    return Decision(
        **common,
        outputs=tuple(draw(st.lists(findings(), min_size=1, max_size=3))),
        referred_by=draw(st.sampled_from(["", "unknown"])),
        because=draw(tuples(reasons)),
        would=draw(tuples(reasons, 1)),
        outranked=draw(tuples(reasons, 1)),
        advice=draw(tuples(reasons, 1)),
        unknown=draw(tuples(unjudged)),
        not_applicable=draw(tuples(names)),
        overridden=draw(tuples(reasons)),
        ineffective=draw(tuples(st.builds(Ineffective, request=texts, rule=names, why=causes))),
        limits=draw(tuples(limit_tests)),
        rates=draw(tuples(rates)),
        rejected=draw(tuples(causes)),
        parameters=draw(tuples(parameters)),
        given=draw(tuples(given_values)),
        actions=draw(tuples(actions)),
    )
