"""How a person who looked judges something: the common scale of surveys, evaluations and reviews."""

from enum import auto

from groupctl.schema.choices import Choice


class Appraisal(Choice):
    """A person's judgement of one criterion; what it is worth in points is the policy's (C22, E6)."""

    GOOD = auto()
    FAIR = auto()
    POOR = auto()
