"""The ONVIF client and the drive against a camera over real sockets: right, wrong, slow, silent, dead."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.certificates import make_certificate
from tests.fakes.ptz_camera import USER, PtzCamera
from tests.fakes.waiting import wait_until
from video.clock import SystemClock
from video.model import Credentials, StreamAddress, Trust
from video.onvif.device import OnvifDevice
from video.onvif.engine import PtzEngine
from video.onvif.model import STILL, OnvifError, Position, PtzPhase, PtzSource, PtzState, Velocity
from video.onvif.ptz import OnvifPtz

RIGHT = Velocity(pan=1.0)
Make = Callable[..., PtzCamera]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[PtzCamera] = []

    def begin(*given: Any, **named: Any) -> PtzCamera:
        made.append(PtzCamera(*given, **named))
        return made[-1]

    yield begin
    for camera in made:
        camera.close()


@pytest.fixture
def engine() -> Iterator[Callable[..., PtzEngine]]:
    made: list[PtzEngine] = []

    def begin(url: str, credentials: Credentials | None = USER, patience: float = 20.0) -> PtzEngine:
        source = PtzSource("c1", StreamAddress(url, credentials))
        made.append(PtzEngine([source], SystemClock(), lambda _state: None, patience))
        made[-1].start()
        return made[-1]

    yield begin
    for one in made:
        one.stop()


until = partial(wait_until, seconds=60.0)


def state(engine: PtzEngine) -> PtzState:
    found = engine.state("c1")
    assert found is not None
    return found


def ready(engine: PtzEngine) -> None:
    until("the camera is ready", lambda: state(engine).phase is PtzPhase.READY)


def connected(url: str, credentials: Credentials | None = USER, patience: float = 20.0, profile: str = "") -> OnvifPtz:
    ptz = OnvifPtz(OnvifDevice(StreamAddress(url, credentials), SystemClock(), patience), profile)
    asyncio.run(ptz.connect())
    return ptz


def refused(url: str, credentials: Credentials | None = USER, patience: float = 20.0, profile: str = "") -> str:
    with pytest.raises(OnvifError) as error:
        connected(url, credentials, patience, profile)
    assert USER.password not in repr(error.value) + str(error.value)
    return error.value.code


def test_a_camera_that_is_spoken_to_by_https(make: Make, tmp_path: Path) -> None:
    """Only the certificate that was pinned is believed; nobody else hears a call, or the password."""
    own, other = make_certificate(tmp_path, "own"), make_certificate(tmp_path, "other")
    camera = make(USER, tls=own.server_context())
    assert camera.url.startswith("https://")

    def device(fingerprint: str) -> OnvifPtz:
        address = StreamAddress(camera.url, USER, Trust(fingerprint=fingerprint))
        return OnvifPtz(OnvifDevice(address, SystemClock()))

    with pytest.raises(OnvifError) as refusal:
        asyncio.run(device(other.fingerprint).connect())
    assert refusal.value.code == "untrusted"
    assert not camera.calls

    async def go() -> None:
        ptz = device(own.fingerprint)
        assert (await ptz.connect()).absolute
        await ptz.move(RIGHT, 5.0)
        assert (await ptz.status()).moving
        await ptz.stop()

    asyncio.run(go())


@pytest.mark.parametrize("authentication", ["token", "http"])
@pytest.mark.parametrize("services", [True, False])
def test_every_call_of_a_camera(make: Make, authentication: str, services: bool) -> None:
    camera = make(USER, authentication, services=services)

    async def go() -> None:
        ptz = OnvifPtz(OnvifDevice(StreamAddress(camera.url, USER), SystemClock()))
        known = await ptz.connect()
        assert (known.absolute, known.relative, known.home, known.most_presets) == (True, True, True, 32)
        assert [(one.token, one.name) for one in await ptz.presets()] == [
            ("1", "gate"),
            ("2", "corner"),
            ("7", "far end"),
        ]
        await ptz.move(RIGHT, 5.0)
        assert (await ptz.status()).moving
        await ptz.stop()
        stood = await ptz.status()
        assert stood.moving is False
        assert (stood.position.pan or 0) > 0
        await ptz.move_to(Position(-0.25, 0.5, 0.0))
        assert camera.head.moving
        await ptz.move_by(Velocity(pan=0.1))
        token = await ptz.set_preset("new & shiny")
        assert camera.head.presets[token].name == "new & shiny"
        await ptz.go_to("2")
        await ptz.go_home()
        with pytest.raises(OnvifError) as error:
            await ptz.go_to("99")
        assert (error.value.code, error.value.detail) == ("refused", "NoToken")

    asyncio.run(go())
    assert ("GetCapabilities" in camera.calls) is not services


def test_a_camera_with_a_wrong_clock_is_spoken_to_by_its_own(make: Make) -> None:
    camera = make()
    camera.faults.clock_offset = -7 * 86400.0
    connected(camera.url)


def test_a_camera_whose_clock_is_set_meanwhile_is_asked_again(make: Make) -> None:
    camera = make()

    async def go() -> None:
        ptz = OnvifPtz(OnvifDevice(StreamAddress(camera.url, USER), SystemClock()))
        await ptz.connect()
        camera.faults.clock_offset = 3600.0
        await ptz.stop()

    asyncio.run(go())
    assert camera.calls[-1] == "Stop"


@pytest.mark.parametrize("authentication", ["token", "http"])
@pytest.mark.parametrize("wrong", [Credentials("installer", "other"), Credentials("other", "turn-secret"), None])
def test_a_wrong_password_is_refused(make: Make, authentication: str, wrong: Credentials | None) -> None:
    assert refused(make(USER, authentication).url, wrong) == "unauthorized"


def test_an_open_camera_needs_nobody(make: Make) -> None:
    camera = make(None)
    connected(camera.url, None)
    connected(camera.url, USER)


def test_what_is_wrong_has_a_code(make: Make) -> None:
    camera = make()
    assert refused(camera.url, profile="other") == "no_profile"
    camera.faults.stalled = True
    assert refused(camera.url, patience=0.3) == "timeout"
    camera.faults.stalled = False
    camera.kill()
    assert refused(camera.url) == "unreachable"
    assert refused("ftp://127.0.0.1/x") == "unsupported"


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"SSH-2.0-OpenSSH\r\n\r\n", "protocol"),
        (HEAD + b"\r\nhello", "protocol"),
        (HEAD + b"Content-Length: 99999999\r\n\r\n", "protocol"),
        (HEAD + b"Content-Length: 50\r\n\r\nhalf", "ended"),
        (HEAD + b"Content-Length: x\r\n\r\n", "protocol"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "protocol"),
        (HEAD + b'\r\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "protocol"),
        (HEAD + b"\r\n" + b"<a>" * 200_000, "protocol"),
        (HEAD + b"\r\n" + b"x" * ((1 << 20) + 9), "protocol"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "protocol"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "protocol"),
        (b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "unauthorized"),
        (b'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n', "unauthorized"),
        (b"", "ended"),
    ],
)
def test_garbage_has_a_code_and_ends(make: Make, raw: bytes, code: str) -> None:
    camera = make()
    camera.faults.raw = raw or HEAD  # a head that never ends, and then nothing
    assert refused(camera.url, patience=3.0) == code


def test_a_password_goes_nowhere_but_to_the_host_of_the_site_document(make: Make) -> None:
    device = OnvifDevice(StreamAddress("http://127.0.0.1:8899/onvif/device_service", USER), SystemClock())
    assert device._here("http://10.0.0.9:81/onvif/ptz?x=1") == "http://127.0.0.1:8899/onvif/ptz?x=1"
    assert device._here("http://127.0.0.1:81/onvif/ptz") == "http://127.0.0.1:81/onvif/ptz"
    assert device._here("https://127.0.0.1/onvif/ptz") == "http://127.0.0.1:8899/onvif/ptz"
    assert device._here("http://[::1") == "http://127.0.0.1:8899/onvif/device_service"


def test_no_password_in_what_is_logged_or_shown(
    make: Make, engine: Callable[..., PtzEngine], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    camera = make()
    wrong = engine(camera.url, Credentials("installer", "not-the-password"))
    until("it failed", lambda: state(wrong).phase is PtzPhase.FAILED)
    assert state(wrong).reason == "unauthorized"
    assert "cannot be turned: unauthorized" in caplog.text
    shown = caplog.text + repr(state(wrong)) + repr(PtzSource("c1", StreamAddress(camera.url, USER)))
    assert "not-the-password" not in shown
    assert USER.password not in shown


# The drive.


def test_it_turns_while_it_is_asked_to_and_stops_at_once(make: Make, engine: Callable[..., PtzEngine]) -> None:
    camera = make()
    drive = engine(camera.url)
    ready(drive)
    assert [one.name for one in state(drive).presets] == ["gate", "corner", "far end"]
    drive.steer("c1", RIGHT)
    until("it turns", lambda: camera.pan > 0.05)
    drive.steer("c1", STILL)
    until("it stands", lambda: "Stop" in camera.calls and not camera.head.moving)
    until("it is told", lambda: not state(drive).moving)


def test_a_key_held_on_is_told_again_before_the_camera_stops_by_itself(
    make: Make, engine: Callable[..., PtzEngine]
) -> None:
    camera = make()
    drive = engine(camera.url)
    ready(drive)
    drive.steer("c1", Velocity(pan=0.01))
    until("it is told again", lambda: camera.calls.count("ContinuousMove") >= 3)
    assert "Stop" not in camera.calls
    drive.halt("c1")
    until("it stops", lambda: "Stop" in camera.calls)


def test_a_lost_stop_cannot_leave_it_turning(make: Make, engine: Callable[..., PtzEngine]) -> None:
    camera = make()
    drive = engine(camera.url, patience=2.0)
    ready(drive)
    drive.steer("c1", Velocity(pan=0.05))
    until("it turns", lambda: camera.head.moving)
    camera.faults.deaf_to_stop = True
    drive.halt("c1")
    until("the stop is tried again", lambda: camera.calls.count("Stop") >= 2)
    until("it stands by itself", lambda: not camera.head.moving)
    until("it counts as lost", lambda: state(drive).phase is PtzPhase.FAILED)
    camera.faults.deaf_to_stop = False
    drive.look_again("c1")
    ready(drive)


def test_a_stop_overtakes_a_move_that_hangs(make: Make, engine: Callable[..., PtzEngine]) -> None:
    camera = make()
    drive = engine(camera.url, patience=60.0)
    ready(drive)
    camera.faults.delay = 8.0
    drive.steer("c1", RIGHT)
    until("the move hangs", lambda: camera._server._tasks)
    drive.steer("c1", STILL)
    camera.faults.delay = 0.0
    until("stopped", lambda: "Stop" in camera.calls)
    assert "ContinuousMove" not in camera.calls, "it waited for the move's answer"
    until("stopped twice, for the move may arrive late", lambda: camera.calls.count("Stop") == 2)
    assert not camera.head.moving


def test_whoever_asks_never_waits(make: Make, engine: Callable[..., PtzEngine]) -> None:
    camera = make()
    drive = engine(camera.url, patience=2.0)
    ready(drive)
    camera.faults.stalled = True
    begun = time.thread_time(), time.monotonic()
    for _ in range(50):
        drive.steer("c1", RIGHT)
        drive.halt("c1")
    asked = drive.go_to("c1", "1")
    assert time.thread_time() - begun[0] < 0.2
    assert not asked.done()
    until("the order failed", asked.done)
    error = asked.exception()
    assert isinstance(error, OnvifError)
    until("it is lost", lambda: state(drive).phase is PtzPhase.FAILED)
    assert state(drive).reason == "timeout"


def test_a_camera_that_comes_back_is_stopped_first_and_does_not_turn_by_itself(
    make: Make, engine: Callable[..., PtzEngine]
) -> None:
    camera = make()
    drive = engine(camera.url, patience=2.0)
    ready(drive)
    drive.steer("c1", Velocity(pan=0.1))
    until("it turns", lambda: camera.head.moving)
    camera.kill()
    until("it is lost", lambda: state(drive).phase is PtzPhase.FAILED)
    before = camera.calls.count("ContinuousMove")
    camera.revive()
    drive.steer("c1", RIGHT)
    ready(drive)
    assert camera.calls[-1] == "Stop"
    assert camera.calls.count("ContinuousMove") == before


def test_the_end_of_the_program_stops_it(make: Make, engine: Callable[..., PtzEngine]) -> None:
    camera = make()
    drive = engine(camera.url)
    ready(drive)
    drive.steer("c1", Velocity(tilt=-0.1))
    until("it turns", lambda: camera.head.moving)
    drive.stop()
    assert camera.calls[-1] == "Stop"
    assert not camera.head.moving
    failed: Future[None] = drive.go_home("c1")
    assert isinstance(failed.exception(1), OnvifError)


def test_a_camera_that_takes_no_times_is_moved_without(make: Make, engine: Callable[..., PtzEngine]) -> None:
    camera = make()
    camera.faults.no_timeouts = True
    drive = engine(camera.url)
    ready(drive)
    drive.steer("c1", RIGHT)
    until("it turns", lambda: camera.pan > 0.02)
    drive.halt("c1")
    until("it stands", lambda: not camera.head.moving)
    assert camera.calls.count("ContinuousMove") >= 2


def test_orders_end_a_move_and_come_in_turn(make: Make, engine: Callable[..., PtzEngine]) -> None:
    camera = make()
    drive = engine(camera.url)
    ready(drive)
    drive.steer("c1", Velocity(pan=-0.2))
    until("it turns", lambda: camera.head.moving)
    drive.go_to("c1", "2").result(60)
    until("it is there", lambda: camera.head.place == (0.6, -0.2, 0.5))
    assert camera.calls.index("Stop") < camera.calls.index("GotoPreset")
    drive.go_home("c1").result(60)
    until("it is home", lambda: camera.head.place == (0.0, 0.0, 0.0))
    drive.move_to("c1", Position(0.5, 0.0, 0.25)).result(60)
    until("it is there", lambda: camera.head.place == (0.5, 0.0, 0.25))
    assert drive.status("c1").result(60).position == Position(0.5, 0.0, 0.25)
    assert drive.set_preset("c1", "yard").result(60) == "8"
    refused_order = drive.go_to("c1", "99")
    assert isinstance(refused_order.exception(60), OnvifError)
    assert state(drive).phase is PtzPhase.READY, "a refused order costs nothing else"


def test_a_dead_address_costs_nothing(engine: Callable[..., PtzEngine]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        drive = engine(f"http://127.0.0.1:{taken.getsockname()[1]}/onvif/device_service")
        until("it is lost", lambda: state(drive).phase is PtzPhase.FAILED)
        assert state(drive).reason == "unreachable"
        assert isinstance(drive.go_home("c1").exception(60), OnvifError)
