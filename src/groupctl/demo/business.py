"""The demo's business in sight and its plans, account by account and division by division."""

from typing import Final

from groupctl.demo.book import Book
from groupctl.demo.dice import dice, one_in
from groupctl.demo.pipeline import add_pipeline, add_support
from groupctl.demo.plans import add_improvement_plans, add_plans
from groupctl.model.customer import Account

DIVISIONS: Final = ("U-11", "U-12", "U-13", "U-21", "U-22")


def add_business(book: Book, seed: int) -> None:
    """Write the pipeline of one account in twenty, and the plans and figures of each division."""
    for account in book.rows(Account):
        chance = dice(seed, "business", account.id)
        if one_in(chance, 20) and account.unit in DIVISIONS:
            add_pipeline(book, chance, account)
        if one_in(chance, 80):
            add_support(book, chance, account)
    for unit in DIVISIONS:
        add_plans(book, dice(seed, "plans", unit), unit)
    book.write_file("figures.yaml")
    add_improvement_plans(book, seed)
