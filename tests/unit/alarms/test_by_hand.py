"""Cases that people open themselves, and what they write into any case."""

import pytest

from alarms import incidents
from alarms.case_marks import Involved
from alarms.ledger import folded
from alarms.model import Action, ActionKind, Handling, Incident, Priority, Verdict
from tests.fakes.clock import FakeClock
from tests.unit.alarms.world import World, refused


def opened(world: World, **more: object) -> Incident:
    key = world.engine.cases.open("guard", ("cam1", "cam2"), zone="north", **more)  # type: ignore[arg-type]
    world.take()
    return world.engine.ledger.incidents[key]


def case(world: World, key: str) -> Incident:
    world.take()
    return world.engine.ledger.incidents[key]


def test_a_case_by_hand_is_there_at_once_with_what_was_on_screen(world: World) -> None:
    one = opened(world, title="  a dog on the stairs ")
    assert (one.opened_by, one.cameras, one.zone) == ("guard", ("cam1", "cam2"), "north")
    assert (one.category, one.title, one.priority) == ("other", "a dog on the stairs", Priority.P3)
    assert one.number == "20261102-S1-001"
    assert one.handling is Handling.ACKNOWLEDGED, "who opens it has it"
    assert one.taken is not None
    assert one.taken.user == "guard"
    assert opened(world).number == "20261102-S1-002"


def test_a_case_of_an_alarm_is_nobodys(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    one = world.incident("fence-1")
    assert (one.opened_by, one.taken, one.cameras, one.category) == ("", None, (), one.family)


def test_no_alarm_joins_a_case_by_hand(world: World) -> None:
    one = opened(world, category="intrusion")
    world.event("fence", "perimeter", "Z01", occ="a")
    assert world.incident("fence-1").id != one.id
    assert world.incident("fence-1").family == "intrusion"


def test_words_zone_and_priority_can_be_said_anew(world: World) -> None:
    one = opened(world)
    cases = world.engine.cases
    cases.describe(one.id, "guard", category="medical", title="fell down", zone="south", priority=Priority.P1)
    said = case(world, one.id)
    assert (said.category, said.title, said.zone, said.priority) == ("medical", "fell down", "south", Priority.P1)
    assert [found.id for found in world.engine.ledger.open_incidents_of("south")] == [one.id]
    assert world.engine.ledger.open_incidents_of("north") == ()
    cases.describe(one.id, "guard", title="fell down")
    assert world.take() == [], "what is so already makes no entry"
    cases.describe(one.id, "guard", priority=Priority.P4)
    assert case(world, one.id).priority is Priority.P4
    world.engine.respond.undo(one.id, "guard")
    assert case(world, one.id).priority is Priority.P1


def test_an_alarms_zone_and_priority_are_not_for_words(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    one, cases = world.incident("fence-1"), world.engine.cases
    for said in ({"zone": "south"}, {"priority": Priority.P4}):
        with refused("of_an_alarm"):
            cases.describe(one.id, "guard", **said)
    cases.describe(one.id, "guard", category="theft")
    assert case(world, one.id).category == "theft"
    forged = Action(
        *("x", ActionKind.DESCRIBE, None, one.id, one.opened_at + 9, "guard", "S2", "9999"),
        {"zone": "south", "priority": 4},
    )
    assert incidents.apply(one, forged) == one, "whatever another program writes"


def test_people_come_and_go_by_their_ids_only(world: World) -> None:
    one, cases = opened(world), world.engine.cases
    cases.involve(one.id, "p1", "witness", "guard")
    cases.involve(one.id, "p2", "injured", "guard")
    cases.involve(one.id, "p1", "caller", "guard")
    assert case(world, one.id).people == (Involved("p2", "injured"), Involved("p1", "caller"))
    cases.involve(one.id, "p1", "caller", "guard")
    assert world.take() == []
    cases.involve(one.id, "p2", "", "guard", gone=True)
    assert case(world, one.id).people == (Involved("p1", "caller"),)
    with refused("unknown_person"):
        cases.involve(one.id, "p9", "", "guard", gone=True)
    world.engine.respond.undo(one.id, "guard")
    assert len(case(world, one.id).people) == 2


def test_it_asks_for_a_disposition_and_is_reviewed_and_reopened_with_its_history(world: World) -> None:
    one, respond, cases = opened(world, priority=Priority.P4), world.engine.respond, world.engine.cases
    with refused("verdict_missing"):
        respond.close(one.id, "guard")
    with refused("not_closed"):
        cases.review(one.id, "well done", "boss")
    respond.step(one.id, "call", "guard")
    respond.note(one.id, "called the family", "guard")
    for _ in range(2):
        cases.snapshot(one.id, "e1", "cam1", world.clock.now(), "guard")
    assert case(world, one.id).snapshots == ("e1",), "told twice it is one picture"
    respond.verdict(one.id, Verdict.REAL, "", "guard")
    respond.close(one.id, "guard")
    with refused("already_closed"):
        cases.describe(one.id, "guard", title="late")
    cases.review(one.id, " well done ", "boss")
    reviewed = case(world, one.id)
    assert reviewed.handling is Handling.REVIEWED
    assert reviewed.review is not None
    assert (reviewed.review.remark, reviewed.review.user) == ("well done", "boss")
    respond.undo(one.id, "boss")
    respond.undo(one.id, "boss")
    again = case(world, one.id)
    assert again.open
    assert again.review is None
    kinds = [action.kind for action in world.engine.ledger.history(one.id)]
    assert kinds.count(ActionKind.UNDO) == 2
    assert ActionKind.CLOSE in kinds, "what was undone stays readable"
    assert ActionKind.SNAPSHOT in kinds


def test_nothing_is_written_into_a_case_that_is_not_there(world: World) -> None:
    cases = world.engine.cases
    for act in (
        lambda: cases.describe("none", "guard", title="x"),
        lambda: cases.involve("none", "p", "r", "guard"),
        lambda: cases.snapshot("none", "e", "cam1", 0.0, "guard"),
        lambda: cases.review("none", "", "boss"),
    ):
        with refused("unknown_incident"):
            act()


def test_it_is_still_open_after_a_restart_and_at_another_station(world: World) -> None:
    one = opened(world, title="a dog")
    world.restart()
    assert world.engine.ledger.incidents[one.id] == one
    assert one in world.engine.snapshot().incidents
    other = World(clock=FakeClock(world.clock.now() + 60))
    for action in world.actions:
        assert other.engine.merge(action)
    assert other.engine.ledger.incidents[one.id] == one
    assert other.take() == [], "nothing has to be done about it"


@pytest.mark.parametrize("late", [True, False])
def test_of_two_who_word_it_the_later_in_the_common_order_counts(world: World, late: bool) -> None:
    one = opened(world)
    other = World(clock=FakeClock(world.clock.now() + (5 if late else -5)))
    other.engine.load(world.actions)
    world.clock.advance(1)
    world.engine.cases.describe(one.id, "east", title="east")
    other.engine.cases.describe(one.id, "west", title="west")
    mine, theirs = world.take(), other.take()
    for action in theirs:
        world.engine.merge(action)
    for action in mine:
        other.engine.merge(action)
    assert world.engine.ledger.incidents[one.id] == other.engine.ledger.incidents[one.id]
    assert world.engine.ledger.incidents[one.id] == folded((*world.actions, *theirs)).incidents[one.id]
    last = max((*mine, *theirs), key=lambda action: action.order)
    assert world.engine.ledger.incidents[one.id].title == last.data["title"]
