"""Draws and encodes what the demo's turning camera sees, picture by picture, in a thread of the camera server.

A stream that nobody plays costs nothing. Whoever begins to play gets a key picture at once.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from app.demo_site.ptz_head import PtzHead
from app.demo_site.ptz_scene import SIZES, Picture, TurningScene, read_wide
from video.clock import Clock
from video.model import Codec, StreamKind
from video.rtsp.live_feed import LiveFeed
from video.rtsp.nal import parameter_sets_of
from video.rtsp.served_stream import ServedStream
from video.rtsp.server import RtspServer

log = logging.getLogger(__name__)

RATE = 12
BIT_RATES = {StreamKind.SUB: 700_000, StreamKind.MAIN: 3_000_000}


class LiveEncoder:
    """H.264 without delay, a key picture every two seconds; the first is one."""

    def __init__(self, kind: StreamKind) -> None:
        self._codec: Any = av.CodecContext.create("libx264", "w")
        self._codec.width, self._codec.height = SIZES[kind]
        self._codec.pix_fmt, self._codec.bit_rate = "yuv420p", BIT_RATES[kind]
        self._codec.time_base, self._codec.framerate = Fraction(1, RATE), Fraction(RATE)
        self._codec.gop_size, self._codec.max_b_frames, self._codec.thread_count = RATE * 2, 0, 1
        rate = BIT_RATES[kind] // 1000
        self._codec.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "x264-params": f"keyint={RATE * 2}:min-keyint={RATE * 2}:scenecut=0:vbv-maxrate={rate}:vbv-bufsize={rate}",
        }
        self._count = 0

    def encode(self, picture: Picture) -> list[tuple[bytes, bool]]:
        """Give the coded picture and whether it is a key."""
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24").reformat(format="yuv420p")
        frame.pts, frame.time_base = self._count, Fraction(1, RATE)
        self._count += 1
        return [(bytes(packet), packet.is_keyframe) for packet in self._codec.encode(frame)]


class PtzPicture:
    """Puts both streams of a server in the place of its loops. Made, started and stopped in the server's loop."""

    def __init__(self, head: PtzHead, drawing: Path, night: bool, server: RtspServer, clock: Clock) -> None:
        self._head = head
        self._drawing = drawing
        self._night = night
        self._clock = clock
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._scenes: dict[StreamKind, TurningScene] = {}
        self._encoders: dict[StreamKind, LiveEncoder] = {}
        self._feeds: dict[StreamKind, LiveFeed] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ptz picture", daemon=True)

    def start(self) -> None:
        """Begin: the loops stand in until the drawing is read."""
        self._thread.start()

    async def stop(self) -> None:
        """End."""
        self._stopping.set()
        await asyncio.to_thread(self._thread.join)

    @property
    def shown(self) -> bool:
        """Whether it has taken the place of the loops."""
        return bool(self._feeds)

    def _run(self) -> None:
        wide = read_wide(self._drawing)
        if wide is None:
            log.warning("the wide drawing is damaged; the camera that turns shows its loop")
            self._drawing.unlink(missing_ok=True)
            return
        try:
            self._scenes = {kind: TurningScene(wide, kind, self._night) for kind in SIZES}
            self._loop.call_soon_threadsafe(self._take_over, {kind: self._feed(kind) for kind in SIZES})
            while not self._stopping.wait(max(0.001, 1 / RATE - self._clock.now() % (1 / RATE))):
                for kind in self._feeds:
                    self._draw(kind)
        except RuntimeError:  # the server's loop has ended
            return

    def _take_over(self, feeds: dict[StreamKind, LiveFeed]) -> None:
        for kind, feed in feeds.items():
            self._server.add_stream(kind, feed)
        self._feeds = feeds

    def _feed(self, kind: StreamKind) -> LiveFeed:
        ((data, _key),) = LiveEncoder(kind).encode(self._scenes[kind].picture(self._head.place, self._clock.now()))
        return LiveFeed(Codec.H264, parameter_sets_of(Codec.H264, data), RATE, self._clock)

    def _draw(self, kind: StreamKind) -> None:
        stream = self._server.stream(kind)
        if not isinstance(stream, ServedStream) or not stream.players:
            if self._encoders.pop(kind, None) is not None:
                self._loop.call_soon_threadsafe(self._feeds[kind].forget)
            return
        encoder = self._encoders.get(kind)
        if encoder is None:
            encoder = self._encoders[kind] = LiveEncoder(kind)
        now = self._clock.now()
        for data, key in encoder.encode(self._scenes[kind].picture(self._head.place, now)):
            self._loop.call_soon_threadsafe(self._feeds[kind].push, data, key, now)
