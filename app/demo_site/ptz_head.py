"""The mechanics of a simulated camera that turns: where it looks at any moment, its presets and its home.

Positions are ONVIF's generic ones: pan and tilt -1..1, zoom 0..1. It moves by the clock alone, so whoever asks when
sees the same; it may be asked from any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from video.clock import Clock

#: Shares of the whole range in a second, at full speed by hand and on the way to a preset.
HAND_SPEED = (0.7, 0.6, 0.4)
PRESET_SPEED = (1.4, 1.2, 0.9)
_LOW, _HIGH = (-1.0, -1.0, 0.0), (1.0, 1.0, 1.0)

Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A remembered place."""

    name: str
    place: Place


class PtzHead:
    """Pan, tilt and zoom of one camera. A continuous move ends by itself after its time."""

    def __init__(self, clock: Clock, presets: Mapping[str, NamedPlace], home: Place = (0.0, 0.0, 0.0)) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._home = home
        self._presets = dict(presets)
        self._at: Place = home
        self._since = clock.monotonic()
        self._velocity: Place = (0.0, 0.0, 0.0)
        self._until = float("inf")
        self._target: Place | None = None

    @property
    def place(self) -> Place:
        """Where it looks now."""
        with self._lock:
            return self._settled()

    @property
    def moving(self) -> bool:
        """Whether it moves now."""
        with self._lock:
            self._settled()
            return self._target is not None or any(self._velocity)

    @property
    def presets(self) -> dict[str, NamedPlace]:
        """The remembered places by token."""
        with self._lock:
            return dict(self._presets)

    def move(self, velocity: Place, seconds: float) -> None:
        """Turn at shares of the highest speed, for so long at most."""
        with self._lock:
            self._settled()
            self._target = None
            pan, tilt, zoom = (min(1.0, max(-1.0, share)) for share in velocity)
            self._velocity = (pan * HAND_SPEED[0], tilt * HAND_SPEED[1], zoom * HAND_SPEED[2])
            self._until = self._since + seconds

    def stop(self) -> None:
        """Stand still."""
        with self._lock:
            self._settled()
            self._velocity, self._target = (0.0, 0.0, 0.0), None

    def move_to(self, place: Place) -> None:
        """Turn there."""
        with self._lock:
            self._settled()
            self._velocity, self._target = (0.0, 0.0, 0.0), _clipped(place)

    def move_by(self, step: Place) -> None:
        """Turn by so much."""
        pan, tilt, zoom = self.place
        self.move_to((pan + step[0], tilt + step[1], zoom + step[2]))

    def go_to(self, preset: str) -> bool:
        """Turn to a remembered place; tells whether there is one of that token."""
        found = self.presets.get(preset)
        if found is not None:
            self.move_to(found.place)
        return found is not None

    def go_home(self) -> None:
        """Turn home."""
        self.move_to(self._home)

    def remember(self, name: str, token: str = "") -> str:
        """Keep where it looks now; gives the token."""
        with self._lock:
            numbers = [int(known) for known in self._presets if known.isdigit()]
            token = token or str(max(numbers, default=0) + 1)
            self._presets[token] = NamedPlace(name, self._settled())
            return token

    def _settled(self) -> Place:
        """Bring the place up to now."""
        now = self._clock.monotonic()
        passed = max(0.0, min(now, self._until) - self._since) if any(self._velocity) else now - self._since
        if self._target is not None:
            self._at = _towards(self._at, self._target, passed)
            self._target = None if self._at == self._target else self._target
        else:
            pan, tilt, zoom = (at + speed * passed for at, speed in zip(self._at, self._velocity, strict=True))
            self._at = _clipped((pan, tilt, zoom))
        if now >= self._until:
            self._velocity, self._until = (0.0, 0.0, 0.0), float("inf")
        self._since = now
        return self._at


def _clipped(place: Place) -> Place:
    pan, tilt, zoom = (min(high, max(low, value)) for value, low, high in zip(place, _LOW, _HIGH, strict=True))
    return pan, tilt, zoom


def _towards(at: Place, target: Place, passed: float) -> Place:
    """Each axis at its own speed, none past its end."""
    moved = []
    for value, end, speed in zip(at, target, PRESET_SPEED, strict=True):
        step = speed * passed
        moved.append(end if abs(end - value) <= step else value + (step if end > value else -step))
    return moved[0], moved[1], moved[2]
