"""pytest within a test, in a folder with a policy."""

from collections.abc import Callable

import pytest


def runs(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, policy: str, *always: str
) -> Callable[..., pytest.RunResult]:
    """Runs pytest on the plugin, which may be installed or not, beside ``policy`` as ``acme.yaml``."""
    monkeypatch.setenv("GROUPCTL_CACHE", str(pytester.path / "cache"))
    pytester.path.joinpath("acme.yaml").write_text(policy, encoding="utf-8")
    return lambda *arguments: pytester.runpytest_inprocess(
        *("-p", "groupctl.testing.plugin", "-p", "no:cacheprovider"), *always, *arguments
    )
