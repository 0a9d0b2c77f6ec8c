"""The sounds of the priorities, made here: no files, no licences, the same on every machine.

Each is a phrase that ends in silence and is repeated; where alarms are spoken, their names stand before that silence.
Urgency is carried by tempo and pitch contour, not by loudness, so that the four are told apart by a tired ear and
through a cheap loudspeaker (300 to 1200 Hz).
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from functools import lru_cache

from alarms.model import Priority

SAMPLE_RATE = 22_050
_FADE_S = 0.012
_PEAK = 0.6


@dataclass(frozen=True, slots=True)
class Note:
    """A tone from `start_hz` gliding to `end_hz` for `length` seconds, then `rest` seconds of silence."""

    start_hz: float
    end_hz: float
    length: float
    rest: float = 0.0


#: P1 sweeps up without pause, P2 two-tone, P3 two soft knocks every 6 s, P4 one every 20 s.
PHRASES: dict[Priority, tuple[Note, ...]] = {
    Priority.P1: (Note(500, 1100, 0.42, 0.06), Note(500, 1100, 0.42, 0.06), Note(500, 1100, 0.42, 0.45)),
    Priority.P2: (Note(880, 880, 0.22), Note(660, 660, 0.22, 0.06), Note(880, 880, 0.22), Note(660, 660, 0.22, 1.6)),
    Priority.P3: (Note(587, 587, 0.16, 0.12), Note(587, 587, 0.16, 5.56)),
    Priority.P4: (Note(440, 440, 0.22, 19.78),),
}


#: Silence between the tone and the first word.
_BREATH_S = 0.15


@lru_cache(maxsize=8)
def tone(priority: Priority) -> array[int]:
    """Give the notes of one phrase without the silence at its end, as mono 16-bit samples at SAMPLE_RATE."""
    samples: array[int] = array("h")
    notes = PHRASES.get(priority, ())
    for index, note in enumerate(notes):
        samples.extend(_tone(note))
        rest = note.rest if index < len(notes) - 1 else min(note.rest, _BREATH_S)
        samples.extend([0] * round(rest * SAMPLE_RATE))
    return samples


@lru_cache(maxsize=8)
def pause(priority: Priority) -> array[int]:
    """Give the silence that ends a phrase, after which it is repeated; never empty."""
    notes = PHRASES.get(priority, ())
    return array("h", bytes(2 * round((notes[-1].rest - _BREATH_S if notes else 1.0) * SAMPLE_RATE)))


def phrase(priority: Priority) -> array[int]:
    """Give one phrase whole: what repeats where nothing is spoken; empty for an ordinary event."""
    return tone(priority) + pause(priority) if priority in PHRASES else array("h")


def _tone(note: Note) -> array[int]:
    """Two partials under a short fade; the phase is summed, so that a glide does not click."""
    count = round(note.length * SAMPLE_RATE)
    phase, out = 0.0, array("h")
    for i in range(count):
        t = i / count
        phase += 2 * math.pi * (note.start_hz + (note.end_hz - note.start_hz) * t) / SAMPLE_RATE
        edge = min(i, count - 1 - i) / SAMPLE_RATE / _FADE_S
        level = _PEAK * min(1.0, edge)
        out.append(round(32767 * level * (0.8 * math.sin(phase) + 0.2 * math.sin(2 * phase))))
    return out
