"""The demo site over real sockets: cameras in a process of their own, devices at the built-in broker."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from alarms.broker.accounts import Account
from alarms.broker.server import BuiltInBroker
from alarms.messages import DeviceMessage, encode_message, parse_message
from app.clock import SystemClock
from app.demo_site.cameras import DemoCameras, DemoCamerasError
from app.demo_site.site import DemoSite
from video.clock import SystemClock as VideoClock
from video.model import Credentials, SourceError, StreamAddress
from video.source import open_source


def write_video(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=15)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for index in range(40):
            frame = av.VideoFrame.from_ndarray(np.full((180, 320, 3), index * 5, np.uint8), format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 15)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("videos")
    write_video(folder / "street.mp4")
    return folder


@pytest.fixture
def cameras(videos: Path, tmp_path: Path) -> Iterator[DemoCameras]:
    served = DemoCameras(["cam01", "cam02"], tmp_path, videos=videos, processes=1)
    yield served
    served.stop()


def first_packet(url: str, credentials: Credentials | None, timeout: float = 15.0) -> int:
    async def look() -> int:
        source = await open_source(StreamAddress(url, credentials), "tcp", VideoClock())
        try:
            return len((await anext(source)).data)
        finally:
            await source.close()

    return asyncio.run(asyncio.wait_for(look(), timeout))


def test_cameras_answer_with_digest_and_faults_come_and_go(cameras: DemoCameras) -> None:
    urls = cameras.start()
    assert cameras.wait_ready(timeout=60), cameras.failures
    sub, main = urls["cam01"]
    assert first_packet(sub, cameras.credentials) > 100
    assert first_packet(main, cameras.credentials) > 100
    with pytest.raises(SourceError) as refused:
        first_packet(sub, Credentials("watchroom", "wrong"))
    assert refused.value.code == "unauthorized"

    cameras.kill("cam01")
    with pytest.raises(SourceError):
        for _ in range(200):
            first_packet(sub, cameras.credentials)
    assert first_packet(urls["cam02"][0], cameras.credentials) > 100, "the other camera goes on"

    cameras.revive("cam01")
    assert _until_played(sub, cameras.credentials)


def _until_played(url: str, credentials: Credentials) -> bool:
    pause = threading.Event()
    for _ in range(200):
        try:
            return first_packet(url, credentials) > 0
        except SourceError:
            pause.wait(0.02)
    return False


def test_a_video_that_cannot_be_read_costs_its_camera_only(videos: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a-good.mp4").write_bytes((videos / "street.mp4").read_bytes())
    (folder / "b-bad.mp4").write_bytes(b"this is no video")
    served = DemoCameras(["cam01", "cam02"], tmp_path, videos=folder, processes=1)
    try:
        served.start()
        assert served.wait_ready(["cam01"], timeout=60)
        assert not served.wait_ready(["cam02"], timeout=60)
        assert "cam02/sub" in served.failures
    finally:
        served.stop()


def test_the_second_start_finds_the_loops_encoded(cameras: DemoCameras, videos: Path, tmp_path: Path) -> None:
    cameras.start()
    assert cameras.wait_ready(timeout=60)
    cameras.stop()
    again = DemoCameras(["cam01", "cam02"], tmp_path, videos=videos, processes=1)
    try:
        again.start()
        assert again.wait_ready(timeout=60)
        assert again.wait_plates()
        assert len(list(again.plates.glob("*.jpg"))) == 8
    finally:
        again.stop()


def test_an_empty_folder_of_videos_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoCamerasError):
        DemoCameras(["cam01"], tmp_path, videos=tmp_path)


class Listener:
    """The station's side: takes every message and can wait for one."""

    def __init__(self) -> None:
        self.messages: list[DeviceMessage] = []
        self._came = threading.Condition()

    def __call__(self, topic: str, payload: bytes, received_at: float, origin: str, *more: object) -> Future[None]:
        with self._came:
            self.messages.append(parse_message(topic, payload, received_at))
            self._came.notify_all()
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def wait(self, topic_end: str, **data: object) -> DeviceMessage:
        def found() -> DeviceMessage | None:
            return next(
                (
                    m
                    for m in self.messages
                    if m.topic.endswith(topic_end) and all(m.data.get(k) == v for k, v in data.items())
                ),
                None,
            )

        with self._came:
            assert self._came.wait_for(found, 60), (topic_end, [m.topic for m in self.messages][-20:])
            message = found()
        assert message is not None
        return message


@pytest.fixture
def station(tmp_path: Path, videos: Path) -> Iterator[tuple[DemoSite, BuiltInBroker, Listener]]:
    clock, heard = SystemClock(), Listener()
    site = DemoSite(tmp_path, clock, videos=videos, cache=tmp_path)
    accounts = [Account(d.id, d.password.reveal(), d.id) for d in site.document.devices if d.password]
    broker = BuiltInBroker("demo", accounts, heard, clock)
    broker.start()
    site.connect_devices("127.0.0.1", broker.port)
    yield site, broker, heard
    site.stop()
    broker.stop()


def test_devices_speak_and_obey(station: tuple[DemoSite, BuiltInBroker, Listener]) -> None:
    site, broker, heard = station
    heard.wait("parking/state/stall/P040")
    heard.wait("gate1/status", status="online")
    heard.wait("firepanel/info", model="FP-1")

    site.trigger("fence Z03")
    event = heard.wait("event/perimeter/Z03", active=True)
    assert (event.seq, event.data["kind"]) == (1, "wire_cut")
    site.trigger("smoke")
    assert heard.wait("event/fire/L01-001").data["occ"]

    site.trigger("car_in")
    assert heard.wait("event/passage/G1").data["direction"] == "in"
    now = SystemClock().now()
    broker.publish("gs/1/demo/gate1/cmd/open", encode_message({}, at=now, message_id="open-1", exp=now + 5))
    assert heard.wait("gate1/cmd/open/ack").data["result"] == "accepted"
    heard.wait("state/gate/G1", position="open")
    broker.publish("gs/1/demo/fence1/cmd/replay", encode_message({"from_seq": 1}, at=now, message_id="r", exp=now + 5))
    assert heard.wait("event/perimeter/Z03", replay=True).seq == 1
    site.trigger("device_lost")
    heard.wait("fence1/status", status="offline")


def test_what_happens_while_the_broker_is_away_arrives_later(station: tuple[DemoSite, BuiltInBroker, Listener]) -> None:
    site, broker, heard = station
    for device in site.devices.devices:
        heard.wait(f"{device.id}/status", status="online")
    port = broker.port
    broker.stop()
    site.trigger("help")
    accounts = [Account(d.id, d.password.reveal(), d.id) for d in site.document.devices if d.password]
    later = BuiltInBroker("demo", accounts, heard, SystemClock(), port=port)
    later.start()
    try:
        assert heard.wait("event/panic/H501", active=True).seq == 1
    finally:
        site.stop()
        later.stop()
