"""`--as PERSON`: what is told to a person, in two segments that must not see each other's customers (G31, G44 to G46, L49)."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from groupctl.cli.commands import groupctl

POLICY = """\
policy: acme
version: "1"
currency: CNY
title: Acme
imports: [standard/crm]
section: owing
words: {sections: {owing: Owing}}
measures:
  account.owed: {type: money, sum: amount, of: invoices, title: Owed at the unit, source: "own: a"}
  customer.owed: {type: money, sum: owed, of: accounts, title: Owed, source: "own: a"}
rulesets:
  owes:
    about: customer
    hit: any
    flag: owes
    warning: true
    unknown: pass
    title: Owes
    source: "own: a"
    rules: [{id: owes.much, when: owed > 100, title: Owes much, source: "own: a"}]
report:
  owing:
    title: Owing
    view: ANALYTICAL
    source: "own: a"
    parts: [{listing: owing, about: account, columns: [owed], order: owed, title: Owing}]
"""

ROLES = {
    "boss": ("GROUP_MANAGEMENT", "G"),
    "head": ("SEGMENT_HEAD", "S1"),
    "rep": ("BUSINESS_STAFF", "U1"),
    "clerk": ("SEGMENT_ADMINISTRATOR", "S1"),
    "admin": ("SYSTEM_ADMINISTRATOR", "G"),
}
LEDGER = {
    "units": "id,name,kind,parent,currency\nG,Group,GROUP,,CNY\nS1,Pumps,SEGMENT,G,CNY\nS2,Paints,SEGMENT,G,CNY\n"
    "U1,East,SUBSIDIARY,S1,CNY\nU2,West,SUBSIDIARY,S2,CNY\n",
    "employees": "id,name,unit\n" + "".join(f"{one},{one},{unit}\n" for one, (_, unit) in ROLES.items()),
    "user_accounts": "id,employee,unit,role,opened_on,closed_on,frozen\n"
    + "".join(f"A-{one},{one},{unit},{role},2020-01-01,,false\n" for one, (role, unit) in ROLES.items()),
    "customers": "id,name,manager\nC-1,One,rep\nC-2,Two,\nC-3,Three,\n",
    "accounts": "customer,unit,state\nC-1,U1,ACTIVE\nC-2,U2,ACTIVE\nC-3,U1,ACTIVE\nC-3,U2,ACTIVE\n",
    "invoices": "id,customer,unit,issued_on,due_on,amount,currency\n"
    "I-1,C-1,U1,2026-01-01,2026-02-01,1000,CNY\nI-2,C-2,U2,2026-01-01,2026-02-01,2000,CNY\n"
    "I-31,C-3,U1,2026-01-01,2026-02-01,3100,CNY\nI-32,C-3,U2,2026-01-01,2026-02-01,3200,CNY\nI-9,C-2,U2,soon,,5,CNY\n",
}
OTHERS = {"boss": [], "head": ["C-2", "I-2", "I-32", "I-9"], "clerk": ["C-2", "I-2", "I-32", "I-9"], "rep": ["C-2", "C-3", "I-2", "I-32", "I-9"]}  # fmt: skip
"""What each must not see."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "ledger").mkdir()
    for name, text in LEDGER.items():
        (tmp_path / "ledger" / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "acme.yaml").write_text(POLICY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Result:
        given = [
            "--host",
            "files:ledger",
            "--policy",
            "acme.yaml",
            "--as-of",
            "2026-06-30",
            "--engine",
            "compiled",
        ]
        return CliRunner().invoke(groupctl, [*words, *given], catch_exceptions=False)

    return run


@pytest.mark.parametrize("person", OTHERS)
@pytest.mark.parametrize(
    "command",
    [
        ("review", "--all"),
        ("review", "--format", "json"),
        ("report", "--lang", "en"),
        ("explain", "C-3"),
        ("explain", "C-3", "--format", "json"),
    ],
    ids=" ".join,
)
def test_nothing_is_told_of_another_segment(run, person, command):
    """G44 to G46, L49: group management sees all, a segment its own, a salesperson what names them."""
    result = run(*command, "--as", person)
    if command[0] == "explain" and person == "rep":
        assert (result.exit_code, result.stdout) == (2, "")
        assert "rep may not see C-3" in result.stderr
        return
    assert result.exit_code == 0, result.stderr
    assert ("C-3" in result.stdout) == (person != "rep")
    assert [one for one in OTHERS[person] if one in result.stdout + result.stderr] == []


def test_all_is_told_of_without_a_person(run):
    said = run("explain", "C-3").stdout
    assert "I-31" in said
    assert "I-32" in said


def test_a_value_of_what_may_not_be_read_is_named_without_it(run):
    """The decision about C-3 rests on both units; what lies behind the other one is left out."""
    said = run("explain", "C-3", "--as", "head").stdout
    assert "6,300.00" in said
    assert "I-31" in said
    assert "3,200.00" not in said


def test_nothing_is_suggested_that_may_not_be_read(run):
    """A mistyped id finds what a person may read, and no other."""
    assert "did you mean C-2?" in run("explain", "C2").stderr
    assert "C-2" not in run("explain", "C2", "--as", "head").stderr
    assert "C-" not in run("explain", "C2", "--as", "admin").stderr


@pytest.mark.parametrize("command", [("review", "--format", "json"), ("report", "--lang", "en")])
def test_the_system_administrator_has_no_say_in_business(run, command):
    """L49."""
    result = run(*command, "--as", "admin")
    assert result.exit_code == 0, result.stderr
    said = result.stdout
    assert [one for one in ("C-1", "C-2", "C-3", "I-1", "I-9") if one in said] == []
