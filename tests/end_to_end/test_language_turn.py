"""Ctrl+L in the middle of everything: the other language says the same at the same place, and nothing typed is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end_to_end.driving import Post, live_cameras, until


def turn(post: Post) -> None:
    """Ctrl+L, as the guard presses it."""
    before = post.window
    QTest.keyClick(before, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until("the other window", lambda: post.running.window is not None and post.running.window is not before)


def test_the_place_the_card_and_what_was_typed_stay_and_nothing_is_counted_anew(post: Post) -> None:
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    post.help().event("panic", "H1")
    current = until_current(post)
    until("seen", lambda: post.window.desk.picture_seen(current, True).since is not None)
    seen = post.window.desk.picture_seen(current, True)
    post.window.live.card.foot.note.setText("a lad")
    post.window.shift.panel.open_page(post.window.shift.panel.log)
    post.window.shift.panel.log.entry.setText("quiet so f")
    post.window.shift.desk.banner_seen = "drill-7"
    turn(post)
    window = post.running.window
    assert window is not None
    assert window.live.card.isVisible(), "the card of an open alarm needs no key to come back"
    assert window.live.card.foot.note.text() == "a lad"
    assert window.shift.panel.isVisible() and window.shift.panel.pages.currentWidget() is window.shift.panel.log
    assert window.shift.panel.log.entry.text() == "quiet so f"
    assert window.shift.desk.banner_seen == "drill-7"
    assert post.running.desk.picture_seen(current, True) == seen


def test_the_incident_that_was_open_is_open(post: Post) -> None:
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    post.help().event("panic", "H1")
    current = until_current(post)
    occurrence = post.window.desk.occurrence(current)
    assert occurrence is not None and occurrence.incident is not None
    post.window.show_page(post.window.review)
    post.window.review.open_incident(occurrence.incident)
    post.window.review.case.notes.field.setText("a la")
    turn(post)
    window = post.running.window
    assert window is not None
    assert window.pages.currentWidget() is window.review
    assert window.review.incident == occurrence.incident
    until("it is read", lambda: window.review.desk.incident == occurrence.incident)
    until("what was typed of it", lambda: window.review.case.notes.field.text() == "a la")


def until_current(post: Post) -> str:
    until("the call-up", lambda: post.window.desk.current)
    assert post.window.desk.current is not None
    return post.window.desk.current.occurrence
