"""Private areas in the whole program: drawn on their sheet, black on the wall at once, seen on one tile by right."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.pages.case_content import read_case
from app.pages.replay_page import ReplayPage
from app.people.rights import Role
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from tests.fakes.people import PASSWORD
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.small_station import site_text
from tests.fakes.station_process import take_snapshot

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
TILE = "live:c1"
MIDDLE = (((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)),)


def middle_black(post: Post) -> bool | None:
    """Whether the middle of the tile's picture is black; None while there is none."""
    frame = post.station.video._views[TILE].handle.latest() if TILE in post.station.video._views else None
    if frame is None:
        return None
    rows = np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.stride)
    y, x = frame.height // 2, frame.width // 2
    part = rows[y - 10 : y + 10, (x - 10) * 4 : (x + 10) * 4].reshape(-1, 4)[:, :3]
    return not part.any()


def signed(post: Post, reason: str) -> None:
    panel = post.window.sign_in
    until("the question for the reason", panel.isVisible)
    panel.fields["reason"].setText(reason)
    QTest.keyClick(panel.fields["reason"], Qt.Key.Key_Return)


def test_areas_are_drawn_hold_at_once_and_are_seen_by_right_only(post: Post) -> None:
    station, window = post.station, post.window
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    until("a picture", lambda: middle_black(post) is False)
    QTest.keyClick(window, Qt.Key.Key_P, CTRL_SHIFT)
    sheet = window.evidence.private
    until("the sheet", sheet.isVisible)
    until("its picture", lambda: sheet.view.canvas._image is not None)
    sheet.view.canvas.setFocus()
    QTest.keyClick(sheet.view.canvas, Qt.Key.Key_N)
    sheet.view.reason.setText("a bedroom window")
    sheet.view.publish.click()
    until("the areas", lambda: station.privacy.areas("c1"))
    until("black on the wall", lambda: middle_black(post))
    assert station.privacy.file.is_file()
    post.press(Qt.Key.Key_F1)
    assert sheet.view.canvas._image is None
    wall = window.live.wall
    wall.select(TILE)
    QTest.keyClick(wall, Qt.Key.Key_U)
    signed(post, "a child is lost")
    until("everything", lambda: middle_black(post) is False)
    assert wall._board.tiles[TILE].content.bare
    QTest.keyClick(wall, Qt.Key.Key_U)
    until("black again", lambda: middle_black(post))
    assert not wall._board.tiles[TILE].content.bare
    told = [(one.action, (one.after or {}).get("reason")) for one in station.audit.entries(limit=200)]
    assert ("look_unmasked", "a child is lost") in told
    assert ("change_settings", "a bedroom window") in told


def test_what_was_drawn_is_still_there_when_the_page_was_left_before_it_was_published(post: Post) -> None:
    station, window = post.station, post.window
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    sheet = window.evidence.private
    canvas = sheet.view.canvas
    window.show_page(sheet)
    until("its picture", lambda: canvas._image is not None)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_N)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    drawn = canvas.areas
    window.show_page(window.live)
    assert canvas._image is None
    window.show_page(sheet)
    assert canvas.areas == drawn and canvas.can_undo
    assert "do not hold yet" in sheet.view.message.text()
    until("its picture again", lambda: canvas._image is not None)
    sheet.view.reason.setText("a bedroom window")
    sheet.view.publish.click()
    until("the areas", lambda: station.privacy.own.get("c1"))
    until("it is said", lambda: "Black from now on" in sheet.view.message.text())
    window.show_page(window.live)
    window.show_page(sheet)
    assert not canvas.can_undo, "it begins with what holds"
    assert len(canvas.areas) == 1


def test_in_playback_they_are_seen_by_whoever_may_and_signs_for_it(
    make_post: Callable[[str], Post], cameras: RtspProcess
) -> None:
    recording = '[recording]\nmode = "always"\nleave_free_gb = 0.0\n'
    post = make_post(site_text(cameras).replace("[recording]\n", recording))
    station, window = post.station, post.window
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    station.privacy.publish("c1", MIDDLE, "Installer")
    began = station.clock.now()
    until("footage", lambda: station.clock.now() > began + 4.0 and station.footage.segments("c1", began, began + 3))
    station.people.desk.sign_out(station.people.desk.duty.people[0].account)
    post.sign_in(Role.AUDITOR)
    page = window.past.page
    window.show_page(page)
    page.desk.open(("c1",), began + 2.0)
    signed(post, "the police asks")  # an auditor says why already for looking at recordings
    until("black in playback", lambda: replay_middle_black(page))
    QTest.keyClick(page.wall, Qt.Key.Key_U)
    panel = window.sign_in
    until("who may", lambda: "Who may" in panel.message.text())
    assert panel.message.text().endswith(
        "Who may: Guard (with a second person and a reason), Supervisor (with a reason), Installer (with a reason)."
    )
    assert replay_middle_black(page)
    panel.name.setEditText("supervisor")
    panel.fields["password"].setText(PASSWORD)
    QTest.keyClick(panel.fields["password"], Qt.Key.Key_Return)
    until("the question for the reason", panel.fields["reason"].isVisible)
    panel.fields["reason"].setText("a child is lost")
    QTest.keyClick(panel.fields["reason"], Qt.Key.Key_Return)
    until("everything", lambda: replay_middle_black(page) is False)
    assert page.wall.isVisible() and page.wall._tiles[0].bare
    post.press(Qt.Key.Key_F1)  # as a call-up does
    assert not page.wall._tiles[0].bare
    window.show_page(page)
    until("black again", lambda: replay_middle_black(page))
    told = {one.action: one.after or {} for one in station.audit.entries(limit=200)}
    assert told["look_unmasked"]["reason"] == "a child is lost" and "look_unmasked_refused" in told
    until("what was shown", lambda: any(one.action == "looked_unmasked" for one in station.audit.entries(limit=20)))


def replay_middle_black(page: ReplayPage) -> bool | None:
    """Whether the middle of the replayed picture is black; None while there is none."""
    tile = next(iter(page.wall._tiles), None)
    frame = tile.source.latest() if tile is not None and tile.source is not None else None
    if frame is None:
        return None
    rows = np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.stride)
    y, x = frame.height // 2, frame.width // 2
    return not rows[y - 8 : y + 8, (x - 8) * 4 : (x + 8) * 4].reshape(-1, 4)[:, :3].any()


def dark(image: QImage) -> bool:
    """Whether the middle of a picture is black and a corner of it is not."""
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    return middle.lightness() < 16 < image.pixelColor(image.width() // 12, image.height() // 12).lightness()


def test_pictures_from_before_an_area_was_drawn_show_it_nowhere(post: Post) -> None:
    station, window = post.station, post.window
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    post.fence().event("perimeter", "Z01", occ="o1")
    until("the alarm", lambda: occurrences(station))
    incident = occurrences(station)[0].incident
    assert incident is not None
    take_snapshot(station, "c1", incident)
    (kept,) = [one for one in station.clips.of_incident(incident) if one.kind == "snapshot"]
    assert not dark(QImage(kept.path))
    station.privacy.publish("c1", MIDDLE, "Installer")
    review = window.review
    window.show_page(review)
    review.open_incident(incident)
    until("the small picture", lambda: review.desk._thumbs)
    assert all(dark(one.toImage()) for one in review.desk._thumbs.values())
    review.desk._open_picture(kept.path)
    assert dark(review.picture._pixmap.toImage())
    written: list[Path] = []
    review.reports.written.connect(written.append)
    record = read_case(station.incidents, station.clips, incident)
    assert record is not None
    review.reports.case(record, "html", people=False)
    until("the report", lambda: written)
    data = re.findall(r"data:image/png;base64,([^\"]+)", written[0].read_text("utf-8"))
    assert data
    assert all(dark(QImage.fromData(base64.b64decode(one))) for one in data)
    assert not dark(QImage(kept.path)), "what was kept was changed"
