"""A drill never hides, joins, ends or delays anything real."""

from alarms.model import ActionKind, Verdict
from tests.unit.alarms.world import World


def test_a_drill_and_the_real_of_one_point_stand_side_by_side(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.event("fence", "perimeter", "Z01", occ="a", drill=True)
    assert sorted((one.drill, one.active) for one in world.listed()) == [(False, True), (True, True)]
    assert len({one.incident for one in world.listed()}) == 2
    world.event("fence", "perimeter", "Z01", False, occ="a", drill=True)
    assert world.engine.ledger.active_of("fence-1")
    world.event("fence", "perimeter", "Z01", False)
    assert not world.engine.ledger.active_of("fence-1")


def test_a_device_without_names_ends_its_own_kind_only(world: World) -> None:
    world.event("fence", "perimeter", "Z01", drill=True)
    world.event("fence", "perimeter", "Z01")
    world.event("fence", "perimeter", "Z01", False)
    (drill,) = world.engine.ledger.active_of("fence-1", drill=True)
    assert drill.drill
    assert world.engine.ledger.latest_of("fence-1", drill=False) != drill


def test_a_drill_that_waits_delays_nothing_real(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="a", drill=True)
    rich.clock.advance(4)
    rich.event("slow", "perimeter", "D1", occ="a")
    rich.tick(1)
    assert [one.drill for one in rich.listed()] == [True]
    rich.tick(4)
    assert sorted(one.drill for one in rich.listed()) == [False, True]


def test_ending_a_drill_returns_each_of_its_alarms_and_nothing_real(rich: World) -> None:
    rich.event("fence", "perimeter", "Z01", occ="a", drill=True)
    rich.event("gas", "gas", "K502", occ="b", drill=True, level="high")
    rich.event("slow", "perimeter", "D1", occ="c", drill=True)
    rich.event("slow", "perimeter", "D1", occ="c")
    rich.event("fence", "perimeter", "Z02", occ="d")
    rich.event("fence", "perimeter", "Z01", False, occ="a", drill=True)
    rich.engine.respond.end_drill("chief")
    made = rich.take()
    assert [(one.kind, one.user) for one in made][:2] == [(ActionKind.RETURN, "chief"), (ActionKind.WITHDRAW, "")]
    real = {one.id for one in rich.listed() if not one.drill}
    assert not [one for one in made if one.occurrence in real]
    assert [one.point for one in rich.listed() if one.active] == ["fence-2"]
    assert [one.drill for one in rich.engine.ledger.all_pending()] == [False]
    assert all(not one.drill for one in rich.listed())


def test_nothing_of_a_drill_that_is_over_waits_for_anybody(rich: World) -> None:
    rich.event("fence", "perimeter", "Z01", occ="a", drill=True)
    rich.event("gas", "gas", "K502", occ="b", drill=True, level="high")
    rich.event("heart", "fault", "x", occ="c", drill=True)
    rich.event("fence", "perimeter", "Z02", occ="real")
    gas = next(one for one in rich.listed() if one.alarm_class == "gas")
    rich.engine.respond.acknowledge(gas.id, "li", no_picture=True)
    rich.engine.respond.verdict(gas.incident or "", Verdict.REAL, "", "li")
    rich.engine.respond.end_drill("chief")
    assert [(one.point, one.drill, one.unacked) for one in rich.listed()] == [("fence-2", False, True)]
    drills = [one for one in rich.engine.ledger.incidents.values() if one.drill]
    assert all(not one.open for one in drills)
    verdicts = {one.id: one.verdict for one in drills}
    assert verdicts.pop(gas.incident or "") is Verdict.REAL, "what was said of it stays"
    assert set(verdicts.values()) == {Verdict.TEST, None}, "a mere fault closes by itself"
    (real,) = [one for one in rich.engine.ledger.incidents.values() if not one.drill]
    assert (real.open, real.verdict) == (True, None)
    rich.take()
    rich.engine.respond.end_drill("chief")
    assert not rich.take()


def test_a_case_of_a_drill_takes_in_nothing_real(world: World) -> None:
    for n in range(3):
        world.event("fence", "perimeter", "Z01", occ=f"d{n}", drill=True)
    world.event("fence", "perimeter", "Z01", occ="real")
    assert not world.incident("fence-1").drill
    assert world.incident("fence-1").occurrences == (world.of("fence-1").id,)


def test_a_drill_is_no_sign_of_life(rich: World) -> None:
    rich.tick(20)
    rich.event("heart", "fault", "x", occ="a", drill=True)
    rich.tick(10)
    assert "heart/device/heartbeat" in {one.point for one in rich.listed()}
    rich.event("heart", "fault", "y", False, drill=True)
    assert rich.of("heart/device/heartbeat").active
