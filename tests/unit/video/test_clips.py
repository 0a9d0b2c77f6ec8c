"""Clips: copied, not recoded; every picture's time is kept to the microsecond; other players take them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import pytest

from tests.fakes.encoded_video import encoded_feed
from tests.fakes.encoded_video import write_clip as write_foreign
from tests.fakes.packets import entries_of
from video.clips import cut, load_clip, read_clip, write_clip
from video.footage import Footage
from video.model import Codec, StreamKind
from video.ring import Entry
from video.stills import save_still
from video.views import MediaError

START = 1_793_628_000.123457


def written(path: Path, entries: list[Entry]) -> Path:
    write_clip(path, "07", StreamKind.SUB, entries)
    return path


@pytest.mark.parametrize("codec", list(Codec))
def test_what_was_written_is_read_back_exactly(tmp_path: Path, codec: Codec) -> None:
    entries = entries_of(encoded_feed(codec), start=START)
    result = write_clip(tmp_path / "a" / "clip.mp4", "07", StreamKind.MAIN, entries)
    clip = read_clip(result.path)
    assert (clip.camera, clip.kind, clip.camera_clock, clip.codec) == ("07", StreamKind.MAIN, True, codec.value)
    assert (clip.width, clip.height, result.frames, result.codec) == (320, 180, 30, codec.value)
    for (packet, _), frame in zip(entries, clip.frames, strict=True):
        assert frame.key is packet.key
        assert round(frame.captured_at * 1e6) == round(packet.captured_at * 1e6)
        assert round(frame.received_at * 1e6) == round(packet.received_at * 1e6)
    assert (result.start, result.end) == (pytest.approx(clip.start, abs=1e-6), pytest.approx(clip.end, abs=1e-6))
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["clip.mp4"]


@pytest.mark.parametrize("codec", list(Codec))
@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="needs ffprobe")
def test_other_programs_open_it_without_a_word(tmp_path: Path, codec: Codec) -> None:
    path = written(tmp_path / "clip.mp4", entries_of(encoded_feed(codec), start=START))
    for command in (["ffprobe", "-v", "warning"], ["ffmpeg", "-v", "warning", "-f", "null", "-", "-i"]):
        done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
        assert done.stderr == "" or "At least one output" in done.stderr
    frames = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "frame=pts_time", "-of", "csv=p=0", str(path)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert len(frames) == 30
    assert [round(float(at.strip(",")), 3) for at in frames] == [round(i / 15, 3) for i in range(30)]


def test_pixels_are_those_of_the_stream(tmp_path: Path) -> None:
    feed = encoded_feed()
    path = written(tmp_path / "clip.mp4", entries_of(feed))
    with av.open(str(path)) as container:
        grounds = [frame.to_ndarray(format="gray")[0, 0] for frame in container.decode(video=0)]
    assert len(grounds) == 30 and grounds[1:15] == sorted(grounds[1:15])


def test_a_camera_clock_that_steps_back_keeps_its_times_and_a_playable_file(tmp_path: Path) -> None:
    entries = [
        (replace(p, captured_at=p.captured_at - (3.0 if i >= 10 else 0.0)), info)
        for i, (p, info) in enumerate(entries_of(encoded_feed(), start=START))
    ]
    clip = read_clip(written(tmp_path / "clip.mp4", entries))
    assert clip.frames[10].captured_at < clip.frames[9].captured_at
    with av.open(str(clip.path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 30


def test_a_camera_hours_off_is_ordered_by_our_clock_and_keeps_both(tmp_path: Path) -> None:
    entries = entries_of(encoded_feed(), start=START, clock_error=-7200.0)
    clip = read_clip(written(tmp_path / "clip.mp4", entries))
    assert clip.start == pytest.approx(START, abs=1e-6)
    assert clip.frames[0].captured_at == pytest.approx(START - 7200.04, abs=1e-6)


def test_cutting_ends_in_time_and_keeps_to_one_coding() -> None:
    first = entries_of(encoded_feed(), start=1_000.0)
    assert [p.pts for p, _ in cut(first, 1_000.5)] == [p.pts for p, _ in first if p.received_at <= 1_000.5]
    second = entries_of(encoded_feed(Codec.HEVC), start=1_002.0)
    assert cut([*first, *second], 2_000.0) == second


def test_nothing_to_write_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    entries = entries_of(encoded_feed())
    for bad in ([], entries[1:]):
        with pytest.raises(MediaError, match="no_pictures"):
            written(tmp_path / "clip.mp4", bad)
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(MediaError, match="write_failed"):
        written(blocked / "clip.mp4", entries)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_missing_or_broken_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="missing"):
        read_clip(tmp_path / "none.mp4")
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video at all" * 100)
    with pytest.raises(MediaError, match="unreadable"):
        read_clip(broken)
    whole = written(tmp_path / "clip.mp4", entries_of(encoded_feed()))
    whole.write_bytes(whole.read_bytes()[:3000])
    with pytest.raises(MediaError, match="unreadable"):
        read_clip(whole)


def test_a_file_of_other_origin_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "foreign.mkv"
    write_foreign(encoded_feed(), path)
    clip, entries = load_clip(path)
    assert (clip.camera, len(clip.frames), len(entries)) == ("foreign", 30, 30)
    assert clip.end - clip.start == pytest.approx(29 / 15, abs=0.01)


def ground(footage: Footage, number: int) -> int:
    picture = footage.picture(number)
    assert picture is not None
    return int(picture[0].to_ndarray(format="gray")[0, 0])


@pytest.fixture
def footage(tmp_path: Path) -> Footage:
    later = written(tmp_path / "later.mp4", entries_of(encoded_feed(), start=START + 10))
    earlier = written(tmp_path / "earlier.mp4", entries_of(encoded_feed(), start=START))
    return Footage([later, earlier])


def test_footage_is_one_row_in_order_of_time(footage: Footage) -> None:
    assert len(footage) == 60
    assert footage.times == sorted(footage.times)
    assert footage.keys == [0, 15, 30, 45]
    assert [footage.number_at(t) for t in (0.0, START + 0.001, START + 5, START + 99)] == [0, 0, 29, 59]
    assert [footage.key_at(n) for n in (0, 14, 15, 59)] == [0, 0, 15, 45]


@pytest.mark.parametrize(
    "walk", [range(60), range(59, -1, -1), (20, 5, 50, 49, 48, 14, 15, 16, 0, 59)], ids=["on", "back", "about"]
)
def test_any_picture_can_be_had_from_any_other(footage: Footage, walk: range) -> None:
    straight = [ground(footage, number) for number in range(30)]
    assert len(set(straight)) > 20
    assert [ground(footage, number) for number in walk] == [straight[number % 30] for number in walk]


def test_a_still_of_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no_pictures"):
        save_still(tmp_path / "still.jpg", "07", [])
    with pytest.raises(MediaError, match="write_failed"):
        save_still(tmp_path / "still.nonsense", "07", entries_of(encoded_feed()))
    assert list(tmp_path.iterdir()) == []


def reordered(change: Callable[[float], float]) -> list[Entry]:
    """A stream whose pictures are sent in another order than they are seen, as B-frames are."""
    entries = entries_of(encoded_feed(), start=START)
    return [(replace(p, pts=change(p.pts)), info) for p, info in entries]


def test_reordered_streams_are_timed_by_their_own_clock(tmp_path: Path) -> None:
    swap = {1: 3, 2: 1, 3: 2}
    entries = reordered(lambda pts: swap.get(round(pts * 15), round(pts * 15)) / 15)
    path = written(tmp_path / "clip.mp4", entries)
    with av.open(str(path)) as container:
        samples = [(p.pts, p.dts) for p in container.demux(video=0) if p.size]
    assert all(pts >= dts for pts, dts in samples if pts is not None and dts is not None)
    assert [dts for _, dts in samples] == sorted(dts for _, dts in samples if dts is not None)
