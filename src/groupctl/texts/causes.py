"""Why a value is unknown: carried from the ledger row where it began to the line of the decision."""

from collections.abc import Iterable

from attrs import frozen

from groupctl.texts import Language, say
from groupctl.texts.plain_text import harmless


@frozen(order=True)
class Cause:
    """One reason for an unknown value.

    ``key`` names the text (``model.cause-rejected``), ``values`` fill it in, ``about`` says which record it
    concerns (``account C-1@U-3``), ``because`` holds the causes behind it. Causes are ordered so that a
    decision lists them the same way each time.
    """

    key: str
    values: tuple[tuple[str, str], ...] = ()
    about: str = ""
    because: tuple["Cause", ...] = ()

    @classmethod
    def of(cls, key: str, about: str = "", **values: object) -> "Cause":
        """A cause with ``values`` turned to text and put in order."""
        return cls(key, tuple(sorted((name, str(value)) for name, value in values.items())), about)

    def render(self, lang: Language = "en") -> str:
        """The cause as one sentence."""
        text = ": ".join(
            part for part in (say(self.key, lang, **dict(self.values)), joined(self.because, lang)) if part
        )
        return f"{harmless(self.about)}: {text}" if self.about else text


def joined(causes: Iterable[Cause], lang: Language = "en") -> str:
    """Several causes as one text."""
    return "; ".join(cause.render(lang) for cause in causes)
