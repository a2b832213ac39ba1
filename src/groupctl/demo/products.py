"""What the demo sells: products of each segment, what invoices of the last two years were for, and stock of them."""

from typing import Final

from groupctl.demo.book import Book, day, of
from groupctl.demo.dice import dice, one_in
from groupctl.model.customer import Account
from groupctl.model.ledger import Invoice, InvoiceLine, StockPosition
from groupctl.schema.money import Money

PRODUCTS: Final = (
    ("P-101", "离心泵 Centrifugal pumps", "PRODUCT", "1"),
    ("P-102", "阀门 Valves", "PRODUCT", "1"),
    ("P-103", "传动装置 Drives", "PRODUCT", "1"),
    ("P-104", "维修保养 Maintenance", "SERVICE", "1"),
    ("P-201", "防腐涂料 Protective coatings", "PRODUCT", "2"),
    ("P-202", "树脂 Resins", "PRODUCT", "2"),
    ("P-203", "涂装方案 Coating solutions", "APPLICATION", "2"),
    ("P-301", "水务成套 Water systems", "APPLICATION", "3"),
    ("P-302", "备件 Spare parts", "PRODUCT", "3"),
)
SINCE: Final = day("2025-01-01")
MONTH: Final = (day("2026-04-30"), day("2026-05-31"))


def add_products(book: Book, seed: int) -> None:
    """Write the catalogue, the lines of the invoices since 2025, and the stock of products at customers."""
    for id_, name, kind, segment in PRODUCTS:
        book.write(
            "product",
            id=id_,
            name=name,
            kind=kind,
            category=f"segment-{segment}",
            seasonal=id_ == "P-201",
            on_trial=id_ == "P-301",
        )
    for invoice in book.rows(Invoice):
        if invoice.issued_on >= SINCE:
            add_lines(book, seed, invoice)
    for account in [row for row in book.rows(Account) if row.unit in {"U-11", "U-21"}]:
        chance = dice(seed, "product stock", account.id)
        if one_in(chance, 8):
            for on in MONTH:
                book.write(
                    "stock_position",
                    **of(account, "SK") | {"id": f"SK-{account.id}-{on}"},
                    counted_on=on,
                    amount=Money(chance.randint(2_000_000, 9_000_000), "CNY"),
                    product="P-101" if account.unit == "U-11" else "P-201",
                )
    add_empty_stores(book)


def add_empty_stores(book: Book) -> None:
    """Write that the customers without stock of ours were asked, and hold none: a place where none was counted may hold any."""
    counted = {(row.customer, row.unit) for row in book.rows(StockPosition)}
    for account in [row for row in book.rows(Account) if (row.customer, row.unit) not in counted]:
        book.write("stock_position", **of(account, "SK"), counted_on=MONTH[1], amount=0, quantity=0)


def add_lines(book: Book, seed: int, invoice: Invoice) -> None:
    """Write one or two lines that add up to the invoice."""
    chance = dice(seed, "lines", invoice.id)
    sold = [id_ for id_, _, _, segment in PRODUCTS if segment == invoice.unit.removeprefix("U-")[0]]
    first = invoice.amount.minor if one_in(chance, 3) else invoice.amount.minor * 3 // 5
    parts = [first, invoice.amount.minor - first]
    for number, (part, product) in enumerate(zip(parts, chance.sample(sold, 2), strict=True), 1):
        if part or number == 1:
            book.add(
                InvoiceLine(
                    id=f"{invoice.id}/{number}",
                    invoice=invoice.id,
                    product=product,
                    amount=Money(part, invoice.amount.currency),
                    cost=_cost(invoice, part),
                )
            )


def _cost(invoice: Invoice, part: int) -> Money | None:
    if invoice.cost is None:
        return None
    whole = invoice.amount.minor
    share = invoice.cost.minor * part // whole if whole else invoice.cost.minor
    return Money(share, invoice.cost.currency)
