"""Fill an empty Tryton database: two companies in two currencies, customers with limits, receivables, payments and sales.

Run by the Python that has trytond: ``python seed.py trytond.conf gc``.
"""

import sys
from datetime import date, timedelta
from decimal import Decimal

from proteus import Model, config
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company

TODAY = date.today()  # noqa: DTZ011 - a seeded host lives now
OPEN_ITEMS = (
    ("C01", 0, "12000.00", -60, -30, None),
    ("C01", 0, "8000.00", -20, 10, None),
    ("C02", 0, "5000.00", -90, -60, "2000.00"),
    ("C03", 0, "900.00", -10, 20, None),
    ("C01", 1, "700.00", -50, -20, None),
    ("C04", 1, "2500.00", -5, 25, None),
)
"""Customer, company, amount, posted and due in days from today, and what was paid of it."""
LIMITS = {("C01", 0): "25000.00", ("C02", 0): "4000.00", ("C01", 1): "1000.00", ("C04", 1): "3000.00"}
SALES = (
    ("C01", 0, "3000.00", None),
    ("C02", 0, "2000.00", None),
    ("C03", 0, "400.00", None),
    ("C03", 0, "600.00", "C02"),
    ("C04", 1, "300.00", None),
)
"""Customer, company, amount, and who pays where that is another."""


def switch(company) -> None:
    """Work in ``company`` from now on."""
    users = Model.get("res.user")
    user = users(config.get_config().user)
    if company not in user.companies:
        user.companies.append(company)
    user.company = company
    user.save()
    config.get_config()._context = users.get_preferences(True, {})


def made_companies() -> list:
    """Two companies, each with a chart of accounts and a fiscal year, in two currencies."""
    companies = []
    for name, code, rate in (("Meridian Trading", "EUR", "1"), ("Meridian Britain", "GBP", "0.8")):
        currency = Model.get("currency.currency")(name=code, code=code, symbol=code, digits=2)
        currency.rounding = Decimal("0.01")
        currency.rates.new(date=TODAY - timedelta(400), rate=Decimal(rate))
        currency.save()
        party = Model.get("party.party")(name=name, code=name.split()[1].upper())
        party.save()
        create_company(party=party, currency=currency)
        companies += Model.get("company.company").find([("party", "=", party.id)])
        switch(companies[-1])
        year = create_fiscalyear(companies[-1], (TODAY - timedelta(300), TODAY + timedelta(60)))
        set_fiscalyear_invoice_sequences(year).click("create_period")
        create_chart(companies[-1])
    return companies


def made_customers() -> dict:
    """The customers by code."""
    found = {}
    names = {"C01": "Alder Ltd", "C02": "Birch AG", "C03": "Cedar SA", "C04": "Damson plc"}
    for code, name in names.items():
        found[code] = Model.get("party.party")(name=name, code=code)
        found[code].addresses.new()
        found[code].save()
    return found


def granted_limit(party, amount: str) -> None:
    """Grant a limit in the company that is worked in."""
    party.credit_limit_amount = Decimal(amount)
    party.save()


def posted(company, party, amount: Decimal, day: int, maturity: int | None) -> None:
    """Post what a customer owes, or paid where it is below zero."""
    move = Model.get("account.move")(date=TODAY + timedelta(day), company=company)
    kind = "revenue" if amount > 0 else "cash"
    (move.journal,) = Model.get("account.journal").find([("type", "=", kind)], limit=1)
    on = [("start_date", "<=", move.date), ("end_date", ">=", move.date), ("company", "=", company.id)]
    (move.period,) = Model.get("account.period").find(on)
    accounts = get_accounts(company)
    debit, credit = max(amount, Decimal(0)), max(-amount, Decimal(0))
    line = move.lines.new(account=accounts["receivable"], party=party, debit=debit, credit=credit)
    line.maturity_date = None if maturity is None else TODAY + timedelta(maturity)
    move.lines.new(account=accounts[kind], debit=credit, credit=debit)
    move.save()
    move.click("post")


def quoted(company, party, payer, term, amount: str) -> None:
    """Make a quotation."""
    sale = Model.get("sale.sale")(party=party, company=company, payment_term=term, invoice_method="order")
    if payer:
        sale.invoice_party = payer
    sale.lines.new(description="Goods", quantity=1, unit_price=Decimal(amount))
    sale.save()
    sale.click("quote")


def people(companies) -> None:
    """Who works with it: the user of groupctl sees all companies, a clerk confirms sales and can't override a limit."""
    groups = {
        "groupctl": ["Accounting", "Sales", "Party Administration", "Account Credit Limit"],
        "clerk": ["Sales", "Accounting"],
    }
    for login, names in groups.items():
        user = Model.get("res.user")(name=login, login=login, password=f"{login}-secret-1")
        user.companies.extend(Model.get("company.company").find([]))
        user.company, user.company_filter = companies[0], "all"
        user.groups.extend(Model.get("res.group").find([("name", "in", names)]))
        user.save()


def main(path: str, database: str) -> None:
    """Fill the database."""
    config.set_trytond(database=database, config_file=path)
    companies, customers = made_companies(), made_customers()
    term = Model.get("account.invoice.payment_term")(name="30 days")
    term.lines.new(type="remainder").relativedeltas.new(days=30)
    term.save()
    for number, company in enumerate(companies):
        switch(company)
        parties = {code: Model.get("party.party")(party.id) for code, party in customers.items()}
        for (code, at), amount in LIMITS.items():
            if at == number:
                granted_limit(parties[code], amount)
        for code, at, amount, day, due, paid in OPEN_ITEMS:
            if at == number:
                posted(company, parties[code], Decimal(amount), day, due)
            if at == number and paid:
                posted(company, parties[code], -Decimal(paid), day + 15, None)
        for code, at, amount, payer in SALES:
            if at == number:
                quoted(company, parties[code], parties.get(payer), term, amount)
    people(companies)


if __name__ == "__main__":
    main(*sys.argv[1:])
