"""A small process about orders, like the handling of complaints, and ledgers for it."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from groupctl.decisions.engine import Engine
from groupctl.model.process import ProcessEvent
from groupctl.rules.loading.loader import load_policy
from tests.rules.small import AS_OF, order, portfolio

POLICY = """\
policy: small
version: "1"
currency: CNY
title: {en: Small, zh: 小}
parameters:
  reply_days: {title: {en: Days, zh: 天数}, unit: days, source: L57, values: {2020-01-01: 5}}
  handler_role:
    {title: {en: Handler, zh: 经办岗位}, unit: text, source: H1, override: [unit],
     values: {2020-01-01: service}, scopes: {unit: {V: {2020-01-01: service_v}}}}
  line:
    {title: {en: Line, zh: 界线}, unit: money, source: H3, override: [unit],
     values: {2020-01-01: 1000}, scopes: {unit: {V: {2020-01-01: 50}}}}
  open: {title: {en: Open, zh: 未定}, unit: money, source: H4}
processes:
  complaint:
    about: order
    kind: EXECUTION
    flow: CONTROL
    title: {en: Complaint, zh: 投诉}
    source: H1
    states:
      RECORDED: {title: {en: Recorded, zh: 已记录}}
      JUDGED: {title: {en: Judged, zh: 已判定}}
      ANSWERED: {title: {en: Answered, zh: 已答复}}
      ARCHIVED: {title: {en: Archived, zh: 已归档}, final: true}
    events:
      - id: complaint.judge
        from: [RECORDED]
        to: JUDGED
        by: handler_role
        needs:
          - {when: amount <= line, title: {en: Not above the line, zh: 不超过界线}, source: H2}
          - {when: not(customer.blacklisted), title: {en: Not blacklisted, zh: 不在黑名单}, source: H3}
        proposes: [{action: NOTIFY, role: customer_service, due_in: 2}]
        title: {en: Judge, zh: 判定}
        source: H2
      - id: complaint.answer
        from: [JUDGED]
        to: ANSWERED
        title: {en: Answer, zh: 答复}
        source: H5
      - id: complaint.escalate
        from: [RECORDED, JUDGED]
        to: JUDGED
        needs:
          - {when: amount > open, title: {en: Above what is open, zh: 超过未定额}, source: H4}
        title: {en: Escalate, zh: 上报}
        source: H4
      - id: complaint.file
        from: [ANSWERED]
        to: ARCHIVED
        by: '"archivist"'
        title: {en: File, zh: 归档}
        source: H8
    tasks:
      - id: complaint.reply
        in: [RECORDED, JUDGED]
        since: entered
        days: reply_days
        by: handler_role
        title: {en: Reply, zh: 答复客户}
        source: L57
      - id: complaint.call
        in: [RECORDED]
        since: ordered_on
        days: 3
        title: {en: Call, zh: 电话}
        source: H2
"""
REFERENCE = "reference"


@cache
def engine(text: str = POLICY) -> Engine:
    """An engine with the policy ``text``."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return Engine(load_policy(path), REFERENCE)


ROLES = {"judge": "service", "file": "archivist"}
"""Who does what; the others are for anybody."""


def happened(*events: tuple[str, int] | tuple[str, int, int], subject: str = "SO-1"):
    """Rows of what happened: event, day of June, and perhaps its number on that day; each by whom it is for."""
    return [
        ProcessEvent(
            id=f"E-{i}",
            process="complaint",
            subject=subject,
            event=f"complaint.{event}",
            on=date(2026, 6, day),
            number=number[0] if number else None,
            role=ROLES.get(event),
        )
        for i, (event, day, *number) in enumerate(events, start=1)
    ]


def ledger(*events, blacklisted=False, as_of=AS_OF, more=(), **given):
    """A ledger with the order SO-1 of 1 June, and what happened to it."""
    orders = [order("SO-1", **given), *more]
    rows = [row for row in events if isinstance(row, ProcessEvent)]
    return portfolio(
        orders=orders,
        process_events=rows or happened(*events),
        blacklisted=blacklisted,
        as_of=as_of,
    )


def status(*events, **given):
    """Where SO-1 stands after ``events``."""
    return engine().status("complaint", "SO-1", ledger(*events, **given))
