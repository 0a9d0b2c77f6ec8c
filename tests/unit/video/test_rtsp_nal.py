"""Annex B and the size of the picture, against what real encoders write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.encoded_video import RTP_CODECS, encoded_feed
from video.model import Codec
from video.rtsp.nal import is_random_access, join_nals, parameter_sets_of, split_nals
from video.rtsp.picture_size import picture_size


@pytest.mark.parametrize("codec", RTP_CODECS)
@pytest.mark.parametrize(("width", "height"), [(320, 180), (322, 178), (64, 64)])
def test_size_of_what_an_encoder_wrote(codec: Codec, width: int, height: int) -> None:
    feed = encoded_feed(codec, width=width, height=height, pictures=2)
    assert picture_size(codec, feed.parameter_sets) == (width, height)


def test_size_of_a_hikvision_1080p_camera() -> None:
    sps = bytes.fromhex("674d00298d8d403c0113f2e02dc0404050")  # cut before the end of its VUI
    assert picture_size(Codec.H264, join_nals([sps])) == (1920, 1080)


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_key_pictures_of_an_encoder(codec: Codec) -> None:
    feed = encoded_feed(codec)
    assert [is_random_access(codec, unit.data) for unit in feed.units] == [i % 15 == 0 for i in range(30)]


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_parameter_sets_are_found(codec: Codec) -> None:
    unit = encoded_feed(codec).units[0].data
    sets = parameter_sets_of(codec, unit)
    assert len(split_nals(sets)) == (2 if codec is Codec.H264 else 3)
    assert parameter_sets_of(codec, sets) == sets


@given(st.sampled_from(RTP_CODECS), st.binary(max_size=200))
def test_any_bytes_have_some_size_or_none(codec: Codec, noise: bytes) -> None:
    for head in (b"\x67", b"\x42\x01", b""):
        width, height = picture_size(codec, b"\x00\x00\x01" + head + noise)
        assert 0 <= width <= 16384
        assert 0 <= height <= 16384


@given(st.lists(st.binary(min_size=1, max_size=50).map(lambda data: data.replace(b"\x00", b"\x01")), max_size=8))
def test_splitting_undoes_joining(nals: list[bytes]) -> None:
    assert split_nals(join_nals(nals)) == nals
    assert split_nals(b"junk" + join_nals(nals)) == nals
