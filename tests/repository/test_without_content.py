"""The engine knows no content: without the standard policy, the demo and the source documents, a policy of one's own does everything."""

import shutil
import subprocess
import sys
from pathlib import Path

import groupctl

CONTENT = ("standard", "policies", "demo", "requirements")

POLICY = """\
policy: oma
version: 1
currency: EUR
title: Oma luottopolitiikka
section: luotot
types: {Päätös: [SEIS, KYSY, MENE]}
words: {roles: {luotonvalvoja: Luotonvalvoja}, sections: {luotot: Luotot}, members: {Päätös: {SEIS: Seis, KYSY: Kysyttävä, MENE: Saa mennä}}}
measures: {account.avoinna: {type: money, sum: amount, of: invoices, title: Avoinna, source: "own: oma"}}
records: {käynti: {title: Asiakaskäynti, table: kaynnit, fields: {customer: {title: Asiakas, type: customer, required: true}, arvio: {title: Arvio, type: [HYVÄ, HUONO]}}}}
rulesets:
  lupa: {about: order, hit: priority, gate: true, gives: {lupa: Päätös}, outcomes: {SEIS: bad, KYSY: refer, MENE: good}, otherwise: {lupa: MENE}, unknown: refer, refer_to: luotonvalvoja, title: Toimituslupa, source: "own: oma", rules: [{id: lupa.avoinna, when: account.avoinna > 1000, then: {lupa: KYSY}, title: Liikaa avoinna, source: "own: oma", proposes: [{action: REVIEW, role: luotonvalvoja}]}]}
  käynti_huono: {about: käynti, hit: any, gives: {huono: boolean}, outcomes: {true: bad}, otherwise: {huono: false}, unknown: pass, title: Käynti meni huonosti, source: "own: oma", rules: [{id: käynti.huono, when: arvio = HUONO, then: {huono: true}, title: Huono arvio, source: "own: oma"}]}
  vanha: {about: account, hit: any, warning: true, gives: {vanha: boolean}, otherwise: {vanha: false}, unknown: pass, title: Vanhoja saatavia, source: "own: oma", rules: [{id: vanha.lasku, when: some i in invoices satisfies i.due_on < as_of, then: {vanha: true}, title: Lasku erääntynyt, source: "own: oma"}]}
"""

LEDGER = {
    "kaynnit": "id,customer,arvio\nK-1,C-1,HUONO\nK-2,C-2,HYVÄ\n",
    "units": "id,name,kind,currency\nU-1,Helsinki,SUBSIDIARY,EUR\n",
    "customers": "id,name\nC-1,Asiakas\nC-2,Toinen\n",
    "accounts": "customer,unit\nC-1,U-1\nC-2,U-1\n",
    "orders": "id,customer,unit,ordered_on,amount,currency,status\nT-1,C-1,U-1,2026-11-01,5,EUR,OPEN\nT-2,C-2,U-1,2026-11-01,5,EUR,OPEN\n",
    "invoices": "id,customer,unit,issued_on,due_on,amount,currency\nL-1,C-1,U-1,2026-09-01,2026-10-01,2000,EUR\n",
}

PROGRAM = """\
import sys
from datetime import date
import groupctl
from groupctl.report import Report
from groupctl.report.page import page
from groupctl.report.summary import Summary
from groupctl.texts.layout import plain

assert not groupctl.__file__.startswith(sys.argv[1])
policy = groupctl.load_policy("oma.yaml")
portfolio = groupctl.connect("files:ledger", schema=policy.schema).snapshot(as_of=date(2026, 11, 21))
for engine in ("reference", "compiled"):
    engine = groupctl.Engine(policy, engine=engine)
    held, sent = (engine.decide("lupa", order, portfolio) for order in ("T-1", "T-2"))
    print(held.outcome, held.meaning, sent.outcome, sent.meaning)
    visit = engine.decide("käynti_huono", "K-1", portfolio)
    print(groupctl.explained(visit, policy=policy).splitlines()[0], visit.meaning)
print(groupctl.explained(held, policy=policy, portfolio=portfolio))
summary = Summary.of(engine, portfolio)
for decision in engine.review(portfolio):
    summary.add(decision)
print(plain(summary.lines("en")))
print(page(Report.of(engine, portfolio), ("en",)))
"""


def run(folder: Path, *arguments: str) -> str:
    """What a program says that can't reach the source tree."""
    environment = {"PYTHONPATH": str(folder / "site"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def without_content(folder: Path) -> Path:
    """A copy of the package without its content, a policy in Finnish and a ledger."""
    package = Path(groupctl.__file__).parent
    content = {package / name for name in CONTENT}
    shutil.copytree(
        package,
        folder / "site" / "groupctl",
        ignore=lambda path, names: {
            one for one in names if one == "__pycache__" or Path(path) / one in content
        },
    )
    (folder / "oma.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "ledger").mkdir()
    for name, text in LEDGER.items():
        (folder / "ledger" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_policy_in_finnish_loads_decides_explains_reviews_and_reports(tmp_path):
    folder = without_content(tmp_path)
    said = run(folder, "-c", PROGRAM, str(Path(groupctl.__file__).parent))
    decided = "KYSY refer MENE good\nKäynti meni huonosti: yes · Asiakaskäynti K-1 bad\n"
    assert said.startswith(f"{decided}{decided}Kysyttävä · order T-1\n")
    assert "• Liikaa avoinna (lupa.avoinna, own: oma)" in said
    assert "review  Luotonvalvoja    (lupa.avoinna)" in said
    assert "  Kysyttävä  1  5.00 EUR" in said
    assert "Luotot\n  Käynti meni huonosti  yes 1  no 1" in said
    assert "  Vanhoja saatavia\n    1  Lasku erääntynyt  C-1@U-1" in said
    assert "<h2" in said
    assert "Vanhoja saatavia" in said.partition("<!DOCTYPE html>")[2]
