"""The page of errors: every fault with its code, its message in both languages and what to do about it."""

from collections.abc import Mapping
from typing import Final

from groupctl.texts import area

AREAS: Final[Mapping[str, str]] = {
    "policy": "Policy files",
    "expression": "Expressions",
    "model": "Objects of the model",
    "adapters": "Adapters and mapping files",
    "live": "Changes of a host",
    "decision": "Deciding",
    "processes": "Processes",
    "engines": "Engines",
    "journal": "Decision logs",
    "explain": "Names of a policy",
    "authority": "Authority",
    "testing": "Example tests",
    "requirements": "Rows of the source documents",
    "cli": "The command line",
}
"""The areas whose texts are errors, in the order of the page."""

ERRORS: Final = """\
# Errors

Every fault has a stable code: `error.faults[0].code` in Python, `code` in JSON. `{...}` stands for what is filled in.
The classes are drawn at the top of `groupctl.errors`. Where no remedy is beside a fault, its message says it.
"""


def is_error(key: str) -> bool:
    """Whether a text is the message of a fault; others are advice, causes, names and what a command says when all is well."""
    name = key.partition(".")[2]
    if key.startswith("explain."):
        return name in {"no-such-name", "no-such-section", "no-such-language"}
    if key.startswith("authority."):
        said = {"nothing-asked", "no-such-matter", "no-mode", "mode-unknown"}
        return name in said or (not name.endswith((".remedy", "-hint")) and remedy(key) is not None)
    if key.startswith("testing."):
        return not name.endswith((".remedy", "-hint")) and remedy(key) is not None
    if key.startswith("cli."):
        return name in {
            "as-of-needed",
            "init-exists",
            "init-nothing",
            "no-subject",
            "rejected",
            "no-rules-about",
            "later",
            "not-a-date",
            "not-one",
            "not-one-but",
            "needs-extra",
            "report-needs-extra",
            "prove-needs-extra",
            "nothing-to-prove",
            "defect",
            "new-adapter-name",
            "new-adapter-there",
        }
    if key.startswith("live."):
        shown = (
            "-head",
            "there",
            "refused-why",
            "not-atomic",
            "whole-record",
            "limit-inherit",
            "limit-unlimited",
        )
        return not name.endswith((".remedy", *shown))
    if key.startswith("journal."):
        said = {"replayed", "policy_hash", "portfolio_hash", "changed", "more"}
        return name not in said and not name.startswith("verdict-") and not name.endswith("-hint")
    part_of_a_text = (
        "cause-",
        "stage-",
        "found-",
        "wanted-mapping",
        "wanted-list",
        "wanted-value",
        "value-",
        "looser-",
        "function-",
        "advice-",
        "part-",
    )
    return not (name.endswith(("hint", "-title")) or name.startswith(part_of_a_text) or "." in name)


def remedy(key: str) -> Mapping[str, str] | None:
    """The advice that belongs to a message, if it has one."""
    texts = area(key.partition(".")[0])
    return texts.get(f"{key}-hint") or texts.get(f"{key}.hint") or texts.get(f"{key}.remedy")


def page() -> str:
    """Every code with what it means and what to do, in both languages."""
    parts = [ERRORS]
    for name, title in AREAS.items():
        parts.append(f"## {title}\n")
        parts += [section(key, said) for key, said in area(name).items() if is_error(key)]
    parts.append(
        "## Why a value is unknown\n\nCauses are no errors: they travel with an unknown value into the decision.\n"
    )
    for name in AREAS:
        parts += [section(key, said) for key, said in area(name).items() if ".cause-" in key]
    parts.append(
        "## Advice about a sound policy\n\nWhat `groupctl check` says about a policy that loads; the exit code stays 0.\n"
    )
    parts += [section(key, said) for key, said in area("policy").items() if key.startswith("policy.advice-")]
    return "\n".join(parts)


def section(key: str, said: Mapping[str, str]) -> str:
    """One code."""
    lines = [f"### `{key}`\n", f"{said['en']}\\", f"{said['zh']}"]
    advice = remedy(key)
    if advice:
        lines += ["", f"→ {advice['en']}\\", f"→ {advice['zh']}"]
    return "\n".join(lines) + "\n"
