"""From compressed packets to pictures, and from pictures into frame slots at the size they are shown.

Everything here belongs to one thread at a time: two threads must not touch one codec, nor scale one picture.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

import av
from av.codec.context import Flags, ThreadType
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from video.frames import FrameSlot, FrameStamp
from video.masks import Veil
from video.model import Codec, Packet, StreamInfo
from video.scaler import PictureScaler

_log = logging.getLogger(__name__)

_NAMES = {Codec.H264: "h264", Codec.HEVC: "hevc", Codec.MJPEG: "mjpeg"}
#: Groups of pictures in a row in which a codec finds damage before it is made lenient.
_BAD_GROUPS = 3
#: libav's lines on broken streams, "fatal" ones too, would fill any log; PictureDecoder.errors counts what matters.
av.logging.set_level(av.logging.PANIC)


def open_codec(info: StreamInfo, lenient: bool = False) -> VideoCodecContext:
    """Open a decoder that gives each picture at once: one thread, no reordering beyond the stream's own.

    It refuses damaged packets; `lenient`: it makes of them what it can.
    """
    context = av.CodecContext.create(_NAMES[info.codec], "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_type = ThreadType.NONE
    context.thread_count = 1
    context.flags |= Flags.low_delay
    if not lenient:
        context.options = {"err_detect": "explode"}
    if info.parameter_sets:
        context.extradata = info.parameter_sets
    return context


class PictureDecoder:
    """Decodes one stream's packets in order; survives damage and a stream that changes its coding or size.

    errors counts packets the codec refused and pictures it called damaged: after one nothing is given until the next
    key picture, for what builds on it is a smear. A stream that is damaged in three groups of pictures in a row is
    shown as it comes: the codec finds fault with what its camera sends. (FFmpeg sees no fault in most H.265 slices
    that are cut short; what the network loses is found by its sequence numbers, before it comes here.) With
    `key_only` all but key pictures is skipped.
    """

    def __init__(self) -> None:
        self.errors = 0
        self.key_only = False
        self._context: VideoCodecContext | None = None
        self._info: StreamInfo | None = None
        self._await_key = True
        self._lenient = False
        self._whole = True
        self._bad_groups = 0
        self._number = 0
        self._pending: dict[int, Packet] = {}

    def decode(self, packet: Packet, info: StreamInfo) -> list[tuple[VideoFrame, Packet]]:
        """Give the pictures that become ready with `packet`, each with the packet it came in."""
        if not self._accepts(packet, info):
            return []
        coded = av.Packet(packet.data)
        self._number += 1
        coded.pts = coded.dts = self._number
        self._pending[self._number] = packet
        assert self._context is not None
        try:
            frames = self._context.decode(coded)
        except (av.FFmpegError, ValueError) as error:
            _log.debug("packet of %d bytes not decoded: %s", len(packet.data), error)
            self._spoiled(packet)
            return []
        if not self._lenient and any(frame.is_corrupt for frame in frames):
            self._spoiled(packet)
            return []
        return [(frame, self._packet_of(frame, packet)) for frame in frames]

    def _spoiled(self, packet: Packet) -> None:
        self.errors += 1
        if self._lenient:
            return
        self.restart()  # the codec may still hold the damaged picture and give it with a later one
        self._whole = False
        self._bad_groups += 1
        self._lenient = self._bad_groups >= _BAD_GROUPS

    def restart(self) -> None:
        """Forget the past: the next packet decoded will be a key picture."""
        self._context = self._info = None
        self._await_key = True
        self._pending.clear()

    def flush(self) -> list[tuple[VideoFrame, Packet]]:
        """Give the pictures that the codec still holds; the next packet decoded will be a key picture."""
        if self._context is None:
            return []
        try:
            frames = self._context.decode(None)
            found = [(frame, self._pending.pop(frame.pts)) for frame in frames if frame.pts in self._pending]
        except (av.FFmpegError, ValueError):
            found = []
        self.rewind()
        return found

    def rewind(self) -> None:
        """Forget the pictures but not the coding: the next packet decoded will be a key picture."""
        self._await_key = True
        self._pending.clear()
        if self._context is not None:
            self._context.flush_buffers()

    def _accepts(self, packet: Packet, info: StreamInfo) -> bool:
        """Open or reopen the codec at key pictures; tell whether this packet can be decoded."""
        if not packet.key:
            return not (self._await_key or self.key_only)
        if self._context is None or info is not self._info:
            if self._info is None or info != self._info:
                self._context = open_codec(info, self._lenient)
                self._pending.clear()
            self._info = info
        self._await_key = False
        if self._whole:
            self._bad_groups = 0
        self._whole = True
        return True

    def _packet_of(self, frame: VideoFrame, default: Packet) -> Packet:
        number = frame.pts
        if number is None:
            return default
        found = self._pending.pop(number, default)
        if len(self._pending) > 32:  # packets that never became a picture
            self._pending = {n: p for n, p in self._pending.items() if n > number}
        return found


class PictureSink(Protocol):
    """Takes pictures in a decode thread, in order."""

    def take(self, frame: VideoFrame, packet: Packet, decoded_mono: float, key_only: bool, dropped: int) -> None:
        """Use a picture before returning; `frame` is not to be kept or passed to another thread."""
        ...


class SlotSink:
    """Scales pictures, keeping their shape, and writes them into a frame slot; at most one per `interval` seconds.

    on_first is called in the decode thread after the first picture was published. veil: hides what is private; only
    what no person looks at goes without.
    """

    def __init__(
        self,
        slot: FrameSlot,
        interval: float = 0.0,
        on_first: Callable[[], None] = lambda: None,
        veil: Veil | None = None,
    ) -> None:
        self._slot = slot
        self.veil = veil
        self._on_first = on_first
        self._interval = interval
        self._due = float("-inf")
        self._scaler = PictureScaler(slot.max_size, slot.pixel_format)
        self.written = 0

    def take(self, frame: VideoFrame, packet: Packet, decoded_mono: float, key_only: bool, dropped: int) -> None:
        """Scale and publish, unless the last one was less than the interval ago."""
        if self._interval:
            if packet.received_mono < self._due:
                return
            self._due = max(self._due + self._interval, packet.received_mono)
        stamp = FrameStamp(
            packet.captured_at,
            packet.received_at,
            packet.received_mono,
            decoded_mono,
            key_only,
            dropped,
            packet.behind,
        )
        picture = self._scaler.scale(frame)
        if self.veil is not None:
            self.veil.draw(picture)
        self._write(picture, stamp)
        self.written += 1
        if self.written == 1:
            self._on_first()

    def close(self) -> None:
        """Let go of the slot; its creator unlinks it."""
        self._slot.close()

    def _write(self, picture: VideoFrame, stamp: FrameStamp) -> None:
        plane = picture.planes[0]
        rows = plane.line_size * picture.height
        self._slot.write(memoryview(plane)[:rows], picture.width, picture.height, plane.line_size, stamp)
