"""One tile as it stands: its place, the picture it holds, how fresh that is, what has to be painted again."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from video.frames import Frame
from video.model import BoxSet, StreamKind, StreamState
from video.qt import surface
from widgets.box_memory import BoxMemory, Shown
from widgets.freshness import Face, KeyPictures, judge
from widgets.rule_paint import RuleShape
from widgets.tile import Fit, TileContent
from widgets.tile_zoom import WHOLE, Zoom

#: Seconds after which a paused tile goes on by itself: nobody may mistake it for live after looking away.
PAUSE_AT_MOST_S = 60.0
#: What is wrong with a picture that may look live and is not; such a picture is shown anew this often, in seconds.
LYING = frozenset({"frozen", "looped"})
LYING_EVERY_S = 1.0
#: Seconds after which a loop without a picture has none: memory and clips were asked.
PAST_COMES_WITHIN_S = 4.0
#: Stripes over an old picture in its height, and how strong: seen at a glance, and all of it is seen through them.
_STRIPES, _STRIPE_ALPHA = 5, 90
#: Share of each new picture in the latency shown: it is read, so it may not flicker.
_LATENCY_SHARE = 0.1


class TileState:
    """What the wall remembers of one tile. No painting here."""

    def __init__(self, content: TileContent) -> None:
        self.content = content
        self._streams: dict[StreamKind, StreamState] = {}
        self.header = QRect()
        self.body = QRect()
        self.frame: Frame | None = None
        self.image: QImage | None = None
        self.picture_place: tuple[QRect, tuple[float, ...] | None, QRect] | None = None
        self.sequence = 0
        self._asked_mono: float | None = None
        self.key_interval: float | None = None
        self._boxes = BoxMemory()
        self.rules: tuple[RuleShape, ...] = ()
        self.paused_at: float | None = None
        self.fit: Fit = content.fit
        self.zoom: Zoom = WHOLE
        self.quality = ""
        self.shedding: float | None = None
        self.latency: float | None = None
        self.way = 0.0
        self.face = Face.WAITING
        self.header_key: tuple[object, ...] = ()
        self.body_key: tuple[object, ...] = ()
        self._grey: QImage | None = None
        self._grey_mono = 0.0
        self._wants_pause = content.paused
        self._sample: tuple[int, float] = (-1, 0.0)
        self._late: tuple[int, float] = (-1, 0.0)
        if content.state is not None:
            self.take_state(content.state)

    def place(self, header: QRect, body: QRect) -> bool:
        """Lie there; tells whether the picture's size changed."""
        changed = body.size() != self.body.size()
        self.header, self.body = header, body
        return changed

    def replace(self, content: TileContent) -> None:
        """Take new content. The old picture stays up until the new source has one, if it is of the same view."""
        old = self.content
        if (content.camera, content.mode) != (old.camera, old.mode):
            self._forget_picture()
        elif content.source is not old.source:
            self.sequence = 0
        if content.source is not old.source:
            self._asked_mono = None
        if content.fit != old.fit:
            self.fit = content.fit
        if content.paused != old.paused:
            self._wants_pause = content.paused
            if not content.paused:
                self.resume()
        self.content = content
        if content.state is not None:
            self.take_state(content.state)

    def has_news(self) -> bool:
        """Whether the source has a picture that is not shown yet. Cheap: asked for each tile at every tick."""
        source = self.content.source
        return source is not None and not self.paused and source.sequence not in {0, self.sequence}

    def pull(self, monotonic: float) -> bool:
        """Take the newest picture; tells whether there was one."""
        source = self.content.source
        frame = source.latest() if source is not None else None
        if frame is None or frame.sequence == self.sequence:
            return False
        if frame.key_only and self.frame is not None and frame.received_at > self.frame.received_at:
            self.key_interval = frame.received_at - self.frame.received_at
        self.frame, self.image = frame, surface.image(frame)
        if self.quality not in LYING:
            self._grey = None
        self.sequence = frame.sequence
        took, way = max(0.0, monotonic - frame.received_mono), self._on_the_way(frame)
        if self.latency is None:
            self.latency, self.way = took, way
        else:
            self.latency += _LATENCY_SHARE * (took - self.latency)
            self.way += _LATENCY_SHARE * (way - self.way)
        if self._wants_pause:
            self.pause(monotonic)
        return True

    def _on_the_way(self, frame: Frame) -> float:
        """Give the seconds a picture took from the camera's clock to us, 0 where the camera does not tell its time."""
        offset = self.stream.clock_offset if self.stream is not None else None
        if offset is None or self.content.mode == "past":
            return 0.0
        return max(0.0, frame.received_at - (frame.captured_at - offset))

    def pause(self, monotonic: float) -> bool:
        """Halt on a copy of the picture; tells whether there is one to halt on."""
        self._wants_pause = False
        if self.image is not None and self.paused_at is None:
            self.image = self.image.copy()
            self.paused_at = monotonic
        return self.paused

    def resume(self) -> None:
        """Go on."""
        self._wants_pause, self.paused_at = False, None

    @property
    def paused(self) -> bool:
        """Whether the guard has halted it."""
        return self.paused_at is not None

    def paused_for(self, monotonic: float) -> float:
        """Give the seconds since it was halted, 0 while it runs."""
        return 0.0 if self.paused_at is None else max(0.0, monotonic - self.paused_at)

    @property
    def shape(self) -> QSizeF:
        """The picture's proportions, in any unit; those of most cameras while there is none."""
        if self.image is None or self.image.isNull():
            return QSizeF(16, 9)
        return QSizeF(self.image.size())

    @property
    def lying(self) -> bool:
        """Whether the picture looks live and is not: it is old, or its camera sends what is not happening."""
        return self.face is Face.STALE or (self.quality in LYING and self.face is not Face.PAUSED)

    def grey(self) -> QImage | None:
        """Give the held picture dark and without colour; of a camera that lies, one a second at most."""
        if self.image is None or self.frame is None:
            return None
        since = self.frame.received_mono - self._grey_mono
        if self._grey is None or (since != 0 and not (self.quality in LYING and 0 < since < LYING_EVERY_S)):
            self._grey, self._grey_mono = _dimmed(self.image), self.frame.received_mono
        return self._grey

    def age(self, monotonic: float) -> float | None:
        """Give the seconds since the painted picture came in, or should have; of a loop, since it was played."""
        if self.frame is None:
            return None
        past = self.content.mode == "past"
        came = self.frame.decoded_mono if past else self.frame.received_mono - self.frame.behind
        return max(0.0, monotonic - came)

    def sampled_age(self, second: int, age: float) -> float:
        """Give the age as it was when the picture's clock showed a new `second`."""
        if self._sample[0] != second:
            self._sample = (second, age)
        return self._sample[1]

    def sampled_latency(self) -> float | None:
        """Give the delay from the camera to the screen as it was when the picture's clock showed a new second."""
        second = int(self.frame.captured_at) if self.frame is not None else -1
        if self.latency is not None and self._late[0] != second:
            self._late = (second, self.latency + self.way)
        return None if self.latency is None else self._late[1]

    def refresh_face(self, now: float, monotonic: float) -> Face:
        """Judge anew; without a new frame, too, a picture grows old. The past is told as such and grows no older."""
        key = None
        if self.paused:
            self.face = Face.PAUSED
            return self.face
        if self.content.mode == "past":
            self.face = Face.WAITING if self.frame is None else Face.PICTURE
            return self.face
        if self.frame is not None and self.frame.key_only:
            last = self.stream.last_packet_at if self.stream is not None else None
            key = KeyPictures(self.key_interval, None if last is None else max(0.0, now - last))
        self.face = judge(self.age(monotonic), key)
        return self.face

    def no_picture_since(self, now: float, monotonic: float) -> float | None:
        """Give the UTC second of the last picture, None where there never was one."""
        age = self.age(monotonic)
        return None if age is None else now - age

    def past_gone(self, monotonic: float) -> bool:
        """Whether a loop should have a picture by now and has none."""
        if self._asked_mono is None:
            self._asked_mono = monotonic
        return self.frame is None and monotonic - self._asked_mono >= PAST_COMES_WITHIN_S

    def boxes_to_draw(self) -> Shown | None:
        """Give the boxes that belong to the painted picture; on one that is halted only those found on itself."""
        if self.frame is None or self.content.mode == "past":
            return None
        if self.face is Face.PAUSED:
            return self._boxes.exactly(self.frame.captured_at)
        return self._boxes.at(self.frame.captured_at) if self.face in {Face.PICTURE, Face.KEY_PICTURES} else None

    def take_boxes(self, boxes: BoxSet) -> bool:
        """Take what was found on a picture, whichever of the last ones that was; tells whether that is painted now."""
        self._boxes.take(boxes)
        return self.frame is not None and self._boxes.exactly(self.frame.captured_at) == Shown(boxes)

    @property
    def stream(self) -> StreamState | None:
        """The state of the stream that is shown: of the kind asked for, else the one told last."""
        if self.content.mode == "past" or not self._streams:
            return None
        if self.content.kind is not None:
            return self._streams.get(self.content.kind)
        return next(reversed(self._streams.values()))

    def take_state(self, state: StreamState) -> None:
        """Take a stream's new state."""
        self._streams.pop(state.kind, None)
        self._streams[state.kind] = state

    def _forget_picture(self) -> None:
        self.frame = self.image = self._grey = self.key_interval = self.latency = None
        self._boxes = BoxMemory()
        self.sequence, self.paused_at, self.face = 0, None, Face.WAITING
        self.zoom, self.quality, self.shedding = WHOLE, "", None
        self._streams.clear()


def _dimmed(image: QImage) -> QImage:
    """Take colour and light away, and stripe it: a camera's night picture is dark and grey, too, and live.

    In the format that is painted fastest.
    """
    dim = image.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(dim)
    painter.fillRect(dim.rect(), QColor(0, 0, 0, 110))
    height, width = dim.height(), dim.width()
    painter.setPen(QPen(QColor(255, 255, 255, _STRIPE_ALPHA), max(1.0, height / 120)))
    for x in range(-height, width, max(8, height // _STRIPES)):
        painter.drawLine(x, height, x + height, 0)
    painter.end()
    return dim
