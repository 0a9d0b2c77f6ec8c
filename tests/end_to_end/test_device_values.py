"""From a state message over the real broker to its row, its mark, its alarm and its day; and from lamp to reason."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from alarms.messages import encode_message
from app import main_window
from app.bootstrap import Desktop
from app.pages.values import ValuesPage
from app.people.authorised import AuthorityNeeded
from app.people.rights import Role
from tests.end_to_end.driving import Device, Post, make_station, occurrences, part, until
from tests.fakes.small_station import HELP_PASSWORD, SITE, load, site_text
from widgets.value_content import ValueRow

KEY = ("help1", "temperature", "T1", "value")
LIMITS = """
[[measurement]]
id = "t"
device = "help1"
class = "temperature"
channel = "T1"
name = "大堂温度"
name_en = "Lobby temperature"
unit = "°C"
high = 30.0
warn_high = 26.0
alarm = {alarm}
"""

MakePost = Callable[[str], Post]


def text(alarm: bool = False) -> str:
    return site_text(None, more=LIMITS.format(alarm=str(alarm).lower()))


def state(device: Device, topic: str, *, at: float | None = None, retain: bool = True, **data: Any) -> None:
    """Publish a state as a device does."""
    body = encode_message(data, at=time.time() if at is None else at, message_id=f"{time.monotonic_ns()}")
    device.client.publish(f"gs/1/{SITE}/{device.name}/state/{topic}", body, retain=retain)


def row(page: ValuesPage) -> ValueRow | None:
    return page.view.model.row(KEY)


def open_values(post: Post) -> ValuesPage:
    """F4 twice, as the guard does."""
    until("the window has the keyboard", post.window.isActiveWindow)
    page = post.window.health.values
    post.press(Qt.Key.Key_F4)
    assert post.window.pages.currentWidget() is post.window.health
    assert not page.isVisible()
    post.press(Qt.Key.Key_F4)
    until("the values", page.isVisible)
    return page


def test_a_state_is_a_row_with_unit_zone_and_mark_and_no_alarm_unless_it_is_set(make_post: MakePost) -> None:
    post = make_post(text())
    page, device = open_values(post), post.help()
    state(device, "temperature/T1", value=21.5)
    until("the row", lambda: row(page) is not None)
    shown = row(page)
    assert shown is not None
    assert (shown.name, shown.text, shown.zone, shown.standing) == ("Lobby temperature", "21.5 °C", "lobby", "within")

    def stands() -> str:
        return (row(page) or shown).standing

    for value, standing in ((27.0, "warn_high"), (31.0, "high"), (22.0, "within")):
        state(device, "temperature/T1", value=value)
        until(standing, partial(lambda wanted: stands() == wanted, standing))
    assert occurrences(post.station) == []
    device.client.publish(f"gs/1/{SITE}/help1/status", b"offline", retain=True)
    until("the device is away", lambda: (row(page) or shown).away)


def test_a_value_beyond_its_limit_is_an_alarm_where_that_is_set(make_post: MakePost) -> None:
    post = make_post(text(alarm=True))
    device = post.help()
    state(device, "temperature/T1", value=31.0)
    until("the alarm", lambda: occurrences(post.station, "help1/temperature/T1"))
    (alarm,) = occurrences(post.station, "help1/temperature/T1")
    assert (alarm.kind, alarm.active, alarm.recovered, alarm.zone) == ("limit", True, False, "lobby")
    assert post.station.places.point_name(alarm.point, "en") == "Lobby temperature"
    state(device, "temperature/T1", value=25.0)
    until("the end", lambda: not occurrences(post.station, "help1/temperature/T1")[0].active)


def test_the_day_of_a_value_is_there_after_a_restart(desktop: Desktop, tmp_path: Path) -> None:
    loaded, folder = load(tmp_path, text()), tmp_path / "data"
    first = make_station(loaded, folder)
    first.start()
    device = Device(first.devices.port, "help1", HELP_PASSWORD)
    now = time.time()
    for minutes in range(60, 0, -1):  # what the device held while it was cut off
        state(device, "temperature/T1", at=now - 60 * minutes, retain=False, value=20 + minutes / 10, replay=True)
    state(device, "temperature/T1", at=now, value=21.5)
    until("all of it", lambda: len(first.values.history.read(KEY, now - 4000, now + 60)) == 61)
    device.close()
    first.stop()

    post = Post(desktop, loaded, folder)
    try:
        page = open_values(post)
        until("the value", lambda: row(page) is not None)
        shown = row(page)
        assert shown is not None
        assert (shown.text, round(shown.at)) == ("21.5 °C", round(now))
        page.view.choose(KEY)
        until("the curve", lambda: len(page.view.trend.trend.points) == 61)
        assert page.view.trend.trend.points[0].mean == 26.0
        until("it is drawn", lambda: page.view.trend.plot is not None)
    finally:
        post.stop()


def test_two_hundred_messages_a_second_change_rows_in_place_twice_a_second(
    make_post: MakePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = make_post(text())
    page, device = open_values(post), post.help()
    for number in range(20):
        state(device, f"level/L{number}", value=0)
    until("the rows", lambda: page.view.model.counted()[0] == 20)
    structure: list[str] = []
    for name in ("modelReset", "rowsInserted", "rowsRemoved"):
        getattr(page.view.model, name).connect(lambda *_, name=name: structure.append(name))
    looks: list[int] = []
    apply = page.view.apply

    def counted(changes: Any) -> Any:
        looks.append(len(changes))
        return apply(changes)

    monkeypatch.setattr(page.view, "apply", counted)
    begun = time.monotonic()
    for number in range(280):
        state(device, f"level/L{number % 20}", value=number)
    last = ("help1", "level", "L19", "value")
    until("the last one", lambda: (page.view.model.row(last) or ValueRow(last, "", "", "", "", 0)).number == 279)
    assert structure == []
    assert len(looks) <= 2 * (time.monotonic() - begun) + 2
    assert max(looks) <= 20, "what came between two looks is one change of its row"


def test_a_lamp_leads_by_mouse_and_by_key_to_its_line_with_reason_and_next_step(make_post: MakePost) -> None:
    post = make_post(text())
    window = post.window
    window.resize(1900, 900)  # with less room the least urgent are counted in one lamp that leads to the page
    fence, device = post.fence(), post.help()
    for one in (fence, device):
        one.client.publish(f"gs/1/{SITE}/{one.name}/status", b"online", retain=True)
    until("both there", lambda: part(post.station, "devices").code == "all_there")
    device.client.publish(f"gs/1/{SITE}/help1/status", b"offline", retain=True)
    until("the lamp", lambda: "Devices 1/2" in [lamp.view.text for lamp in window.status.lamps()])
    lamp = next(lamp for lamp in window.status.lamps() if lamp.view.key == "devices")
    until("the window has the keyboard", window.isActiveWindow)
    for _ in range(80):
        if lamp.hasFocus():
            break
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    assert lamp.hasFocus(), "Tab leads to every lamp"
    QTest.keyClick(lamp, Qt.Key.Key_Space)
    assert window.pages.currentWidget() is window.health
    table = window.health.view.table
    chosen = window.health.view.rows()[table.currentRow()]
    assert (chosen.key, chosen.state) == ("devices", "degraded")
    assert "求助主机" in chosen.reason
    assert chosen.next_step
    assert table.hasFocus()
    fence.event("perimeter", "Z01", occ="one")
    until("the count", lambda: [one.view.count for one in window.status.counts.shown()] == [1, 1])
    window.show_page(window.live)
    window.status.counts.shown()[0].click()
    assert window.health.view.rows()[table.currentRow()].key == "alarms"


def test_a_flood_draws_the_page_of_zones_four_times_a_second_at_most(
    make_post: MakePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = make_post(text())
    window = post.window
    window.show_page(window.points)
    drawn: list[float] = []
    monkeypatch.setattr(window.points, "show_state", lambda *_: drawn.append(time.monotonic()))
    for _ in range(50):
        window.desk.alarms_changed.emit(())
    until("it is drawn", lambda: drawn)
    assert len(drawn) == 1
    assert main_window.POINTS_WAIT_MS == 250


def test_the_audit_log_is_read_by_those_who_may_and_each_look_is_an_entry(make_post: MakePost) -> None:
    post = make_post(text())
    window, people = post.window, post.station.people
    window.show_page(window.people)
    window.people.tabs.setCurrentIndex(1)
    view = window.people.audit.view
    asked: list[AuthorityNeeded] = []
    window.people.authority_wanted.connect(lambda error, _again: asked.append(error))
    people.desk.sign_out(people.desk.duty.people[0].account)
    post.sign_in(Role.GUARD)
    until("the guard", lambda: people.desk.duty.actor is not None)
    view.look.click()
    until("a guard may not", lambda: asked)
    assert asked[0].code == "role_lacks_right"
    assert view.table.rowCount() == 0
    people.desk.sign_out(people.desk.duty.people[0].account)
    supervisor = post.sign_in(Role.SUPERVISOR)
    until("signed out and in", lambda: "Supervisor" in window.status.duty.toolTip())
    view.look.click()
    until("the log", lambda: view.table.rowCount() > 3)
    acts = [item.text() for at in range(view.table.rowCount()) if (item := view.table.item(at, 2)) is not None]
    assert acts[0] == "Read the audit log"
    assert "Read the audit log: refused" in acts
    newest = post.station.audit.entries(limit=1)[0]
    assert (newest.action, newest.actor) == ("read_audit", supervisor.account)
    view.action.setCurrentIndex(view.action.findData("sign_in"))
    view.look.click()
    until("the sign-ins", lambda: 0 < view.table.rowCount() < len(acts))
    window.show_page(window.live)
    assert view.table.rowCount() == 0, "whoever stands there next reads nothing"


def test_what_a_camera_retains_is_known_again_after_a_restart_of_the_station(tmp_path: Path) -> None:
    loaded, folder = load(tmp_path, text()), tmp_path / "data"
    body = b'{"UtcTime":"2026-11-21T08:00:00Z","Source":{},"Data":{"State":"false"}}'
    first = make_station(loaded, folder)
    first.start()
    camera = Device(first.devices.port, "help1", HELP_PASSWORD)
    for name, retain in (("Tamper/1", True), ("Crossed/1", False)):
        camera.client.publish(f"gs/1/{SITE}/help1/onvif-ej/{name}", body, retain=retain)
    until("both are taken in", lambda: camera.acknowledged() == 2)
    camera.close()
    first.stop()
    again = make_station(loaded, folder)
    again.start()
    try:
        kept = again.alarms.board.event("help1", "onvif", "Tamper/1")
        assert kept is not None
        assert kept.data == {"State": "false"}
        assert again.alarms.board.event("help1", "onvif", "Crossed/1") is None
    finally:
        again.stop()
