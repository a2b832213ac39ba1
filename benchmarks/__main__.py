"""``python -m benchmarks`` measures the engines and writes docs/reference/benchmarks.md; ``--short`` only prints."""

import argparse

from benchmarks import contenders, page, processes, testing
from benchmarks.measuring import Times, check, measure
from benchmarks.workload import Workload
from benchmarks.zen_decisions import zen_expressions, zen_table

CONTENDERS = (
    contenders.bare_c,
    contenders.bare_c_encoded,
    contenders.durable,
    contenders.durable_explained,
    contenders.by_hand,
    contenders.compiled,
    contenders.compiled_outcome,
    contenders.by_hand_from_fields,
    contenders.public_compiled,
    contenders.public_durable,
    zen_table,
    zen_expressions,
)
SIZES = (20, 200, 1000)
MUTATED = "expense_claim,support_advice,dealer_benefit"
MUTATED_BY = ("tests/standard/test_expenses.py",)
PAGE = processes.ROOT / "docs" / "reference" / "benchmarks.md"


def compare(rules: int, rows: int, rounds: int) -> list[Times]:
    """Each of them on ``rules`` rules."""
    workload = Workload.draw(rules, rows)
    made = [make(workload) for make in CONTENDERS]
    check(made, workload)
    return measure(made, rounds)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a quick look: fewer rows, nothing is written")
    short = parser.parse_args().short
    rows, rounds, decisions = (50, 2, 10_000) if short else (300, 10, 100_000)
    results = {rules: compare(rules, rows, rounds) for rules in SIZES}
    growth = processes.memory_growth(decisions)
    review = processes.review(1_200, "order_release") if short else processes.review(10_000)
    text = page.page(
        results,
        growth,
        decisions,
        starts=[*processes.starts(1 if short else 5)],
        review=review,
        mutants=processes.mutants(*MUTATED_BY, only=MUTATED),
        strategies=[*testing.drawn(20 if short else 500)],
        remedies=testing.remedies(),
        proof=processes.proof(*(["order_release"] if short else [])),
    )
    print(text)
    if not short:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
