"""The sound of the chosen camera: never late, never over an alarm, never of another camera."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.loudspeaker import open_loudspeaker
from app.services.camera_ear import LONGEST_WAIT_S, CameraEar
from video.audio import Samples
from video.audio_session import AudioPhase
from video.sound import Heard


class Loudspeaker:
    """Remembers how it was opened; `missing` refuses."""

    def __init__(self) -> None:
        self.missing = False
        self.open: list[tuple[int, int]] = []
        self.closed = 0
        self.take: Callable[[int], bytes] = lambda count: b""

    def __call__(self, rate: int, channels: int, take: Callable[[int], bytes]) -> "Loudspeaker":
        if self.missing:
            raise OSError("none")
        self.open.append((rate, channels))
        self.take = take
        return self

    def close(self) -> None:
        self.closed += 1


class Engine:
    """The engine's ear: what it was asked for, and a way to let something be heard."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.tell: Callable[[Heard], None] = lambda heard: None

    def listen(self, camera: str, on_sound: Callable[[Heard], None]) -> None:
        self.asked.append(camera)
        self.tell = on_sound

    def say(self, camera: str, data: bytes, rate: int = 8000, channels: int = 1) -> None:
        self.tell(Heard(camera, Samples(data, rate, channels, 0.0)))


def ear() -> tuple[CameraEar, Engine, Loudspeaker, list[tuple[str, str]]]:
    engine, speaker, told = Engine(), Loudspeaker(), []
    return CameraEar(engine.listen, speaker, lambda *news: told.append(news)), engine, speaker, told


def test_the_chosen_camera_is_heard_and_silence_fills_what_is_missing() -> None:
    made, engine, speaker, _ = ear()
    made.hear("gate")
    engine.say("gate", b"\1\2\3\4")
    assert speaker.open == [(8000, 1)]
    assert speaker.take(6) == b"\1\2\3\4\0\0"


def test_what_comes_late_from_the_camera_before_is_left_out() -> None:
    made, engine, speaker, told = ear()
    made.hear("gate")
    before = engine.tell
    made.hear("lobby")
    before(Heard("gate", Samples(b"\1\1", 8000, 1, 0.0)))
    before(Heard("gate", phase=AudioPhase.LOST))
    assert speaker.open == []
    assert told == []


def test_sound_is_never_older_than_it_may_be() -> None:
    made, engine, speaker, _ = ear()
    made.hear("gate")
    for second in range(5):
        engine.say("gate", bytes([second + 1]) * 16000)
    waiting = int(16000 * LONGEST_WAIT_S)
    assert speaker.take(waiting + 2) == b"\5" * waiting + b"\0\0"


def test_an_alarm_silences_the_camera_and_nothing_is_caught_up_on_afterwards() -> None:
    made, engine, speaker, _ = ear()
    made.hear("gate")
    engine.say("gate", b"\1" * 100)
    made.hush(True)
    engine.say("gate", b"\2" * 100)
    assert speaker.take(4) == bytes(4)
    made.hush(False)
    assert speaker.take(4) == bytes(4)
    engine.say("gate", b"\3" * 4)
    assert speaker.take(4) == b"\3" * 4


def test_another_coding_opens_the_loudspeaker_anew() -> None:
    made, engine, speaker, _ = ear()
    made.hear("gate")
    engine.say("gate", b"\1\1")
    engine.say("gate", b"\1\1" * 2, 16000, 2)
    assert speaker.open == [(8000, 1), (16000, 2)]
    assert speaker.closed == 1
    made.stop()
    assert engine.asked == ["gate", ""]
    assert speaker.closed == 2


def test_where_it_stands_is_told_and_a_missing_loudspeaker_once() -> None:
    made, engine, speaker, told = ear()
    speaker.missing = True
    made.hear("gate")
    engine.tell(Heard("gate", phase=AudioPhase.NONE))
    engine.say("gate", b"\1\1")
    engine.say("gate", b"\1\1")
    assert told == [("gate", "none"), ("gate", "no_output")]


@pytest.mark.skipif(sys.platform != "linux" or Path("/dev/snd").exists(), reason="this computer may have a loudspeaker")
def test_a_computer_without_a_loudspeaker_says_so() -> None:
    with pytest.raises(OSError, match="no loudspeaker"):
        open_loudspeaker(8000, 1, bytes)
