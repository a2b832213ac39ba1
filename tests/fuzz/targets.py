"""What is fed with garbage: it gives a value, or an error of groupctl that says what is wrong, and never anything else."""

import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import groupctl
from groupctl.errors import GroupctlError
from groupctl.portfolio.portfolio import Portfolio
from groupctl.portfolio.serialise import from_json
from groupctl.rules.expressions.elaborate import elaborate
from groupctl.rules.loading.library import read_policy
from groupctl.rules.loading.packs import PolicyPath
from tests.rules.sample import SCOPE

AS_OF = date(2026, 6, 30)
HEAD = b"policy: fuzzed\nversion: '1'\ncurrency: CNY\ntitle: {en: Fuzzed, zh: x}\n"
TABLE = HEAD + (
    b"types: {Step: [LOW, HIGH]}\nrulesets:\n  step:\n    about: order\n    hit: unique\n    gives: {step: Step}\n"
    b"    otherwise: {step: LOW}\n    unknown: pass\n    title: {en: Step, zh: x}\n    source: D46\n    table: table.csv\n"
)
MAPPING = b"mapping: 1\n"


def expression(data):
    """A condition."""
    found = []
    node = elaborate(data.decode("utf-8", "replace"), SCOPE, faults=found)
    assert (node is None) == bool(found)
    for fault in found:
        fault.render("zh")


def policy(data):
    """A policy file."""
    _load({"policy.yaml": data})


def section(data):
    """A policy file with a sound head."""
    _load({"policy.yaml": HEAD + data})


def table(data):
    """A decision table."""
    _load({"policy.yaml": TABLE, "table.csv": data})


def orders(data):
    """A CSV table of a ledger."""
    _snapshot("orders.csv", data)


def invoices(data):
    """A JSON table of a ledger."""
    _snapshot("invoices.json", data)


def mapping(data):
    """A mapping for a ledger."""
    _snapshot("orders.csv", b"id,customer,unit,amount\nSO-1,C-1,U-1,12\n", mapping=data)


def saved(data):
    """A saved portfolio."""
    from_json(data.decode("utf-8", "replace"), Portfolio)


def given(data):
    """A file of given values."""
    with _folder({"given.csv": data}) as folder:
        groupctl.read_given(folder / "given.csv")


TARGETS = {
    one.__name__: one for one in (expression, policy, section, table, orders, invoices, mapping, saved, given)
}
SEEDS = {
    "expression": (
        b"overdue_amount > 0 and not(d_class)",
        b"some i in invoices satisfies i.amount between 1 and 2.5",
    ),
    "policy": (HEAD + b"parameters: {p: {title: x, unit: money, source: D1, values: {2020-01-01: 5}}}\n",),
    "section": (
        b"measures: {account.owed: {type: money, sum: amount, of: invoices, title: x, source: D46}}\n",
    ),
    "table": (b"id,amount,then:step,title:en,source\na,(1..5],LOW,x,D46\nb,> 5,HIGH,y,D46\n",),
    "orders": (b'id,customer,unit,amount,status\nSO-1,C-1,U-1,"1,250.00",OPEN\n',),
    "invoices": (
        b'[{"id": "I-1", "customer": "C-1", "unit": "U-1", "amount": {"amount": "1", "currency": "CNY"}}]',
    ),
    "mapping": (b"mapping: 1\ntables:\n  orders:\n    columns: {amount: Amount}\n",),
    "saved": (b'{"portfolio": 1, "as_of": "2026-06-30"}',),
    "given": (b"entity,id,name,value,on,source\naccount,A-1,d_class,true,2026-06-01,x\n",),
}
"""What a target begins with."""


def fed(name, data):
    """Feed a target; what it may not do is raised."""
    try:
        TARGETS[name](data)
    except GroupctlError as error:
        str(error)


@contextmanager
def _folder(files):
    """A folder with these files, for as long as it is wanted."""
    with tempfile.TemporaryDirectory(prefix="fuzz") as path:
        for name, data in files.items():
            (Path(path) / name).write_bytes(data)
        yield Path(path)


def _load(files):
    with _folder(files) as folder:
        read_policy(PolicyPath(folder / "policy.yaml", "policy.yaml"))


def _snapshot(name, data, mapping=None):
    with _folder({name: data, **({} if mapping is None else {"mapping.yaml": mapping})}) as folder:
        (folder / "ledger").mkdir()
        (folder / name).rename(folder / "ledger" / name)
        named = folder / "mapping.yaml" if mapping is not None else None
        groupctl.connect(f"files:{folder / 'ledger'}", mapping=named, currency="CNY").snapshot(AS_OF)
