"""The demo's business in sight and its plans, relation by relation and division by division."""

from typing import Final

from groupctl.demo.book import Book
from groupctl.demo.dice import dice, one_in
from groupctl.demo.figures import add_figures, add_indicators
from groupctl.demo.pipeline import add_pipeline, add_support
from groupctl.demo.plans import add_improvement_plans, add_plans
from groupctl.model.customer import Relation

DIVISIONS: Final = ("U-11", "U-12", "U-13", "U-21", "U-22")


def add_business(book: Book, seed: int) -> None:
    """Write the pipeline of one relation in twenty, and the plans and figures of each division."""
    for relation in book.rows(Relation):
        chance = dice(seed, "business", relation.id)
        if one_in(chance, 20) and relation.unit in DIVISIONS:
            add_pipeline(book, chance, relation)
        if one_in(chance, 80):
            add_support(book, chance, relation)
    for unit in DIVISIONS:
        add_plans(book, dice(seed, "plans", unit), unit)
    add_figures(book)
    add_indicators(book)
    add_improvement_plans(book, seed)
