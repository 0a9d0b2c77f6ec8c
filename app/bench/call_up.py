"""``watchroom bench alarms``: from an alarm's message on the wire to its zone's pictures on screen.

Real parts all the way: the message goes through MQTT into the built-in broker, the journal's synced commit, the engine,
the call-up and the worker that holds the ring. The zone's cameras are not on the wall before, and each zone has rested
while the others had their turn. Times are of one monotonic clock on both ends; the cameras are a process of their own.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alarms.messages import encode_message
from alarms.model import Verdict
from app.bench.burst_devices import Link
from app.bench.loops import MAIN_CODING, SUB_CODING, Coding
from app.bench.server import BenchServer, ServerOrder
from app.data_folder import DataFolder
from video.model import StreamKind

#: Cameras on the wall before, and cameras of each zone that may be in alarm.
WALL_SIZE, ZONE_SIZE = 4, 3
LOOP_S, SETTLE_SECONDS, ROUND_SECONDS = 10.0, 12.0, 10.0
#: Seconds a picture's time may differ from the instant at which the server sends one of that stream.
SAME_INSTANT_S = 0.0005
SITE, DEVICE, PASSWORD = "bench", "buttons", "for the bench only"

HEAD = f"""
schema = 1
[site]
id = "{SITE}"
name = "测试"
name_en = "Bench"
[detection]
enabled = false
[recording]
loop_s = {LOOP_S}
[broker]
listen = "127.0.0.1:0"
[[zone]]
id = "wall"
name = "电视墙"
[[device]]
id = "{DEVICE}"
name = "求助主机"
zone = "wall"
kind = "panic"
password = "{PASSWORD}"
"""
ZONE = """
[[zone]]
id = "z{number}"
name = "{number} 号区"
cameras = [{cameras}]
[[point]]
id = "p{number}"
device = "{device}"
class = "panic"
channel = "H{number}"
zone = "z{number}"
name = "{number} 号求助"
"""
CAMERA = """
[[camera]]
id = "c{number}"
number = {number}
name = "{number} 号"
zone = "{zone}"
sub = "{sub}"
main = "{main}"
"""


@dataclass(frozen=True, slots=True)
class CallUpOptions:
    """What to measure. replay: the cameras send the running group of pictures at once to whoever connects."""

    seconds: float = 30.0
    cameras: int = 16
    sub: Coding = SUB_CODING
    main: Coding = MAIN_CODING
    replay: bool = True


def measure_call_up(root: Path, options: CallUpOptions) -> dict[str, Any]:
    """Run rounds of one alarm each for about ``seconds``; returns what is printed."""
    from app.bootstrap import Desktop, RunningStation  # noqa: PLC0415 - Qt only after the platform is chosen
    from app.settings import load_site  # noqa: PLC0415

    order = ServerOrder(max(options.cameras, WALL_SIZE + ZONE_SIZE), options.sub, options.main, options.replay)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    with BenchServer(order) as server:
        path = root / "site.toml"
        path.write_text(_document(server), encoding="utf-8")
        running = RunningStation(Desktop(), load_site(path), DataFolder(root / "data"))
        running.start()
        try:
            return {**_Bench(running, server).measure(options.seconds), "load_before": round(load, 1)}
        finally:
            running.stop()


def _zones(cameras: int) -> int:
    return (cameras - WALL_SIZE) // ZONE_SIZE


def _zone_of(number: int, zones: int) -> str:
    zone = (number - WALL_SIZE) // ZONE_SIZE
    return f"z{zone}" if number >= WALL_SIZE and zone < zones else "wall"


def _document(server: BenchServer) -> str:
    count, text = server.order.cameras, HEAD
    zones = _zones(count)
    for zone in range(zones):
        first = WALL_SIZE + zone * ZONE_SIZE
        names = ", ".join(f'"c{number}"' for number in range(first, first + ZONE_SIZE))
        text += ZONE.format(number=zone, cameras=names, device=DEVICE)
    for number in range(count):
        sub, main = (server.stream(number, kind).url for kind in (StreamKind.SUB, StreamKind.MAIN))
        text += CAMERA.format(number=number, zone=_zone_of(number, zones), sub=sub, main=main)
    return text


@dataclass(slots=True)
class _Round:
    """Monotonic seconds of one alarm on its way; 0 for what did not come."""

    chief: str = ""
    past: str = ""
    turning: float = 0.0
    arranged: float = 0.0
    live: float = 0.0
    main: float = 0.0
    loop: float = 0.0

    @property
    def complete(self) -> bool:
        return min(self.live, self.main, self.loop) > 0


class _Bench:
    """One window over one station, and the rounds."""

    def __init__(self, running: Any, server: BenchServer) -> None:
        from app.services.layouts import Layout  # noqa: PLC0415

        self._running = running
        self._server = server
        self._station = running.station
        walls = running.walls
        walls.main.choose(walls.add_layout(Layout("", arrangement=str(WALL_SIZE))))
        self._window = running.open_window("zh_CN", _show)
        self._window.live.wall.frame_painted.connect(self._paint)
        running.desk.turning.connect(self._turning)
        running.desk.response_changed.connect(self._arranged)
        self._round = _Round()
        self._link = Link(self._station.devices.port, DEVICE, PASSWORD)
        self._painted = 0

    def measure(self, seconds: float) -> dict[str, Any]:
        gc.freeze()  # as the program itself does once its window stands
        self._until(60, lambda: self._painted > 0)
        self._wait(SETTLE_SECONDS)
        found: dict[str, list[float]] = {
            "live": [],
            "main": [],
            "past": [],
            "ack_commit": [],
            "turn": [],
            "arrange": [],
        }
        published, end = 0, time.monotonic() + seconds
        while time.monotonic() < end or published < 3:
            times = self._play(published)
            published += 1
            for name, value in times.items():
                found[name].append(value)
        return {
            "published": published,
            "lost": published - len(found["live"]),
            **{f"{name}_ms": _percentiles(values) for name, values in found.items()},
            "wall_before": WALL_SIZE,
            "cameras": self._server.order.cameras,
            "sub": _words(self._server.order.sub),
            "main": _words(self._server.order.main),
            "replay": self._server.order.replay,
        }

    def _play(self, number: int) -> dict[str, float]:
        """One alarm from the wire to all its pictures, and its handling to the end, in milliseconds."""
        zone = number % _zones(self._server.order.cameras)
        self._round = _Round(chief=f"live:c{WALL_SIZE + zone * ZONE_SIZE}")
        before = time.monotonic()
        self._send(zone, number, True)
        came = self._until(ROUND_SECONDS, lambda: self._round.complete)
        found, began = self._round, self._running.desk.current is not None
        self._wait(1.1 if came else 0.0)
        committed = self._handle(zone, number) if began else 0.0
        if not came:
            return {}
        return {
            "live": (found.live - before) * 1000,
            "main": (found.main - before) * 1000,
            "past": (found.loop - before) * 1000,
            "ack_commit": committed,
            "turn": (found.turning - before) * 1000,
            "arrange": (found.arranged - found.turning) * 1000,
        }

    def _handle(self, zone: int, number: int) -> float:
        desk, alarms, user = self._running.desk, self._station.alarms, self._station.user
        current = desk.current
        before = time.monotonic()
        alarms.acknowledge(current.occurrence, user, self._station.clock.now() - 2.0).result(5)
        committed = (time.monotonic() - before) * 1000
        self._send(zone, number, False)
        self._until(5, lambda: not any(one.active for one in desk.siblings(current.incident)))
        alarms.reset(current.occurrence, Verdict.TEST, user).result(5)
        alarms.verdict(current.incident, Verdict.TEST, "bench", user).result(5)
        alarms.close(current.incident, user).result(5)
        self._until(5, lambda: desk.current is None)
        self._wait(0.5)
        return committed

    def _send(self, zone: int, number: int, active: bool) -> None:
        data = {"active": active, "occ": f"o{number}", "armed": True}
        sequence = self._link.next()
        body = encode_message(data, at=time.time(), message_id=f"m{sequence}", boot="b", seq=sequence)
        self._link.send(f"gs/1/{SITE}/{DEVICE}/event/panic/H{zone}", body)

    def _turning(self) -> None:
        self._round.turning = time.monotonic()

    def _arranged(self, _state: object) -> None:
        self._round.arranged = self._round.arranged or time.monotonic()

    def _paint(self, key: str, _sequence: int, at: float) -> None:
        self._painted += 1
        now = self._round
        if key == now.chief:
            now.live = now.live or at
            now.main = now.main or (at if self._is_main(key) else 0.0)
        elif key.startswith("past:") and now.turning > 0:
            now.loop = now.loop or at

    def _is_main(self, key: str) -> bool:
        """Whether a tile's picture was sent on the main stream: only that sends at its instant."""
        frame = self._window.live.wall.frame(key)
        if frame is None:
            return False
        camera = int(key.removeprefix("live:c"))
        off = {}
        for kind in (StreamKind.SUB, StreamKind.MAIN):
            stream = self._server.stream(camera, kind)
            off[kind] = abs(stream.sent_at(stream.number_at(frame.captured_at)) - frame.captured_at)
        return off[StreamKind.MAIN] < SAME_INSTANT_S < off[StreamKind.SUB]

    def _wait(self, seconds: float) -> None:
        from app.bench.stage import wait  # noqa: PLC0415 - Qt only after the platform is chosen

        wait(seconds)

    def _until(self, seconds: float, condition: Callable[[], bool]) -> bool:
        from app.bench.stage import wait_until  # noqa: PLC0415

        return wait_until(condition, seconds)


def _show(window: Any) -> None:
    window.resize(1920, 1080)
    window.show()


def _words(coding: Coding) -> str:
    return f"{coding.codec.value} {coding.width}x{coding.height} {coding.rate}/s, key picture every {coding.gop:g} s"


def _percentiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    if not ordered:
        return {}
    picked = (("p50", 0.5), ("p99", 0.99), ("max", 1.0))
    return {name: round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1) for name, share in picked}
