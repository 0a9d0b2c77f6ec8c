"""What the ledger lets go of it fetches again, and judges as if it had held it all along."""

from collections.abc import Iterable

import pytest

from alarms.model import Action, ActionKind, Verdict
from tests.unit.alarms.world import World, native

DAY = 86_400.0


@pytest.fixture
def archived(world: World) -> World:
    """A station that may let go of what its record has."""

    def find(case: str) -> Iterable[Action]:
        return [one for one in world.actions if case in (one.occurrence, one.incident)]

    world.engine.ledger.archive = find
    return world


def settle(world: World, occ: str, point: str = "Z01") -> str:
    """One alarm from its beginning to its closing; its id."""
    world.event("fence", "perimeter", point, occ=occ)
    world.event("fence", "perimeter", point, False, occ=occ)
    (key,) = (one.id for one in world.listed())
    case = world.engine.ledger.occurrences[key].incident or ""
    world.engine.respond.acknowledge(key, "guard", no_picture=True)
    world.engine.respond.verdict(case, Verdict.FALSE, "cat", "guard")
    world.engine.respond.close(case, "guard")
    world.take()
    world.clock.advance(3600)
    return key


def test_old_cases_are_let_go_and_open_recent_and_newest_ones_are_kept(archived: World) -> None:
    old, newest = settle(archived, "a"), settle(archived, "b")
    archived.event("fence", "perimeter", "Z02", occ="c")
    ledger = archived.engine.ledger
    assert ledger.forget(0.0) == 0
    assert ledger.forget(archived.clock.now() + DAY) == 3
    held = set(ledger.occurrences.keys())
    assert old not in held
    assert held == {newest, archived.of("fence-2").id}
    assert ledger.history(old)[0].kind is ActionKind.RAISE, "and is there again when it is spoken of"
    assert ledger.mark() == 0


def test_nothing_is_let_go_that_cannot_be_fetched_or_is_not_durable(world: World) -> None:
    settle(world, "a")
    settle(world, "b")
    assert world.engine.ledger.forget(world.clock.now()) == 0


def test_nothing_is_let_go_while_something_may_be_undone(archived: World) -> None:
    settle(archived, "a")
    settle(archived, "b")
    archived.engine.respond.arm("north", "guard", armed=False)
    assert archived.engine.ledger.forget(archived.clock.now()) == 0


def test_a_withdrawn_activation_is_let_go_too(rich: World) -> None:
    rich.engine.ledger.archive = lambda case: [one for one in rich.actions if one.occurrence == case]
    rich.event("slow", "perimeter", "D1", occ="a")
    rich.event("slow", "perimeter", "D1", False, occ="a")
    rich.event("slow", "perimeter", "D1", occ="b")
    assert rich.engine.ledger.forget(rich.clock.now() + DAY) == 1
    assert len(rich.engine.ledger.all_pending()) == 1


def test_a_message_of_a_case_that_was_let_go_is_judged_with_all_of_it(archived: World) -> None:
    old = settle(archived, "a")
    settle(archived, "b")
    archived.engine.ledger.forget(archived.clock.now())
    latest = archived.of("fence-1").id
    late = native(archived.clock, "fence", "event/perimeter/Z01", False, occ="a")
    assert archived.send(late) == []
    assert archived.of("fence-1").id == latest
    assert old in archived.engine.ledger.occurrences
    assert "nothing of this name" not in archived.engine.ledger.occurrences
    with pytest.raises(KeyError):
        archived.engine.ledger.occurrences["nothing of this name"]


def test_another_stations_words_of_a_case_that_was_let_go_are_joined_to_it(archived: World) -> None:
    old = settle(archived, "a")
    settle(archived, "b")
    archived.engine.ledger.forget(archived.clock.now())
    other = World(archived.engine.site)
    other.engine.load(one for one in archived.actions if one.occurrence == old or one.incident)
    other.engine.respond.nuisance(old, "wind", "li")
    (mark,) = other.engine.take()
    assert archived.engine.merge(mark)
    found = archived.engine.ledger.occurrences[old]
    assert (found.nuisance, found.acked_by) == ("wind", "guard")
    archived.engine.rewind()
    assert archived.engine.ledger.occurrences[old].nuisance == ""


@pytest.mark.parametrize("case", ["occurrence", "incident"])
def test_a_case_is_fetched_by_either_name(archived: World, case: str) -> None:
    old = settle(archived, "a")
    incident = archived.engine.ledger.occurrences[old].incident or ""
    settle(archived, "b", "Z03")
    archived.event("fence", "perimeter", "Z01", occ="c")
    archived.engine.ledger.forget(archived.clock.now() + DAY)
    ledger = archived.engine.ledger
    if case == "occurrence":
        assert ledger.occurrences[old].id == old
    else:
        assert ledger.incidents[incident].occurrences == (old,)


def test_what_was_touched_since_it_was_durable_is_told_in_order(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    assert world.engine.ledger.touched() == ((), ())
    world.engine.message(native(world.clock, "fence", "event/perimeter/Z02", True, occ="b"))
    world.engine.respond.acknowledge(world.of("fence-1").id, "guard", no_picture=True)
    occurrences, incidents = world.engine.ledger.touched()
    assert [one.point for one in occurrences] == ["fence-2", "fence-1"]
    assert [one.id for one in incidents] == [world.of("fence-1").incident]
    world.engine.rewind()
    assert world.engine.ledger.touched() == ((), ())


def test_of_two_who_write_the_same_the_later_in_the_common_order_holds(world: World) -> None:
    for armed in (False, True):
        world.engine.respond.arm("north", "guard", armed=armed)
    disarmed, again = world.take()
    other = World()
    assert [other.engine.merge(one) for one in (again, disarmed)] == [True, True]
    assert not other.engine.ledger.register("disarm", "north").on
