"""A loudspeaker that was chosen or worked, and is gone, is one alarm; it ends by itself, also after a restart."""

from dataclasses import replace

from alarms.model import Condition, Priority
from alarms.priorities import default_priority
from alarms.qt.sound_output import SoundState
from app.services.sound_watch import SOUND_CLASS, SoundWatch
from tests.fakes.clock import FakeClock
from widgets.gallery_samples import occurrence


def make() -> tuple[SoundWatch, list[tuple[bool, str]]]:
    told: list[tuple[bool, str]] = []
    return SoundWatch(FakeClock(), "gs1", lambda active, _cause, kind: told.append((active, kind))), told


def test_a_station_that_never_had_a_device_raises_none() -> None:
    watch, told = make()
    watch.take(SoundState("no_device"))
    watch.take(SoundState("off"))
    assert told == []


def test_a_device_that_worked_and_is_gone_is_an_alarm_until_it_is_back() -> None:
    watch, told = make()
    for code in ("ready", "stalled", "no_device", "ready", "ready"):
        watch.take(SoundState(code))
    assert told == [(True, "no_sound"), (False, "no_sound")]
    assert default_priority(SOUND_CLASS, "no_sound") is Priority.P4


def test_a_pinned_device_that_is_missing_at_the_start_is_one_too_and_says_which_it_is() -> None:
    watch, told = make()
    watch.take(SoundState("other_device", "monitor", wanted="desk"))
    watch.take(SoundState("no_device", wanted="desk"))
    watch.take(SoundState("ready", "desk", wanted="desk"))
    assert told == [(True, "other_output"), (False, "other_output"), (True, "no_sound"), (False, "no_sound")]


def test_what_an_earlier_run_raised_ends_when_it_is_heard_again() -> None:
    standing = replace(occurrence("a", SOUND_CLASS, Priority.P4, 0.0), device="gs1", kind="no_sound")
    watch, told = make()
    watch.recall([replace(standing, device="gs2"), replace(standing, condition=Condition.NORMAL)])
    watch.take(SoundState("ready"))
    assert told == []
    watch, told = make()
    watch.recall([standing])
    watch.take(SoundState("no_device"))
    watch.take(SoundState("ready"))
    assert told == [(False, "no_sound")]
