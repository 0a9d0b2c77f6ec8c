"""The cameras of the benchmark: an RTSP server in a process of its own, so that its work is not counted as ours."""

from __future__ import annotations

import math
import multiprocessing
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from types import TracebackType

from app.bench.faults import Fault, FaultyServer
from app.bench.loops import Coding, load_loop, shifted
from video.model import StreamKind
from video.rtsp.server_thread import RtspServerThread

#: Different streets; cameras beyond that show the same ones, at other instants.
STREETS = 4
START_WITHIN, ANSWER_WITHIN = 240.0, 30.0


@dataclass(frozen=True, slots=True)
class Served:
    """One served stream, and when each of its pictures is sent."""

    url: str
    coding: Coding
    phase: float

    def number_at(self, utc: float) -> int:
        """Give the number of the picture sent nearest to `utc`; numbers count on since 1970."""
        return round((utc - self.phase) * self.coding.rate)

    def sent_at(self, number: int) -> float:
        """Give when a picture is sent, UTC."""
        return number / self.coding.rate + self.phase

    def sent_between(self, start: float, end: float) -> range:
        """Give the numbers of the pictures sent in [start, end)."""
        first, last = ((t - self.phase) * self.coding.rate for t in (start, end))
        return range(math.ceil(first), math.ceil(last))


@dataclass(frozen=True, slots=True)
class ServerOrder:
    """What to serve: `cameras` cameras, each with both streams. replay: PLAY sends the running group at once."""

    cameras: int
    sub: Coding
    main: Coding
    replay: bool = True

    def coding(self, kind: StreamKind) -> Coding:
        """Give how streams of a kind are encoded."""
        return self.sub if kind is StreamKind.SUB else self.main


class BenchServer:
    """Starts the server process; `stream` tells where its streams are. A context manager."""

    def __init__(self, order: ServerOrder) -> None:
        self.order = order
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, order), name="bench-server", daemon=True)
        self._far = far
        self._port = 0
        self.bit_rates: dict[StreamKind, float] = {}

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid or 0

    def __enter__(self) -> BenchServer:
        """Start, encoding the loops where they are not on disk; raises RuntimeError when it does not come up."""
        self._process.start()
        self._far.close()
        try:
            if self._pipe.poll(START_WITHIN):
                self._port, self.bit_rates = self._pipe.recv()
                return self
        except EOFError:
            pass
        self._end()
        raise RuntimeError("the benchmark's RTSP server did not start")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._end()

    def stream(self, camera: int, kind: StreamKind) -> Served:
        """Give the stream of a camera by its number."""
        coding = self.order.coding(kind)
        return Served(f"rtsp://127.0.0.1:{self._port}/{_path(camera, kind)}", coding, _phase(camera, coding))

    def fail(self, camera: int, kind: StreamKind, fault: Fault) -> None:
        """Begin a fault of one stream; returns when it has begun."""
        self._ask((_path(camera, kind), fault))

    def mend(self, camera: int, kind: StreamKind) -> None:
        """End the faults of one stream."""
        self._ask((_path(camera, kind), None))

    def _ask(self, order: tuple[str, Fault | None]) -> None:
        self._pipe.send(order)
        if not self._pipe.poll(ANSWER_WITHIN):
            raise RuntimeError("the benchmark's RTSP server does not answer")
        self._pipe.recv()

    def _end(self) -> None:
        self._pipe.close()
        self._process.join(5.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def _path(camera: int, kind: StreamKind) -> str:
    return f"camera{camera}/{kind}"


def _phase(camera: int, coding: Coding) -> float:
    """Spread the cameras over a picture's time by the golden ratio: evenly, for any number of them."""
    return camera * 0.6180339887 % 1.0 / coding.rate


def _serve(pipe: Connection, order: ServerOrder) -> None:
    server = FaultyServer(replay_gop=order.replay)
    bit_rates = {}
    for kind in StreamKind:
        coding = order.coding(kind)
        streets = 1 if kind is StreamKind.MAIN else STREETS
        feeds = [load_loop(coding, seed) for seed in range(streets)]
        bit_rates[kind] = sum(8 * len(u.data) for feed in feeds for u in feed.units) / sum(f.duration for f in feeds)
        for camera in range(order.cameras):
            server.add_stream(_path(camera, kind), shifted(feeds[camera % streets], _phase(camera, coding)))
    with RtspServerThread(server) as running:
        try:
            pipe.send((server.port, bit_rates))
            while True:
                path, fault = pipe.recv()
                work = partial(server.mend, path) if fault is None else partial(server.fail, path, fault)
                pipe.send(running.call(work))
        except (EOFError, OSError):
            pass
        except KeyboardInterrupt:
            pass
