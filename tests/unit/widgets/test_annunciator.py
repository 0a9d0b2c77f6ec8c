"""What is heard, and that silence is no acknowledgement."""

import itertools
from array import array
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication

from alarms.model import Acknowledgement, Occurrence, Priority
from alarms.qt.annunciator import Annunciator, SoundState
from alarms.qt.sound_device import SoundError, Speaker, _Loop
from alarms.qt.tones import SAMPLE_RATE, phrase
from widgets.gallery_samples import occurrence


class FakeDevice:
    """Remembers what it was asked to play; refuses to open while `missing`."""

    def __init__(self, missing: bool = False) -> None:
        self.missing = missing
        self.played: list[array] = []
        self.closed = False

    def open(self) -> str:
        if self.missing:
            raise SoundError("no_device")
        return "loudspeaker"

    def play(self, sound: array) -> None:
        self.played.append(sound)

    def close(self) -> None:
        self.closed = True


def alarm(ident: str, priority: Priority) -> Occurrence:
    return occurrence(ident, "perimeter", priority, 0.0)


def acked(found: Occurrence) -> Occurrence:
    return replace(found, acknowledgement=Acknowledgement.ACKED)


@pytest.fixture
def device() -> FakeDevice:
    return FakeDevice()


@pytest.fixture
def annunciator(qapp: QCoreApplication, device: FakeDevice) -> Annunciator:
    made = Annunciator(device)
    made.start()
    device.played.clear()
    return made


def test_the_most_urgent_is_heard_until_it_is_acknowledged(annunciator: Annunciator, device: FakeDevice) -> None:
    low, high = alarm("a", Priority.P3), alarm("b", Priority.P1)
    annunciator.apply([low])
    annunciator.apply([high])
    annunciator.apply([acked(high)])
    annunciator.apply([acked(low)])
    assert device.played == [phrase(Priority.P3), phrase(Priority.P1), phrase(Priority.P3), array("h")]
    assert annunciator.sounding is None


def test_silence_is_no_acknowledgement_and_the_next_alarm_is_heard(annunciator: Annunciator) -> None:
    first = alarm("a", Priority.P2)
    annunciator.apply([first])
    annunciator.silence()
    assert annunciator.sounding is None
    annunciator.apply([replace(first, count=2)])
    assert annunciator.sounding is None
    annunciator.apply([alarm("b", Priority.P3)])
    assert annunciator.sounding is Priority.P3


def test_a_replayed_message_and_an_ordinary_event_make_no_sound(annunciator: Annunciator, device: FakeDevice) -> None:
    annunciator.apply([replace(alarm("a", Priority.P1), replay=True), alarm("b", Priority.EVENT)])
    assert annunciator.sounding is None
    assert device.played == []


def test_a_missing_device_is_a_state_and_is_looked_for_again(qapp: QCoreApplication) -> None:
    device = FakeDevice(missing=True)
    annunciator = Annunciator(device)
    states: list[SoundState] = []
    annunciator.state_changed.connect(states.append)
    assert annunciator.start() == SoundState("no_device")
    annunciator.apply([alarm("a", Priority.P1)])
    assert annunciator.sounding is Priority.P1
    assert device.played == []
    device.missing = False
    annunciator._retry.timeout.emit()
    assert states[-1] == SoundState("ready", "loudspeaker")
    assert device.played == [phrase(Priority.P1)]
    assert not annunciator._retry.isActive()
    annunciator.stop()
    assert device.closed


def test_stopping_leaves_no_timer(qapp: QCoreApplication) -> None:
    annunciator = Annunciator(FakeDevice(missing=True))
    annunciator.start()
    annunciator.stop()
    assert annunciator.state.code == "off"


def test_this_machines_speaker_plays_or_says_why_not() -> None:
    speaker = Speaker()
    try:
        assert speaker.open()
    except SoundError as error:
        assert error.code in {"no_device", "device_failed"}
    finally:
        speaker.close()


def test_each_priority_has_its_own_phrase_more_urgent_ones_repeating_sooner() -> None:
    phrases = [phrase(p) for p in (Priority.P1, Priority.P2, Priority.P3, Priority.P4)]
    lengths = [len(p) / SAMPLE_RATE for p in phrases]
    assert lengths[0] <= 2.0
    assert all(b > a for a, b in itertools.pairwise(lengths))
    assert not phrase(Priority.EVENT)


@pytest.mark.parametrize("priority", [Priority.P1, Priority.P2, Priority.P3, Priority.P4])
def test_tones_neither_clip_nor_click(priority: Priority) -> None:
    samples = phrase(priority)
    assert 12_000 < max(map(abs, samples)) < 26_000
    steepest = max(abs(b - a) for a, b in itertools.pairwise(samples))
    assert steepest < 9_000


def test_the_loop_goes_round_without_a_gap() -> None:
    loop = _Loop()
    loop.set(array("h", [1, 2, 3]))
    assert list(loop.take(7)) == [1, 2, 3, 1, 2, 3, 1]
    assert list(loop.take(2)) == [2, 3]
    loop.set(array("h"))
    assert list(loop.take(3)) == [0, 0, 0]


def test_only_what_this_station_answers_for_is_heard_until_it_is_escalated(
    annunciator: Annunciator, device: FakeDevice
) -> None:
    annunciator.set_audible(frozenset({"mine"}))
    annunciator.apply([alarm("theirs", Priority.P1)])
    assert annunciator.sounding is None
    annunciator.apply([alarm("mine", Priority.P3)])
    assert annunciator.sounding is Priority.P3
    annunciator.set_audible(frozenset({"mine", "theirs"}))
    assert annunciator.sounding is Priority.P1
    annunciator.set_audible(None)
    assert annunciator.sounding is Priority.P1
