"""Private areas in the whole program: drawn on their sheet, black on the wall at once, seen on one tile by right."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end_to_end.driving import Post, live_cameras, until

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
TILE = "live:c1"


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
