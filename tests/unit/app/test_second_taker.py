"""Who answered second is told, once, and by whom the case is held."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from alarms.model import ActionKind
from alarms.overview import Overview
from alarms.ports import AlarmChange
from app.pages.alarm_desk import AlarmDesk
from app.pages.second_taker import CameSecond
from tests.unit.alarms.test_stations import both, lose
from tests.unit.alarms.world import World, rich_site


class Seat:
    """A station's window side: a desk that is told of every commit, and what it says."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.desk = AlarmDesk(world.clock)
        self.told: list[CameSecond] = []
        self.desk.came_second.connect(self.told.append)

    def act(self, user: str, point: str) -> None:
        self.world.engine.respond.acknowledge(self.world.of(point).id, user, no_picture=True)
        self.commit()

    def hear(self, other: World) -> None:
        for action in list(other.actions):
            if self.world.engine.merge(action):
                self.world.actions.append(action)
        self.commit()

    def commit(self) -> None:
        """What was touched is told; all that is open is told with it, which must not be news again."""
        self.world.take()
        found = self.world.engine.snapshot()
        self.desk.take(AlarmChange(found.occurrences, found.incidents))


def seats() -> tuple[Seat, Seat]:
    one, two = Seat(World(rich_site("S1"))), Seat(World(rich_site("S2")))
    two.world.clock.step_utc(120)
    return one, two


def meet(one: Seat, two: Seat) -> None:
    for _ in range(2):
        one.hear(two.world)
        two.hear(one.world)


def test_who_answered_second_is_told_once_and_the_first_nothing_of_himself(qtbot: QtBot) -> None:
    one, two = seats()
    both(one.world, two.world, "fence", "event/perimeter/Z01", occ="a")
    for seat in (one, two):
        seat.commit()
    two.act("li", "fence-1")
    one.act("wang", "fence-1")
    assert (one.told, two.told) == ([], [])
    meet(one, two)
    meet(one, two)
    assert two.told == [CameSecond("li", "wang", "north")]
    assert one.told == two.told, "each window shows only what is of its own guard"


def test_who_took_a_case_that_turns_out_to_be_another_is_told(qtbot: QtBot) -> None:
    one, two = seats()
    for seat, user in ((one, "wang"), (two, "li")):
        lose(seat.world, "cam1", f"by {user}")
        seat.commit()
        seat.act(user, "cam1")
    meet(one, two)
    assert two.told == [CameSecond("li", "wang", "north")]


def test_what_the_window_finds_at_its_start_is_no_news(qtbot: QtBot) -> None:
    one, two = seats()
    both(one.world, two.world, "fence", "event/perimeter/Z01", occ="a")
    two.act("li", "fence-1")
    one.act("wang", "fence-1")
    meet(one, two)
    late = Seat(two.world)
    late.desk.resync(two.world.engine.snapshot(), Overview())
    late.commit()
    assert late.told == []
    (alarm,) = two.world.listed()
    late.desk.take(AlarmChange((replace(alarm, also_acked_by=("li", "zhao")),)))
    assert late.told == [CameSecond("zhao", "wang", "north")]
    assert {action.kind for action in one.world.actions} >= {ActionKind.ACKNOWLEDGE}
