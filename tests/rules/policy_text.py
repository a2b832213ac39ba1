"""A small sound policy as text, and ways to load changed versions of it."""

from pathlib import Path

import pytest

from groupctl.errors import Fault, PolicyError
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Policy

GOOD = """\
policy: acme
version: "1.0"
currency: CNY
title: {en: Acme, zh: 阿克米}
types:
  Release: [REFUSE, REFER, RELEASE]
matters:
  RELEASE: {title: {en: Release, zh: 放行}, source: L30}
parameters:
  d_class_line:
    title: {en: Gross profit below which a customer is D-class, zh: D类客户毛利润线}
    unit: money
    values: {2017-01-01: 100000}
    source: D24
  b_class_limit:
    title: {en: Limit of a B customer, zh: B类客户限额}
    unit: money
    source: L37
    tighter: lower
    override: [segment, unit]
    only_tighter: true
    values: {2024-01-01: 50000, 2025-01-01: 45000.50}
    scopes:
      unit: {U-3: {2025-01-01: 40000}}
measures:
  overdue_amount:
    about: customer
    type: money
    sum: amount
    of: invoices
    where: due_on < as_of and not(disputed)
    title: {en: Overdue, zh: 逾期金额}
    source: M12
  account.revenue: {type: money, sum: amount, of: invoices, title: {en: Revenue, zh: 收入}, source: D24}
  account.place: {type: count, rank: revenue, among: all, title: {en: Place, zh: 名次}, source: L3}
rulesets:
  d_class:
    about: account
    hit: first
    gives: {d_class: boolean}
    otherwise: {d_class: false}
    unknown: pass
    title: {en: D-class, zh: D类客户}
    source: D24
    rules:
      - id: d-class.low
        when: >-
          revenue < d_class_line
          and customer.overdue_amount > 0
        then: {d_class: true}
        since: 2017-01-01
        title: {en: Low gross profit, zh: 毛利润低}
        source: D24, L19
      - id: d-class.last
        when: place > 100
        then: {d_class: true}
        title: {en: Beyond the first hundred, zh: 百名之外}
        source: D24
  release:
    about: order
    hit: priority
    gives: {release: Release}
    outcomes: {REFUSE: bad, REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    gate: true
    title: {en: Release of an order, zh: 订单放行}
    source: L30
    rules:
      - id: release.d-class
        when: account.d_class
        then: {release: REFER}
        overridable: RELEASE
        proposes: [{action: FREEZE, role: credit_controller, due_in: 7}]
        title: {en: D-class customers are referred, zh: D类客户转审}
        source: "own: board minute 7"
"""


def load(text: str, folder: Path, name: str = "acme.yaml") -> Policy:
    """The policy that ``text`` is, saved in ``folder``."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return load_policy(path)


def changed(*changes: tuple[str, str], text: str = GOOD) -> str:
    """``text`` with each old part, which must be there once, replaced by the new one."""
    for old, new in changes:
        assert text.count(old) == 1, f"{text.count(old)} times in the text: {old}"
        text = text.replace(old, new)
    return text


def faults(text: str, folder: Path, name: str = "acme.yaml") -> tuple[Fault, ...]:
    """The faults of ``text``, which must have some; each can be rendered in both languages."""
    with pytest.raises(PolicyError) as caught:
        load(text, folder, name)
    for fault in caught.value.faults:
        assert fault.render("en")
        assert fault.render("zh")
    return caught.value.faults


def codes(text: str, folder: Path) -> list[str]:
    """The codes of the faults of ``text``, in the order of their places."""
    return [fault.code for fault in faults(text, folder)]


def only(found: tuple[Fault, ...]) -> Fault:
    """The one fault of ``found``."""
    assert len(found) == 1, [fault.render() for fault in found]
    return found[0]


def underlined(fault: Fault) -> str:
    """The text that is underlined below a fault."""
    assert fault.where
    assert fault.line is not None
    return fault.line[fault.where.column - 1 : fault.where.column - 1 + fault.where.length]
