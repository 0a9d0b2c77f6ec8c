"""Loops: encoded right, kept right, encoded again where damaged."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from app.demo_site.ambience import a_law, ambience
from app.demo_site.camera_server import ServerOrder, _CameraServer
from app.demo_site.cameras import DemoCamerasError, _orders, is_night
from app.demo_site.encoder import Encoder, encode_loop
from app.demo_site.loops import LoopOrder, Quality, cache_folder, quality_of, read_feed, remove_old, write_feed
from video.audio import AudioDecoder
from video.model import AudioCodec, AudioInfo, AudioPacket, Codec, Credentials, StreamKind
from video.rtsp.feed import Feed, FeedUnit

SMALL = Quality(160, 96, 10, 200_000)


def pictures(count: int) -> Iterator[NDArray[np.uint8]]:
    for index in range(count):
        picture = np.full((96, 160, 3), 60, np.uint8)
        picture[20:60, index * 2 : index * 2 + 40] = (40, 200, 240)
        yield picture


@pytest.mark.parametrize("codec", [Codec.H264, Codec.HEVC])
def test_an_encoded_loop_decodes_with_a_key_every_two_seconds(codec: Codec) -> None:
    encoder = Encoder(Quality(160, 96, 10, 200_000, codec))
    for picture in pictures(40):
        encoder.add(picture)
    feed = encoder.feed()
    assert (feed.duration, len(feed.units)) == (4.0, 40)
    assert [unit.pts for unit in feed.units if unit.key] == [0.0, 2.0]
    decoder = av.CodecContext.create(codec.value, "r")
    shown = [frame for unit in feed.units[20:] for frame in decoder.decode(av.Packet(unit.data))]
    shown += decoder.decode(None)
    assert len(shown) == 20
    middle = shown[0].to_ndarray(format="bgr24")[40, 50:70].mean(0)
    assert np.abs(middle - (40, 200, 240)).max() < 25


def feed_of(*sizes: int) -> Feed:
    units = tuple(FeedUnit(bytes([index]) * size, index == 0, index / 2) for index, size in enumerate(sizes))
    return Feed(Codec.HEVC, units, len(sizes) / 2)


def test_a_loop_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.loop"
    write_feed(path, feed_of(5, 1, 700))
    assert read_feed(path) == feed_of(5, 1, 700)
    assert [p.name for p in path.parent.iterdir()] == ["a.loop"]


@pytest.mark.parametrize("harm", [lambda d: d[:-3], lambda d: d[1:], lambda d: b"", lambda d: b"[]\n", lambda d: b"x"])
def test_a_damaged_loop_is_none(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.loop"
    write_feed(path, feed_of(5, 9))
    path.write_bytes(harm(path.read_bytes()))
    assert read_feed(path) is None
    assert read_feed(tmp_path / "absent.loop") is None


def order(folder: Path, **changes: Any) -> LoopOrder:
    values: dict[str, Any] = {
        "camera": "cam01",
        "kind": StreamKind.SUB,
        "quality": SMALL,
        "night": False,
        "folder": folder,
    } | changes
    return LoopOrder(**values)


def test_the_name_changes_with_what_is_drawn(tmp_path: Path) -> None:
    names = {
        order(tmp_path, **c).path for c in ({}, {"night": True}, {"quality": quality_of(StreamKind.SUB, Codec.H264)})
    }
    assert len(names) == 3
    assert order(tmp_path).path == order(tmp_path).path


def write_video(path: Path, count: int, rate: int = 20) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = 120, 120, "yuv420p"
        for index in range(count):
            picture = np.full((120, 120, 3), 20 + 200 * index // count, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize(("count", "duration"), [(100, 4.0), (10, 2.0)])
def test_a_video_becomes_a_loop_of_whole_groups(tmp_path: Path, count: int, duration: float) -> None:
    video = tmp_path / "v.mp4"
    write_video(video, count)
    wanted = order(tmp_path, source=video)
    encode_loop(wanted)
    feed = read_feed(wanted.path)
    assert feed is not None and feed.duration == duration
    decoder = av.CodecContext.create("h264", "r")
    first = next(f for u in feed.units for f in decoder.decode(av.Packet(u.data))).to_ndarray(format="bgr24")
    assert first.shape == (96, 160, 3)
    assert first[48, 4].max() < 12, "bars at the sides"


def test_old_loops_go_after_a_week(tmp_path: Path) -> None:
    import os

    kept, old, recent = (tmp_path / f"{name}.loop" for name in ("kept", "old", "recent"))
    for path, age in ((kept, 0), (old, 8 * 86400), (recent, 86400)):
        path.write_bytes(b"x")
        os.utime(path, (1e9 - age, 1e9 - age))
    remove_old(tmp_path, {kept})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kept.loop", "recent.loop"]


def test_orders_put_all_subs_first_and_the_alarm_cameras_mains_next(tmp_path: Path) -> None:
    orders = _orders(["cam01", "cam06", "cam11"], tmp_path, night=False, videos=None)
    assert [o.kind for o in orders] == [StreamKind.SUB] * 4 + [StreamKind.MAIN] * 4
    assert [o.scene for o in orders[3:6]] == ["cam06-intruder", "cam06-intruder", "cam06"]
    assert {o.camera: o.quality.codec for o in orders}["cam11"] is Codec.HEVC


def test_videos_are_shared_out_and_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DemoCamerasError):
        _orders(["cam01"], tmp_path, night=False, videos=tmp_path)
    for name in ("b.mp4", "a.MKV", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    orders = _orders(["cam01", "cam02", "cam03"], tmp_path, night=False, videos=tmp_path)
    assert [o.source.name for o in orders[:3] if o.source] == ["a.MKV", "b.mp4", "a.MKV"]


def test_night_by_the_sites_clock() -> None:
    ten_pm_in_shanghai = 1_793_628_000.0
    assert is_night(ten_pm_in_shanghai, "Asia/Shanghai")
    assert not is_night(ten_pm_in_shanghai, "Europe/London")


def test_the_cache_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert cache_folder() == tmp_path / "watchroom" / "demo"
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr("sys.platform", "win32")
    assert cache_folder() == tmp_path / "Watchroom" / "Cache" / "demo"


def test_a_variant_is_shown_and_taken_back_and_its_sub_stands_in_for_its_main(tmp_path: Path) -> None:
    orders = [order(tmp_path), order(tmp_path, variant="intruder"), order(tmp_path, kind=StreamKind.MAIN)]
    for index, each in enumerate(orders):
        write_feed(each.path, feed_of(10 + index, 4))
    server = _CameraServer(None, ServerOrder(Credentials("u", "p"), tuple(orders), tmp_path))  # type: ignore[arg-type]
    server._tell = lambda *_: None  # type: ignore[method-assign]
    assert all(server._serve(each) for each in orders)

    def sizes() -> list[int]:
        streams = [server._servers["cam01"].stream(kind) for kind in (StreamKind.SUB, StreamKind.MAIN)]
        return [len(stream.feed.units[0].data) for stream in streams if stream is not None]

    assert sizes() == [10, 12]
    server._play("cam01", "intruder")
    assert sizes() == [11, 11]
    server._play("cam01", "unheard of")
    assert sizes() == [11, 11]
    server._play("cam01", "")
    assert sizes() == [10, 12]


def test_a_camera_with_a_microphone_has_sound_beside_its_pictures_and_the_others_have_none(tmp_path: Path) -> None:
    orders = [order(tmp_path), order(tmp_path, kind=StreamKind.MAIN, camera="cam03")]
    for each in orders:
        write_feed(each.path, feed_of(10, 4))
    server = _CameraServer(None, ServerOrder(Credentials("u", "p"), tuple(orders), tmp_path))  # type: ignore[arg-type]
    server._tell = lambda *_: None  # type: ignore[method-assign]
    assert all(server._serve(each) for each in orders)
    assert server._servers["cam01"].sound(StreamKind.SUB) is not None
    assert server._servers["cam03"].sound(StreamKind.MAIN) is None


def test_what_the_microphones_hear_is_g711_that_a_decoder_takes() -> None:
    samples = np.array([0, 1, -1, 100, -100, 255, 256, 1000, -1000, 32_635, -32_768, 32_767], np.int32)
    info = AudioInfo(AudioCodec.PCMA, 8000, 1)
    (piece,) = AudioDecoder().decode(AudioPacket(a_law(samples), info, 0.0, 0.0, 0.0))
    assert np.frombuffer(piece.data, np.int16) == pytest.approx(samples, rel=0.04, abs=16)
    feed = ambience()
    assert feed.info == info
    assert {len(packet) for packet in feed.packets} == {feed.samples}
    decoder = AudioDecoder()
    wave = np.concatenate(
        [
            np.frombuffer(piece.data, np.int16)
            for packet in feed.packets
            for piece in decoder.decode(AudioPacket(packet, info, 0.0, 0.0, 0.0))
        ]
    )
    assert 500 < np.max(np.abs(wave.astype(int))) < 16_000, "to be heard, and not to be feared"
