"""What Hypothesis calls when it starts (entry point group ``hypothesis``): ``st.from_type(Invoice)`` finds our strategies."""

from hypothesis import strategies as st

from groupctl.model.vocabulary import STANDARD
from groupctl.schema.money import Money


def register() -> None:
    """Let `hypothesis.strategies.from_type` know the classes of the model, and money."""
    from groupctl.testing.strategies import money, objects  # noqa: PLC0415 - only where a type is asked for

    st.register_type_strategy(Money, money())
    for cls in STANDARD.classes:
        st.register_type_strategy(cls, objects(cls))
