"""Posts, matters and routes of a policy: what is sound, and what is said of each fault."""

import pytest

from groupctl.errors import PolicyError
from groupctl.model.authority import SeatLevel, StepPart
from groupctl.rules.authority import Route, RouteStep, Seat
from groupctl.rules.loading.loader import load_policy
from groupctl.texts.title import Title

GOOD = """\
policy: acme
version: "1"
currency: CNY
title: Acme
posts:
  controller: {title: Controller, superiors: {UNIT: controller@GROUP, GROUP: director@GROUP}}
  director: {title: Director, incompatible: [controller]}
  board: {title: Board}
matters:
  TERMS: {title: Terms, source: G24}
routes:
  SHORT:
    title: The director
    source: G24
    asked_by: controller@UNIT
    steps:
      - {part: REVIEW, seat: controller@UNIT, days: 2}
      - {part: APPROVE, seat: director@GROUP, days: 3}
      - {part: FILE, seat: board@GROUP, days: 5, holds: false}
interests:
  surveyor: {about: credit_survey, who: surveyed_by, latest_by: surveyed_on, title: Surveyor, source: E6}
measures:
  request.stake: {type: money, value: amount, title: Stake, source: G24}
rulesets:
  who:
    about: request
    hit: unique
    gives: {way: Route}
    stake: stake
    outcomes: {REFER: refer}
    otherwise: {way: REFER}
    unknown: refer
    title: Who
    source: G24
    rules:
      - {id: who.terms, when: matter = TERMS, then: {way: SHORT}, title: Terms, source: G24}
"""


def load(folder, text=GOOD):
    (folder / "acme.yaml").write_text(text, encoding="utf-8")
    return load_policy(folder / "acme.yaml")


def test_what_is_written_is_what_is_loaded(tmp_path):
    """G24, G29, G112."""
    policy = load(tmp_path)
    route = policy.authority.routes["SHORT"]
    assert [(step.part, str(step.seat), step.days, step.holds) for step in route.steps] == [
        (StepPart.REVIEW, "controller@UNIT", 2, True),
        (StepPart.APPROVE, "director@GROUP", 3, True),
        (StepPart.FILE, "board@GROUP", 5, False),
    ]
    assert route.deciding is route.steps[1]
    assert route.asked_by == Seat("controller", SeatLevel.UNIT)
    assert policy.authority.posts["director"].incompatible == ("controller",)
    assert policy.authority.matters["TERMS"].source == "G24"
    assert policy.rulesets["who"].route == "way"
    assert policy.rulesets["who"].gives["way"].members == ("SHORT", "REFER")


def test_authority_moves_up_only(tmp_path):
    """M18: a seat, and the seats above it, nearest first."""
    line = load(tmp_path).authority.line(Seat("controller", SeatLevel.UNIT))
    assert list(map(str, line)) == ["controller@UNIT", "controller@GROUP", "director@GROUP"]


def test_an_interest_is_of_whom_its_records_name(tmp_path):
    """L55: the nearest that a request leads to."""
    interest = load(tmp_path).authority.interests["surveyor"]
    assert (interest.of, interest.who, interest.latest_by) == ("customer", "surveyed_by", "surveyed_on")
    asked = GOOD.replace(
        "about: credit_survey, who: surveyed_by, latest_by: surveyed_on", "about: absence, who: employee"
    )
    assert load(tmp_path, asked).authority.interests["surveyor"].of == "employee"


def test_titles_are_words_of_the_policy(tmp_path):
    words = load(tmp_path).words
    assert words.roles["director"].text("en") == "Director"
    assert words.members["Route"]["SHORT"].text("en") == "The director"
    assert words.members["Matter"]["TERMS"].text("en") == "Terms"


def test_the_hash_tells_of_a_changed_step_and_of_no_posts_at_all(tmp_path):
    hashes = {
        load(tmp_path, text).hash
        for text in (GOOD, GOOD.replace("days: 3", "days: 4"), GOOD.replace("Board", "B"))
    }
    assert len(hashes) == 3


FAULTS = [
    ("seat: director@GROUP", "seat: directer@GROUP", "authority.no-post", "18:31"),
    ("seat: director@GROUP", "seat: director", "authority.no-level", "18:31"),
    ("seat: director@GROUP", "seat: director@DIVISON", "authority.no-level", "18:31"),
    ("part: APPROVE", "part: APROVE", "authority.no-part", "18:16"),
    ("part: APPROVE", "part: REVIEW", "authority.one-decision", "12:3"),
    ("part: FILE", "part: DECIDE", "authority.one-decision", "12:3"),
    ("part: FILE", "part: REVIEW", "authority.review-after", "19:16"),
    ("part: REVIEW", "part: FILE", "authority.before-decision", "17:16"),
    ("days: 3}", "days: 3, holds: false}", "authority.decision-holds", "18:63"),
    ("days: 3", "days: 0", "authority.days", "18:53"),
    ("GROUP: director@GROUP}", "GROUP: controller@UNIT}", "authority.superior-of-itself", None),
    ("incompatible: [controller]", "incompatible: [controler]", "authority.no-post", "7:46"),
    ("asked_by: controller@UNIT", "asked_by: controler@UNIT", "authority.no-post", "15:15"),
    ("  SHORT:", "  REFER:", "authority.route-refer", None),
    ("    stake: stake\n", "", "authority.no-stake", None),
    ("    stake: stake\n", "    stake: steak\n", "authority.unknown-stake", "29:12"),
    ("gives: {way: Route}", "gives: {way: Route, other: Route}", "authority.one-route", None),
    ("    about: request\n", "    about: order\n", "authority.route-about", None),
    ("matter = TERMS", "matter = TERM", None, None),
    ("about: credit_survey", "about: credit_surveys", "policy.no-entity", "21:21"),
    ("about: credit_survey", "about: unit", "authority.interest-of-none", "21:21"),
    ("who: surveyed_by", "who: surveyor", "authority.no-person", "21:41"),
    ("latest_by: surveyed_on", "latest_by: surveyed_at", "authority.no-day", "21:65"),
]


@pytest.mark.parametrize(("said", "instead", "code", "place"), FAULTS)
def test_each_fault_is_told_where_it_stands(tmp_path, said, instead, code, place):
    """G25, G26: one step decides, and no review comes after it."""
    assert said in GOOD
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, GOOD.replace(said, instead))
    codes = {fault.code: str(fault.where) for fault in caught.value.faults}
    assert code is None or code in codes, codes
    assert place is None or codes[code].endswith(f":{place}"), codes
    assert all(fault.render("en") and fault.render("zh") for fault in caught.value.faults)


@pytest.mark.parametrize("others", [(), (StepPart.REVIEW,), (StepPart.REVIEW, StepPart.REVIEW)])
def test_a_route_is_decided_by_one_step_however_few_there_are(others):
    """G26: a step that adds nothing is left out of the route, and what is left still decides."""
    director = Seat("director", SeatLevel.GROUP)
    decision = RouteStep(part=StepPart.APPROVE, seat=director, days=3)
    before = tuple(RouteStep(part=part, seat=director, days=2) for part in others)
    route = Route(name="LEAN", title=Title("Lean"), source="G26", steps=(*before, decision))
    assert route.deciding is decision
