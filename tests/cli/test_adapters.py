"""`groupctl adapters`: what hosts can be read, and what is wrong with a plugin."""

from tests.cli.conftest import lines, objects


def test_lists_the_schemes_that_host_takes(run):
    result = run("adapters")
    assert result.exit_code == 0
    heads = [line.split()[0] for line in lines(result) if not line.startswith(" ")]
    assert heads == ["files:", "memory:", "snapshot:", "sqlite:"]


def test_as_json(run):
    made = objects(run("adapters", "--format", "json"))
    assert [one["scheme"] for one in made] == ["files", "memory", "snapshot", "sqlite"]
    assert "invoices" in made[0]["tables"]
    assert made[0]["title"].keys() == {"en", "zh"}


def test_it_tells_what_each_claims(run):
    files, _, _, sqlite = objects(run("adapters", "--format", "json"))
    assert (files["features"], files["changes"], files["hold"]) == ([], {}, None)
    assert (sqlite["contract"], sqlite["features"], sqlite["hold"]) == ("1.0", ["SCOPE"], "FLAG")
    assert sqlite["limits"] == {
        "scope": "COMPANY",
        "zero": "BLOCKS",
        "forms": ["AMOUNT", "INHERIT", "UNLIMITED"],
    }
    assert sqlite["changes"]["HOLD"]["effect"] == "ADVISORY"
    assert sqlite["changes"]["HOLD"]["lock"] == "TRANSACTION"


def test_names_those_that_were_switched_off(run, monkeypatch):
    monkeypatch.setenv("GROUPCTL_DISABLED_PLUGINS", "sqlite")
    said = lines(run("adapters"))
    assert said[-1] == "Switched off by GROUPCTL_DISABLED_PLUGINS: sqlite (groupctl)"
    assert not any(line.startswith("sqlite:") for line in said)


def test_a_broken_plugin_is_told_and_the_others_are_still_listed(run, here, monkeypatch):
    installed = here / "site" / "acme_erp-0.1.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-erp\nVersion: 0.1\n")
    (installed / "entry_points.txt").write_text("[groupctl]\nacme = acme_erp_that_is_not_there\n")
    monkeypatch.syspath_prepend(here / "site")
    result = run("adapters")
    assert result.exit_code == 1
    assert lines(result)[0].startswith("files:")
    told = " ".join(lines(result)[-2:])
    assert "acme" in told
    assert "acme-erp" in told
    fault = objects(run("adapters", "--format", "json"))[-1]
    assert (fault["plugin"], fault["distribution"], fault["stage"]) == ("acme", "acme-erp", "import")
