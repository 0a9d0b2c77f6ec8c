"""From a detector's message to the words in the loudspeaker, through a whole station, and until it is silenced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from alarms.model import Priority
from alarms.qt.announcement import spoken
from alarms.qt.tones import tone
from app.bootstrap import Desktop
from app.settings import load_site
from tests.end_to_end.driving import Post, occurrences, part, until
from tests.fakes.loudspeaker import FakeDevice
from tests.fakes.small_station import site_text


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> FakeDevice:
    made = FakeDevice("desk")
    monkeypatch.setattr("alarms.qt.annunciator.Speaker", lambda: made)
    return made


@pytest.fixture
def post(desktop: Desktop, tmp_path: Path, device: FakeDevice) -> Iterator[Post]:
    path = tmp_path / "site.toml"
    path.write_text(site_text(None, more='[sound]\ndevice = "desk"\n'), encoding="utf-8")
    made = Post(desktop, load_site(path), tmp_path / "data")
    yield made
    made.stop()


def test_an_alarm_is_heard_by_tone_and_name_until_f10_which_acknowledges_nothing(
    post: Post, device: FakeDevice
) -> None:
    until("the voice", lambda: part(post.station, "voice").code == "ready")
    until("the loudspeaker", lambda: part(post.station, "sound").code == "ready")
    post.fence().event("perimeter", "Z01", kind="wire_cut")
    until("the alarm sounds", lambda: post.running.annunciator.sounding is not None)
    alarm = occurrences(post.station)[0]
    name, words = post.station.voice.name_of(alarm, "en")
    assert name == "Fence perimeter alarm wire cut"
    assert len(words) == 3
    heard = device.hear(12.0).tobytes()
    assert tone(Priority.P2).tobytes() in heard
    assert spoken(words).tobytes() in heard
    QTest.keyClick(post.window, Qt.Key.Key_F10)
    until("silence", lambda: post.running.annunciator.sounding is None)
    assert not any(device.hear(2.0))
    assert occurrences(post.station)[0].unacked

    def entered() -> bool:
        return any(one.action == "silence" and one.object == alarm.id for one in post.station.audit.entries(limit=20))

    until("it is written down", entered)
    post.fence().event("perimeter", "Z02", kind="climb")
    until("the next one sounds", lambda: post.running.annunciator.sounding is not None)
    assert any(device.hear(1.0))


def test_a_lost_loudspeaker_is_an_alarm_a_fault_and_a_flash_until_it_is_back(post: Post, device: FakeDevice) -> None:
    until("the loudspeaker", lambda: part(post.station, "sound").code == "ready")
    assert not post.window.edge.content.contentsMargins().left()
    output = post.running.annunciator._output
    output._look_s, output._retry_s = 0.05, 0.1
    device.names, device.dead = [], True
    until("the fault", lambda: part(post.station, "sound").code == "no_device")
    until("the alarm", lambda: [one.priority for one in occurrences(post.station)] == [Priority.P4])
    [alarm] = occurrences(post.station)
    assert (alarm.alarm_class, alarm.kind) == ("sound", "no_sound")
    assert post.station.places.point_name(alarm.point, "en") == "Post one"
    until("the flash", lambda: post.window.edge.flashing)
    assert post.window.edge.lit in (Priority.P4, None)
    device.names, device.dead = ["desk"], False
    until("it is back", lambda: part(post.station, "sound").code == "ready")
    until("its alarm is over", lambda: not occurrences(post.station)[0].active)
    assert not post.window.edge.flashing


def test_the_sound_is_tried_by_key(post: Post, device: FakeDevice) -> None:
    until("the voice", lambda: part(post.station, "voice").code == "ready")
    until("the loudspeaker", lambda: part(post.station, "sound").code == "ready")
    QTest.keyClick(post.window, Qt.Key.Key_F10, Qt.KeyboardModifier.ControlModifier)
    until("the test runs", lambda: not post.window.health.sound.button.isEnabled())
    heard = device.hear(16.0).tobytes()
    assert spoken(post.station.voice.test_phrase("en")).tobytes() in heard
    post.running.annunciator._test_timer.timeout.emit()
    until("it is over", post.window.health.sound.button.isEnabled)
    assert "desk" in post.window.health.sound.text.text()
