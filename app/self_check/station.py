"""Probes of what the station writes to and talks with: site file, disk, clock, broker, shared database."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from alarms.receivers.mqtt import broker_address
from alarms.receivers.tls import BrokerAddress
from app import system
from app.self_check.model import Finding, absent, degraded, failed, good
from app.services.health import DISK_FULL_BYTES, DISK_LOW_BYTES
from app.settings import LoadResult
from app.site_document import Broker, Camera, Database, SiteDocument
from app.site_fields import Secret, SecretError
from app.store.shared import fault_of, open_shared
from video.clock import Clock

#: No station can be older than its program: 2026-01-01 UTC.
EARLIEST_UTC = 1_767_225_600.0
PATIENCE_S = 5.0


def site_file(path: Path | None, loaded: LoadResult | None) -> Finding:
    """Whether the site file is there and free of mistakes."""
    if path is None or loaded is None:
        return absent("site", "no_site")
    if not loaded.site.cameras and loaded.problems:
        return failed("site", "site_unusable", file=str(path), count=str(len(loaded.problems)))
    if loaded.problems:
        return degraded("site", "site_problems", file=str(path), count=str(len(loaded.problems)))
    return good("site", "site_good", file=str(path), cameras=str(len(loaded.site.cameras)))


def disk(folder: Path) -> Finding:
    """Whether the data folder takes a synced write, and how much room is left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"watchroom")
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return failed("disk", "not_writable", folder=str(folder), reason=error.strerror or type(error).__name__)
    room = {"folder": str(folder), "free_gb": f"{free / (1 << 30):.1f}"}
    if free < DISK_FULL_BYTES:
        return failed("disk", "disk_full", **room)
    return degraded("disk", "disk_low", **room) if free < DISK_LOW_BYTES else good("disk", "disk_free", **room)


def passwords(site: SiteDocument) -> Finding:
    """Whether the passwords that cameras and devices have elsewhere can be read; the first that cannot is named."""
    given = [secret for camera in site.cameras for secret in _secrets(camera)]
    given += [device.password for device in site.devices]
    try:
        for secret in filter(None, given):
            secret.reveal()
    except SecretError as error:
        return failed("passwords", error.code, name=error.name)
    return good("passwords", "passwords_read")


def _secrets(camera: Camera) -> list[Secret | None]:
    return [table.password for table in (camera, camera.ptz, camera.archive) if table is not None]


def footage(site: SiteDocument) -> Finding:
    """Whether the folder that footage is to be kept in is there."""
    named = site.recording.folder
    if named and not Path(named).is_dir():
        return failed("footage", "footage_missing", folder=named)
    return good("footage", "footage_there", folder=named) if named else good("footage", "footage_here")


def clock(source: Clock, disciplined: bool | None) -> Finding:
    """Whether the time can be right, and whether the system keeps it right."""
    if source.now() < EARLIEST_UTC:
        return failed("clock", "clock_wrong")
    if disciplined is None:
        return good("clock", "clock_unknown")
    return good("clock", "clock_follows") if disciplined else degraded("clock", "clock_alone")


def broker(settings: Broker, client: str, site_folder: Path | None, station_runs: bool) -> Finding:
    """Whether devices can reach the station: our own broker can listen, or the site's takes our account."""
    if settings.built_in:
        return good("broker", "broker_running") if station_runs else _can_listen(settings.listen)
    if not settings.url:
        return absent("broker", "no_broker")
    try:
        password = settings.password.reveal(site_folder) if settings.password else ""
        return _answers(broker_address(settings.url, settings.username, password), client)
    except SecretError as error:
        return failed("broker", error.code, name=error.name)


def _can_listen(listen: str) -> Finding:
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
            probe.listen()
        except OSError as error:
            return failed("broker", "cannot_listen", address=listen, reason=error.strerror or type(error).__name__)
    return good("broker", "can_listen", address=listen)


def _answers(address: BrokerAddress, client: str) -> Finding:
    """Connect once with an id of our own, so that the running station's session is not taken over."""
    answered, answer = threading.Event(), [""]

    def connected(_client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        answer[0] = str(reason) if reason.is_failure else "ok"
        answered.set()

    probe = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"{client}-self-check")
    probe.on_connect = connected
    probe.connect_timeout = PATIENCE_S
    if address.username:
        probe.username_pw_set(address.username, address.password)
    if address.tls:
        probe.tls_set()
    where = {"address": f"{address.host}:{address.port}"}
    try:
        probe.connect(address.host, address.port)
    except OSError as error:
        return failed("broker", "broker_unreachable", **where, reason=error.strerror or str(error))
    probe.loop_start()
    in_time = answered.wait(PATIENCE_S)
    probe.disconnect()
    probe.loop_stop()
    if not in_time:
        return failed("broker", "broker_unreachable", **where, reason="timeout")
    if answer[0] != "ok":
        return failed("broker", "broker_refused", **where, reason=answer[0])
    return good("broker", "broker_answers", **where)


def database(settings: Database, site_folder: Path | None) -> Finding:
    """Whether the shared database answers, where there is one."""
    if settings.url is None:
        return absent("database", "no_database")
    try:
        engine = open_shared(settings.url.reveal(site_folder))
    except SecretError as error:
        return failed("database", error.code, name=error.name)
    except (SQLAlchemyError, ImportError) as error:
        return failed("database", "database_url", reason=type(error).__name__)
    where = {"address": f"{engine.url.host or ''}/{engine.url.database or ''}"}
    try:
        with engine.connect():
            return good("database", "database_answers", **where)
    except DBAPIError as error:
        return failed("database", "database_unreachable", **where, reason=fault_of(error).code)
    finally:
        engine.dispose()


def station_runs(folder: Path) -> bool:
    """Whether a station holds this data folder now."""
    try:
        with system.FolderLock(folder):
            return False
    except system.AlreadyRunningError:
        return True
    except OSError:
        return False
