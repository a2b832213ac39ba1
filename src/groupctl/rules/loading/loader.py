"""``load_policy`` is the way into the rule language: what is kept is taken, anything else is read."""

from pathlib import Path

from groupctl.rules import draft
from groupctl.rules.loading import cache, packs
from groupctl.rules.loading.packs import PolicyPath
from groupctl.rules.policy import Policy


def load_policy(source: str | Path | draft.PolicyDraft) -> Policy:
    """The policy in a file or folder, the pack of that name (``standard``, ``standard/credit``), or one of Python objects.

    PolicyError with every fault that was found, each with its place and what to write instead.
    """
    if isinstance(source, draft.PolicyDraft):
        from groupctl.rules.loading.library import policy_of

        return policy_of(source)
    pack = packs.place(source) if isinstance(source, str) else None
    place = pack or PolicyPath(Path(source), str(source))
    if known := cache.kept(place):
        return known
    from groupctl.rules.loading.library import read_policy

    return read_policy(place)
