"""``watchroom bench malformed``: a million messages that are none, and whether anybody else notices.

Devices of their own send malformed messages (fuzzed from valid ones) without end to a station in a process; meanwhile a
quiet device sends an alarm now and then and takes the time until it is acknowledged, that is: on the disk. The noise
pauses again and again, so that both figures are of the same minutes of the same computer.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alarms.messages import encode_message
from app.bench.kills_servers import free_port
from app.bench.kills_station import KilledStation
from app.bench.malformed_noise import connect_packet, make_noise, publish_packet

EXIT_FAILED = 1
NOISY = 8
NOISE_SECONDS, SILENCE_SECONDS = 25.0, 5.0
EVERY_SECONDS = 0.1
SITE, PASSWORD = "bench", "for the bench only"
DOCUMENT = """
schema = 1
[site]
id = "bench"
name = "Bench"
[detection]
enabled = false
[broker]
listen = "127.0.0.1:{port}"
[[zone]]
id = "z"
name = "Zone"
"""
DEVICE = """
[[device]]
id = "{device}"
name = "{device}"
zone = "z"
kind = "sensor"
password = "{password}"
"""


def run(arguments: argparse.Namespace) -> int:
    """Send ``--count`` of them and print the figures; 1 where the station died or choked on one."""
    root = Path(tempfile.mkdtemp(prefix="watchroom-malformed-"))
    try:
        figures = _measure(root, arguments.count)
    except RuntimeError as error:
        print(f"watchroom bench malformed: {error}", file=sys.stderr)
        return EXIT_FAILED
    finally:
        shutil.rmtree(root, ignore_errors=True)
    print(json.dumps(figures) if arguments.json else "\n".join(f"{key:20}{value}" for key, value in figures.items()))
    return EXIT_FAILED if figures["crashed"] else 0


def _measure(root: Path, count: int) -> dict[str, Any]:
    port, noisy = free_port(), [f"noisy{number}" for number in range(NOISY)]
    text = DOCUMENT.format(port=port) + "".join(
        DEVICE.format(device=one, password=PASSWORD) for one in ("quiet", *noisy)
    )
    path = root / "site.toml"
    path.write_text(text, encoding="utf-8")
    station = KilledStation(path, root / "data")
    station.start()
    try:
        station.await_ready()
        quiet = _QuietDevice(port)
        begun = time.monotonic()
        noise, during, alone = _under_noise(port, noisy, count, quiet)
        seconds = time.monotonic() - begun
        counters = station.counters()
        quiet.close()
        died = not station.alive
    finally:
        station.kill()
    return {
        "sent": noise["sent"],
        "per_second": round(noise["sent"] / seconds),
        "refused_by_reason": _refused(counters),
        "accepted": counters.get("accepted", 0),
        "duplicate": counters.get("duplicate", 0),
        "reconnected": noise["cuts"],
        "crashed": int(died) + counters.get("internal_error", 0),
        "quiet_device_ms": {"without": _percentiles(alone), "with": _percentiles(during)},
        "quiet_device_messages": {"without": len(alone), "with": len(during)},
    }


def _under_noise(
    port: int, devices: list[str], count: int, quiet: _QuietDevice
) -> tuple[dict[str, int], list[float], list[float]]:
    """Let all noisy devices speak to their end; the quiet one's times with the noise and in its pauses."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    speak = context.Event()
    order = (port, SITE, devices, PASSWORD, count, speak, theirs)
    process = context.Process(target=make_noise, args=order, daemon=True)
    process.start()
    theirs.close()
    during: list[float] = []
    alone = quiet.measure(SILENCE_SECONDS)
    try:
        while not ours.poll():
            speak.set()
            during += quiet.measure(NOISE_SECONDS, ours.poll)
            speak.clear()
            alone += quiet.measure(SILENCE_SECONDS)
        return ours.recv(), during, alone
    except EOFError as error:
        raise RuntimeError("the noise ended early") from error
    finally:
        ours.close()
        process.kill()
        process.join()


class _QuietDevice:
    """Sends an alarm's edge every now and then on a socket of its own, and waits for its PUBACK."""

    def __init__(self, port: int) -> None:
        self._wire = socket.create_connection(("127.0.0.1", port), 30)
        self._wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wire.sendall(connect_packet("quiet", PASSWORD))
        if self._wire.recv(4) != b"\x20\x02\x00\x00":
            raise RuntimeError("the quiet device is not let in")
        self._number = 0

    def measure(self, seconds: float, enough: Callable[[], bool] = lambda: False) -> list[float]:
        """Milliseconds from publish to acknowledgement, for so long or until it is ``enough``."""
        times, end, pause = [], time.monotonic() + seconds, threading.Event()
        while time.monotonic() < end and not enough():
            self._number += 1
            data = {"active": self._number % 2 == 1, "occ": f"o{self._number // 2}", "kind": "battery"}
            body = encode_message(data, at=time.time(), message_id=f"q{self._number}", boot="q", seq=self._number)
            packet = publish_packet(f"gs/1/{SITE}/quiet/event/fault/psu", body, self._number % 60000 + 1)
            begun = time.perf_counter()
            self._wire.sendall(packet)
            if len(self._wire.recv(4)) != 4:
                raise RuntimeError("the quiet device was cut off")
            times.append((time.perf_counter() - begun) * 1000)
            pause.wait(EVERY_SECONDS)
        return times

    def close(self) -> None:
        """Leave."""
        self._wire.close()


def _refused(counters: dict[str, int]) -> dict[str, int]:
    reasons = (
        *("not_json", "too_large", "wrong_shape", "wrong_topic", "other_site", "unknown_device"),
        *("refused_publish", "refused_protocol", "refused_rate", "internal_error"),
    )
    return {reason: counters[reason] for reason in reasons if counters.get(reason)}


def _percentiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {name: round(ordered[int(share * (len(ordered) - 1))], 1) for name, share in (("p50", 0.5), ("p99", 0.99))}
