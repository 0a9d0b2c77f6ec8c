"""How the end-to-end tests drive a station: a real window off screen, real devices, waiting on what is seen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from alarms.messages import derived_id, encode_message
from alarms.model import Occurrence
from app.bootstrap import Desktop, RunningStation
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.main_window import MainWindow
from app.notifier import News
from app.people.rights import Person, Role
from app.services.health import PartStatus
from app.services.screens import ScreenSource
from app.settings import LoadResult
from app.station import Station
from app.store.people import BookState
from tests.fakes.people import PASSWORD
from tests.fakes.small_station import FENCE_PASSWORD, HELP_PASSWORD, SITE
from tests.integration.mqtt_tools import MqttClient
from video.model import Phase, StreamKind

PAUSE_S = 0.01
#: Keys that decide something about the alarm on the card.
DECIDING = {Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F12}


def until(what: str, condition: Callable[[], object], seconds: float = 60.0) -> float:
    """Wait for a condition, letting Qt work meanwhile; gives the seconds that it took."""
    pause, begun = threading.Event(), time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, f"{what}: not within {seconds:g} s"
        if QCoreApplication.instance() is not None:
            QCoreApplication.processEvents()
        pause.wait(PAUSE_S)
    return time.monotonic() - begun


def part(station: Station, name: str) -> PartStatus:
    """What the health page says of a part, now."""
    return next(one for one in station.health() if one.part == name)


def live_cameras(station: Station) -> set[str]:
    """Cameras whose sub stream is live."""
    states = station.stream_states()
    return {state.camera for state in list(states) if state.kind is StreamKind.SUB and state.phase is Phase.LIVE}


def occurrences(station: Station, point: str = "") -> list[Occurrence]:
    """Open occurrences, of one point where one is named."""
    return [one for one in station.alarms.snapshot().occurrences if point in ("", one.point)]


def make_station(loaded: LoadResult, folder: Path) -> Station:
    """A station without a window."""
    return Station(loaded, DataFolder(folder), SystemClock(), News())


class Device:
    """A controller on a real MQTT client."""

    def __init__(self, port: int, name: str, password: str = "", *, clean: bool = True) -> None:
        self.name = name
        self.client = MqttClient(port, name, password, clean=clean)
        self._number = 0

    def event(self, alarm_class: str, channel: str, active: bool = True, occ: str = "", **data: Any) -> str:
        """Publish an edge; gives the id under which the journal keeps it."""
        self._number += 1
        message_id = f"{self.name}-{self._number:04}"
        body = {"active": active, "occ": occ or f"{channel}-{self._number}", "armed": True, **data}
        payload = encode_message(body, at=time.time(), message_id=message_id, boot=f"{self.name}-b", seq=self._number)
        topic = f"gs/1/{SITE}/{self.name}/event/{alarm_class}/{channel}"
        self.client.publish(topic, payload)
        return derived_id("message", topic, message_id)

    def acknowledged(self) -> int:
        """How many of its messages the broker has acknowledged."""
        return len(self.client.acknowledged)

    def close(self) -> None:
        """Say goodbye."""
        self.client.close()


class Post:
    """A guard's post: station, window, and the two devices of the small community."""

    def __init__(
        self,
        desktop: Desktop,
        loaded: LoadResult,
        folder: Path,
        screens: ScreenSource | None = None,
        *,
        people: bool = True,
    ) -> None:
        self.running = RunningStation(desktop, loaded, DataFolder(folder), screens)
        self.painted: dict[str, list[float]] = {}
        self.notices: list[str] = []
        self._devices: list[Device] = []
        self.running.walls.notice.connect(self.notices.append)
        self.running.walls.main.wall.frame_painted.connect(self._paint)
        self.running.start()
        if people:
            self.sign_in(Role.SUPERVISOR)
        self.window = self.open()

    @property
    def station(self) -> Station:
        return self.running.station

    def sign_in(self, role: Role) -> Person:
        """Take a person of this role on duty, with an account of their own, as the panel would."""
        people = self.station.people
        if people.accounts.refresh() is BookState.EMPTY:
            people.accounts.add_first("installer", "Installer", PASSWORD)
        if all(one.role is not role for one in people.accounts.listed()):
            people.accounts.add("set_up", role.value, role.value.title(), role, PASSWORD, must_change=False)
        return people.desk.sign_in(role.value, PASSWORD)

    def open(self) -> MainWindow:
        """Open the window at the size of a small monitor."""
        window = self.running.open_window("en", _show)
        window.live.notice.connect(self.notices.append)
        return window

    def fence(self) -> Device:
        return self._device("fence1", FENCE_PASSWORD)

    def help(self) -> Device:
        return self._device("help1", HELP_PASSWORD)

    def may_acknowledge(self) -> bool:
        """Whether the card shows the incident that has the wall, and lets its alarm be acknowledged."""
        content, current = self.window.live.card.content, self.window.desk.current
        shown = content is not None and current is not None and content.incident == current.incident
        return shown and content is not None and not content.acknowledge_blocked

    def press(self, key: Qt.Key) -> None:
        """Press a key as the guard does: those that decide, once the alarm is on the screen."""
        if key in DECIDING:
            until("the card on the screen", self.window.live.hand.taking.on_screen)
        QTest.keyClick(self.window, key)

    def paints(self, key: str) -> int:
        """How many pictures of a tile were painted."""
        return len(self.painted.get(key, ()))

    def stop(self) -> None:
        """End all."""
        for device in self._devices:
            device.close()
        self.running.stop()

    def _device(self, name: str, password: str) -> Device:
        device = Device(self.station.devices.port, name, password)
        self._devices.append(device)
        return device

    def _paint(self, key: str, _sequence: int, at: float) -> None:
        self.painted.setdefault(key, []).append(at)


def _show(window: MainWindow) -> None:
    window.resize(1280, 720)
    window.show()
