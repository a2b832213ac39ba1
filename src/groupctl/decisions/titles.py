"""Titles of what is said about a record: those that name parameters, with the values that hold for it."""

from groupctl.decisions.wording import spoken
from groupctl.errors import ParameterMissing
from groupctl.portfolio.records import Record
from groupctl.rules.evaluation.environment import Environment
from groupctl.texts.title import Title


def titled(title: Title, record: Record, environment: Environment) -> Title:
    """``title`` with the values of its parameters that hold for ``record``; one without a value is told by its name.

    ``No activity for {activity_months}`` becomes ``No activity for 1 month``.
    """

    def said(name: str, lang: str) -> str:
        try:
            use = environment.parameter(name, record)
        except ParameterMissing:
            return name
        return spoken(use.parameter, use.value, environment.policy, lang)

    return title.filled(said)
