"""The pack decides about a small ledger: one customer with too much, one whose goods lie too long, one in order."""

from datetime import date

import pytest
from groupctl_consignment import days_of_cover

import groupctl

AS_OF = date(2026, 6, 30)
LEDGER = {
    "units": "id,name,kind,currency\nU,Group,GROUP,CNY\n",
    "groups": "id,name,consignment_line,currency\nG,Chain,5000,CNY\n",
    "customers": "id,name,group,consignment_line,currency\nC-1,One,G,,CNY\nC-2,Two,,9000,CNY\nC-3,Three,G,8000,CNY\n",
    "invoices": """\
id,customer,unit,issued_on,due_on,amount,currency
R-1,C-1,U,2026-06-01,2026-07-01,9000,CNY
R-2,C-2,U,2026-06-01,2026-07-01,900,CNY
R-3,C-3,U,2026-06-01,2026-07-01,9000,CNY
""",
    "consigned_lots": """\
id,customer,unit,counted_on,quantity,value,currency
L-1,C-1,U,2026-06-20,40,6000,CNY
L-2,C-2,U,2026-06-20,10,1000,CNY
L-3,C-3,U,2026-06-20,10,1000,CNY
L-4,C-3,U,2026-07-01,99,9900,CNY
""",
}


@pytest.fixture
def policy():
    return groupctl.load_policy("consignment")


def outcomes(policy, folder, ledger=LEDGER, engine="durable"):
    for name, text in ledger.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    portfolio = groupctl.connect(f"files:{folder}", schema=policy.schema).snapshot(AS_OF)
    return {one.subject: one.outputs[0].value for one in groupctl.Engine(policy, engine).review(portfolio)}


@pytest.mark.parametrize("engine", ["reference", "compiled", "durable"])
def test_each_customer_is_decided(policy, engine, tmp_path):
    assert outcomes(policy, tmp_path, engine=engine) == {"C-1": "OVER", "C-2": "SLOW", "C-3": "FINE"}


def test_a_lost_count_releases_no_customer(policy, tmp_path):
    lost = LEDGER | {"consigned_lots": LEDGER["consigned_lots"].replace("L-1,C-1", "L-1,C-9")}
    assert outcomes(policy, tmp_path, lost)["C-1"] is None


def test_a_lost_line_is_not_that_of_the_group(policy, tmp_path):
    lost = LEDGER | {"customers": "id,name,group\nC-1,One,G\nC-2,Two,\nC-3,Three,G\n"}
    assert outcomes(policy, tmp_path, lost)["C-1"] is None


def test_another_policy_imports_it(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        'policy: own\nversion: "1"\ncurrency: CNY\ntitle: {en: Own, zh: 自有}\nimports: [consignment]\n'
        "set: {consignment_days: {values: {2020-01-01: 120}}}\n",
        encoding="utf-8",
    )
    assert outcomes(groupctl.load_policy(own), tmp_path)["C-2"] == "FINE"


def test_cover_is_whole_days():
    money = groupctl.Money.of
    assert days_of_cover(money(100, "CNY"), money(30, "CNY"), 90) == 300
    assert days_of_cover(money(100, "CNY"), money(0, "CNY"), 90) is None
