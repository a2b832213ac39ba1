"""A small sound ledger as files, to be spoilt by the tests."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from groupctl.adapters.host import connect
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.rejected_row import RejectedRow

AS_OF = date(2026, 6, 30)

UNITS = """\
id,name,kind,parent,currency,time_zone
U-0,Group,GROUP,,CNY,Asia/Shanghai
U-1,Pumps,SUBSIDIARY,U-0,,
U-2,Valves,SUBSIDIARY,U-0,,America/New_York
"""
CUSTOMERS = """\
id,name,group,credit_limit,currency
C-1,First,,500000.00,CNY
C-2,Second,,unlimited,CNY
"""
RELATIONSHIPS = """\
customer,unit,state
C-1,U-1,ACTIVE
C-2,U-1,ACTIVE
C-2,U-2,ACTIVE
"""
INVOICES = """\
id,customer,unit,issued_on,due_on,amount,currency,settled_on,disputed
I-1,C-1,U-1,2026-01-10,2026-02-10,1000.00,CNY,,no
I-2,C-1,U-1,2026-03-01,2026-04-01,2500.50,CNY,,no
I-3,C-2,U-1,2026-03-05,2026-04-05,800.00,CNY,2026-04-01,no
I-4,C-2,U-2,2026-05-05,2026-06-05,99.00,CNY,,yes
"""
ORDERS = """\
id,customer,unit,ordered_on,amount,currency,invoiced,status,on_credit
O-1,C-1,U-1,2026-06-01,700.00,CNY,0,OPEN,yes
O-2,C-2,U-2,2026-06-02,50.00,CNY,0,OPEN,yes
"""
SOUND: Mapping[str, str] = {
    "units": UNITS,
    "groups": "id,name\n",
    "customers": CUSTOMERS,
    "accounts": RELATIONSHIPS,
    "invoices": INVOICES,
    "orders": ORDERS,
    "payments": "id,customer,unit,paid_on,amount,currency,invoice\n",
}


def write(folder: Path, **changes: str | bytes | None) -> Path:
    """The ledger in ``folder``, with other contents for some tables; None leaves a table out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**SOUND, **changes}.items():
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            (folder / f"{name}.csv").write_bytes(data)
    return folder


def snapshot(folder: Path, as_of: date = AS_OF, mapping: Path | None = None) -> Portfolio:
    return connect(f"files:{folder}", mapping=mapping).snapshot(as_of)


def spoilt(folder: Path, **changes: str | bytes | None) -> Portfolio:
    """The portfolio of the ledger with some tables changed."""
    return snapshot(write(folder, **changes))


def said(row: RejectedRow) -> str:
    """Where and why, as a person reads it."""
    return f"{row.where}: {row.reason.render()}"


def incomplete(portfolio: Portfolio, collection: str) -> set[str]:
    """The customers whose ``collection`` has gaps."""
    return {record.id for record in portfolio.records("customer") if portfolio.gaps(record, collection)}
