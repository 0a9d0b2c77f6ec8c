"""Private areas in playback, with a real worker: black, seen by right and reason for a time, entered, black again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.pages import audit_words
from app.pages.replay_page import ReplayPage
from app.pages.replay_unmask import APART_S, MOST, Stretches
from app.people.authorised import Authority, AuthorityNeeded
from app.services.privacy import WHOLE
from app.services.replay_footage import ReplayFootage
from tests.fakes.people import PASSWORD
from tests.fakes.replay_footage import moved, write_segment
from tests.fakes.replay_station import ReplayStation, ended, shown_page
from video.archive.model import FootageError
from video.masks import Areas
from widgets.seen_content import SeenRow

START = 1_793_628_000.0  # 14:00:00 UTC
AT = START + 3.0
LONG_MS = 20_000
LEFT: Areas = (((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)),)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    segment = write_segment(tmp_path_factory.mktemp("footage") / "a.mp4", start=START)
    return [moved(segment, camera, 0.0) for camera in ("01", "02", "03")]


@pytest.fixture
def house(recorded: list[Any], tmp_path: Path) -> Iterator[ReplayStation]:
    with ended(ReplayStation(tmp_path, START + 36.0, *recorded)) as made:
        made.privacy.declare({"01": LEFT, "02": LEFT}, "Installer")
        yield made


@pytest.fixture
def page(house: ReplayStation, qtbot: QtBot) -> Iterator[ReplayPage]:
    with shown_page(house, qtbot) as made:
        made.desk.open(("01", "02", "03"), AT)
        until(qtbot, lambda: all(made.wall.shown_at(one) == AT for one in made.wall.cameras) and made.wall.cameras)
        made.wall.select("01")
        yield made


def black(page: ReplayPage, camera: str) -> bool | None:
    """Whether the left half of a camera's picture is black, as it lies in the memory that is painted from."""
    source = next((tile.source for tile in page.wall._tiles if tile.camera == camera), None)
    frame = source.latest() if source is not None else None
    if frame is None:
        return None
    middle = frame.height // 2 * frame.stride
    assert frame.pixels[middle + 4 * (frame.width - 10)] > 20, "the right half is nobody's secret"
    return frame.pixels[middle + 4 * 10] == 0


def ask(page: ReplayPage, qtbot: QtBot) -> tuple[AuthorityNeeded, Any]:
    """Press U, and give what it asks for."""
    with qtbot.waitSignal(page.authority_wanted, timeout=LONG_MS) as asked:
        qtbot.keyClick(page.wall, Qt.Key.Key_U)
    needed, again = asked.args
    return needed, again


def lift(page: ReplayPage, qtbot: QtBot, reason: str = "a child is lost") -> None:
    needed, again = ask(page, qtbot)
    assert needed.code == "reason_needed" and black(page, "01")
    again(needed.retry(replace(needed.held, reason=reason)))
    until(qtbot, lambda: black(page, "01") is False)


def until(qtbot: QtBot, done: Any) -> None:
    qtbot.waitUntil(lambda: bool(done()), timeout=LONG_MS)


def entered(house: ReplayStation, action: str) -> list[dict[str, Any]]:
    found = [one for one in house.people.audit.entries(limit=50) if one.action == action]
    return [{**(one.after or {}), "who": one.actor, "camera": one.object} for one in found]


def thumbnail_black(page: ReplayPage) -> bool:
    made = page.desk.engine.thumbnail("01", AT, 160, 90).result(60)
    assert made is not None and made.pixels[3 * 150] > 20
    return made.pixels[3 * 10] == 0


def test_they_are_black_seen_by_right_and_reason_entered_and_black_again(
    page: ReplayPage, house: ReplayStation, qtbot: QtBot
) -> None:
    assert black(page, "01") and black(page, "02") and black(page, "03") is False
    notices: list[str] = []
    page.notice.connect(notices.append)
    lift(page, qtbot)
    assert page.unmasking.lifted == ("01",)
    assert black(page, "02"), "another camera was shown too"
    tile = page.wall._tiles[0]
    assert tile.bare[0].startswith("PRIVATE AREAS SHOWN until 14:05")
    assert tile.bare[0] in page.wall.accessibleDescription() and notices[-1].endswith(tile.bare[0])
    assert page.bar.buttons["unmask"].text() == "Hide private areas  U" and "14:05" in page.bar.private_words.text()
    assert thumbnail_black(page)
    page.desk.seek(AT + 2.0)
    until(qtbot, lambda: abs(page.wall.shown_at("01") - AT - 2.0) < 0.01)
    assert black(page, "01") is False

    qtbot.keyClick(page.wall, Qt.Key.Key_U)
    until(qtbot, lambda: black(page, "01"))
    assert (
        page.unmasking.lifted == () and tile.bare == () and page.bar.buttons["unmask"].text() == "Show private areas  U"
    )
    supervisor = house.people.desk.duty.people[0].account
    (asked,) = entered(house, "look_unmasked")
    assert (asked["camera"], asked["who"], asked["reason"]) == ("01", supervisor, "a child is lost")
    assert asked["recorded_at"] == pytest.approx(AT, abs=0.01) and asked["minutes"] == 5
    until(qtbot, lambda: entered(house, "looked_unmasked"))
    (seen,) = entered(house, "looked_unmasked")
    ((begin, end),) = seen["shown"]
    assert begin == pytest.approx(AT, abs=0.11) and end == pytest.approx(AT + 2.0, abs=0.11)
    assert (seen["camera"], seen["who"], seen["reason"]) == ("01", supervisor, "a child is lost")
    said = audit_words.detail(None, {name: seen[name] for name in ("shown", "reason")})
    assert said == "recording shown: 2026-11-02 14:00:03 – 14:00:05, reason: a child is lost"


def test_it_ends_by_itself(page: ReplayPage, house: ReplayStation, qtbot: QtBot) -> None:
    cast(Any, house.station).site = SimpleNamespace(evidence=SimpleNamespace(unmasked_min=1 / 30))
    lift(page, qtbot)
    until(qtbot, lambda: black(page, "01"))
    until(qtbot, lambda: page.unmasking.lifted == ())
    assert page.wall._tiles[0].bare == ()
    until(qtbot, lambda: entered(house, "looked_unmasked"))


def test_another_page_in_front_signing_out_and_taking_the_camera_out_end_it(
    page: ReplayPage, house: ReplayStation, qtbot: QtBot
) -> None:
    lift(page, qtbot)
    page.hide()  # what an alarm does that brings the live page
    assert page.unmasking.lifted == ()
    page.show()
    until(qtbot, lambda: black(page, "01"))
    lift(page, qtbot)
    house.people.desk.sign_out(house.people.desk.duty.people[0].account)
    until(qtbot, lambda: page.unmasking.lifted == () and black(page, "01"))
    house.people.desk.sign_in("supervisor", PASSWORD)
    lift(page, qtbot)
    qtbot.keyClick(page.wall, Qt.Key.Key_Delete)
    until(qtbot, lambda: page.unmasking.lifted == ())
    page.desk.add("01")
    until(qtbot, lambda: black(page, "01") is not None)
    assert black(page, "01"), "the camera came back with its private areas shown"
    until(qtbot, lambda: len(entered(house, "looked_unmasked")) == 3)


def test_without_the_right_it_is_refused_entered_and_nothing_is_shown(
    page: ReplayPage, house: ReplayStation, qtbot: QtBot
) -> None:
    house.people.desk.sign_out(house.people.desk.duty.people[0].account)
    house.people.desk.sign_in("auditor", PASSWORD)
    needed, again = ask(page, qtbot)
    assert needed.code == "role_lacks_right"
    until(qtbot, lambda: entered(house, "look_unmasked_refused"))
    assert black(page, "01") and page.unmasking.lifted == ()
    supervisor = house.people.desk.vouch("supervisor", PASSWORD)
    again(needed.retry(replace(needed.held, person=supervisor, reason="the police asks")))
    until(qtbot, lambda: black(page, "01") is False)  # signed for this once, without being on duty
    assert entered(house, "look_unmasked")[0]["who"] == supervisor.account


def test_a_right_that_comes_when_another_page_is_in_front_shows_nothing(
    page: ReplayPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    begin = page.unmasking._begin

    def seen(camera: str, held: Authority) -> None:
        begin(camera, held)
        begun.append(camera)

    monkeypatch.setattr(page.unmasking, "_begin", seen)
    needed, again = ask(page, qtbot)
    page.hide()
    again(needed.retry(replace(needed.held, reason="late")))
    until(qtbot, lambda: begun == ["01"])
    page.show()
    assert page.unmasking.lifted == () and black(page, "01")


def test_a_camera_without_private_areas_asks_for_nothing(page: ReplayPage, qtbot: QtBot) -> None:
    page.wall.select("03")
    assert not page.bar.private.isVisibleTo(page)
    with qtbot.waitSignal(page.notice, timeout=LONG_MS) as told:
        qtbot.keyClick(page.wall, Qt.Key.Key_U)
    assert told.args[0].endswith("has no private areas.")
    page.wall.select("01")
    assert page.bar.private.isVisibleTo(page)
    with qtbot.waitSignal(page.authority_wanted, timeout=LONG_MS):
        page.bar.buttons["unmask"].click()


def test_of_a_camera_whose_areas_are_lost_nothing_can_be_lifted(
    page: ReplayPage, house: ReplayStation, qtbot: QtBot
) -> None:
    drawn = house.privacy._drawn
    house.privacy._drawn = replace(drawn, unsure=frozenset({"01"}))
    assert house.privacy.of_past["01"] == WHOLE
    with qtbot.waitSignal(page.notice, timeout=LONG_MS) as told:
        qtbot.keyClick(page.wall, Qt.Key.Key_U)
    assert "declares the private areas" in told.args[0]
    footage = ReplayFootage(house.footage, cast(Any, SimpleNamespace()), house.privacy.withheld)
    with pytest.raises(FootageError, match="undeclared"):
        footage.segments("01", START, AT)
    with pytest.raises(FootageError, match="undeclared"):
        footage.fetch(house.footage.all[0])


def test_small_pictures_of_before_an_area_was_drawn_are_forgotten(
    page: ReplayPage, house: ReplayStation, qtbot: QtBot
) -> None:
    page.wall.select("03")
    page.timeline.thumbnail_wanted.emit(AT)  # the pointer rests there
    until(qtbot, lambda: any(one is not None for one in page.timeline._thumbnails.values()))
    page.seen.set_rows([SeenRow(1, "03", "person", AT, AT + 1.0)], more=False)
    page.hide()
    house.privacy.publish("03", LEFT, "Installer")  # on its own page
    page.show()
    assert not page.timeline._thumbnails and page.seen.list.count() == 0
    until(qtbot, lambda: black(page, "03"))


def test_what_was_shown_is_told_in_few_stretches() -> None:
    shown = Stretches()
    for at in (100.0, 100.1, 103.0, 99.0, 5000.0, 5001.0):
        shown.take(at)
    assert shown.all == [(99.0, 103.0), (5000.0, 5001.0)]
    for number in range(2 * MOST):
        shown.take(10_000.0 + number * 10 * APART_S)
    assert len(shown.all) == MOST
    assert shown.all[-1][1] == 10_000.0 + (2 * MOST - 1) * 10 * APART_S
