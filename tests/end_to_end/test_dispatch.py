"""Two people are sent at once, one arrives, one is free again: by keyboard, over a kill, and at a second station."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from alarms.case_marks import Dispatch, HelpCall, Stage
from alarms.messages import encode_message
from alarms.model import EscalationStep, Handling, Incident, Verdict
from alarms.ports import AlarmChange
from app.data_folder import DataFolder
from app.notifier import News
from app.pages import card_hand
from app.people.rights import Role
from app.station import Station
from app.store.migrate import Role as DatabaseRole
from app.store.migrate import migrate
from app.store.schema import alarm, incident, incident_dispatch
from app.store.shared import open_shared
from tests.end_to_end.driving import Device, Post, make_station, occurrences, part, until
from tests.end_to_end.test_alarm_whole import call_up
from tests.end_to_end.test_station_killed import child
from tests.end_to_end.test_two_stations import station
from tests.fakes.clock import FakeClock
from tests.fakes.postgres import PostgresServer, postgres
from tests.fakes.small_station import FENCE_PASSWORD, HELP_PASSWORD, load, site_text
from video.model import Box, BoxSet

__all__ = ["postgres"]


def case_of(post: Post, key: str) -> Incident:
    found = post.window.desk.incident(key)
    assert found is not None
    return found


def stages(found: Incident) -> list[tuple[str, Stage]]:
    return [(one.guard, one.stage) for one in found.dispatches]


def test_the_guard_sends_two_calls_help_and_says_why_with_the_keyboard_alone(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = post.sign_in(Role.GUARD)
    window, desk = post.window, post.window.desk
    out: list[int] = []
    desk.dispatches_changed.connect(lambda found: out.append(len(found)))
    fence = post.fence()
    fence.event("perimeter", "Z01", occ="cut", kind="wire_cut")
    key = call_up(post, "fence-z01")
    until("the card lets acknowledge", post.may_acknowledge)
    post.press(Qt.Key.Key_F5)
    until("the acknowledgement", lambda: not occurrences(post.station, "fence-z01")[0].unacked)
    answered = occurrences(post.station, "fence-z01")[0]
    assert answered.called_at is not None
    assert answered.looked_at is not None
    assert answered.raised_at <= answered.called_at <= answered.looked_at < (answered.acked_at or 0)

    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    choice = window.live.card.foot.choice
    assert choice.hasFocus()
    names = [button.accessibleName() for button in choice.buttons]
    assert names[0].startswith(f"1  {guard.label}"), "who is on duty comes first"
    QTest.keyClick(choice, Qt.Key.Key_1)
    until("the first sent", lambda: len(desk.dispatches) == 1)
    until("the line says so", lambda: "is there" in choice.buttons[0].accessibleName())
    QTest.keyClick(choice, Qt.Key.Key_1)  # a finger that trembles: nobody arrives in the moment in which he is sent
    QTest.keyClick(choice, Qt.Key.Key_2)
    until("the second sent", lambda: len(desk.dispatches) == 2)
    assert [stage for _, stage in stages(case_of(post, key))] == [Stage.SENT, Stage.SENT]
    monkeypatch.setattr(card_hand, "SAME_PRESS_S", 0.0)
    assert case_of(post, key).handling is Handling.DISPATCHED
    assert [(one.zone, one.point) for one in desk.dispatches] == [("fence", "fence-z01")] * 2
    until("the line says so", lambda: "is there" in choice.buttons[0].accessibleName())
    QTest.keyClick(choice, Qt.Key.Key_1)
    until("there", lambda: stages(case_of(post, key))[0][1] is Stage.ON_SCENE)
    until("the line says so", lambda: "is free" in choice.buttons[0].accessibleName())
    QTest.keyClick(choice, Qt.Key.Key_1)
    until("free again", lambda: [one for _, one in stages(case_of(post, key))] == [Stage.CLEARED, Stage.SENT])
    assert out == [1, 2, 2, 1]
    QTest.keyClick(choice, Qt.Key.Key_Escape)
    assert not choice.open
    assert window.live.wall.hasFocus(), "the keyboard is back where it was"

    post.press(Qt.Key.Key_F9)
    until("why", lambda: choice.open)
    QTest.keyClick(choice, Qt.Key.Key_1)
    until("the reason", lambda: (call := case_of(post, key).help) and call.cause == "alone")
    assert (call := case_of(post, key).help) is not None
    assert call.step is EscalationStep.OTHER_STATIONS
    judge_and_take_back(post, key)
    actions = post.station.acts._alarms.history(key).result(60)
    kinds = [one.kind.value for one in actions]
    assert [kinds.count(kind) for kind in ("dispatch", "arrive", "clear", "escalate")] == [2, 1, 1, 2]
    until(
        "the audit", lambda: {"dispatch", "escalate"} <= {one.action for one in post.station.audit.entries(limit=100)}
    )


def judge_and_take_back(post: Post, key: str) -> None:
    """False, with a cause by its digit; then both taken back, which stays in sight."""
    choice = post.window.live.card.foot.choice
    post.press(Qt.Key.Key_F7)
    until("where from", lambda: choice.open)
    assert case_of(post, key).verdict is Verdict.FALSE, "the verdict does not wait for its cause"
    QTest.keyClick(choice, Qt.Key.Key_1)
    until("the cause", lambda: case_of(post, key).cause == "animal")
    post.window.live.undo()
    until("the cause taken back", lambda: case_of(post, key).cause == "not_stated")
    post.window.live.undo()
    until("the verdict taken back", lambda: case_of(post, key).verdict is None)
    until("in sight", lambda: len((post.window.live.card.content or case_of(post, key)).taken_back) == 2)
    assert QApplication.focusWidget() is post.window.live.wall


def test_bulk_acknowledgement_leaves_the_urgent_out_and_says_so(post: Post) -> None:
    fence, button = post.fence(), post.help()
    for n in range(3):
        fence.event("fault", f"psu{n}", occ=f"f{n}")
    button.event("panic", "H1", occ="help")
    until("all of it", lambda: len(occurrences(post.station)) == 4)
    until("shown", lambda: post.window.live.alarm_list.view.model().rowCount() == 4)
    rows = post.window.live.alarm_list.view
    rows.selectAll()
    QTest.keyClick(post.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    until("the faults taken", lambda: sum(one.unacked for one in occurrences(post.station)) == 1)
    assert occurrences(post.station, "help-h1")[0].unacked
    told = re.compile("3 acknowledged: .*1 left out")
    until("what was left out", lambda: any(told.match(one) for one in post.notices))
    rows.clearSelection()
    rows.setCurrentIndex(rows.model().index(0, 0))
    QTest.keyClick(post.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
    until("nothing more", lambda: any(one.startswith("0 acknowledged. 1 left out") for one in post.notices))


def test_help_that_another_station_calls_for_is_told(post: Post) -> None:
    fence = post.fence()
    fence.event("perimeter", "Z01", occ="cut")
    until("the alarm", lambda: post.window.desk.current is not None)
    current = post.window.desk.current
    assert current is not None
    call = HelpCall(EscalationStep.SUPERVISOR, "chen", "gs2", 1.0, "danger")
    asked = replace(case_of(post, current.incident), help=call)
    post.running.desk.take(AlarmChange(incidents=(asked,)))
    line = "chen at station gs2 calls for help: Fence, supervisor called (People in danger)"
    until("the line", lambda: line in post.notices)
    post.running.desk.take(AlarmChange(incidents=(replace(asked, help=replace(call, cause="alone")),)))
    assert post.notices.count(line) == 1, "the reason that follows is no second call"


def test_what_the_cameras_saw_is_in_the_record_soon_after_the_alarm(tmp_path: Path) -> None:
    text = site_text(None).replace("cameras = []", 'cameras = ["c1"]', 1)
    text += '[[camera]]\nid = "c1"\nname = "c1"\nzone = "fence"\nsub = "rtsp://127.0.0.1:9/c1"\n'
    clock = FakeClock()
    watched = Station(load(tmp_path, text), DataFolder(tmp_path / "data"), clock, News())
    watched.alarms.start()
    try:
        payload = encode_message({"active": True}, at=clock.now(), message_id="m1")
        watched.alarms.submit("gs/1/small/fence1/event/perimeter/Z01", payload, clock.now(), "test").result(60)
        box = Box(0.1, 0.1, 0.2, 0.2, "person", 0.9)
        watched.cameras._boxes_found(BoxSet("c1", clock.now() - 2.0, (box, box), "test"))
        watched.cameras.tick()
        assert occurrences(watched)[0].cross_check is None
        clock.advance(15.5)
        watched.cameras.tick()
        until("what was seen", lambda: (found := occurrences(watched)[0].cross_check) and found.persons == 2)
    finally:
        watched.stop()


def say(process: "subprocess.Popen[str]", *words: str) -> None:
    """Have the child do something, durably."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(" ".join(words) + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == f"{words[0]}\n"


def test_who_was_sent_is_known_after_a_kill(tmp_path: Path) -> None:
    site, folder = tmp_path / "site.toml", tmp_path / "data"
    site.write_text(site_text(None), encoding="utf-8")

    def reopened() -> Incident:
        again = make_station(load(tmp_path, site.read_text(encoding="utf-8")), folder)
        again.start()
        try:
            (found,) = again.alarms.snapshot().incidents
            with again.database.read.connect() as connection:
                rows = connection.execute(select(incident_dispatch)).all()
            assert {(row.guard, row.arrived_at is not None) for row in rows} == {
                (one.guard, one.arrived_at is not None) for one in found.dispatches
            }
            return found
        finally:
            again.stop()

    with child(site, folder) as (process, port):
        fence = Device(port, "fence1", FENCE_PASSWORD)
        fence.event("perimeter", "Z01")
        until("the PUBACK", fence.acknowledged)
        process.kill()
        process.wait(60)
        fence.close()
    key = reopened().id
    with child(site, folder) as (process, _):
        say(process, "dispatch", key, "li")
        say(process, "dispatch", key, "zhao")
        process.kill()
        process.wait(60)
    first, second = reopened().dispatches
    with child(site, folder) as (process, _):
        say(process, "arrived", key, second.id)
        say(process, "cleared", key, first.id)
        process.kill()
        process.wait(60)
    assert stages(reopened()) == [("li", Stage.CLEARED), ("zhao", Stage.ON_SCENE)]


def test_two_are_sent_from_two_stations_and_both_know_all_of_it(postgres: PostgresServer, tmp_path: Path) -> None:
    url = postgres.create_database("sent")
    engine = open_shared(url)
    migrate(engine, DatabaseRole.SHARED)
    north, south = station(tmp_path, "north", url), station(tmp_path, "south", url)
    for one in (north, south):
        one.start()
    device = Device(north.devices.port, "help1", HELP_PASSWORD)
    try:
        until("they are together", lambda: {part(one, "stations").code for one in (north, south)} == {"together"})
        device.event("panic", "H1", occ="help")
        until("the alarm at the other post", lambda: occurrences(south))
        key = occurrences(south)[0].incident
        assert key is not None
        north.alarms.dispatch(key, "li", "wang", name="Li Mei", point="help-h1").result(60)
        south.alarms.dispatch(key, "zhao", "chen", zone="lobby").result(60)
        until("both known at both", lambda: all(len(sent(one, key)) == 2 for one in (north, south)))
        mine = next(one for one in sent(south, key) if one.guard == "li")
        south.alarms.arrived(key, mine.id, "chen").result(60)
        until("there, at the other post", lambda: stage(north, key, "li") is Stage.ON_SCENE)
        north.alarms.cleared(key, mine.id, "wang").result(60)
        until("free again, at the other post", lambda: stage(south, key, "li") is Stage.CLEARED)
        until("both hold the same", lambda: north.alarms.snapshot() == south.alarms.snapshot())
        until("in the shared database", lambda: shared(engine, key) == [("li", True, True), ("zhao", False, False)])
        with engine.connect() as connection:
            row = connection.execute(select(incident).where(incident.c.id == key)).one()
            assert row.first_on_scene_at == sent(north, key)[0].arrived_at
            assert connection.execute(select(alarm.c.looked_at)).scalars().all() == [None]
    finally:
        device.close()
        for one in (north, south):
            one.stop()
        engine.dispose()


def sent(where: Station, key: str) -> tuple[Dispatch, ...]:
    found = next((one for one in where.alarms.snapshot().incidents if one.id == key), None)
    return found.dispatches if found is not None else ()


def stage(where: Station, key: str, guard: str) -> Stage | None:
    return next((one.stage for one in sent(where, key) if one.guard == guard), None)


def shared(engine: object, key: str) -> list[tuple[str, bool, bool]]:
    with engine.connect() as connection:  # type: ignore[attr-defined]
        mine = select(incident_dispatch).where(incident_dispatch.c.incident == key)
        rows = connection.execute(mine.order_by(incident_dispatch.c.guard)).all()
    return [(row.guard, row.arrived_at is not None, row.cleared_at is not None) for row in rows]
