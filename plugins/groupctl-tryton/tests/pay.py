"""A customer pays an open item, as a bookkeeper posts it: ``python pay.py http://USER:PASSWORD@HOST/DATABASE/ LINE``."""

import sys
from datetime import date
from decimal import Decimal

from proteus import Model, Wizard, config
from trytond.modules.account.tests.tools import get_accounts


def main(address: str, line_id: str) -> None:
    current = config.set_xmlrpc(address)
    line = Model.get("account.move.line")(int(line_id))
    company = line.account.company
    current._context = {**current.context, "company": company.id}
    move = Model.get("account.move")(
        journal=Model.get("account.journal").find([("type", "=", "cash")], limit=1)[0]
    )
    move.company, move.date = company, date.today()  # noqa: DTZ011 - the host lives now
    (move.period,) = Model.get("account.period").find(
        [("start_date", "<=", move.date), ("end_date", ">=", move.date), ("company", "=", company.id)]
    )
    move.lines.new(account=line.account, party=line.party, credit=line.debit, debit=Decimal(0))
    move.lines.new(account=get_accounts(company)["cash"], debit=line.debit, credit=Decimal(0))
    move.save()
    move.click("post")
    paid = [one for one in move.lines if one.account.id == line.account.id]
    Wizard("account.move.reconcile_lines", [line, *paid])


if __name__ == "__main__":
    main(*sys.argv[1:])
