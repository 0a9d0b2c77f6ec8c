"""Wherever the guard is, a call-up shows within the same time and takes no letter out of the guard's hands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from alarms.model import Verdict
from tests.end_to_end.driving import Device, Post, live_cameras, occurrences, until

#: Seconds that a call-up may take longer on one page than on another, on a machine with other work: one that waits
#: until the guard has done with a form takes for ever.
SLACK_S = 5.0


@pytest.fixture
def ready(post: Post) -> Post:
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    return post


def standing(post: Post) -> str:
    """The point whose alarm stands on the wall, with the live page in front and the window on screen."""
    window, current = post.window, post.window.desk.current
    scene = window.live.controller.scene
    if current is None or scene is None or scene.incident != current.incident or window.isMinimized():
        return ""
    return current.point if window.pages.currentWidget() is window.live and window.live.wall.isVisible() else ""


def raised(post: Post, button: Device, number: int) -> float:
    """Press the help button; gives the seconds until its call-up stands."""
    button.event("panic", "H1", occ=f"press-{number}")
    return until("the call-up", lambda: standing(post) == "help-h1")


def settled(post: Post, button: Device, number: int) -> None:
    """Answer the alarm to its end, as a colleague would."""
    alarms, (alarm,) = post.station.alarms, occurrences(post.station, "help-h1")
    assert alarm.incident is not None
    alarms.acknowledge(alarm.id, "colleague", no_picture=True).result(60)
    button.event("panic", "H1", active=False, occ=f"press-{number}")
    until("normal again", lambda: not occurrences(post.station, "help-h1")[0].active)
    alarms.reset(alarm.id, Verdict.TEST, "colleague").result(60)
    alarms.verdict(alarm.incident, Verdict.TEST, "drill", "colleague").result(60)
    alarms.close(alarm.incident, "colleague").result(60)
    until("the wall given back", lambda: post.window.desk.current is None)


def form_on(page: QWidget, kind: type[QLineEdit] | type[QPlainTextEdit]) -> QLineEdit | QPlainTextEdit:
    """A form of the page's own, half typed."""
    field = kind(page)
    field.setGeometry(10, 10, 200, 40)
    field.show()
    field.setFocus()
    QTest.keyClicks(field, "two me")
    return field


def words(field: QWidget) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()  # type: ignore[attr-defined]


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_from_every_page_with_a_half_typed_form_within_the_same_time(ready: Post) -> None:
    window, button = ready.window, ready.help()
    first = raised(ready, button, 0)
    settled(ready, button, 0)
    forms = ((window.review, QLineEdit), (window.health, QPlainTextEdit), (window.points, QLineEdit))
    for number, (page, kind) in enumerate((*forms, (window.people, QLineEdit)), 1):
        window.show_page(page)
        field = form_on(page, kind)
        assert raised(ready, button, number) < first + SLACK_S
        assert window.typing.isVisible()
        assert focused() is window.typing.box
        QTest.keyClicks(focused(), "n with a lad")
        assert words(field) == "two men with a lad"
        QTest.keyClick(focused(), Qt.Key.Key_Backspace)
        assert standing(ready) == "help-h1"
        assert not ready.notices
        settled(ready, button, number)
        window.show_page(page)
        assert not window.typing.isVisible()
        assert focused() is field
        QTest.keyClicks(field, "dder")
        assert words(field) == "two men with a ladder"
        field.deleteLater()
        window.show_page(window.live)


def test_esc_and_enter_put_the_words_aside_and_nothing_of_them_is_a_key_of_the_wall(ready: Post) -> None:
    window, button = ready.window, ready.help()
    for number, key in enumerate((Qt.Key.Key_Escape, Qt.Key.Key_Return)):
        window.show_page(window.review)
        field = form_on(window.review, QLineEdit)
        asked: list[str] = []
        assert isinstance(field, QLineEdit)
        field.returnPressed.connect(lambda asked=asked: asked.append("sent"))
        raised(ready, button, number)
        QTest.keyClicks(focused(), "2s")
        QTest.keyClick(focused(), key)
        assert not window.typing.isVisible()
        assert not asked
        assert standing(ready) == "help-h1", "putting the words aside must not turn the wall back"
        until("the card lets acknowledge", ready.may_acknowledge)
        ready.press(Qt.Key.Key_F5)
        settled(ready, button, number)
        assert field.text() == "two me2s"
        field.deleteLater()


def test_with_the_sign_in_panel_open_the_password_goes_on_where_it_was(ready: Post) -> None:
    window, button = ready.window, ready.help()
    window.show_page(window.review)
    window.signing.toggle()
    until("the panel", window.sign_in.isVisible)
    secret = window.sign_in.fields["password"]
    secret.setFocus()
    QTest.keyClicks(secret, "half a sec")
    raised(ready, button, 0)
    assert focused() is secret
    QTest.keyClicks(focused(), "ret")
    assert secret.text() == "half a secret"
    assert window.sign_in.isVisible()
    assert not window.typing.isVisible()


def test_minimised_with_a_half_typed_form_the_window_comes_back_and_the_draft_is_there(ready: Post) -> None:
    window, button = ready.window, ready.help()
    window.show_page(window.people)
    field = form_on(window.people, QLineEdit)
    window.showMinimized()
    until("minimised", window.isMinimized)
    raised(ready, button, 0)
    assert not window.isMinimized()
    assert window.isVisible()
    assert words(field) == "two me"


def test_a_note_goes_on_for_its_own_incident_when_a_higher_alarm_takes_the_card(ready: Post) -> None:
    window, station = ready.window, ready.station
    ready.fence().event("perimeter", "Z01", occ="one")
    until("the fence on the wall", lambda: standing(ready) == "fence-z01")
    (fence,) = occurrences(station, "fence-z01")
    station.alarms.acknowledge(fence.id, "guard", no_picture=True).result(60)
    note = window.live.card.foot.note
    until("the note's field", note.isVisible)
    note.setFocus()
    QTest.keyClicks(note, "two men with a lad")
    raised(ready, ready.help(), 0)
    assert note.text() == ""
    assert focused() is window.typing.box
    QTest.keyClicks(focused(), "der ")
    until("not answered by a space", lambda: occurrences(station, "help-h1")[0].unacked)
    assert window.live.card.foot.drafts() == {fence.incident: "two men with a ladder "}
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    until("the note in its record", lambda: (one := window.desk.incident(fence.incident)) and one.notes)
    found = window.desk.incident(fence.incident)
    assert found is not None
    assert found.notes[0].text == "two men with a ladder"
    assert window.live.card.foot.drafts() == {}
    assert not window.typing.isVisible()
