"""Derived copies: what is private is black in every picture, the words are on it, the original stays as it was."""

import hashlib
import os
import threading
from pathlib import Path

import av
import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from tests.fakes.encoded_video import encoded_feed, write_clip
from video.derive import Derivation, DeriveError, Stamp, derive, transcode
from video.masks import Areas

QUARTER: Areas = (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5)),)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    write_clip(encoded_feed(), path)
    return path


def pictures(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in container.decode(video=0)]


def times(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [round(float(frame.time or 0), 2) for frame in container.decode(video=0)]


def test_private_areas_are_black_in_every_picture_and_the_rest_is_there(clip: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(clip.read_bytes()).hexdigest()
    told: list[float] = []
    derive(Derivation(clip, tmp_path / "masked.mp4", QUARTER), told.append)
    shown = pictures(tmp_path / "masked.mp4")
    assert len(shown) == len(pictures(clip)) == 30
    assert times(tmp_path / "masked.mp4") == times(clip)
    for picture in shown:
        assert picture[:84, :154].max() < 20
        assert picture[96:].mean() > 30
    assert told
    assert hashlib.sha256(clip.read_bytes()).hexdigest() == before


def test_words_are_burnt_in_and_hide_nothing_else(clip: Path, tmp_path: Path) -> None:
    width, height = 60, 24
    pixels = bytearray(width * height)
    pixels[4 * width : 12 * width] = bytes([2]) * width * 8
    pixels[12 * width : 20 * width] = bytes([1]) * width * 8
    transcode(Derivation(clip, tmp_path / "w.mp4", stamp=Stamp(width, height, bytes(pixels))), lambda _part: None)
    plain = pictures(clip)
    for number, picture in enumerate(pictures(tmp_path / "w.mp4")):
        assert picture[6:10, 4:56].mean() > 200
        assert picture[14:18, 4:56].mean() < 50
        assert abs(float(picture[60:].mean()) - float(plain[number][60:].mean())) < 6


def test_it_runs_in_a_process_of_its_own_that_gives_way(clip: Path, tmp_path: Path) -> None:
    seen: list[int] = []

    def look(_part: float) -> None:
        seen.extend(child.nice() for child in psutil.Process(os.getpid()).children() if "spawn" in str(child.cmdline()))

    derive(Derivation(clip, tmp_path / "m.mp4", QUARTER), look)
    assert seen
    assert max(seen) > 0


def test_cancelling_ends_the_process_and_leaves_nothing(clip: Path, tmp_path: Path) -> None:
    asked = threading.Event()
    asked.set()
    with pytest.raises(DeriveError) as raised:
        derive(Derivation(clip, tmp_path / "m.mp4", QUARTER), cancelled=asked.is_set)
    assert raised.value.code == "cancelled"
    assert not (tmp_path / "m.mp4").exists()


def test_what_cannot_be_read_or_written_is_told_apart(clip: Path, tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.mp4"
    garbage.write_bytes(b"no film" * 100)
    with pytest.raises(DeriveError) as raised:
        derive(Derivation(garbage, tmp_path / "m.mp4", QUARTER))
    assert raised.value.code == "unreadable"
    with pytest.raises(DeriveError) as raised:
        derive(Derivation(clip, tmp_path / "nowhere" / "m.mp4", QUARTER))
    assert raised.value.code == "unwritable"
    assert list(tmp_path.glob("m.mp4")) == []
