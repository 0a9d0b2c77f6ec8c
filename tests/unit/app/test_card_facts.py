"""What the card says of people, causes, neighbours and cameras, and the services that know it."""

from concurrent.futures import Future
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from alarms.case_marks import CrossCheck, Dispatch, HelpCall, Look, Sighting, Stage, TakenBack, cross_check_data
from alarms.messages import encode_message, parse_message
from alarms.model import Acknowledgement, Action, ActionKind, EscalationStep, Incident, Occurrence, Priority
from app.pages import card_facts, entry_words
from app.people.book import Account
from app.people.duty import Duty
from app.people.rights import Role
from app.services.cross_check import CrossChecker, SightingLog
from app.services.dispatches import PresentDispatch, Roster, present_dispatches
from app.services.evidence_words import RecordWords
from app.services.places import Places
from app.services.point_trends import PointTrends
from app.store.queries import IncidentDetail
from tests.fakes.small_station import load, site_text
from video.model import Box, BoxSet
from widgets import times
from widgets.card_content import Seen

MORE = """
[[responder]]
id = "patrol"
name = "巡逻岗"
name_en = "Patrol"
number = "8001"
[[cause]]
id = "kite"
name = "风筝"
name_en = "A kite"
classes = ["perimeter"]
[[cause]]
id = "steam"
name = "蒸汽"
classes = ["fire"]
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(load(tmp_path, site_text(None, more=MORE)).site)


def alarm(ident: str = "o1", point: str = "fence-z01", **more: Any) -> Occurrence:
    base = Occurrence(ident, point, "fence1", "fence", "perimeter", "", Priority.P2, 100.0, 100.0, incident="i1")
    return replace(base, **more)


def sent(guard: str, **more: Any) -> Dispatch:
    return replace(Dispatch(f"d-{guard}", guard, guard.title(), "fence", "fence-z01", 110.0, "wang"), **more)


CASE = Incident("i1", "20261121-s1-001", "fence", Priority.P2, 100.0)


# Who is out, and who can be sent.


def test_only_who_is_not_free_again_is_out_and_a_closed_case_has_nobody_out() -> None:
    out = replace(CASE, dispatches=(sent("li", sent_at=120.0), sent("zhao"), sent("wu", cleared_at=130.0)))
    assert [one.guard for one in present_dispatches([out])] == ["zhao", "li"]
    assert present_dispatches([replace(out, closed_at=200.0)]) == ()
    merged = replace(out, closed_at=200.0, merged_into="i2")
    goes_on = replace(CASE, id="i2")
    assert len(present_dispatches([merged, goes_on])) == 2
    assert present_dispatches([merged, replace(goes_on, closed_at=300.0)]) == ()


def account(ident: str, role: Role, enabled: bool = True) -> Account:
    return Account(ident, ident, ident.title(), role, enabled=enabled)


def test_the_roster_is_the_sites_responders_then_people_on_duty_first(places: Places) -> None:
    others = (account("gone", Role.GUARD, enabled=False), account("boss", Role.SUPERVISOR))
    accounts = (account("li", Role.GUARD), account("wu", Role.GUARD), account("chen", Role.AUDITOR), *others)
    roster = Roster(places.site, lambda: Duty((accounts[1].person(), accounts[2].person())), lambda: accounts)
    people = roster.people()
    assert [one.id for one in people] == ["patrol", "li", "boss"], "who is alone at the desk stays there"
    assert (people[0].label("en"), people[0].label("zh_CN"), people[0].number) == ("Patrol", "巡逻岗", "8001")
    here = PresentDispatch("d1", "i1", "wu", "Wu", "fence", "", Stage.SENT, 110.0)
    there = replace(here, dispatch="d2", incident="i9", guard="li", zone="lobby")
    board = card_facts.board(people, (here, there), "i1", places, "en")
    assert [(one.id, one.stage, one.dispatch, one.elsewhere) for one in board] == [
        ("patrol", None, "", ""),
        ("li", None, "", f"on the way to Lobby since {times.clock(110.0)}"),
        ("boss", None, "", ""),
    ]
    arrived = replace(there, stage=Stage.ON_SCENE, arrived_at=150.0)
    assert (
        card_facts.board(people, (arrived,), "i1", places, "en")[1].elsewhere == f"at Lobby since {times.clock(150.0)}"
    )
    newer = replace(arrived, dispatch="d3", incident="i1", stage=Stage.SENT, arrived_at=None, sent_at=200.0)
    mine = card_facts.board(people, (arrived, newer), "i1", places, "en")[1]
    assert (mine.stage, mine.since, mine.elsewhere) == (Stage.SENT, 200.0, ""), "what he left is no longer so"


def test_who_is_alone_on_duty_is_offered_only_where_nobody_else_is(places: Places) -> None:
    wu, li = account("wu", Role.GUARD), account("li", Role.GUARD)
    site = places.site.model_copy(update={"responders": ()})
    alone = Roster(site, lambda: Duty((wu.person(),)), lambda: (wu,)).people()
    assert [(one.id, one.alone) for one in alone] == [("wu", True)]
    assert card_facts.board(alone, (), "i1", places, "en")[0].alone
    two = Roster(site, lambda: Duty((wu.person(), li.person())), lambda: (wu, li)).people()
    assert [(one.id, one.alone) for one in two] == [("wu", False), ("li", False)]


def test_the_address_is_told_from_the_site_down_to_the_very_place(places: Places) -> None:
    site = places.site.site.model_copy(update={"address": "翠湖路 18 号", "address_en": "18 Lake Road"})
    found = Places(places.site.model_copy(update={"site": site}))
    words = card_facts.to_read_out(alarm(), found, "en")
    assert words.split(", ")[1] == "18 Lake Road"
    assert words.split(", ")[-1] == found.point_name(alarm().point, "en")
    assert "翠湖路 18 号" in card_facts.to_read_out(alarm(), found, "zh_CN")
    assert not any(b.startswith(a) for a, b in pairwise(words.split(", "))), "the block is not said three times"


def test_the_card_says_where_people_were_sent_and_since_when(places: Places) -> None:
    found = replace(CASE, dispatches=(sent("li", arrived_at=150.0), sent("zhao", point="")))
    first, second = card_facts.sent_of(found, places, "en")
    assert (first.name, first.place, first.stage, first.since) == ("Li", "Fence one", Stage.ON_SCENE, 150.0)
    assert (second.place, second.stage, second.since) == ("Fence", Stage.SENT, 110.0)
    assert card_facts.on_scene_s(found) == 50.0
    assert card_facts.on_scene_s(CASE) is None
    assert card_facts.sent_of(None, places, "en") == ()


def test_people_can_be_sent_to_the_alarm_its_zone_and_those_beside_it(places: Places) -> None:
    found = card_facts.places_to_go(alarm(), places, "en")
    assert [(one.zone, one.point, one.name) for one in found] == [
        ("fence", "fence-z01", "Fence one"),
        ("fence", "", "Fence"),
    ]


# Times.


def test_times_are_counted_from_the_call_up_and_stay_after_closing() -> None:
    answered = alarm(called_at=103.0, looked_at=104.5, acked_at=109.0, acked_by="wang")
    assert card_facts.looked_s(answered, None, None) == 1.5
    assert card_facts.looked_s(alarm(), 101.0, 103.0) == 2.0
    assert card_facts.looked_s(alarm(), None, None) is None
    case = replace(CASE, dispatches=(sent("li", arrived_at=225.0),))
    line = card_facts.times_line(case, [alarm("later", raised_at=150.0), answered])
    assert line == (
        "20261121-s1-001 · picture shown after 1.5 s · answered after 9 s by wang · on scene after 2 min 5 s"
    )
    assert card_facts.times_line(CASE, []) == CASE.number


# Causes.


def test_the_sites_own_causes_come_first_for_their_class(places: Places) -> None:
    causes = [one for one in card_facts.causes_for(places.site, "perimeter", "en") if one.when == "false"]
    assert [one.text for one in causes][:3] == ["A kite", "Animal", "Plants"]
    assert "steam" not in {one.id for one in causes}
    assert {one.when for one in card_facts.causes_for(places.site, "x", "en")} == {"real", "false", "test", "escalate"}


def test_nine_digits_are_enough_and_the_last_cause_stays_other(places: Places) -> None:
    own = tuple(places.site.causes[0].model_copy(update={"id": f"c{n}"}) for n in range(6))
    site = places.site.model_copy(update={"causes": own})
    causes = [one.id for one in card_facts.causes_for(site, "perimeter", "en") if one.when == "false"]
    assert len(causes) == 9
    assert causes[-1] == "other"


def test_a_call_for_help_says_before_whom_and_why(places: Places) -> None:
    def words(found: Incident | None) -> str:
        return card_facts.help_words(found, places, "en")

    call = HelpCall(EscalationStep.SUPERVISOR, "wang", "s1", 1.0, "alone")
    assert words(replace(CASE, help=call)) == "supervisor called (I am alone)"
    assert words(replace(CASE, help=replace(call, cause=""))) == "supervisor called"
    assert words(CASE) == words(None) == ""


# What was taken back.


def test_what_was_taken_back_says_what_by_whom_newest_first(places: Places) -> None:
    def entry(kind: ActionKind, **data: Any) -> Action:
        return Action("a", kind, None, "i1", 10.0, "wang", "s1", "", data)

    back = (
        TakenBack(entry(ActionKind.VERDICT, verdict="false", cause="kite"), "li", 12.0),
        TakenBack(entry(ActionKind.DISPATCH, name="Zhao"), "li", 13.0),
        TakenBack(entry(ActionKind.NOTE, text="two men"), "li", 14.0),
        TakenBack(entry(ActionKind.ESCALATE, step="supervisor"), "li", 15.0),
        TakenBack(entry(ActionKind.CLOSE), "li", 16.0),
    )
    lines = card_facts.taken_back_lines(replace(CASE, taken_back=back), places, "en")
    words = ["Closed", "supervisor called", "two men", "Zhao", "False alarm"]
    assert all(word in line for word, line in zip(words, lines, strict=True))
    assert "li took back: Verdict False alarm (A kite)" in lines[-1]
    assert lines[-1].endswith("wang)")


def test_the_history_says_who_was_sent_where_and_what_an_undo_took_back(places: Places) -> None:
    def entry(kind: ActionKind, ident: str = "", **data: Any) -> Action:
        return Action(ident, kind, None, "i1", 10.0, "wang", "s1", "", data)

    sent_entry = entry(ActionKind.DISPATCH, "a1", dispatch="d1", name="Li Mei", zone="fence", point="fence-z01")
    seen = [{"camera": "c1", "what": "person", "count": 2, "at": 1.0}]
    entries = [
        sent_entry,
        entry(ActionKind.DISPATCH, "a2", dispatch="d2", name="Zhao", zone="lobby"),
        entry(ActionKind.ARRIVE, dispatch="d1"),
        entry(ActionKind.CLEAR, dispatch="unknown"),
        entry(ActionKind.ESCALATE, step="call_out", cause="danger"),
        entry(ActionKind.CROSS_CHECK, cameras=["c1"], seen=seen),
        entry(ActionKind.CROSS_CHECK, cameras=["c1"], seen=[]),
        entry(ActionKind.UNDO, undoes="a1"),
        entry(ActionKind.UNDO, undoes="long gone"),
        entry(ActionKind.RAISE),
    ]
    assert [entry_words.entry_words(one, entries, places, "en") for one in entries] == [
        "Li Mei → Fence one",
        "Zhao → Lobby",
        "Li Mei",
        "",
        "phone for help now (People in danger)",
        "c1: person ×2",
        "nobody seen",
        "Guard sent Li Mei → Fence one",
        "",
        "",
    ]


# What the detector and its neighbours say.


def test_the_neighbours_in_alarm_come_first_and_say_how_they_stand(places: Places) -> None:
    beside = alarm("o2", "fence-z02", acknowledgement=Acknowledgement.ACKED, priority=Priority.P3)
    worse = replace(beside, id="o3", priority=Priority.P2, acknowledgement=Acknowledgement.UNACKED)
    lines = card_facts.neighbours(
        alarm(), [alarm(), beside, worse, replace(beside, drill=True)], frozenset(), places, "en"
    )
    assert [(one.name, one.state, one.priority, one.unacked) for one in lines] == [
        ("Fence two", "Not acknowledged", Priority.P2, True)
    ]
    (aside,) = card_facts.neighbours(alarm(), [], frozenset({"fence-z02"}), places, "en")
    assert (aside.state, aside.priority) == ("put aside", None)
    (quiet,) = card_facts.neighbours(alarm(), [], frozenset(), places, "en")
    assert quiet.state == "quiet"


def measured(trends: PointTrends, value: object, at: float, kind: str = "state") -> None:
    topic = f"gs/1/small/gas/{kind}/gas/K1"
    payload = encode_message({"value": value}, at=at, message_id=f"m{at}{kind}")
    trends.take([parse_message(topic, payload, at)])


def test_a_trend_holds_ten_minutes_in_order() -> None:
    trends = PointTrends()
    for at, value in ((0.0, 1.0), (300.0, 2.0), (900.0, 3.0), (600.0, 2.5)):
        measured(trends, value, at)
    measured(trends, "much", 950.0)
    assert trends.of("gas", "gas", "K1", 1000.0) == ((400.0, 2.0), (600.0, 2.5), (900.0, 3.0))
    assert trends.of("gas", "gas", "K2", 1000.0) == ()
    gas = alarm(data={"value": 2.5, "unit": "%LEL"})
    assert card_facts.value_words(gas, ((600.0, 2.5), (900.0, 3.0))) == "2.5 %LEL · now 3 %LEL"
    assert card_facts.value_words(gas, ()) == "2.5 %LEL"
    assert card_facts.value_words(alarm(), ()) == ""


# What the cameras saw.


def boxes(camera: str, at: float, *labels: str, engine: str = "test") -> BoxSet:
    return BoxSet(camera, at, tuple(Box(0, 0, 1, 1, label, 0.9) for label in labels), engine)


def noting(log: SightingLog, *, detects: bool = True) -> tuple[CrossChecker, list[tuple[str, CrossCheck]]]:
    """A checker of a fence with two cameras, and what it had noted."""
    noted: list[tuple[str, CrossCheck]] = []

    def record(occurrence: str, check: CrossCheck) -> Future[Any]:
        noted.append((occurrence, check))
        return Future()

    return CrossChecker(log, lambda _, zone: ("c1", "c2") if zone == "fence" else (), record, detects), noted


def look(log: SightingLog, camera: str, since: int, until: int, *labels: str, engine: str = "test") -> None:
    """Detection looks at a camera every second."""
    for at in range(since, until + 1):
        log.take(boxes(camera, float(at), *labels, engine=engine))


def test_what_the_cameras_saw_from_five_seconds_before_to_ten_after_is_noted_once(places: Places) -> None:
    log = SightingLog()
    checker, noted = noting(log)
    log.take(boxes("c1", 94.0, "car"))
    look(log, "c1", 95, 98, "person")
    look(log, "c1", 99, 110, "person", "person")
    look(log, "c2", 95, 109)
    checker.raised(alarm())
    checker.raised(alarm("low", priority=Priority.P3))
    checker.raised(alarm("blind", zone="lobby"))
    checker.tick(109.0)
    assert noted == [], "its ten seconds still run"
    assert checker.so_far("fence-z01", "fence", 100.0).persons == 2
    log.take(boxes("c2", 111.0, "person"))
    checker.tick(110.0)
    checker.tick(111.0)
    looks = (Look("c1", 16, 1.0), Look("c2", 15, 1.0))
    assert noted == [("o1", CrossCheck(("c1", "c2"), (Sighting("c1", "person", 2, 95.0),), looks))]


def handed_out(action: Action, places: Places) -> str:
    """What the report of a package says of an entry."""
    return RecordWords(places).line(action, cast(IncidentDetail, SimpleNamespace(alarms=(), actions=())))


def test_not_having_looked_is_never_noted_as_having_seen_nobody(places: Places) -> None:
    """Detection was killed two seconds after the alarm: the lobby burns, people stand in it, and nothing looks."""
    log = SightingLog()
    checker, noted = noting(log)
    look(log, "c1", 90, 102)
    checker.raised(alarm())
    checker.tick(110.0)
    assert noted == [], "what comes late is waited for"
    checker.tick(115.0)
    check = CrossCheck((), (), (Look("c1", 8, 8.0), Look("c2", 0, 15.0)))
    assert noted == [("o1", check)]
    assert card_facts.seen_words(check, places, "en") == (
        Seen.NOT_LOOKED,
        "Cameras around the alarm: not looked at (people detection was off or too slow): c1, c2",
    )
    action = Action("a1", ActionKind.CROSS_CHECK, "o1", None, 115.0, "", "gs1", "0", cross_check_data(check))
    said = entry_words.entry_words(action, (), places, "en")
    assert said == "not looked at (people detection was off or too slow): c1, c2"
    told = handed_out(action, places)
    assert "not looked at: c1" in told
    assert "8 pictures, longest gap 8 s" in told
    assert "nobody" not in told


def test_the_history_says_of_an_acknowledgement_that_there_was_no_live_picture(places: Places) -> None:
    taken = Action("a1", ActionKind.ACKNOWLEDGE, "o1", None, 115.0, "wang", "gs1", "0", {"no_picture": True})
    assert entry_words.entry_words(taken, (), places, "en") == "no live picture"
    assert entry_words.entry_words(replace(taken, data={"no_picture": False}), (), places, "en") == ""


def test_one_camera_that_was_not_looked_at_is_named_beside_one_that_saw_nobody(places: Places) -> None:
    log = SightingLog()
    checker, noted = noting(log)
    look(log, "c1", 90, 112)
    checker.raised(alarm())
    checker.tick(115.0)
    ((_, check),) = noted
    assert (check.cameras, check.missed) == (("c1",), ("c2",))
    seen, words = card_facts.seen_words(check, places, "en")
    assert seen is Seen.NOBODY
    assert words.endswith("nobody seen (c1); not looked at (people detection was off or too slow): c2")
    action = Action("a1", ActionKind.CROSS_CHECK, "o1", None, 115.0, "", "gs1", "0", cross_check_data(check))
    told = handed_out(action, places)
    assert "nobody seen" in told
    assert "not looked at: c2" in told
    assert "16 pictures" in told


def test_movement_alone_is_no_look_for_people() -> None:
    log = SightingLog()
    look(log, "c1", 90, 112, engine="motion")
    assert log.between(("c1",), 95.0, 110.0) == CrossCheck(looks=(Look("c1", 0, 15.0),))
    log.take(boxes("c1", 100.0, "motion", engine="motion"))
    assert log.between(("c1",), 95.0, 110.0).sightings == (Sighting("c1", "motion", 1, 100.0),)


def test_a_site_without_detection_is_told_nothing_of_not_looking() -> None:
    checker, noted = noting(SightingLog(), detects=False)
    checker.raised(alarm())
    checker.tick(200.0)
    assert noted == []
    assert checker.so_far("fence-z01", "fence", 199.0) == CrossCheck()


def test_the_card_says_at_once_that_nobody_looks_and_forgets_it_once_the_record_tells() -> None:
    checker, _ = noting(SightingLog())
    checker.tick(101.0)
    assert checker.so_far("fence-z01", "fence", 100.0).missed == ("c1", "c2")
    checker.tick(150.0)
    assert checker.so_far("fence-z01", "fence", 100.0) == CrossCheck(), "what the log has forgotten was looked at"


def test_the_log_forgets_what_is_long_past() -> None:
    log = SightingLog()
    log.take(boxes("c1", 0.0, "person"))
    log.take(boxes("c1", 100.0))
    assert log.between(("c1",), 0.0, 50.0) == CrossCheck(looks=(Look("c1", 0, 50.0),))


def test_the_words_say_who_was_seen_or_that_nobody_was(places: Places) -> None:
    check = CrossCheck(("c1",), (Sighting("c1", "car", 1, 97.0), Sighting("c1", "person", 2, 98.0)))
    seen, words = card_facts.seen_words(check, places, "en")
    assert seen is Seen.SOMEBODY
    assert words.index("person ×2") < words.index("car ×1")
    assert card_facts.seen_words(CrossCheck(("c1",)), places, "en") == (
        Seen.NOBODY,
        "Cameras around the alarm: nobody seen (c1)",
    )
    assert card_facts.seen_words(None, places, "en") == (Seen.NOTHING_KNOWN, "")
