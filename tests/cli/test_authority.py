"""`groupctl route` and `groupctl authority`: who decides what, in both languages."""

import pytest

from groupctl.cli.authority import mode
from groupctl.cli.matrix_diff import MatrixDiff
from groupctl.cli.matrix_page import MatrixPage
from groupctl.cli.route_page import RoutePage
from groupctl.decisions.engine import Engine
from groupctl.errors import DataError
from groupctl.model.organisation import ControlMode, Unit, UnitKind
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules.loading.loader import load_policy
from groupctl.texts.layout import Line
from tests.cli.conftest import lines
from tests.control.office import absence, delegation, june, portfolio, record, request, yuan
from tests.control.test_paper import led_to, standard

POLICY = load_policy("standard/authority")
ENGINE = Engine(POLICY, "reference")
UNITS = [
    Unit(id="G", name="Group", kind=UnitKind.GROUP, control_mode=ControlMode.STRATEGIC),
    Unit(id="E", name="East", kind=UnitKind.DIVISION, parent="G"),
    Unit(id="W", name="West", kind=UnitKind.DIVISION, parent="G"),
    Unit(id="U", name="Sales", kind=UnitKind.SUBSIDIARY, parent="E"),
]


def ledger(**tables: object) -> Portfolio:
    return portfolio(units=UNITS, **{"requests": [request(matter="TERMS")], **tables})


def told(page: RoutePage | MatrixPage | MatrixDiff, lang: str = "en") -> list[str]:
    return [str(line) for line in page.lines(lang) if isinstance(line, Line)]


class TestARoute:
    """G24, G29, M18."""

    def test_who_did_what_who_is_next_by_when_and_who_may_not(self):
        review = record("REVIEW credit_controller@DIVISION", "cheng", 2)
        said = told(RoutePage.about(ENGINE, ledger(step_records=[review]), "R-1"))
        assert said[0] == "R-1  Terms of payment · U  pending"
        assert said[1:3] == [
            "  the division decides and files (DIVISION_FILED), by authority.terms.strategic",
            "  asked by Sun (sun) on 2026-06-01",
        ]
        assert "done" in said[3]
        assert said[3].endswith("Cheng (cheng) on 2026-06-02 (RE-cheng-2)")
        assert "NEXT" in said[4]
        assert (
            "Wang (wang); by 2026-06-10; or Qian (qian)" in said[4]
        )  # two days each: he and who is above him
        assert "  the time of the next step is over, and there is no superior left to ask" in said
        assert "  may not act: Sun (sun) asked for it" in said

    def test_a_deputy_is_told_with_the_right_that_is_used(self):
        away = [absence("wang", 1, 30)]
        deputy = delegation(matter="TERMS", amount=yuan(400_000), ends_on=june(30), only_while_absent=True)
        review = record("REVIEW credit_controller@DIVISION", "cheng", 2)
        found = ledger(step_records=[review], absences=away, delegations=[deputy])
        said = told(RoutePage.about(ENGINE, found, "R-1"))
        assert "Hu (hu) for Wang (wang) (d1, to 400,000.00)" in said[4]
        assert "absent: Wang (wang)" in said[4]
        assert "胡" not in said[4]
        assert (
            "Hu (hu) 代 Wang (wang)（d1，限 400,000.00）"
            in told(RoutePage.about(ENGINE, found, "R-1"), "zh")[4]
        )

    def test_a_step_that_does_not_help_says_why(self):
        found = ledger(step_records=[record("REVIEW credit_controller@DIVISION", "chen", 2)])
        (said,) = [line for line in told(RoutePage.about(ENGINE, found, "R-1")) if "does not help" in line]
        assert said.startswith("  RE-chen-2 does not help: Chen (chen) holds no post that may do this")

    def test_vacant_places_are_named(self):
        staff = [one for one in ledger().tables["appointments"].values() if one.id != "a2"]
        said = told(RoutePage.about(ENGINE, ledger(appointments=staff), "R-1"))
        assert "vacant: credit_controller@E" in said[3]

    def test_what_a_subject_is_asked_for(self):
        assert len(RoutePage.about(ENGINE, ledger(), "U").ways) == 1
        (said,) = told(RoutePage.about(ENGINE, ledger(), "W"))
        assert said.startswith("No request about W is on record")
        with pytest.raises(DataError, match="did you mean WRITE_OFF"):
            RoutePage.about(ENGINE, ledger(), "WRITE_OF")

    @pytest.mark.parametrize(("requester", "barred"), [(None, False), ("sun", True)])
    def test_a_request_that_is_only_supposed(self, requester, barred):
        supposed = request(id="?", matter="TERMS", requester=requester)
        page = RoutePage.of_matter(ENGINE, ledger(requests=[]), supposed)
        said = told(page)
        assert said[0] == "new request  Terms of payment · U  not made yet"
        assert ("  may not act: Sun (sun) asked for it" in said) is barred
        assert ("  may not act: the person who asks for it" in said) is not barred
        assert [step["chosen"]["employee"] for row in page.rows() for step in row["steps"]] == [
            "cheng",
            "wang",
            "zhao",
        ]

    def test_a_supposed_request_about_nothing_that_is_there(self):
        with pytest.raises(DataError):
            RoutePage.of_matter(ENGINE, ledger(), request(id="?", matter="TERMS", unit="X"))


class TestTheMatrix:
    """G24."""

    def test_a_matter_cell_by_cell_with_its_routes(self):
        said = told(MatrixPage.of(POLICY, "LIMIT_GRANT"))
        assert said[0] == "LIMIT_GRANT  Grant of a limit"
        assert [line.split()[-1] for line in said[1:10]] == [
            f"authority.limit-grant.{band}.{mode}"
            for band in (1, 2, 3)
            for mode in ("financial", "strategic", "operational")
        ]
        assert "strategic control, at_stake > band_1, at_stake <= band_2" in said[5]
        assert said[11] == "Routes"
        assert said[12].startswith("  UNIT")

    def test_every_rule_is_in_it(self):
        shown = {row["rule"] for row in MatrixPage.of(POLICY, None).rows()}
        assert shown == {rule.id for matrix in POLICY.matrices for rule in matrix.rules}

    def test_another_mode(self):
        """G1 to G6, G9: a changed mode changes who decides, of open requests too."""
        diff = MatrixDiff.of_modes(ENGINE, ledger(), {"U": ControlMode.OPERATIONAL})
        assert ("TERMS", "DIVISION_FILED", "GROUP_DECIDES") in {
            (one.matter, one.before, one.after) for one in diff.changed["U"]
        }
        (touched,) = diff.touched
        assert touched.after.request_status.route.name == "GROUP_DECIDES"
        said = told(diff, "zh")
        assert "将改走其他路线的未了申请：1" in said
        assert MatrixDiff.of_modes(ENGINE, ledger(), {"U": ControlMode.STRATEGIC}).changed == {"U": []}
        elsewhere = MatrixDiff.of_modes(ENGINE, ledger(), {"W": ControlMode.OPERATIONAL})
        assert elsewhere.touched == []

    def test_a_mode_that_is_not_known(self):
        with pytest.raises(DataError, match="is not stated"):
            MatrixDiff.of_modes(ENGINE, portfolio(), {"U": ControlMode.OPERATIONAL})
        with pytest.raises(DataError, match="did you mean U=OPERATIONAL"):
            mode("U=OPERATONAL")

    def test_another_policy_by_the_names_of_the_modes(self):
        other = Engine(led_to("COMMITTEE", "authority.terms.strategic"), "reference")
        own = Engine(standard(), "reference")
        for lang, named in (("en", "strategic control"), ("zh", "战略管控型")):
            (cell,) = [
                line for line in told(MatrixDiff.of_policies(own, other, ledger()), lang) if named in line
            ]
            assert "STRATEGIC" not in cell

    def test_the_same_policy_differs_in_nothing(self):
        same = MatrixDiff.of_policies(ENGINE, ENGINE, ledger())
        assert (same.changed, same.touched) == ({"": []}, [])


class TestTheCommands:
    def test_show(self, run):
        assert lines(run("authority show TERMS --policy standard"))[0] == "TERMS  Terms of payment"
        result = run("authority show TRMS --policy standard")
        assert (result.exit_code, result.stderr.splitlines()[1].strip()) == (2, "→ did you mean TERMS?")

    def test_a_comparison_needs_something_to_compare_with(self, run):
        result = run("authority diff")
        assert result.exit_code == 2
        assert "--against POLICY" in result.stderr

    def test_a_matter_needs_a_unit(self, run):
        result = run("route TERMS --policy standard")
        assert result.exit_code == 2
        assert "add --unit" in result.stderr

    def test_check(self, run):
        """L37: the standard bands have no value; a policy that sets them is sound on paper."""
        result = run("authority check --policy standard")
        assert result.exit_code == 1
        assert lines(result)[-1] == "standard 1.0: 2 faults of authority"
        assert run("authority check --policy demo --lang zh").output.endswith("责权问题 0 项\n")
