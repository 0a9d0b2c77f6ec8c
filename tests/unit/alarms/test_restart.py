"""Kill the station after any step: the record says the same alarms, acknowledgements, timers and armed zones."""

from collections.abc import Callable

from alarms.engine import AlarmEngine
from alarms.model import Verdict
from alarms.schedule import Schedule, read_window
from alarms.site import ArmingPlan, Device, Site, make_site
from tests.unit.alarms.world import World, rich_site

Step = Callable[[World], object]


def deaf_site() -> Site:
    """The rich site without heartbeats, which begin anew by design, and with a fence that is armed by the week."""
    rich = rich_site()
    schedule = Schedule((read_window("daily 14:10-14:40"),))
    return make_site(
        "demo",
        "S1",
        points=[point for point in rich.points.values() if not point.heartbeat_s],
        devices=[Device(device.id, device.zone) for device in rich.devices.values()],
        zones=rich.zones.values(),
        groups=rich.groups.values(),
        arming=[ArmingPlan("afternoon", ("north",), schedule)],
    )


STEPS: tuple[Step, ...] = (
    lambda w: w.tick(),
    lambda w: w.event("fence", "perimeter", "Z01", occ="a"),
    lambda w: w.event("slow", "perimeter", "D1", occ="b"),
    lambda w: w.tick(3),
    lambda w: w.tick(2),
    lambda w: w.event("slow", "perimeter", "D2", occ="c"),
    lambda w: w.event("slow", "perimeter", "D2", False, occ="c"),
    lambda w: w.event("slow", "perimeter", "D3", occ="d"),
    lambda w: w.event("slow", "perimeter", "D3", False, occ="d"),
    lambda w: w.tick(10),
    lambda w: w.event("pair", "intrusion", "P1", occ="e"),
    lambda w: w.tick(15),
    lambda w: w.event("pair", "intrusion", "P2", occ="f"),
    lambda w: w.acknowledge("pair-1"),
    lambda w: w.event("help", "panic", "H501", occ="g"),
    lambda w: w.tick(30),
    lambda w: w.tick(30),
    lambda w: w.acknowledge("help-1"),
    lambda w: w.engine.respond.shelve("fence-2", "storm", 900, "guard"),
    lambda w: w.engine.respond.take_out_of_service("psu-1", "repair", 1200, "chief", "second", "hourly"),
    lambda w: w.event("fence", "perimeter", "Z02", occ="h"),
    lambda w: w.tick(520),
    lambda w: w.engine.respond.arm("north", "guard", armed=False),
    lambda w: [w.event("gas", "fault", f"f{n}", occ="x") for n in range(12)],
    lambda w: w.tick(400),
    lambda w: w.event("panel", "fire", "L01-001", occ="i"),
    lambda w: w.event("panel", "fire", "L01-002", occ="j"),
    lambda w: [w.event("S1", "camera", f"cam{n}", kind="no_picture") for n in (1, 2)],
    lambda w: w.acknowledge("smoke-1"),
    lambda w: w.engine.respond.verdict(w.incident("smoke-1").id, Verdict.REAL, "", "guard"),
    lambda w: w.tick(700),
    lambda w: w.tick(86_400),
)


def test_a_restart_after_any_step_changes_nothing() -> None:
    site = deaf_site()
    world = World(site)
    for at, step in enumerate(STEPS):
        step(world)
        world.take()
        again = AlarmEngine(site, world.clock)
        again.load(list(reversed(world.actions)))
        assert again.snapshot() == world.engine.snapshot(), f"step {at}"
        assert again.overview() == world.engine.overview(), f"step {at}"
        assert again.next_due() == world.engine.next_due(), f"step {at}"
        assert again.ledger.occurrences == world.engine.ledger.occurrences
    assert len(world.actions) > 100


def test_a_station_that_dies_after_every_step_tells_the_same_story() -> None:
    whole, dying = World(deaf_site()), World(deaf_site())
    for step in STEPS:
        for world in (whole, dying):
            step(world)
            world.take()
        dying.restart()
    told = [[(one.kind, one.at, one.user) for one in world.actions] for world in (whole, dying)]
    assert told[0] == told[1]
    states = [sorted(one.state for one in world.engine.ledger.occurrences.values()) for world in (whole, dying)]
    assert states[0] == states[1]
