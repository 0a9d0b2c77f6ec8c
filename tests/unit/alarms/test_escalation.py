"""What nobody acknowledges is brought before others in time; who answers sounds it first."""

import pytest

from alarms.answering import PRESENCE_S
from alarms.escalation import EscalationPlan, due_steps, plan_of
from alarms.model import ActionKind, AlarmPoint, EscalationStep, Priority
from alarms.schedule import Schedule, read_window
from alarms.site import AnswerPlan, Device, Site, Zone, make_site
from tests.unit.alarms.world import World, small_site

OTHER, CHIEF, CALL = EscalationStep.OTHER_STATIONS, EscalationStep.SUPERVISOR, EscalationStep.CALL_OUT


Steps = list[tuple[float, EscalationStep]]


def steps(world: World, point: str, times: int = 4) -> Steps:
    """The steps that are taken while nobody does anything, and after how many seconds."""
    found, start = [], world.of(point).raised_at
    for _ in range(times):
        due = world.engine.next_due()
        if due is None or due - start > 40_000:
            break
        for action in world.tick(max(0.0, due - world.clock.now())):
            if action.kind is ActionKind.ESCALATE:
                found.append((action.at - start, EscalationStep(action.data["step"])))
    return found


@pytest.mark.parametrize(
    ("point", "taken"),
    [
        (("help", "panic", "H501", "help-1"), [(30, OTHER), (60, CHIEF), (90, CALL)]),
        (("fence", "perimeter", "Z01", "fence-1"), [(90, OTHER), (180, CHIEF)]),
        (("doors", "door", "D01", "door-1"), [(90, OTHER), (180, CHIEF)]),
        (("fence", "fault", "psu", "psu-1"), [(28_800, CHIEF)]),
    ],
)
def test_each_priority_has_its_times(
    world: World, point: tuple[str, ...], taken: list[tuple[float, EscalationStep]]
) -> None:
    device, name, channel, key = point
    world.event(device, name, channel, occ="a")
    assert steps(world, key) == taken


def test_an_acknowledgement_ends_it_and_a_rise_begins_it_anew(world: World) -> None:
    world.event("gas", "gas", "K502", occ="g", level="low")
    world.tick(100)
    assert world.of("gas-1").escalation is OTHER
    world.acknowledge("gas-1")
    assert world.tick(1000) == []
    world.event("gas", "gas", "K502", occ="g", level="high")
    assert (world.of("gas-1").escalation, world.of("gas-1").rounds) == (EscalationStep.NONE, 1)
    world.tick(30)
    assert world.of("gas-1").escalation is OTHER


def test_a_rise_of_what_waits_already_falls_silent_nowhere(world: World) -> None:
    world.event("gas", "gas", "K502", occ="g", level="low")
    world.tick(100)
    world.event("gas", "gas", "K502", occ="g", level="high")
    assert world.of("gas-1").escalation is OTHER
    world.tick(59)
    assert world.of("gas-1").escalation is OTHER
    world.tick(1)
    assert world.of("gas-1").escalation is CHIEF


def test_several_steps_that_fell_into_a_power_cut_are_all_taken(world: World) -> None:
    world.event("help", "panic", "H501", occ="h")
    world.clock.advance(300)
    world.restart()
    made = world.tick()
    assert [one.data["step"] for one in made] == [OTHER.value, CHIEF.value, CALL.value]
    assert world.of("help-1").escalated_at == world.clock.now()


def test_what_is_put_aside_or_only_a_backlog_is_brought_before_nobody(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.engine.respond.shelve("fence-1", "storm", 600, "guard")
    world.event("fence", "perimeter", "Z02", occ="b", replay=True)
    world.tick(500)
    assert {world.of(one).escalation for one in ("fence-1", "fence-2")} == {EscalationStep.NONE}
    world.tick(100)
    assert world.of("fence-1").escalation is EscalationStep.NONE, "its time begins when it comes back"
    world.tick(90)
    assert world.of("fence-1").escalation is OTHER


def test_a_step_taken_where_nobody_had_heard_of_the_acknowledgement_counts_for_nothing(world: World) -> None:
    world.event("help", "panic", "H501", occ="h")
    other = World(small_site(), world.clock)
    other.engine.load(world.actions)
    world.acknowledge("help-1")
    world.clock.advance(30)
    other.engine.tick()
    for action in other.engine.take():
        world.engine.merge(action)
    assert world.of("help-1").escalation is EscalationStep.NONE


def test_another_stations_fast_clock_makes_nobody_wait_longer(world: World) -> None:
    ahead = World()
    ahead.clock.step_utc(300)
    ahead.event("help", "panic", "H501", occ="h")
    for action in ahead.actions:
        world.engine.merge(action)
    world.take()
    world.tick(30)
    assert world.of("help-1").escalation is OTHER
    world.tick(60)
    assert world.of("help-1").escalation is CHIEF


def test_what_does_not_wait_has_no_step(world: World) -> None:
    world.event("help", "panic", "H501", occ="h")
    plan = plan_of(world.engine.site, world.of("help-1"))
    assert due_steps(plan, world.of("help-1"), world.clock.now() + 60) == (OTHER, CHIEF)
    world.acknowledge("help-1")
    assert due_steps(plan, world.of("help-1"), world.clock.now() + 60) == ()


def own_times() -> Site:
    plans = [
        EscalationPlan("fast", ((5.0, OTHER),)),
        EscalationPlan("slow", ((500.0, CHIEF),)),
        EscalationPlan("p2", ((50.0, CALL),), Priority.P2),
    ]
    points = [
        AlarmPoint("a", "d", "perimeter", "a", "in", escalation="fast"),
        AlarmPoint("b", "d", "perimeter", "b", "in"),
        AlarmPoint("c", "d", "perimeter", "c", "out"),
        AlarmPoint("e", "d", "panic", "e", "out", escalation="gone"),
    ]
    zones = [Zone("all", escalation="slow"), Zone("in", "all"), Zone("out")]
    return make_site("demo", "S1", points=points, devices=[Device("d")], zones=zones, escalations=plans)


def test_a_point_a_zone_and_a_priority_may_have_times_of_their_own() -> None:
    world = World(own_times())
    for channel in ("a", "b", "c"):
        world.event("d", "perimeter", channel, occ="x")
    world.event("d", "panic", "e", occ="x")
    plans = [plan_of(world.engine.site, world.of(one)).id for one in ("a", "b", "c", "e")]
    assert plans == ["fast", "slow", "p2", "p1"]


# Who answers.


@pytest.fixture
def watched() -> World:
    """Station S1 answers for the house; S2 for the rest by day, which is until 15:00."""
    day = Schedule((read_window("daily 08:00-15:00"),))
    plans = [AnswerPlan("S1", frozenset({"house"})), AnswerPlan("S2", frozenset({"site"}), day)]
    world = World(small_site(answering=plans))
    world.engine.station_seen("S2", world.clock.now())
    return world


def test_the_station_that_answers_sounds_it_and_the_others_show_it(watched: World) -> None:
    watched.event("help", "panic", "H501", occ="h")
    watched.event("fence", "perimeter", "Z01", occ="f")
    assert watched.engine.overview().audible == {watched.of("help-1").id}
    assert len(watched.listed()) == 2
    answer = watched.engine.overview().answers["north"]
    assert (answer.stations, answer.present, answer.here) == (("S2",), True, False)


def test_the_others_sound_it_when_it_is_escalated(watched: World) -> None:
    watched.event("fence", "perimeter", "Z01", occ="f")
    watched.clock.advance(89)
    watched.engine.station_seen("S2", watched.clock.now())
    watched.tick()
    assert not watched.engine.overview().audible
    watched.tick(1)
    assert watched.engine.overview().audible == {watched.of("fence-1").id}


def test_the_others_sound_it_when_the_one_that_answers_was_not_seen_for_ten_seconds(watched: World) -> None:
    watched.event("fence", "perimeter", "Z01", occ="f")
    assert watched.engine.next_due() == watched.clock.now() + PRESENCE_S
    watched.clock.advance(PRESENCE_S - 0.1)
    assert not watched.engine.overview().audible
    watched.clock.advance(0.1)
    assert watched.engine.overview().audible
    watched.engine.station_seen("S2", watched.clock.now())
    assert not watched.engine.overview().audible


def test_a_sign_of_life_counts_from_when_it_was_given(watched: World) -> None:
    watched.event("fence", "perimeter", "Z01", occ="f")
    watched.clock.advance(20)
    watched.engine.station_seen("S2", watched.clock.now() - 8)
    assert not watched.engine.overview().audible
    watched.engine.station_seen("S2", watched.clock.now() - 15)  # an older one, heard late, takes nothing back
    watched.clock.advance(2)
    assert watched.engine.overview().audible


def test_who_was_never_seen_answers_for_nothing() -> None:
    world = World(small_site(answering=[AnswerPlan("S2", frozenset({"site"}))]))
    world.event("fence", "perimeter", "Z01", occ="f")
    assert world.engine.overview().audible


def test_a_zone_that_nobody_answers_for_now_is_everybodys(watched: World) -> None:
    watched.clock.advance(3600)
    watched.engine.station_seen("S2", watched.clock.now())
    watched.event("fence", "perimeter", "Z01", occ="f")
    assert watched.engine.overview().answers["north"].stations == ()
    assert watched.engine.overview().audible


def test_without_plans_every_station_answers_for_everything(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="f")
    assert world.engine.overview().audible == {world.of("fence-1").id}
    assert world.engine.overview().answers == {}
