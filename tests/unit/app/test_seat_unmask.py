"""Private areas on one tile: seen by right, with a reason, for minutes, said on the tile, and over by itself."""

import ast
import time
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.people.authorised import Asked, Authority, AuthorityNeeded
from app.people.rights import Action, Answer, Person, Role
from tests.fakes.wall_station import WallStation

CHIEF = Person("u1", "chief", "Chief", Role.SUPERVISOR)
KEY = "live:cam01"


class Desk:
    """Who is on duty, what was asked, what the engine was told."""

    def __init__(self, made: WallStation) -> None:
        self.asked: list[str] = []
        self.lifted: list[tuple[str, float]] = []
        self.answers: list[Future[Authority]] = []
        self.duty = SimpleNamespace(people=(CHIEF,))
        station = cast(Any, made)
        station.privacy = SimpleNamespace(areas=lambda camera: ("area",) if camera == "cam01" else ())
        station.acts = SimpleNamespace(look_unmasked=self._ask)
        station.people = SimpleNamespace(desk=self)
        station.video.lift_mask = self._lift
        self.seat = made.walls.main
        self.serving = self.seat.unmasking
        self.needed: list[tuple[AuthorityNeeded, Any]] = []
        self.serving.authority_wanted.connect(lambda error, again: self.needed.append((error, again)))

    def _ask(self, camera: str) -> Future[Authority]:
        self.asked.append(camera)
        self.answers.append(Future())
        return self.answers[-1]

    def _lift(self, view: str, seconds: float) -> bool:
        self.lifted.append((view, seconds))
        return True

    def grant(self) -> None:
        self.answers[-1].set_result(Authority(CHIEF, reason="a child is lost"))
        until(lambda: bool(self.serving.lifted))


def until(condition: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        QApplication.processEvents()


@pytest.fixture
def desk(wall_station: WallStation, qapp: QApplication) -> Desk:
    made = Desk(wall_station)
    made.seat.show()
    return made


def said(desk: Desk) -> str:
    return desk.seat.wall._board.tiles[KEY].content.bare


def test_it_is_asked_for_said_on_the_tile_and_over_by_itself(desk: Desk, wall_station: WallStation) -> None:
    desk.seat.wall.select(KEY)
    QTest.keyClick(desk.seat.wall, Qt.Key.Key_U)
    assert desk.asked == ["cam01"]
    assert desk.lifted == []
    assert said(desk) == ""
    desk.grant()
    assert desk.lifted[-1] == (KEY, wall_station.site.evidence.unmasked_min * 60.0)
    assert said(desk).startswith("PRIVATE AREAS SHOWN until")
    wall_station.clock.advance(299)
    desk.serving._look()
    assert desk.serving.lifted == (KEY,)
    wall_station.clock.advance(1)
    desk.serving._look()
    assert desk.serving.lifted == ()
    assert desk.lifted[-1] == (KEY, 0)
    assert said(desk) == ""


def test_the_same_key_ends_it_and_so_does_signing_out(desk: Desk) -> None:
    desk.serving.toggle(KEY)
    desk.grant()
    desk.serving.toggle(KEY)
    assert desk.serving.lifted == ()
    desk.serving.toggle(KEY)
    desk.grant()
    desk.duty = SimpleNamespace(people=())
    desk.serving._look()
    assert desk.serving.lifted == ()
    assert desk.lifted[-1] == (KEY, 0)


def test_another_camera_on_the_tile_ends_it(desk: Desk) -> None:
    desk.serving.toggle(KEY)
    desk.grant()
    desk.seat.choose("gates")
    desk.seat.controller.close()
    desk.serving._look()
    assert desk.serving.lifted == ()


def test_without_the_right_a_signature_is_asked_for_and_nothing_shown(desk: Desk) -> None:
    desk.serving.toggle(KEY)
    asked = Asked(Action.LOOK_UNMASKED, "cam01")
    desk.answers[-1].set_exception(AuthorityNeeded(Answer.REASON, asked, Authority(CHIEF), lambda _held: Future()))
    until(lambda: bool(desk.needed))
    assert desk.lifted == []
    granted: Future[Authority] = Future()
    granted.set_result(Authority(CHIEF, reason="why"))
    desk.needed[0][1](granted)
    until(lambda: desk.serving.lifted == (KEY,))


def test_a_camera_without_private_areas_asks_for_nothing(desk: Desk, wall_station: WallStation) -> None:
    desk.serving.toggle("live:cam02")
    assert desk.asked == []
    assert wall_station.notices[-1] == "Camera 2 has no private areas."


def test_whatever_writes_pictures_for_people_is_veiled() -> None:
    """Every sink into a frame slot in the video core is made with a veil."""
    made = 0
    for file in Path("video").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "SlotSink":
                made += 1
                veiled = len(node.args) >= 4 or any(keyword.arg == "veil" for keyword in node.keywords)
                assert veiled, f"{file}:{node.lineno}"
    assert made >= 3
