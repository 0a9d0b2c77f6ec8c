"""The devices of the burst: in a process of their own, so that what they cost is not taken for the window's."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from multiprocessing.connection import Connection

from alarms.messages import encode_message
from app.bench.malformed_noise import connect_packet, publish_packet

P1_EVERY = 50
DEVICES = ("fence", "panel", "gas", "doors")
HELP = "help"
CLASSES = {"fence": "perimeter", "panel": "fault", "gas": "environment", "doors": "door", HELP: "panic"}
ZONES = 20
ANSWER_SECONDS = 30.0


def point_of(number: int) -> tuple[str, str]:
    """Device and channel of an alarm of the burst."""
    if number % P1_EVERY == 0:
        return HELP, f"H{number // P1_EVERY}"
    return DEVICES[number % len(DEVICES)], f"C{number // len(DEVICES)}"


def send_burst(port: int, site: str, password: str, count: int, seconds: float, told: Connection) -> None:
    """Publish ``count`` alarms evenly over ``seconds``; every ``P1_EVERY``th is a help button of a zone of its own.

    Each comes from a point of its own. ``told`` gets {"sent": {point: monotonic seconds}, "answered": acknowledged}.
    """
    links = {name: Link(port, name, password) for name in (*DEVICES, HELP)}
    sent: dict[str, float] = {}
    begun, pause = time.monotonic(), threading.Event()
    for number in range(count):
        pause.wait(max(0.0, begun + number * seconds / count - time.monotonic()))
        device, channel = point_of(number)
        data = {"active": True, "occ": f"o{number}", "armed": True}
        body = encode_message(data, at=time.time(), message_id=f"m{number}", boot="b", seq=links[device].next())
        sent[f"{device}-{channel}"] = time.monotonic()
        links[device].send(f"gs/1/{site}/{device}/event/{CLASSES[device]}/{channel}", body)
    answered = sum(link.answers() for link in links.values())
    told.send({"sent": sent, "answered": answered})


class Link:
    """One device's socket; acknowledgements are only counted."""

    def __init__(self, port: int, device: str, password: str) -> None:
        self._wire = socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS)
        self._wire.sendall(connect_packet(device, password))
        self._wire.recv(4)
        self._number = 0

    def next(self) -> int:
        """The next number of the device."""
        self._number += 1
        return self._number

    def send(self, topic: str, body: bytes) -> None:
        """Publish."""
        self._wire.sendall(publish_packet(topic, body, self._number))

    def answers(self) -> int:
        """Wait for the acknowledgements of all that was sent; how many came."""
        came, end = 0, time.monotonic() + ANSWER_SECONDS
        with self._wire, contextlib.suppress(TimeoutError):
            while came < 4 * self._number and time.monotonic() < end:
                got = self._wire.recv(4096)
                if not got:
                    break
                came += len(got)
        return came // 4
