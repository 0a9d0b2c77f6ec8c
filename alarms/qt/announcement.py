"""What is said, piece by piece: the tone, then the name of each alarm, again and again until somebody acknowledges it.

Fire comes first, then what is more urgent, then what came first. Each alarm is named once a round, also in a flood; the
tone comes back between the names, so that nobody hears speech alone. A round ends with the silence of the most urgent
alarm's priority. What the loudspeaker asks for is put together here, in its own thread, from samples that are ready.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from alarms.model import Occurrence, Priority
from alarms.priorities import FIRE_TROUBLE
from alarms.qt.tones import SAMPLE_RATE, pause, tone

#: Names between two tones.
NAMES_PER_TONE = 3

Samples: TypeAlias = "array[int]"
#: What a call is ordered by: (no fire, priority, since when, id).
Rank = tuple[bool, int, float, str]


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to announce. key: what makes it the same one; words: its name, empty where there is no voice."""

    key: str
    rank: Rank
    priority: Priority
    words: tuple[Samples, ...] = ()


class _Kind(Enum):
    TONE = "tone"
    NAME = "name"
    PAUSE = "pause"


def rank_of(occurrence: Occurrence) -> Rank:
    """Fire first, then by priority, then by time."""
    fire = occurrence.alarm_class == "fire" and occurrence.kind not in FIRE_TROUBLE
    return (not fire, int(occurrence.priority), occurrence.raised_at, occurrence.id)


class Announcer:
    """Gives the loudspeaker its samples. `say` belongs to the GUI thread, `take` to the sound thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: tuple[Call, ...] = ()
        self._piece: Samples = array("h")
        self._at = 0
        self._playing: tuple[_Kind, str] | None = None
        self._said: set[str] = set()
        self._names_since_tone = NAMES_PER_TONE
        self._last_priority: Priority | None = None

    def say(self, calls: Iterable[Call]) -> None:
        """Announce these from now on; what goes on is finished unless it is over, or something worse has come."""
        ordered = tuple(sorted(calls, key=lambda call: call.rank))
        with self._lock:
            before, self._calls = self._calls, ordered
            if not ordered or not before or ordered[0].rank[:2] < before[0].rank[:2]:
                self._begin()
                return
            keys, known = {call.key for call in ordered}, {call.key for call in before}
            self._said &= keys
            kind, key = self._playing or (_Kind.PAUSE, "")
            new = bool(keys - known)
            if (kind is _Kind.PAUSE and new) or (kind is not _Kind.PAUSE and key not in keys):
                self._cut()

    def take(self, count: int) -> Samples:
        """Give the next `count` samples; silence where nothing is to be said."""
        out: Samples = array("h")
        with self._lock:
            while len(out) < count:
                if self._at >= len(self._piece) and not self._next():
                    out.frombytes(bytes(2 * (count - len(out))))
                    break
                part = self._piece[self._at : self._at + count - len(out)]
                out.extend(part)
                self._at += len(part)
        return out

    def _begin(self) -> None:
        """Start a round: the tone of the first."""
        self._said.clear()
        self._names_since_tone, self._last_priority = NAMES_PER_TONE, None
        self._cut()

    def _cut(self) -> None:
        self._piece, self._at, self._playing = array("h"), 0, None

    def _next(self) -> bool:
        """Choose the next piece; False where nothing is to be said."""
        self._cut()
        if not self._calls:
            return False
        call = next((one for one in self._calls if one.key not in self._said), None)
        if call is None:
            priority = self._calls[0].priority
            self._begin()
            self._play(_Kind.PAUSE, "", pause(priority))
        elif self._last_priority is not call.priority or self._names_since_tone >= NAMES_PER_TONE:
            self._last_priority, self._names_since_tone = call.priority, 0
            self._play(_Kind.TONE, call.key, tone(call.priority))
        else:
            self._said.add(call.key)
            self._names_since_tone += 1
            self._play(_Kind.NAME, call.key, spoken(call.words))
        return True

    def _play(self, kind: _Kind, key: str, piece: Samples) -> None:
        self._piece, self._at, self._playing = piece, 0, (kind, key)


def test_calls(phrase: tuple[Samples, ...]) -> tuple[Call, ...]:
    """What the test of the sound lets be heard: every tone, the most urgent first, then the phrase."""
    audible = [priority for priority in Priority if priority is not Priority.EVENT]
    silent = (array("h", bytes(2 * SAMPLE_RATE)),)
    return tuple(
        Call(f"test {int(one)}", (True, int(one), 0.0, ""), one, phrase if one is audible[-1] else silent)
        for one in audible
    )


def test_seconds(phrase: tuple[Samples, ...]) -> float:
    """How long the test takes, with the delay of the device."""
    pieces = [piece for call in test_calls(phrase) for piece in (tone(call.priority), spoken(call.words))]
    return sum(map(len, pieces)) / SAMPLE_RATE + 0.5


def spoken(words: tuple[Samples, ...]) -> Samples:
    """Join the words of a name, with a breath after each."""
    out: Samples = array("h")
    for word in words:
        out.extend(word)
        out.frombytes(bytes(2 * round(0.12 * SAMPLE_RATE)))
    return out
