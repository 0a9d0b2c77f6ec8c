"""One camera of a playback: follows the common clock, each picture up when it is due, forwards and backwards."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from av.video.frame import VideoFrame

from video.frames import FrameSlot, FrameStamp
from video.masks import Veil
from video.replay.commands import FileCame, NeedFile, NeedSpans, SetSpans, Tempo, TrackState
from video.replay.conductor import Conductor
from video.replay.film import Film, Spot
from video.replay.kept import KeptPictures, Shrinker, Small
from video.replay.reel import interval_of
from video.replay.unroll import Unroller
from video.views import MediaError

_log = logging.getLogger(__name__)

#: More is asked for when what is known ends so near, seconds.
KNOWN_AHEAD = 120.0
#: Pictures before the one sought that are kept on the way to it, as the codec gave them until there is time: so many
#: bytes of them at most.
_KEPT_ON_THE_WAY, _WAY_BYTES = 12, 24 << 20
#: A picture sought that lies further than so many pictures from its key picture is announced by that one.
_FAR = 12
#: Where playing is told at most so often, seconds.
_TELL_EVERY = 0.2
#: Behind by more than so much, seconds of the clock on the wall, for so long: the machine does not keep up.
_LATE, _LATE_FOR = 0.5, 2.0
#: A picture up so long after its time lets the clock wait; how long a camera waits for slower ones, and how often.
_SLIPS_FROM, _PATIENCE, _IN_STEP_WAIT = 0.06, 10.0, 0.004
#: So long a picture stays up for the others, seconds of the common clock.
_LONGEST_STAY = 2.0
#: Share of the pictures kept that is decoded in advance behind the present one.
_AHEAD_SHARE = 0.6


class Track:
    """Shows one camera's footage in a slot; `tell` and `ask` are called from its thread."""

    def __init__(
        self,
        camera: str,
        conductor: Conductor,
        tell: Callable[[TrackState], None],
        ask: Callable[[NeedSpans | NeedFile], None],
    ) -> None:
        self.camera = camera
        self._conductor, self._clock = conductor, conductor.clock
        self._tell_state, self._ask = tell, ask
        self._film = Film()
        self._kept = KeptPictures()
        self._front, self._back = Unroller(), Unroller()
        self._way: deque[tuple[Spot, VideoFrame, float]] = deque()
        self._shrinker = Shrinker((1, 1))
        self._sink: tuple[FrameSlot, Veil] | None = None
        self._changed = threading.Condition()
        self._news: list[SetSpans | FileCame | tuple[FrameSlot, Veil] | int] = []
        self._stopping = False
        self._woken = False
        self._spot: Spot | None = None
        self._state = TrackState(camera, -1, 0.0)
        self._shown: tuple[str, int] | None = None
        self._told_at = float("-inf")
        self._asked: dict[object, float] = {}
        self._followed = -1
        self._in_time = 0.0
        self._waits_since = float("inf")
        self._aimed: Spot | None = None
        self._hopeless: set[tuple[str, int]] = set()
        self._cost = 0.0025
        self.load = 0.05
        self._thread = threading.Thread(target=self._run, name=f"replay-{camera}", daemon=True)
        self._thread.start()

    # From other threads.

    def take(self, news: SetSpans | FileCame | tuple[FrameSlot, Veil] | int) -> None:
        """Take what there is to show, a file that came, another slot, or pictures to step by."""
        with self._changed:
            self._news.append(news)
            self._woken = True
            self._changed.notify()

    def wake(self) -> None:
        """Look at the clock again."""
        with self._changed:
            self._woken = True
            self._changed.notify()

    def lift(self, until: float) -> None:
        """Show private areas until then."""
        sink = self._sink
        if sink is not None:
            sink[1].lifted_until = until
        self.show_anew()

    def show_anew(self) -> None:
        """Paint the picture again, at rest too: what of it is private is not what it was."""
        self._shown = None
        self.wake()

    def limit(self, most_bytes: int) -> None:
        """So much memory is this camera's for decoded pictures."""
        self._kept.most_bytes = most_bytes

    @property
    def kept_bytes(self) -> int:
        """Memory of the pictures that are kept."""
        return self._kept.size

    def stop(self, timeout: float = 2.0) -> None:
        """End the thread; the slot is let go."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join(timeout)

    # Below: the track's thread.

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._stopping:
                    break
                news, self._news, self._woken = self._news, [], False
            try:
                for one in news:
                    self._accept(one)
                wait = min(self._follow(), self._until_veiled())
            except Exception:  # a damaged file must not end the player
                _log.exception("a picture of camera %s could not be played", self.camera)
                wait = 1.0
            with self._changed:
                if wait > 0 and not self._woken and not self._stopping:
                    self._changed.wait(min(wait, 3600.0))
        self._film.close()
        if self._sink is not None:
            self._sink[0].close()

    def _until_veiled(self) -> float:
        """Seconds until private areas are black again by themselves; the picture is painted anew then, at rest too."""
        veil = self._sink[1] if self._sink is not None else None
        if veil is None or not veil.lifted_until:
            return float("inf")
        left = veil.lifted_until - self._clock.monotonic()
        if left <= 0:
            veil.lifted_until, self._shown = 0.0, None
        return max(0.0, left)

    def _accept(self, news: SetSpans | FileCame | tuple[FrameSlot, Veil] | int) -> None:
        match news:
            case SetSpans():
                self._film.set_spans(news)
                self._asked.clear()
                self._hopeless.clear()
            case FileCame(_camera, path, code):
                self._film.came(path, code)
                self._asked.pop(path, None)
            case int():
                self._step(news)
                return
            case (slot, veil):
                if self._sink is not None:
                    self._sink[0].close()
                self._sink = (slot, veil)
                self._shrinker = Shrinker(slot.max_size)
                self._kept.clear()
        self._shown, self._told_at = None, float("-inf")

    def _follow(self) -> float:
        """Show what is due; gives the seconds until there is something to do."""
        number, tempo = self._conductor.tempo
        if self._sink is None or number == 0:
            return float("inf")
        now = self._clock.monotonic()
        at = tempo.beat(now)
        self._kept.at, self._kept.backwards = at, tempo.speed <= 0
        self._ask_spans(at, tempo.speed)
        key_only = self._conductor.key_only
        spot = self._film.locate(at)
        if spot is not None and key_only:
            spot = self._film.key_of(spot)
        gap = spot is None or not (key_only or spot.stands_at(at))
        if spot is not None and not gap and tempo.speed != 0:
            spot = self._in_turn(spot, number, tempo)
        if spot is not None and not gap and spot.key != self._shown:
            near = tempo.speed == 0
            if self._out_of_step(spot, number, tempo, near=near, key_only=key_only):
                if tempo.speed < 0:
                    self._prepare(spot, 0.0)
                return _IN_STEP_WAIT
            self._show(spot, number, near=near)
        if self._conductor.tempo[0] != number:
            return 0.0
        self._spot, self._followed = spot, number
        self._conductor.reach(self.camera, number, at if spot is None or gap or key_only else spot.time)
        self._mind_lateness(number, tempo, spot if not key_only and not gap else None)
        self._ask_files(at, tempo.speed)
        self._report(number, at, spot, gap, key_only, tempo.speed)
        return self._rest(tempo, spot, key_only)

    def _in_turn(self, spot: Spot, number: int, tempo: Tempo) -> Spot:
        """While the clock waits for a slower camera the picture stays; and none is left out but for speed."""
        last, speed = self._spot, tempo.speed
        if last is None or last.key != self._shown:
            return spot
        if number != self._followed and abs(tempo.position - last.time) > 1.5 * interval_of(last.reel):
            return spot  # a jump
        if (last.time - spot.time) * speed > 0:
            return last if abs(last.time - spot.time) < _LONGEST_STAY else spot
        following = self._film.after(last) if speed > 0 else self._film.before(last)
        if abs(speed) > 1 or following is None:
            return spot
        first, second = (last, following) if speed > 0 else (following, last)
        if not first.stands_at(second.time):
            return spot  # nothing was recorded in between
        return following if (spot.time - following.time) * speed > 0 else spot

    def _out_of_step(self, spot: Spot, number: int, tempo: Tempo, *, near: bool, key_only: bool) -> bool:
        """Whether to wait for the others; the picture is decoded meanwhile."""
        if tempo.speed == 0 or key_only or self._conductor.tempo[0] != number:
            return False
        now = self._clock.monotonic()
        self._ready(spot, number, near=near)
        self._conductor.reach(self.camera, number, spot.time)
        if not self._conductor.ahead(self.camera, spot.time, interval_of(spot.reel)):
            self._waits_since = float("inf")
            return False
        self._waits_since = min(self._waits_since, now)
        return now - self._waits_since < _PATIENCE

    def _mind_lateness(self, number: int, tempo: Tempo, spot: Spot | None) -> None:
        """Let the clock of all wait for a picture that came late; far too fast for the machine: key pictures only."""
        now = self._clock.monotonic()
        if spot is None or not tempo.speed:
            self._in_time = now
            return
        interval, way = interval_of(spot.reel), 1 if tempo.speed > 0 else -1
        late = ((tempo.at(now) - spot.time) * way - (interval if way > 0 else 0.0)) / abs(tempo.speed)
        if abs(tempo.speed) <= 1 and late > _SLIPS_FROM and self._film.after(spot) is not None:
            self._conductor.slip(number, tempo, spot.time + (0.0 if way > 0 else 0.98 * interval))
        if late <= _LATE or way < 0:
            self._in_time = now
        elif now - self._in_time > _LATE_FOR and abs(tempo.speed) > 1:
            self._conductor.overrun(number)

    def _rest(self, tempo: Tempo, spot: Spot | None, key_only: bool) -> float:
        """Use the time until the next picture to decode what lies behind; give what is left of it."""
        if tempo.speed == 0:
            return 0.0 if spot is not None and self._prepare(spot, 0.004) else float("inf")
        if spot is None:
            return 0.05
        if tempo.speed > 0:
            following = self._film.next_key(spot) if key_only else self._film.after(spot)
            due = tempo.due(following.time) if following is not None else float("inf")
        else:
            due = tempo.due(spot.time - 1e-4)
        now = self._clock.monotonic()
        shortest = tempo.next_beat(now) - now
        wait = min(max(due - now, shortest), 0.25)
        if tempo.speed < 0 and not key_only and self._prepare(spot, 0.0):
            return 0.0 if wait > shortest else wait
        return wait

    def _show(self, spot: Spot, number: int, *, near: bool) -> None:
        """Put a picture up; left for another tempo it is finished no more."""
        small = self._ready(spot, number, near=near)
        if small is not None:
            self._publish(small, key_only=False)
            self._shown = spot.key
        elif self._conductor.tempo[0] == number:
            self._shown = spot.key  # damaged: the last whole one stays up, with its own time

    def _ready(self, spot: Spot, number: int, *, near: bool) -> Small | None:
        """Get a picture; one that takes its time is announced by its key picture. None: damaged, or not wanted more."""
        for waiting in self._way:
            if waiting[0].key == spot.key:
                self._keep(*waiting)
        small = self._kept.get(spot.key)
        if small is not None:
            return small
        if self._on_the_way(spot):
            return self._decode(spot, number, spot.number)
        key = self._film.key_of(spot)
        if near and spot.number - key.number > _FAR and self._shown != key.key:
            early = self._decode(key, number, key.number)
            if early is not None:
                self._publish(early, key_only=True)
        before = _KEPT_ON_THE_WAY if near else 0
        if self._conductor.tempo[1].speed < 0:
            before = int(self._kept.room * _AHEAD_SHARE)  # what comes next is on the way to it
        return self._decode(spot, number, spot.number - before)

    def _on_the_way(self, spot: Spot) -> bool:
        last = self._spot
        return last is not None and last.reel is spot.reel and 0 <= spot.number - last.number <= _FAR

    def _decode(self, spot: Spot, number: int, keep_from: int) -> Small | None:
        begun, decoded = time.thread_time(), self._front.decoded
        self._way.clear()
        self._front.aim(spot, keep_from)

        def take(seen: Spot, frame: VideoFrame, captured_at: float) -> None:
            if seen.number == spot.number or self._conductor.tempo[1].speed:
                self._keep(seen, frame, captured_at)
            else:
                self._leave_for_later(seen, frame, captured_at)

        while not self._front.done:
            try:
                self._front.advance(take)
            except MediaError as error:
                self._front = Unroller()
                self._film.came(spot.span.path, error.code)
                break
            if self._conductor.tempo[0] != number:
                break
        self._measure(time.thread_time() - begun, self._front.decoded - decoded, spot)
        return self._kept.get(spot.key)

    def _measure(self, spent: float, pictures: int, spot: Spot) -> None:
        if pictures > 0:
            self._cost += 0.1 * (spent / pictures - self._cost)
            self.load = self._cost / interval_of(spot.reel)

    def _keep(self, spot: Spot, frame: VideoFrame, captured_at: float) -> None:
        if self._kept.get(spot.key) is None:
            self._kept.put(Small(self._shrinker.shrink(frame), spot.time, captured_at, spot.key))

    def _leave_for_later(self, spot: Spot, frame: VideoFrame, captured_at: float) -> None:
        """What is not sought itself is made small when the picture sought is up."""
        self._way.append((spot, frame, captured_at))
        if len(self._way) * frame.width * frame.height * 3 // 2 > _WAY_BYTES:
            self._way.popleft()

    def _publish(self, small: Small, *, key_only: bool) -> None:
        if self._sink is None:
            return
        slot, veil = self._sink
        picture = self._shrinker.paintable(small.picture)
        veil.draw(picture)
        plane = picture.planes[0]
        now = self._clock.monotonic()
        stamp = FrameStamp(small.captured_at, small.at, now, now, key_only)
        rows = plane.line_size * picture.height
        slot.write(memoryview(plane)[:rows], picture.width, picture.height, plane.line_size, stamp)

    def _prepare(self, spot: Spot, seconds: float) -> bool:
        """Decode some of what lies before a picture; tells whether there is more to do."""
        while self._way:
            self._keep(*self._way.pop())
            if self._woken:
                return True
        if self._back.done:
            if self._aimed is not None and self._kept.get(self._aimed.key) is None:
                self._hopeless.add(self._aimed.key)
            self._aimed = missing = self._missing_before(spot)
            if missing is None:
                return False
            window = int(self._kept.room * _AHEAD_SHARE)
            self._back.aim(missing, missing.number - window)
        until = self._clock.monotonic() + seconds
        while not self._back.done:
            try:
                self._back.advance(self._keep)
            except MediaError:  # found again from the film, or named there, when it is wanted itself
                self._back = Unroller()
                return False
            if self._woken or self._clock.monotonic() >= until:
                break
        return True

    def _missing_before(self, spot: Spot) -> Spot | None:
        """The nearest picture before this one that is not kept, within what may be kept."""
        at: Spot | None = spot
        for _ in range(int(self._kept.room * _AHEAD_SHARE)):
            at = self._film.before(at) if at is not None else None
            if at is None:
                return None
            if self._kept.get(at.key) is None and at.key not in self._hopeless:
                return at
        return None

    def _step(self, pictures: int) -> None:
        number, tempo = self._conductor.tempo
        at = self._film.locate(tempo.at(self._clock.monotonic()))
        if at is None and pictures > 0:
            at = self._film.first_after(tempo.at(self._clock.monotonic()))
            pictures -= 1
        for _ in range(abs(pictures)):
            following = None if at is None else (self._film.after(at) if pictures > 0 else self._film.before(at))
            if following is None:
                break
            at = following
        if at is not None:
            self._conductor.rest_at(number, at.time)

    def _ask_spans(self, at: float, speed: float) -> None:
        ahead = at + (KNOWN_AHEAD if speed >= 0 else -KNOWN_AHEAD) * (1.0 if abs(speed) <= 1 else 2.0)
        if not self._film.knows(at) or not self._film.knows(ahead):
            self._ask_once("spans", NeedSpans(self.camera, at))

    def _ask_files(self, at: float, speed: float) -> None:
        """Ask for files that turned out to lie elsewhere."""
        for near in (at, at + (15.0 if speed >= 0 else -15.0) * max(1.0, abs(speed))):
            span = self._film.covered(near)
            if span is not None and self._film.faults.get(span.path) == "missing":
                self._ask_once(span.path, NeedFile(self.camera, span.path))

    def _ask_once(self, what: object, need: NeedSpans | NeedFile) -> None:
        now = self._clock.monotonic()
        if now - self._asked.get(what, float("-inf")) > 5.0:
            self._asked[what] = now
            self._ask(need)

    def _report(self, number: int, at: float, spot: Spot | None, gap: bool, key_only: bool, speed: float) -> None:
        loading = not self._film.knows(at)
        covered = self._film.covered(at)
        code = self._film.faults.get(covered.path, "") if covered is not None else self._film.away if gap else ""
        if code == "missing" and covered is not None and covered.path in self._asked:
            code = "fetching"
        if not code and spot is not None and not gap and self._kept.get(spot.key) is None:
            code = "damaged"
        state = TrackState(
            self.camera,
            number,
            at if speed == 0 else 0.0,
            spot.time if spot is not None and not gap else 0.0,
            interval_of(spot.reel) if spot is not None else 0.04,
            speed == 0 and spot is not None and not gap,
            gap and not loading,
            loading,
            key_only,
            code,
            spot.span.shift if spot is not None else 0.0,
        )
        plain = (state.gap, state.loading, state.key_only, state.code, state.number, state.at_rest)
        before = (*(getattr(self._state, n) for n in ("gap", "loading", "key_only", "code", "number", "at_rest")),)
        now = self._clock.monotonic()
        if plain != before or (state != self._state and (speed == 0 or now - self._told_at >= _TELL_EVERY)):
            self._state, self._told_at = state, now
            self._tell_state(state)
