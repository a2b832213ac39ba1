"""What something is called, in one language or several."""

import re
from collections.abc import Callable, Mapping
from typing import Final, Self

from attrs import frozen

NAMED: Final = re.compile(r"\{([^{}]*)\}")
"""A parameter that a title names: ``No activity for {activity_months}``."""


@frozen(init=False, repr=False)
class Title:
    """What something is called: ``Title(en="credit class", fi="luottoluokka")``, or in one language ``Title("luottoluokka")``.

    ``texts`` are pairs of a language and a text, sorted by language; the language is empty where none is named.
    """

    texts: tuple[tuple[str, str], ...]

    def __init__(self, text: str = "", /, **languages: str) -> None:
        said = {"": text, **languages} if text or not languages else languages
        self.__attrs_init__(tuple(sorted(said.items())))

    @classmethod
    def by_language(cls, texts: Mapping[str, str]) -> Self:
        """The title with ``texts`` by language."""
        return cls(texts.get("", ""), **{lang: text for lang, text in texts.items() if lang})

    def __repr__(self) -> str:
        said = (f"{lang}={text!r}" if lang else repr(text) for lang, text in self.texts)
        return f"Title({', '.join(said)})"

    def text(self, lang: str) -> str:
        """The title in the reader's language; else without a language, in English, in any."""
        wanted = (lang, f"{lang}-", "", "en")
        found = (
            text
            for one in wanted
            for other, text in self.texts
            if other == one or (one.endswith("-") and other.startswith(one))
        )
        return next(found, self.texts[0][1])

    @property
    def plain(self) -> str | dict[str, str]:
        """The title in terms of JSON: its text where no language is named, else its texts by language."""
        return self.texts[0][1] if not self.texts[0][0] else dict(self.texts)

    @classmethod
    def of_plain(cls, plain: object) -> Self:
        """The title of such JSON. TypeError for anything else."""
        match plain:
            case str():
                return cls(plain)
            case dict() if plain and all(isinstance(text, str) for pair in plain.items() for text in pair):
                return cls.by_language(plain)
        raise TypeError("a title is a text, or texts by language")

    @property
    def names(self) -> frozenset[str]:
        """The parameters that it names."""
        return frozenset(name for _, text in self.texts for name in NAMED.findall(text))

    def filled(self, say: Callable[[str, str], str]) -> Self:
        """The title with what ``say`` gives for each parameter that it names, in the language of the text around it."""
        if not self.names:
            return self

        def text(lang: str, text: str) -> str:
            return NAMED.sub(lambda found: say(found[1], lang), text)

        return self.by_language({lang: text(lang, said) for lang, said in self.texts})

    def on_one_line(self) -> Self:
        """The same title, each of its texts with single blanks."""
        return self.by_language({lang: " ".join(text.split()) for lang, text in self.texts})
