"""A ledger of two customers and a policy of five rule sets, small enough to work out by hand."""

from pathlib import Path

AS_OF = "2026-11-21"

POLICY = """\
policy: tiny
version: "1.0"
currency: CNY
title: {en: Tiny, zh: 小政策}
types: {OrderRelease: [REFUSE, REFER, RELEASE], SalesClass: [A, B]}
words:
  roles: {sales_manager: {en: sales manager, zh: 销售经理}}
  sections:
    tiers: {en: Tiers, zh: 客户分级}
    d_class: {en: D-class customers, zh: D类客户}
  members:
    OrderRelease:
      REFUSE: {en: REFUSE, zh: 拒绝（REFUSE）}
      REFER: {en: REFER for approval, zh: 提交审批（REFER）}
posts:
  director: {title: {en: Director, zh: 总监}}
matters:
  LIMIT: {title: {en: Order over the limit, zh: 订单超额度}, source: L30}
routes:
  DIRECTOR:
    title: {en: the director approves, zh: 总监批准}
    source: L30
    steps: [{part: APPROVE, seat: director@UNIT, days: 2}]
parameters:
  small_line:
    title: {en: Sales below which a customer is small, zh: 小客户销售额线}
    unit: money
    source: D24
    values: {2017-01-01: 100000}
    override: [unit]
    scopes: {unit: {U-2: {2020-01-01: 500}}}
  quota:
    title: {en: Quota of a unit, zh: 单位配额}
    unit: money
    source: L37
measures:
  request.at_stake: {type: money, value: order.amount, title: {en: At stake, zh: 所涉金额}, source: L30}
  account.sales:
    type: money
    sum: amount
    of: invoices
    title: {en: Sales, zh: 销售额}
    source: D24
  account.exposure:
    type: money
    sum: amount
    of: invoices
    where: not(is known(settled_on))
    title: {en: Exposure, zh: 敞口}
    source: M11
  customer.sales:
    type: money
    sum: amount
    of: invoices
    title: {en: Sales to the customer, zh: 客户销售额}
    source: D1
rulesets:
  sales_class:
    about: customer
    hit: first
    gives: {sales_class: SalesClass}
    otherwise: {sales_class: B}
    unknown: pass
    section: tiers
    title: {en: Class by sales, zh: 销售额分类}
    source: D1
    rules:
      - id: class.a
        when: sales >= 50000
        then: {sales_class: A}
        title: {en: Sales of 50 thousand or more, zh: 销售额五万以上}
        source: D1
  small:
    about: account
    hit: first
    gives: {small: boolean}
    otherwise: {small: false}
    unknown: pass
    title: {en: Small customer, zh: 小客户}
    source: D24
    rules:
      - id: small.sales
        when: sales < small_line
        then: {small: true}
        title: {en: Sales below the line, zh: 销售额低于线}
        source: D24
        proposes: [{action: REVIEW, role: sales_manager, due_in: 7}]
  credit_limit:
    about: account
    hit: first
    exposure: exposure
    gives: {resolved_limit: limit}
    otherwise: {resolved_limit: credit_limit}
    unknown: pass
    title: {en: Credit limit, zh: 信用额度}
    source: D43
    rules:
      - id: limit.frozen
        when: state = FROZEN
        then: {resolved_limit: 0}
        title: {en: Frozen customers get no credit, zh: 冻结客户不授信}
        source: L30
  quota_warning:
    about: unit
    only: kind = SUBSIDIARY
    hit: any
    warning: true
    gives: {quota_warning: boolean}
    otherwise: {quota_warning: false}
    unknown: pass
    title: {en: Quota, zh: 配额}
    source: L37
    rules:
      - id: quota.none
        when: quota <= 0
        then: {quota_warning: true}
        title: {en: The quota is used up, zh: 配额已用尽}
        source: L37
  authority:
    about: request
    hit: unique
    gives: {route: Route}
    stake: at_stake
    outcomes: {REFER: refer}
    otherwise: {route: REFER}
    unknown: refer
    title: {en: Who decides, zh: 由谁决定}
    source: L30
    rules:
      - {id: authority.limit, when: matter = LIMIT, then: {route: DIRECTOR}, title: {en: Over the limit, zh: 超额度}, source: L30}
  order_release:
    about: order
    only: status = OPEN
    hit: priority
    gives: {release: OrderRelease}
    outcomes: {REFUSE: bad, REFER: refer, RELEASE: good}
    otherwise: {release: RELEASE}
    unknown: refer
    gate: true
    title: {en: Release of an order, zh: 订单放行}
    source: L30
    rules:
      - id: release.blacklisted
        when: customer.blacklisted
        then: {release: REFUSE}
        title: {en: The customer is blacklisted, zh: 客户在黑名单上}
        source: L30
      - id: release.limit
        when: over(account.exposure + amount, account.resolved_limit)
        then: {release: REFER}
        overridable: LIMIT
        title: {en: The exposure exceeds the limit with this order, zh: 含本订单的敞口超过额度}
        source: L30
"""

EMPTY = {
    "budgets": "id,customer,unit,starts_on,ends_on,amount",
    "credit_surveys": "id,customer,unit,surveyed_on",
    "payments": "id,customer,unit,invoice,paid_on,amount",
    "employees": "id,name,unit",
    "appointments": "id,employee,post,unit,kind,starts_on,ends_on",
    "delegations": "id,appointment,employee,matter,amount,starts_on,ends_on,revoked_on,only_while_absent",
    "absences": "id,employee,starts_on,ends_on",
    "bodies": "id,post,unit,seats,quorum,chair,casting_vote",
    "requests": "id,matter,order,customer,unit,amount,requester,requested_on,used_on",
    "step_records": "id,request,part,post,at,employee,delegation,done_on,number,answer,amount,starts_on,ends_on,revoked_on",
    "votes": "id,step_record,employee,ballot",
}

LEDGER = {
    "units": "id,name,kind,parent,currency\nG,Group,GROUP,,CNY\nU-1,North,SUBSIDIARY,G,CNY\nU-2,South,SUBSIDIARY,G,CNY\n",
    "groups": "id,name,parent,credit_limit\n",
    "customers": "id,name,credit_limit,blacklisted\nC-1,First,inherit,false\nC-2,第二,inherit,true\n",
    "accounts": (
        "customer,unit,since,state,payment_term,credit_limit,currency\n"
        "C-1,U-1,2020-01-01,ACTIVE,CREDIT,50000,CNY\n"
        "C-1,U-2,2020-01-01,ACTIVE,CREDIT,unlimited,CNY\n"
        "C-2,U-1,2020-01-01,FROZEN,CREDIT,90000,CNY\n"
    ),
    "orders": (
        "id,customer,unit,ordered_on,amount,status,currency\n"
        "SO-1,C-1,U-1,2026-11-01,9000,OPEN,CNY\n"
        "SO-2,C-1,U-1,2026-11-02,11000,OPEN,CNY\n"
        "SO-3,C-2,U-1,2026-11-03,100,OPEN,CNY\n"
        "SO-4,C-1,U-1,2026-11-04,99999,CLOSED,CNY\n"
    ),
    "invoices": (
        "id,customer,unit,issued_on,due_on,amount,settled_on,currency\n"
        "I-1,C-1,U-1,2026-09-01,2026-10-01,40000,,CNY\n"
        "I-2,C-1,U-1,2026-01-01,2026-02-01,43000,2026-02-01,CNY\n"
        "I-3,C-1,U-2,2026-01-01,2026-02-01,700,2026-02-01,CNY\n"
    ),
    **{name: f"{head}\n" for name, head in EMPTY.items()},
}
"""What follows by hand: C-1@U-1 sold 83,000 (small), C-1@U-2 700 (not small: the unit's own line is 500), C-2@U-1 0.

SO-1: 40,000 + 9,000 is within 50,000: RELEASE; SO-2: 40,000 + 11,000 is over it: REFER; SO-3: blacklisted: REFUSE;
SO-4 is closed. Class: C-1 sold 83,700: A; C-2: B. The quota of U-1 and U-2 is not set: not decided.
"""

DECISIONS = 2 + 3 + 3 + 2 + 3


def write_ledger(folder: Path, **changed: str) -> Path:
    """The ledger as CSV files; ``changed`` replaces tables."""
    folder.mkdir(exist_ok=True)
    for name, text in (LEDGER | changed).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def write_policy(file: Path, old: str = "", new: str = "") -> Path:
    """The policy, perhaps with a change; ``old`` must be there."""
    assert old in POLICY
    file.write_text(POLICY.replace(old, new) if old else POLICY, encoding="utf-8")
    return file


def place(text: str) -> str:
    """Where ``text`` stands in the policy."""
    before, found, _ = POLICY.partition(text)
    assert found
    return f"tiny.yaml:{before.count(chr(10)) + 1}:{len(before.rpartition(chr(10))[2]) + 1}"
