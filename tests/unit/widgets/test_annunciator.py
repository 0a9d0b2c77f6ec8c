"""What is heard, and that silence is no acknowledgement."""

import itertools
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication

from alarms.model import Acknowledgement, Occurrence, Priority
from alarms.qt.announcement import NAMES_PER_TONE, Announcer, Call, rank_of
from alarms.qt.annunciator import Annunciator, SoundSettings
from alarms.qt.sound_device import SoundError, Speaker, louder, match
from alarms.qt.sound_output import SoundOutput, SoundState
from alarms.qt.tones import SAMPLE_RATE, pause, phrase, tone
from tests.fakes.loudspeaker import FakeDevice
from widgets.gallery_samples import occurrence

PATIENCE_S = 30.0


def alarm(ident: str, priority: Priority, alarm_class: str = "perimeter", at: float = 0.0) -> Occurrence:
    return replace(occurrence(ident, alarm_class, priority, 0.0), raised_at=at, received_at=at)


def acked(found: Occurrence) -> Occurrence:
    return replace(found, acknowledgement=Acknowledgement.ACKED)


def until(what: str, is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        QCoreApplication.processEvents()
        assert time.monotonic() < end, what
        time.sleep(0.005)


def word(value: int) -> array:
    """A name that can be told apart: a tenth of a second of one sample."""
    return array("h", [value]) * (SAMPLE_RATE // 10)


def named(occurrence: Occurrence) -> tuple[str, tuple[array, ...]]:
    return (occurrence.id, (word(ord(occurrence.id) * 10),))


@pytest.fixture
def device() -> FakeDevice:
    return FakeDevice("loudspeaker")


@pytest.fixture
def annunciator(qapp: QCoreApplication, device: FakeDevice) -> Iterator[Annunciator]:
    made = Annunciator(device, name_of=named)
    made.start()
    until("ready", lambda: made.state.code == "ready")
    yield made
    made.stop()


def pieces(announcer: Announcer, count: int) -> list[str]:
    """What is said one after another, by the tones' and the words' samples."""
    said = []
    known = {bytes(tone(p)): p.name for p in Priority if p is not Priority.EVENT}
    known |= {bytes(pause(p)): f"pause {p.name}" for p in Priority if p is not Priority.EVENT}
    for _ in range(count):
        announcer.take(1)
        piece = announcer._piece
        said.append(known.get(bytes(piece)) or chr(piece[0] // 10))
        announcer.take(len(piece) - 1)
    return said


def calls(*alarms: Occurrence) -> list[Call]:
    return [Call(one.id, rank_of(one), one.priority, named(one)[1]) for one in alarms]


# What is said, in which order.


def test_the_tone_comes_first_then_the_name_again_and_again() -> None:
    announcer = Announcer()
    announcer.say(calls(alarm("a", Priority.P2)))
    assert pieces(announcer, 6) == ["P2", "a", "pause P2", "P2", "a", "pause P2"]


def test_fire_is_named_first_then_by_priority_then_by_time() -> None:
    fire = alarm("f", Priority.P2, "fire", at=9)
    others = [alarm("b", Priority.P2, at=2), alarm("a", Priority.P2, at=1), alarm("p", Priority.P1, "panic", at=5)]
    announcer = Announcer()
    announcer.say(calls(*others, fire))
    assert pieces(announcer, 8) == ["P2", "f", "P1", "p", "P2", "a", "b", "pause P2"]


def test_a_fire_panels_own_trouble_goes_before_nothing() -> None:
    trouble = replace(alarm("t", Priority.P3, "fire"), kind="fault")
    announcer = Announcer()
    announcer.say(calls(trouble, alarm("p", Priority.P1, "panic")))
    assert pieces(announcer, 4) == ["P1", "p", "P3", "t"]


def test_in_a_flood_every_critical_alarm_is_named_and_the_tone_comes_back_between() -> None:
    announcer = Announcer()
    names = [chr(ord("A") + number) for number in range(20)]
    announcer.say(calls(*(alarm(name, Priority.P1, at=number) for number, name in enumerate(names))))
    said = pieces(announcer, 20 + 20 // NAMES_PER_TONE + 2)
    assert [one for one in said if len(one) == 1] == names
    assert max(len(list(run)) for tone_, run in itertools.groupby(said, lambda one: one == "P1") if not tone_) <= 4


def test_something_worse_cuts_in_and_something_else_waits_for_the_word_to_end() -> None:
    announcer = Announcer()
    low, high = alarm("l", Priority.P3), alarm("h", Priority.P1)
    announcer.say(calls(low))
    announcer.take(100)
    announcer.say(calls(low, high))
    assert pieces(announcer, 5) == ["P1", "h", "P3", "l", "pause P1"]
    announcer.say(calls(high))
    announcer.take(len(tone(Priority.P1)) + 10)
    announcer.say(calls(high, low))
    assert announcer._piece == calls(high)[0].words[0] + array("h", bytes(2 * round(0.12 * SAMPLE_RATE)))


def test_a_new_alarm_does_not_wait_for_the_end_of_a_long_silence() -> None:
    announcer = Announcer()
    announcer.say(calls(alarm("a", Priority.P4)))
    assert pieces(announcer, 2) == ["P4", "a"]
    announcer.take(10)
    announcer.say(calls(alarm("a", Priority.P4), alarm("b", Priority.P4, at=1)))
    assert pieces(announcer, 4) == ["P4", "a", "b", "pause P4"]


def test_what_is_acknowledged_is_not_named_to_its_end() -> None:
    announcer = Announcer()
    first, second = alarm("a", Priority.P2), alarm("b", Priority.P2, at=1)
    announcer.say(calls(first, second))
    assert pieces(announcer, 1) == ["P2"]
    announcer.take(10)
    announcer.say(calls(second))
    assert pieces(announcer, 2) == ["b", "pause P2"]
    announcer.say([])
    assert not any(announcer.take(1000))


def test_without_a_voice_each_priority_keeps_its_own_phrase() -> None:
    announcer = Announcer()
    announcer.say([Call("a", rank_of(alarm("a", Priority.P2)), Priority.P2)])
    whole = phrase(Priority.P2)
    assert announcer.take(2 * len(whole)) == whole + whole


# When it sounds.


def test_it_is_heard_until_it_is_acknowledged(annunciator: Annunciator, device: FakeDevice) -> None:
    low, high = alarm("a", Priority.P3), alarm("b", Priority.P1)
    seen: list[object] = []
    annunciator.sounding_changed.connect(seen.append)
    annunciator.apply([low])
    annunciator.apply([high])
    assert any(device.hear(0.2))
    annunciator.apply([acked(high)])
    annunciator.apply([acked(low)])
    assert seen == [Priority.P3, Priority.P1, Priority.P3, None]
    assert not any(device.hear(1.0))


def test_silence_is_no_acknowledgement_and_the_next_alarm_is_heard(
    annunciator: Annunciator, device: FakeDevice
) -> None:
    first = alarm("a", Priority.P2)
    annunciator.apply([first])
    assert annunciator.silence() == (first,)
    assert annunciator.sounding is None
    assert not any(device.hear(1.0))
    annunciator.apply([replace(first, count=2)])
    assert annunciator.sounding is None
    annunciator.apply([alarm("b", Priority.P3)])
    assert annunciator.sounding is Priority.P3
    assert any(device.hear(0.1))
    assert annunciator.silence() == (alarm("b", Priority.P3),)
    assert annunciator.silence() == ()


def test_a_replayed_message_and_an_ordinary_event_make_no_sound(annunciator: Annunciator, device: FakeDevice) -> None:
    annunciator.apply([replace(alarm("a", Priority.P1), replay=True), alarm("b", Priority.EVENT)])
    assert annunciator.sounding is None
    assert not any(device.hear(0.5))


def test_only_what_this_station_answers_for_is_heard_until_it_is_escalated(annunciator: Annunciator) -> None:
    annunciator.set_audible(frozenset({"m"}))
    annunciator.apply([alarm("t", Priority.P1)])
    assert annunciator.sounding is None
    annunciator.apply([alarm("m", Priority.P3)])
    assert annunciator.sounding is Priority.P3
    annunciator.set_audible(frozenset({"m", "t"}))
    assert annunciator.sounding is Priority.P1
    annunciator.set_audible(None)
    assert annunciator.sounding is Priority.P1


def test_several_alarms_of_one_name_are_named_once(qapp: QCoreApplication, device: FakeDevice) -> None:
    annunciator = Annunciator(device, name_of=lambda one: (one.alarm_class, (word(500),)))
    annunciator.apply([alarm("a", Priority.P2), alarm("b", Priority.P2), alarm("c", Priority.P2, "fire")])
    assert [call.key for call in annunciator._announcer._calls] == ["2 fire", "2 perimeter"]


def test_the_test_lets_every_tone_and_a_phrase_be_heard_but_no_alarm_wait(
    annunciator: Annunciator, device: FakeDevice
) -> None:
    told: list[str] = []
    annunciator.tested.connect(lambda: told.append("over"))
    assert annunciator.test((word(777),))
    heard = bytes(device.hear(16))
    assert all(bytes(tone(p)) in heard for p in (Priority.P1, Priority.P2, Priority.P3, Priority.P4))
    assert bytes(word(777)) in heard
    annunciator._test_timer.timeout.emit()
    assert told == ["over"]
    assert not any(device.hear(1.0))
    assert annunciator.test((word(777),))
    annunciator.apply([alarm("a", Priority.P3)])
    assert device.hear(len(tone(Priority.P3)) / SAMPLE_RATE) == tone(Priority.P3)
    assert not annunciator.test()


def test_there_is_no_test_where_nothing_can_be_heard(qapp: QCoreApplication) -> None:
    assert not Annunciator(FakeDevice()).test()


# The device.


@pytest.fixture
def output(qapp: QCoreApplication) -> Iterator[Callable[..., SoundOutput]]:
    made: list[SoundOutput] = []

    def make(device: FakeDevice, wanted: str = "", volume: float = 1.0) -> SoundOutput:
        made.append(SoundOutput(device, Announcer(), wanted, volume, look_s=0.02, retry_s=0.04))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.stop()


def test_a_missing_device_is_a_state_and_is_looked_for_again(output: Callable[..., SoundOutput]) -> None:
    device = FakeDevice()
    made = output(device)
    until("it is missed", lambda: made.state == SoundState("no_device"))
    device.names.append("loudspeaker")
    until("it is found", lambda: made.state == SoundState("ready", "loudspeaker"))
    made.stop()
    assert made.state.code == "off"
    assert device.closed


def test_the_pinned_device_is_used_and_gone_back_to(output: Callable[..., SoundOutput]) -> None:
    device = FakeDevice("monitor", "desk loudspeaker")
    made = output(device, "Desk")
    until("the pinned one", lambda: made.state == SoundState("ready", "desk loudspeaker", wanted="Desk"))
    device.names.remove("desk loudspeaker")
    device.dead = True
    until("it is dead", lambda: len(device.opened) > 1)
    device.dead = False
    until("the other", lambda: made.state == SoundState("other_device", "monitor", wanted="Desk"))
    assert made.state.heard
    device.names.append("desk loudspeaker")
    until("back", lambda: made.state == SoundState("ready", "desk loudspeaker", wanted="Desk"))


def test_a_device_that_takes_no_samples_is_not_called_good(output: Callable[..., SoundOutput]) -> None:
    device = FakeDevice("loudspeaker")
    device.dead = True
    made = output(device)
    states: list[SoundState] = []
    made.state_changed.connect(states.append)
    until("it is dead", lambda: made.state.code == "stalled" and len(device.opened) > 1)
    QCoreApplication.processEvents()
    assert {state.code for state in states} == {"stalled"}
    device.dead = False
    until("it lives", lambda: made.state.code == "ready")


def test_the_volume_is_the_stations_own() -> None:
    assert louder(array("h", [1000, -1000, 32767]), 0.5) == array("h", [500, -500, 16384])
    assert SoundSettings().volume == 1.0


def test_the_volume_reaches_the_device(qapp: QCoreApplication, device: FakeDevice) -> None:
    annunciator = Annunciator(device, settings=SoundSettings("", 0.5), name_of=named)
    annunciator.start()
    until("ready", lambda: annunciator.state.code == "ready")
    annunciator.apply([alarm("a", Priority.P1)])
    whole = tone(Priority.P1)
    assert max(device.hear(1.2)) == pytest.approx(max(whole) / 2, abs=1)
    annunciator.stop()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", None),
        ("USB Audio", "USB Audio"),
        ("usb", "USB Audio"),
        ("HDMI", None),
        ("hdmi 2", "HDMI 2"),
        ("none", None),
    ],
)
def test_a_device_is_meant_by_its_name_or_by_words_that_no_other_has(wanted: str, found: str | None) -> None:
    assert match(wanted, ["HDMI 1", "HDMI 2", "USB Audio"]) == found


def test_this_machines_speaker_plays_or_says_why_not() -> None:
    speaker = Speaker()
    try:
        assert speaker.open("", lambda count: array("h", bytes(2 * count))).name
    except SoundError as error:
        assert error.code in {"no_device", "device_failed"}
    finally:
        speaker.close()


# The tones.


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
