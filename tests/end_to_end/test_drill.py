"""Drills through the real broker: marked on every screen and record, ended by a real alarm, scored, opening nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from alarms.messages import encode_message
from app.bootstrap import Desktop
from app.people.rights import Role
from app.services.evidence_order import ExportOrder
from app.store.register import FootageRequest, Requester
from tests.end_to_end.driving import Post, occurrences, until
from tests.fakes.small_station import load, site_text

SCENARIO = """
schema = 1
id = "fence"
name = "围栏演练"
name_en = "Fence drill"
lasts_s = {lasts}
[[step]]
at_s = 0
point = "fence-z01"
data = {{ kind = "climb", armed = true, drill = false }}
[[step]]
at_s = 1
point = "fence-z02"
data = {{ armed = true }}
[[expect]]
id = "ack"
what = "acknowledge"
point = "fence-z01"
within_s = 60
[[expect]]
id = "look"
what = "step"
value = "look"
point = "fence-z01"
within_s = 60
[[expect]]
id = "real"
what = "verdict"
value = "real"
point = "fence-z01"
within_s = 60
"""
GATE = """
[[gate]]
id = "g1"
name = "Gate"
device = "fence1"
channel = "G1"
"""


@pytest.fixture
def post(desktop: Desktop, tmp_path: Path) -> Iterator[Post]:
    """A post without cameras; the supervisor is on duty."""
    made = Post(desktop, load(tmp_path, site_text(None, more=GATE)), tmp_path / "data")
    yield made
    made.stop()


def write(post: Post, lasts: float) -> None:
    folder = post.station.folder.drills
    (folder / "fence.toml").write_text(SCENARIO.format(lasts=lasts), "utf-8")


def start(post: Post, lasts: float = 600) -> None:
    """Start it as the supervisor does, by the keyboard."""
    write(post, lasts)
    window = post.window
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    panel = window.shift.panel.drills
    until("the scenarios", lambda: panel.list.count() == 3)
    panel.list.setCurrentRow(0)
    assert panel.chosen() == "fence"
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    until("what will happen", lambda: panel.start.hasFocus() and panel.plan.text())
    assert not post.station.duty.drills.state().running, "to choose is not to start"
    QTest.keyClick(panel.start, Qt.Key.Key_Return)
    until("the drill", lambda: post.station.duty.drills.state().running)


def test_a_drill_goes_through_the_broker_is_marked_and_scored(post: Post, tmp_path: Path) -> None:
    window, station = post.window, post.station
    before = station.devices.counters.get("published", 0)
    start(post, lasts=7)
    until("both alarms", lambda: len(occurrences(station)) == 2)
    assert station.devices.counters["published"] - before >= 2, "over the wire, not around it"
    assert all(one.drill for one in occurrences(station)), "whatever the scenario's own data say"
    until("the call-up", lambda: window.desk.current is not None)
    assert window.desk.current is not None
    assert window.desk.current.drill
    until("the banner", lambda: window.shift.banner.view.running)
    assert window.shift.banner.isVisible()
    assert "DRILL" in window.shift.banner.words.text()
    content = window.live.card.content
    assert content is not None
    assert content.drill
    raised = {one.point: one for one in occurrences(station)}
    incident = raised["fence-z01"].incident or ""
    acts = station.acts
    acts.acknowledge(raised["fence-z01"].id, no_picture=True).result(60)
    acts.tick_step(incident, "look").result(60)
    until("the end by itself", lambda: not station.duty.drills.state().running)
    until("the record", station.duty.records.drills)
    (record,) = station.duty.records.drills()
    marks = {one["id"]: one["mark"] for one in record.content["results"]}
    assert (record.outcome, marks) == ("complete", {"ack": "met", "look": "met", "real": "missed"})
    assert record.content["score"] == 67
    assert record.person == "Supervisor"
    until("nothing left", lambda: occurrences(station) == [])
    until("the wall given back", lambda: window.desk.current is None)
    until("the case on record", lambda: [one.drill for one in station.incidents.page().incidents] == [True])
    asked = FootageRequest(Requester.INSIDE, "Supervisor", "", "lesson", approver="Manager")
    entry = station.evidence.register.enter(asked, "Supervisor").id
    order = ExportOrder(tmp_path / "out", "lesson", incident=incident, entry=entry)
    package = station.evidence.export(order, "Supervisor").path
    assert package.name.startswith("DRILL-")
    reports = "".join(file.read_text("utf-8") for file in package.rglob("*.html"))
    assert "DRILL · " in reports
    until("the result", lambda: window.shift.panel.drills.view.score == "67 of 100")
    until("the earlier one", lambda: window.shift.panel.drills.view.earlier)
    window.shift.panel.drills.printing.click()
    until("the sheet", lambda: list(station.folder.exports.glob("DRILL-*.pdf")))
    sheet = next(iter(station.folder.exports.glob("DRILL-*.html"))).read_text("utf-8")
    assert all(word in sheet for word in ("DRILL", "Fence drill", "67 of 100", record.digest))


def test_a_real_alarm_ends_it_at_once_and_takes_the_wall(post: Post) -> None:
    window, station = post.window, post.station
    start(post)
    until("the drill's call-up", lambda: window.desk.current is not None and window.desk.current.drill)
    post.help().event("panic", "H1", occ="real")
    until("the abort", lambda: not station.duty.drills.state().running)
    until("the real one on the wall", lambda: window.desk.current is not None and not window.desk.current.drill)
    until("nothing of the drill left", lambda: [one.drill for one in occurrences(station)] == [False])
    until("said", lambda: window.shift.banner.view.aborted)
    assert "real alarm" in window.shift.banner.words.text()
    assert window.shift.banner.isVisible()
    until("the record", station.duty.records.drills)
    (record,) = station.duty.records.drills()
    assert record.outcome == "aborted"
    assert record.content["why"] == occurrences(station)[0].id
    assert record.content["score"] is None
    window.shift.banner.button.click()
    until("seen", lambda: not window.shift.banner.isVisible())
    write(post, 600)
    refused = station.duty.acts.start_drill("fence").exception(60)
    assert getattr(refused, "code", "") == "real_alarm", "none is begun over a real alarm"


def test_a_guard_may_not_start_one_and_anybody_may_stop_it(post: Post) -> None:
    window, station = post.window, post.station
    start(post)
    refused = station.duty.acts.start_drill("fence").exception(60)
    assert getattr(refused, "code", "") == "drill_running"
    until("alarms", lambda: len(occurrences(station)) == 2)
    for person in station.people.desk.duty.people:
        station.people.desk.sign_out(person.account)
    window.shift.banner.button.click()
    until("stopped", lambda: not station.duty.drills.state().running)
    until("nothing left", lambda: occurrences(station) == [])
    until("the record", station.duty.records.drills)
    assert station.duty.records.drills()[0].outcome == "stopped"
    post.sign_in(Role.GUARD)
    needed = station.duty.acts.start_drill("fence").exception(60)
    assert getattr(needed, "code", "") == "role_lacks_right"


def test_a_drill_opens_no_gate_and_is_no_emergency(post: Post) -> None:
    station = post.station
    (station.folder.drills / "fence.toml").write_text(
        SCENARIO.format(lasts=600).replace('"fence-z01"', '"help-h1"'), "utf-8"
    )
    station.duty.acts.start_drill("fence").result(60)
    until("the alarm", lambda: occurrences(station, "help-h1"))
    assert int(occurrences(station, "help-h1")[0].priority) == 1
    for person in station.people.desk.duty.people:
        station.people.desk.sign_out(person.account)
    refused = station.acts.open_gate("g1").exception(60)
    assert getattr(refused, "code", "") == "sign_in_needed", "a real P1 lets anybody open; a drill's does not"
    body = {"plate": "A12345", "direction": "in", "drill": True}
    payload = encode_message(body, at=station.clock.now(), message_id="passage")
    topic = "gs/1/small/fence1/event/passage/G1"
    station.alarms.submit(topic, payload, station.clock.now(), "drill").result(60)
    assert station.gates.statuses()[0].plate == ""


def test_a_drill_that_was_cut_off_is_put_away_at_the_next_start(desktop: Desktop, tmp_path: Path) -> None:
    loaded = load(tmp_path, site_text(None, more=GATE))
    first = Post(desktop, loaded, tmp_path / "data")
    write(first, 600)
    first.station.duty.acts.start_drill("fence").result(60)
    until("alarms", lambda: len(occurrences(first.station)) == 2)
    kept = first.station.duty.drills._remembered.read()
    first.station.duty.drills._finish = lambda *_arguments: False  # type: ignore[method-assign]  # as if killed
    link = first.station.duty.drills._link
    first.stop()
    assert link is not None
    link.close()
    assert json.dumps(kept["drill"])
    again = Post(desktop, loaded, tmp_path / "data")
    try:
        until("put away", lambda: occurrences(again.station) == [])
        (record,) = again.station.duty.records.drills()
        assert (record.outcome, record.content["why"]) == ("failed", "station_ended")
        assert again.station.duty.drills._remembered.read() == {}
    finally:
        again.stop()


def test_esc_closes_the_panel_that_says_so_wherever_the_keyboard_is_and_never_an_alarm(post: Post) -> None:
    window = post.window
    window.activateWindow()
    panel, live = window.shift.panel, window.live
    for widget in (live.wall, live.alarm_list, live, panel.drills.list):
        window.shift.desk.open_drills()
        assert panel.isVisible()
        widget.setFocus()
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
        assert not panel.isVisible(), widget
    window.shift.desk.open_drills()
    post.fence().event("perimeter", "Z01", occ="one")
    until("the alarm", lambda: window.desk.current is not None)
    live.wall.setFocus()
    QTest.keyClick(live.wall, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    QTest.keyClick(live.wall, Qt.Key.Key_Escape)
    assert window.desk.current is not None
