"""Play clips into a frame slot: play, hold, seek, step both ways, any speed. One thread per player."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from video.clock import Clock
from video.decoder import PictureSink
from video.footage import Footage
from video.masks import Veil
from video.views import MediaError, PlaybackState

_log = logging.getLogger(__name__)

MIN_SPEED, MAX_SPEED = 0.1, 16.0
#: Above this speed only key pictures are shown: decoding all would not keep up.
_KEYS_ONLY_ABOVE = 4.0
#: Time without pictures between clips is played at most this long, seconds.
_LONGEST_GAP = 1.0
#: While playing, the position is told this often at most, seconds.
_TELL_EVERY = 0.1


class ClipPlayer:
    """Opens paused, on the picture at `position` (UTC) or the first. `on_state` is called from its thread.

    veil: the sink's; told whose pictures the clips hold before the first of them is shown.
    """

    def __init__(
        self,
        name: str,
        paths: Sequence[Path],
        clock: Clock,
        sink: PictureSink,
        on_state: Callable[[PlaybackState], None],
        position: float | None = None,
        veil: Veil | None = None,
    ) -> None:
        self._name, self._paths, self._clock = name, list(paths), clock
        self._sink, self._on_state, self._position = sink, on_state, position
        self._veil = veil
        self._changed = threading.Condition()
        self._commands: deque[tuple[str, float]] = deque()
        self._stopping = False
        self._number = -1
        self._playing = False
        self._speed = 1.0
        self._due = 0.0
        self._told = float("-inf")
        self._thread = threading.Thread(target=self._run, name=f"play-{name}", daemon=True)
        self._thread.start()

    def steer(self, action: str, value: float) -> None:
        """Queue "play", "pause", "seek", "step" or "speed"; of several seeks in a row only the last is done."""
        with self._changed:
            if action == "seek" and self._commands and self._commands[-1][0] == "seek":
                self._commands.pop()
            self._commands.append((action, value))
            self._changed.notify()

    def stop(self, timeout: float = 2.0) -> None:
        """End the thread; on return the sink is no longer used."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join(timeout)

    # Below: the player's thread.

    def _run(self) -> None:
        try:
            footage = Footage(self._paths)
        except MediaError as error:
            self._on_state(PlaybackState(self._name, 0, 0, 0, 0, 0, False, 1.0, False, error.code))
            return
        if self._veil is not None:
            self._veil.cameras = footage.cameras
        self._go_to(footage, 0 if self._position is None else footage.number_at(self._position))
        while (command := self._next_command()) is not None:
            try:
                self._serve(footage, *command)
            except Exception:  # a damaged clip must not end the player
                _log.exception("a picture could not be played")
                self._playing = False

    def _next_command(self) -> tuple[str, float] | None:
        """Wait for a command or the next picture's turn ("tick"); None at the end."""
        with self._changed:
            while not self._stopping:
                if self._commands:
                    return self._commands.popleft()
                if not self._playing:
                    self._changed.wait()
                elif (left := self._due - self._clock.monotonic()) > 0:
                    self._changed.wait(left)
                else:
                    return "tick", 0.0
        return None

    def _serve(self, footage: Footage, action: str, value: float) -> None:
        match action:
            case "tick":
                self._tick(footage)
            case "play":
                if self._number >= len(footage) - 1:
                    self._go_to(footage, 0)
                self._playing = True
                self._schedule(footage)
                self._tell(footage)
            case "pause":
                self._playing = False
                self._tell(footage)
            case "seek":
                self._go_to(footage, footage.number_at(value))
            case "step":
                self._playing = False
                self._go_to(footage, self._number + int(value))
            case "speed":
                self._speed = min(MAX_SPEED, max(MIN_SPEED, value))
                self._schedule(footage)
                self._tell(footage)

    def _tick(self, footage: Footage) -> None:
        """Show the picture whose turn it is; at high speed or when late, leave out those between."""
        late = (self._clock.monotonic() - self._due) * self._speed
        number = self._number + 1
        if late > 0.2 or self._speed > _KEYS_ONLY_ABOVE:
            number = max(number, footage.number_at(footage.times[min(number, len(footage) - 1)] + max(0.0, late)))
        if self._speed > _KEYS_ONLY_ABOVE:
            number = next((key for key in footage.keys if key >= number), len(footage) - 1)
        self._go_to(footage, number)

    def _go_to(self, footage: Footage, number: int) -> None:
        last = len(footage) - 1
        self._number = max(0, min(number, last))
        picture = footage.picture(self._number)
        if picture is not None:
            self._sink.take(*picture, self._clock.monotonic(), False, 0)
        if self._number == last:
            self._playing = False
        self._schedule(footage)
        if not self._playing or self._clock.monotonic() - self._told >= _TELL_EVERY:
            self._tell(footage)

    def _schedule(self, footage: Footage) -> None:
        """Say when the next picture is due, from now: a slow machine plays slower, it does not jump."""
        following = min(self._number + 1, len(footage) - 1)
        if self._speed > _KEYS_ONLY_ABOVE:
            following = next((key for key in footage.keys if key > self._number), len(footage) - 1)
        gap = footage.times[following] - footage.times[self._number]
        now = self._clock.monotonic()
        drift = now - self._due if self._playing and 0 <= now - self._due < 0.2 else 0.0
        keys_only = self._speed > _KEYS_ONLY_ABOVE
        self._due = now - drift + (gap if keys_only else min(gap, _LONGEST_GAP)) / self._speed

    def _tell(self, footage: Footage) -> None:
        self._told = self._clock.monotonic()
        times, number = footage.times, self._number
        self._on_state(
            PlaybackState(
                self._name,
                times[number],
                times[0],
                times[-1],
                number,
                len(times),
                self._playing,
                self._speed,
                number == len(times) - 1,
            )
        )
