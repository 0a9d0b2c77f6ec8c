"""An alarm reaches the guard wherever the program stands, and takes nothing out of the guard's hands."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end_to_end.driving import Post, live_cameras, occurrences, until


def current_point(post: Post) -> str:
    current = post.window.desk.current
    return current.point if current is not None else ""


def test_minimised_or_on_another_page_an_alarm_brings_the_live_page(post: Post) -> None:
    window, station = post.window, post.station
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    window.showMinimized()
    until("the window minimised", window.isMinimized)
    post.help().event("panic", "H1")
    until("the window back", lambda: not window.isMinimized() and current_point(post) == "help-h1")
    assert window.isVisible()
    assert window.pages.currentWidget() is window.live
    painted = post.paints("live:c3")
    until("the zone's picture painted", lambda: post.paints("live:c3") > painted)
    post.press(Qt.Key.Key_F3)
    assert window.pages.currentWidget() is window.review
    fence = post.fence()
    fence.event("perimeter", "Z01", occ="one")
    until("the live page", lambda: window.pages.currentWidget() is window.live)
    assert current_point(post) == "help-h1"
    assert {one.point for one in occurrences(station)} == {"help-h1", "fence-z01"}


def test_what_is_no_new_alarm_leaves_the_guard_on_the_page_he_chose(post: Post) -> None:
    window, station = post.window, post.station
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    fence = post.fence()
    fence.event("perimeter", "Z01", occ="one")
    until("the call-up", post.may_acknowledge)
    post.press(Qt.Key.Key_F3)
    alarm = occurrences(station, "fence-z01")[0]
    station.alarms.acknowledge(alarm.id, "colleague", station.clock.now() - 5).result(60)
    until("the wall knows", lambda: not (call := window.desk.current) or not call.unacked)
    fence.event("perimeter", "Z01", active=False, occ="one")
    until("the end known", lambda: (one := window.desk.occurrence(alarm.id)) is None or not one.active)
    assert window.pages.currentWidget() is window.review


def test_f5_turns_to_the_alarm_that_waits_and_acknowledges_only_what_is_on_the_card(post: Post) -> None:
    window, station = post.window, post.station
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    live = window._page_buttons.buttons()[0]
    post.fence().event("perimeter", "Z01", occ="one")
    until("the call-up", post.may_acknowledge)
    post.help().event("panic", "H1", occ="two")
    until("the higher one has the wall", lambda: current_point(post) == "help-h1" and post.may_acknowledge())
    assert live.text() == "Live F1 (2)"
    post.press(Qt.Key.Key_F5)
    until("the higher one answered", lambda: not occurrences(station, "help-h1")[0].unacked)
    until("the card says so", lambda: (call := window.desk.current) is not None and not call.unacked)
    assert live.text() == "Live F1 (1)"
    post.press(Qt.Key.Key_F5)
    assert current_point(post) == "fence-z01"
    assert occurrences(station, "fence-z01")[0].unacked
    until("its picture was up", post.may_acknowledge)
    post.press(Qt.Key.Key_F5)
    until("both answered", lambda: live.text() == "Live F1")
    until("back at the more urgent one", lambda: current_point(post) == "help-h1")


def test_a_half_typed_note_is_kept_for_its_incident(post: Post) -> None:
    window, station = post.window, post.station
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    post.fence().event("perimeter", "Z01", occ="one")
    until("the call-up", post.may_acknowledge)
    post.press(Qt.Key.Key_F5)
    note = window.live.card.foot.note
    until("the note's field", note.isVisible)
    QTest.keyClicks(note, "two men with a lad")
    post.help().event("panic", "H1", occ="two")
    until("the higher alarm", lambda: current_point(post) == "help-h1")
    assert note.text() == ""
    window.desk.choose(occurrences(station, "fence-z01")[0].id)
    until("the first incident again", lambda: current_point(post) == "fence-z01")
    assert note.text() == "two men with a lad"
    QTest.keyClicks(note, "der")
    QTest.keyClick(note, Qt.Key.Key_Return)
    incident = occurrences(station, "fence-z01")[0].incident
    until("the note in the record", lambda: (one := window.desk.incident(incident)) and one.notes)
    found = window.desk.incident(incident)
    assert found is not None
    assert found.notes[0].text == "two men with a ladder"


def test_another_window_knows_at_once_which_cameras_are_live(post: Post) -> None:
    """Else P1 could be acknowledged as "no picture" right after a change of language."""
    station = post.station
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    post.window = post.open()
    post.help().event("panic", "H1")
    until("the call-up", lambda: current_point(post) == "help-h1")
    content = post.window.live.card.content
    assert content is not None
    assert content.acknowledge_blocked == "picture"


def test_a_window_that_was_replaced_by_another_language_hears_of_no_alarm_any_more(post: Post) -> None:
    QTest.keyClick(post.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    window = post.running.window
    assert window is not None
    assert window is not post.window
    post.fence().event("perimeter", "Z01", occ="one")
    until("the new window counts it", lambda: window._page_buttons.buttons()[0].text() == "实时 F1 (1)")
