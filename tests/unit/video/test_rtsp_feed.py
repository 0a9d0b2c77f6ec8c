"""The loop that the server plays keeps step with the wall clock."""

from pathlib import Path

import pytest

from tests.fakes.encoded_video import RTP_CODECS, encoded_feed, write_clip
from video.model import Codec
from video.rtsp.feed import Feed, FeedUnit
from video.rtsp.feed_file import load_feed

UNITS = (FeedUnit(b"k", True, 0.0), FeedUnit(b"p", False, 0.4), FeedUnit(b"k", True, 1.0), FeedUnit(b"p", False, 1.5))
FEED = Feed(Codec.H264, UNITS, 2.0)


@pytest.mark.parametrize(("now", "pts"), [(2000.0, 0.0), (2000.39, 0.0), (2000.4, 0.4), (2001.99, 1.5), (2002.0, 0.0)])
def test_the_position_is_now_modulo_the_length(now: float, pts: float) -> None:
    assert FEED.unit(FEED.index_at(now)).pts == pts


def test_times_and_numbers_belong_together() -> None:
    index = FEED.index_at(1_793_628_001.2)
    assert FEED.time_of(index) == 1_793_628_001.0
    assert [FEED.time_of(index + i) for i in (1, 2, 3)] == [1_793_628_001.5, 1_793_628_002.0, 1_793_628_002.4]
    assert FEED.index_at(FEED.time_of(index + 1)) == index + 1
    assert FEED.key_at_or_before(index + 1) == index


@pytest.mark.parametrize(
    ("units", "duration"),
    [((), 1.0), ((UNITS[1],), 2.0), (UNITS, 1.5), ((UNITS[0], UNITS[0]), 2.0), ((FeedUnit(b"", True, -1.0),), 1.0)],
)
def test_what_cannot_be_played_is_refused(units: tuple[FeedUnit, ...], duration: float) -> None:
    with pytest.raises(ValueError, match="a feed"):
        Feed(Codec.H264, units, duration)


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_a_file_becomes_a_feed(codec: Codec, tmp_path: Path) -> None:
    feed, path = encoded_feed(codec), tmp_path / "clip.mp4"
    write_clip(feed, path)
    loaded = load_feed(path)
    assert (loaded.codec, len(loaded.units), loaded.duration) == (codec, 30, pytest.approx(2.0))
    assert [unit.key for unit in loaded.units] == [unit.key for unit in feed.units]


def test_a_file_that_is_no_video_says_so(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_bytes(b"not a video at all" * 100)
    with pytest.raises(ValueError, match=r"notes\.mp4"):
        load_feed(path)
    with pytest.raises(OSError):
        load_feed(tmp_path / "absent.mp4")
