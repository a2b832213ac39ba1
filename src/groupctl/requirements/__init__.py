"""What the source documents ask for: the rows A1 to L67 and the decisions M1 to M30 that complete them.

Policies, the model and the tests cite rows by their ids (``D24``); ``requirements()`` says what an id means, in the
project's own words. ``elements`` and ``code`` find out what cites a row.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal, get_args

from attrs import frozen

from groupctl.errors import DataError
from groupctl.requirements.citations import sort_key
from groupctl.texts.similar import similar
from groupctl.texts.title import Title

How = Literal["library", "report", "adapter", "document", "host", "definition"]
HOWS: Final[tuple[How, ...]] = get_args(How)

SECTIONS: Final[Mapping[str, Title]] = MappingProxyType(
    {
        "A": Title(en="Systems and modules", zh="系统与模块"),
        "B": Title(en="Entities and attributes", zh="实体与属性"),
        "C": Title(en="Classifications and tiers", zh="分类与分级"),
        "D": Title(en="Quantitative and decision rules", zh="量化与决策规则"),
        "E": Title(en="Credit", zh="信用"),
        "F": Title(en="Early warnings", zh="预警"),
        "G": Title(en="Control authority", zh="管控权限"),
        "H": Title(en="Processes, control points and decision points", zh="流程、控制点与决策点"),
        "I": Title(en="Roles and responsibilities", zh="角色与职责"),
        "J": Title(en="Reports and analyses", zh="报表与分析"),
        "K": Title(en="Integration", zh="集成"),
        "L": Title(en="Ambiguities, and how they are settled", zh="歧义及其处理"),
        "M": Title(en="Decisions that complete the documents", zh="补充决定"),
    }
)
"""The sections by their letter."""


@frozen(kw_only=True)
class Requirement:
    """One thing that the source documents ask for.

    ``document`` names the source documents by number; a decision of our own (section M) has ``decision`` there.
    ``rule`` is what is asked, in the project's words.

    ``how`` and ``met`` say how a row is met that is not met by what cites it: by a report, an adapter, a document, the
    host, or the library at large; ``hook`` is what the host uses to do it. A ``definition`` only says what something is, and
    there is nothing to act on: ``met`` says what holds what it names. All three are empty elsewhere.
    """

    id: str
    document: tuple[str, ...]
    title: Title
    rule: str
    how: How | None = None
    met: str = ""
    hook: str = ""

    @property
    def section(self) -> str:
        """The letter of the section."""
        return self.id[0]


@cache
def requirements() -> Mapping[str, Requirement]:
    """Every row by its id, in the order of the requirements. Nothing is read before this is first called."""
    found: dict[str, Requirement] = {}
    for section in SECTIONS:
        resource = files(__name__) / "rows" / f"{section.lower()}.toml"
        if resource.is_file():
            for id_, said in tomllib.loads(resource.read_text(encoding="utf-8")).items():
                found[id_] = _row(id_, said)
    return MappingProxyType(dict(sorted(found.items(), key=lambda pair: sort_key(pair[0]))))


def requirement(id_: str) -> Requirement:
    """The row ``id_``. DataError with a suggestion when there is none of that id."""
    if id_ not in requirements():
        near = similar(id_, requirements()) or "-"
        raise DataError.of(
            "requirements.no-such-row", hint="requirements.no-such-row-hint", id=id_, near=near
        )
    return requirements()[id_]


def _row(id_: str, said: Mapping[str, object]) -> Requirement:
    fields = dict(said)
    documents = str(fields.pop("document", "")).replace(",", " ").split()
    title = fields.pop("title")
    assert isinstance(title, dict)  # noqa: S101  # the package's own data
    return Requirement(id=id_, document=tuple(documents), title=Title(**title), **fields)  # type: ignore[arg-type]
