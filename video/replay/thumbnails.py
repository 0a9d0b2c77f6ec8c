"""Small pictures for the timeline, made of key pictures in a thread of their own; only the newest wishes are served."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable

from video.masks import Blackener, MaskTable
from video.replay.commands import MakeThumbnail, Span, ThumbnailMade
from video.replay.film import Spot
from video.replay.kept import Shrinker
from video.replay.reel import Reel, key_before, number_at, open_reel
from video.replay.unroll import Unroller
from video.views import MediaError

#: Wishes that wait; the oldest is answered empty where there are more.
WAITING = 24
_OPEN = 4


class ThumbnailMaker:
    """Answers every wish by `send`, from its own thread."""

    def __init__(self, masks: MaskTable, send: Callable[[ThumbnailMade], None]) -> None:
        self._masks, self._send = masks, send
        self._wishes: deque[MakeThumbnail] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._reels: OrderedDict[Span, Reel] = OrderedDict()
        self._blackener = Blackener()
        self._thread = threading.Thread(target=self._run, name="thumbnails", daemon=True)
        self._thread.start()

    def ask(self, wish: MakeThumbnail) -> None:
        """Make one soon."""
        with self._changed:
            self._wishes.append(wish)
            dropped = self._wishes.popleft() if len(self._wishes) > WAITING else None
            self._changed.notify()
        if dropped is not None:
            self._send(ThumbnailMade(dropped.request))

    def stop(self) -> None:
        """End the thread."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join(2.0)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._wishes and not self._stopping:
                    self._changed.wait()
                if self._stopping:
                    break
                wish = self._wishes.pop()  # the newest: it lies under the pointer now
            try:
                made = self._make(wish)
            except (MediaError, ValueError, KeyError):
                made = None
            self._send(made or ThumbnailMade(wish.request))
        for reel in self._reels.values():
            reel.close()

    def _make(self, wish: MakeThumbnail) -> ThumbnailMade | None:
        reel = self._reel(wish.span)
        key = key_before(reel, max(0, number_at(reel, wish.at)))
        shrinker, unroller = Shrinker((wish.width, wish.height)), Unroller()
        found: list[ThumbnailMade] = []
        spot = Spot(wish.span, reel, key)

        def take(shown: Spot, frame: object, _captured_at: float) -> None:
            if shown.number != key or found:
                return
            picture = shrinker.paintable(shrinker.shrink(frame), "rgb24")  # type: ignore[arg-type]
            self._blackener.draw(picture, self._masks.areas(wish.camera))
            plane, line = memoryview(picture.planes[0]), picture.width * 3
            stride = picture.planes[0].line_size
            rows = b"".join(bytes(plane[y * stride : y * stride + line]) for y in range(picture.height))
            found.append(ThumbnailMade(wish.request, shown.time, picture.width, picture.height, rows))

        unroller.aim(spot, key)
        while not unroller.done:
            unroller.advance(take)
        return found[0] if found else None

    def _reel(self, span: Span) -> Reel:
        reel = self._reels.pop(span, None) or open_reel(span)
        self._reels[span] = reel
        while len(self._reels) > _OPEN:
            self._reels.popitem(last=False)[1].close()
        return reel
