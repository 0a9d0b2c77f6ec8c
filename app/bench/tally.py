"""What becomes of cameras that fail, counted as it happens: an hour of pictures is not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.bench.faults import Fault
from app.bench.meter import Painted, PaintLog
from app.bench.server import Served
from video.liveness import AgeBand, age_band
from widgets.freshness import Face

#: Seconds that a tile may take to turn grey or black, over the ages at which it should: judging and painting.
BAND_SLACK_S = 0.5
#: Pictures sent this shortly before a camera fails may not arrive any more: they are not asked for.
ON_THE_WAY_S = 0.1

_FACES = {AgeBand.FRESH: Face.PICTURE, AgeBand.STALE: Face.STALE, AgeBand.DEAD: Face.DEAD}


@dataclass(frozen=True, slots=True)
class Drop:
    """A camera that was made to fail. back_s: seconds from when it sent again to its first picture; None: never."""

    camera: int
    fault: Fault
    back_s: float | None


@dataclass(slots=True)
class _Tile:
    """One camera's tile. up_since: sending time of the first picture since it came back; None while it is down."""

    served: Served
    up_since: float | None = None
    last_number: int = -1
    last_sent: float = 0.0
    fault: Fault | None = None
    mended_at: float | None = None
    sent: int = 0
    painted: int = 0


@dataclass(slots=True)
class SoakLog(PaintLog):
    """Counts what was painted of what was sent while a camera was up, and pictures shown as live that were old.

    face_of: how a tile is shown in the moment in which its picture is painted.
    """

    face_of: Callable[[str], Face] = lambda _key: Face.PICTURE
    tiles: dict[str, _Tile] = field(default_factory=dict)
    drops: list[Drop] = field(default_factory=list)
    old_as_live: int = 0
    oldest_as_live_s: float = 0.0
    wrong_bands: int = 0
    looks: int = 0

    def expect(self, served: Mapping[str, Served]) -> None:
        """Say what each tile's camera sends."""
        self.tiles = {key: _Tile(stream) for key, stream in served.items()}

    def note(self, key: str, sequence: object, monotonic: float) -> None:
        """Take the wall's frame_painted; only the newest picture is kept."""
        before = len(self.painted.get(key, ()))
        super(SoakLog, self).note(key, sequence, monotonic)
        kept = self.painted.get(key, [])
        if len(kept) > before:
            del kept[:-1]
            if key in self.tiles:
                self._count(self.tiles[key], kept[0], self.face_of(key))

    def _count(self, tile: _Tile, picture: Painted, face: Face) -> None:
        number = tile.served.number_at(picture.captured)
        if number <= tile.last_number:
            return
        tile.last_number, tile.last_sent = number, picture.captured
        if face is Face.PICTURE:
            self._judge_age(picture.painted - picture.captured)
        if tile.up_since is None:
            late = tile.fault is not None and (tile.mended_at is None or picture.captured < tile.mended_at)
            if not late:  # late: a last picture that was on its way, or one out of the group replayed
                self._came_back(tile, picture)
        else:
            tile.painted += 1

    def _came_back(self, tile: _Tile, picture: Painted) -> None:
        tile.up_since = picture.captured
        if tile.fault is not None and tile.mended_at is not None:
            key = next(key for key, each in self.tiles.items() if each is tile)
            number = list(self.tiles).index(key)
            self.drops.append(Drop(number, tile.fault, max(0.0, picture.painted - tile.mended_at)))
        tile.fault = tile.mended_at = None

    def fail(self, key: str, fault: Fault, now: float) -> None:
        """Note that a camera fails from `now` (UTC) on; RESET is over at once."""
        tile = self.tiles[key]
        self._close(tile, now)
        tile.fault, tile.mended_at = fault, now if fault is Fault.RESET else None

    def mend(self, key: str, now: float) -> None:
        """Note that a camera sends again."""
        self.tiles[key].mended_at = now

    def finish(self, now: float) -> None:
        """End the counting; cameras that are not back by now never came."""
        for number, tile in enumerate(self.tiles.values()):
            self._close(tile, now)
            if tile.fault is not None:
                self.drops.append(Drop(number, tile.fault, None))

    @property
    def away(self) -> int:
        """How many cameras have not come back yet."""
        return sum(tile.fault is not None for tile in self.tiles.values())

    def look(self, faces: Mapping[str, Face], now: float) -> None:
        """Hold what each tile shows against the age of its picture by what its camera sent."""
        for key, face in faces.items():
            tile = self.tiles.get(key)
            if tile is None or not tile.last_sent:
                continue
            self.looks += 1
            age = now - tile.last_sent
            least, most = age_band(age - BAND_SLACK_S), age_band(age + BAND_SLACK_S)
            if face not in {_FACES[least], _FACES[most], _FACES[age_band(age)]}:
                self.wrong_bands += 1
            if face is Face.PICTURE:
                self._judge_age(age - BAND_SLACK_S)

    def _judge_age(self, age: float) -> None:
        if age_band(age) is not AgeBand.FRESH:
            self.old_as_live += 1
            self.oldest_as_live_s = max(self.oldest_as_live_s, age)

    @staticmethod
    def _close(tile: _Tile, now: float) -> None:
        """End the time a camera was up: everything it sent since it came back should have been painted."""
        if tile.up_since is None:
            return
        first, end = tile.served.number_at(tile.up_since) + 1, tile.served.sent_between(0.0, now - ON_THE_WAY_S).stop
        tile.sent += max(0, end - first)
        tile.painted -= max(0, tile.last_number + 1 - max(first, end))
        tile.up_since = None


@dataclass(slots=True)
class DropPlan:
    """Which camera fails when: each `every` seconds the next one, by the three faults in turn.

    `lasts` says for how long; with a number of cameras that three does not divide each has every fault in time.
    """

    cameras: int
    every: float
    lasts: Mapping[Fault, float]
    _count: int = 0
    _mends: dict[int, float] = field(default_factory=dict)

    def failing(self, elapsed: float) -> Iterator[tuple[int, Fault]]:
        """Give the cameras that are to fail by `elapsed` seconds, each once."""
        while elapsed >= (self._count + 1) * self.every:
            camera, fault = self._count % self.cameras, tuple(Fault)[self._count % len(Fault)]
            self._count += 1
            if camera not in self._mends:
                if fault is not Fault.RESET:
                    self._mends[camera] = elapsed + self.lasts[fault]
                yield camera, fault

    def mending(self, elapsed: float) -> Iterator[int]:
        """Give the cameras whose fault is over by `elapsed` seconds, each once."""
        for camera, at in list(self._mends.items()):
            if elapsed >= at:
                del self._mends[camera]
                yield camera
