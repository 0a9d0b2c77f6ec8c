"""Depacketising: every way a picture may be cut into packets, and every way that may go wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.encoded_video import RTP_CODECS
from video.model import Codec, SourceError
from video.rtsp.depacketise import MAX_ACCESS_UNIT, AccessUnit, Depacketiser
from video.rtsp.nal import join_nals, split_nals
from video.rtsp.packetise import payloads
from video.rtsp.rtp import RtpPacket, build_rtp, parse_rtp

CODECS = st.sampled_from(RTP_CODECS)
#: Bytes without zeros: no start code can come about inside a NAL unit, as an encoder guarantees.
BODY = st.binary(min_size=1, max_size=300).map(lambda data: data.replace(b"\x00", b"\x01"))


def nal(codec: Codec, kind: int, body: bytes = b"\x80picture") -> bytes:
    """Make a NAL unit; a body that starts with 0x80 or more is the first slice of its picture."""
    return (bytes([0x60 | kind]) if codec is Codec.H264 else bytes([kind << 1, 1])) + body


def sets(codec: Codec) -> list[bytes]:
    kinds = (7, 8) if codec is Codec.H264 else (32, 33, 34)
    return [nal(codec, kind, b"\x42set%d" % kind) for kind in kinds]


def key_kind(codec: Codec) -> int:
    return 5 if codec is Codec.H264 else 19


def packets(
    codec: Codec, units: list[list[bytes]], *, limit: int = 60, marker: str = "last", start: int = 65_530
) -> list[RtpPacket]:
    """Pack units as the server does; marker: "last", "never" or "each"."""
    made: list[RtpPacket] = []
    for number, unit in enumerate(units):
        parts = payloads(codec, join_nals(unit), limit)
        for index, part in enumerate(parts):
            mark = marker == "each" or (marker == "last" and index == len(parts) - 1)
            made.append(RtpPacket(96, mark, (start + len(made)) % 65536, number * 6000, 1, part))
    return made


def push_all(depacketiser: Depacketiser, stream: list[RtpPacket]) -> list[AccessUnit]:
    return [unit for packet in stream for unit in depacketiser.push(packet)]


@given(CODECS, st.lists(st.lists(BODY, min_size=1, max_size=4), min_size=1, max_size=6), st.integers(5, 200))
def test_whatever_the_packet_size_the_pictures_come_out_as_they_went_in(
    codec: Codec, bodies: list[list[bytes]], limit: int
) -> None:
    units = [
        [
            nal(codec, key_kind(codec) if number == 0 else 1, (b"\xff" if i == 0 else b"\x01") + body)
            for i, body in slices
        ]
        for number, slices in enumerate(map(list, map(enumerate, bodies)))
    ]
    units[0] = sets(codec) + units[0]
    found = push_all(Depacketiser(codec), packets(codec, units, limit=limit))
    assert [split_nals(unit.data) for unit in found] == units
    assert [unit.key for unit in found] == [True] + [False] * (len(units) - 1)
    assert [unit.timestamp for unit in found] == [6000 * i for i in range(len(units))]


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_the_picture_is_handed_out_with_its_last_packet(codec: Codec) -> None:
    depacketiser = Depacketiser(codec)
    stream = packets(codec, [[nal(codec, 1, b"\x80" + b"x" * 500)]])
    assert [len(depacketiser.push(packet)) for packet in stream] == [0] * (len(stream) - 1) + [1]


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_without_marker_bits_pictures_come_when_the_time_changes(codec: Codec) -> None:
    units = [[nal(codec, 1, b"\x80" + bytes([65 + i]) * 200)] for i in range(4)]
    found = push_all(Depacketiser(codec), packets(codec, units, marker="never"))
    assert [split_nals(unit.data) for unit in found] == units[:3]


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_a_marker_on_each_slice_is_found_out_and_no_longer_trusted(codec: Codec) -> None:
    kind = key_kind(codec)
    slices = [nal(codec, kind, b"\x80one"), nal(codec, kind, b"\x01two"), nal(codec, kind, b"\x01three")]
    depacketiser = Depacketiser(codec)
    found = push_all(depacketiser, packets(codec, [slices] * 4, limit=1000, marker="each"))
    assert [split_nals(unit.data) for unit in found][1:] == [slices, slices]
    assert depacketiser.damage.dropped_units <= 1


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_parameter_sets_with_a_marker_and_time_of_their_own_join_the_next_picture(codec: Codec) -> None:
    units = [[one] for one in sets(codec)] + [[nal(codec, key_kind(codec))]]
    (unit,) = push_all(Depacketiser(codec), packets(codec, units))
    assert split_nals(unit.data) == [*sets(codec), nal(codec, key_kind(codec))]


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_a_key_picture_gets_the_parameter_sets_of_the_description(codec: Codec) -> None:
    described = join_nals(sets(codec))
    (unit,) = push_all(Depacketiser(codec, described), packets(codec, [[nal(codec, key_kind(codec))]]))
    assert unit.key
    assert unit.data == described + join_nals([nal(codec, key_kind(codec))])


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_new_parameter_sets_in_the_stream_replace_the_old(codec: Codec) -> None:
    depacketiser = Depacketiser(codec, join_nals(sets(codec)))
    fresh = [one + b"new" for one in sets(codec)]
    push_all(depacketiser, packets(codec, [[*fresh, nal(codec, key_kind(codec))]]))
    assert depacketiser.parameter_sets == join_nals(fresh)


def test_a_stream_with_rolling_refresh_and_no_idr_is_key_at_its_parameter_sets() -> None:
    units = [[nal(Codec.H264, 1)], [*sets(Codec.H264), nal(Codec.H264, 1)]]
    assert [unit.key for unit in push_all(Depacketiser(Codec.H264), packets(Codec.H264, units))] == [False, True]


def test_aggregates() -> None:
    inner = [*sets(Codec.H264), nal(Codec.H264, 5)]
    payload = b"\x78" + b"".join(len(one).to_bytes(2, "big") + one for one in inner)
    (unit,) = Depacketiser(Codec.H264).push(RtpPacket(96, True, 1, 0, 1, payload))
    assert split_nals(unit.data) == inner
    inner = [*sets(Codec.HEVC), nal(Codec.HEVC, 19)]
    sized = [len(one).to_bytes(2, "big") + one for one in inner]
    (unit,) = Depacketiser(Codec.HEVC).push(RtpPacket(96, True, 1, 0, 1, b"\x60\x01" + b"".join(sized)))
    assert split_nals(unit.data) == inner
    with_numbers = b"\x60\x01" + b"\x00\x01" + b"\x00".join(sized)
    (unit,) = Depacketiser(Codec.HEVC, don=True).push(RtpPacket(96, True, 1, 0, 1, with_numbers))
    assert split_nals(unit.data) == inner


@settings(max_examples=60)
@given(CODECS, st.sets(st.integers(0, 59), max_size=20))
def test_what_builds_on_something_lost_is_left_out_up_to_the_next_key_picture(codec: Codec, lost: set[int]) -> None:
    """Told here by another road: a picture is whole when all before it since its key picture are."""
    units = [[nal(codec, key_kind(codec) if i % 3 == 0 else 1, b"\x80" + bytes([65 + i]) * 300)] for i in range(9)]
    stream = packets(codec, units)
    depacketiser = Depacketiser(codec)
    found = push_all(depacketiser, [packet for i, packet in enumerate(stream) if i not in lost])
    assert all(split_nals(unit.data) in units for unit in found)
    hit = {packet.timestamp // 6000 for i, packet in enumerate(stream) if i in lost}
    whole = {i * 6000 for i in range(9) if not hit & set(range(i - i % 3, i + 1))}
    assert {unit.timestamp for unit in found} == whole
    begun = {packet.timestamp for i, packet in enumerate(stream) if i not in lost}
    assert len(found) + depacketiser.damage.dropped_units >= len(begun) - 1, "the last may be unfinished"


@pytest.mark.parametrize("codec", RTP_CODECS)
@pytest.mark.parametrize("apart", [False, True])
def test_a_key_picture_whose_own_parameter_sets_were_lost_is_not_decoded_with_the_old_ones(
    codec: Codec, apart: bool
) -> None:
    key, old, new = [nal(codec, key_kind(codec))], sets(codec), [one + b"new" for one in sets(codec)]
    units = [[*old, *key], [*new, *key], [*new, *key]] if not apart else [old, key, new, key, new, key]
    stream = packets(codec, units)
    lost = len(old) + 1 + (0 if codec is Codec.H264 else 1)
    found = push_all(Depacketiser(codec), stream[:lost] + stream[lost + 1 :])
    assert [split_nals(unit.data) for unit in found] == [[*old, *key], [*new, *key]]


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_another_source_and_an_unused_picture_make_it_wait_for_a_key_picture(codec: Codec) -> None:
    picture, key = nal(codec, 1), nal(codec, key_kind(codec))
    depacketiser = Depacketiser(codec)
    first = push_all(depacketiser, packets(codec, [[key], [picture]]))
    depacketiser.restart()
    second = push_all(depacketiser, packets(codec, [[picture], [key], [picture]], start=7))
    depacketiser.wait_for_key()
    third = push_all(depacketiser, packets(codec, [[picture], [key]], start=10))
    assert [[unit.key for unit in part] for part in (first, second, third)] == [[True, False], [True, False], [True]]


RAW = st.tuples(st.binary(max_size=60), st.booleans(), st.integers(0, 3), st.integers(0, 3))


@given(CODECS, st.booleans(), st.lists(RAW, max_size=40))
def test_any_payloads_give_units_or_source_error(
    codec: Codec, don: bool, raw: list[tuple[bytes, bool, int, int]]
) -> None:
    depacketiser = Depacketiser(codec, don=don)
    try:
        for payload, marker, sequence, timestamp in raw:
            for unit in depacketiser.push(RtpPacket(96, marker, sequence, timestamp, 1, payload)):
                assert unit.data
    except SourceError as error:
        assert error.code == "protocol"


@settings(max_examples=40)
@given(CODECS, st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 7)), min_size=1, max_size=30))
def test_flipped_bits_are_survived(codec: Codec, flips: list[tuple[int, int]]) -> None:
    units = [[*sets(codec), nal(codec, key_kind(codec), b"\x80" + b"k" * 400)]] + [[nal(codec, 1, b"\x80ppp")]] * 5
    raw = [bytearray(build_rtp(96, p.marker, p.sequence, p.timestamp, 1, p.payload)) for p in packets(codec, units)]
    for position, bit in flips:
        packet = raw[position % len(raw)]
        packet[position % len(packet)] ^= 1 << bit
    depacketiser = Depacketiser(codec)
    for data in raw:
        packet_or_none = parse_rtp(bytes(data))
        if packet_or_none is not None:
            depacketiser.push(packet_or_none)


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_memory_is_bounded(codec: Codec) -> None:
    head = b"\x7c" if codec is Codec.H264 else b"\x62\x01"
    begin, go_on = b"\x81", b"\x01"
    depacketiser = Depacketiser(codec)
    depacketiser.push(RtpPacket(96, False, 0, 0, 1, head + begin + b"x"))
    with pytest.raises(SourceError) as caught:
        for sequence in range(1, MAX_ACCESS_UNIT // 60_000 + 2):
            depacketiser.push(RtpPacket(96, False, sequence, 0, 1, head + go_on + bytes(60_000)))
    assert caught.value.code == "protocol"


def test_parameter_sets_for_ever_without_a_picture_end() -> None:
    depacketiser = Depacketiser(Codec.H264)
    with pytest.raises(SourceError):
        for number in range(5000):
            depacketiser.push(RtpPacket(96, True, number, number, 1, sets(Codec.H264)[0]))


def test_nothing_but_nonsense_ends() -> None:
    depacketiser = Depacketiser(Codec.H264)
    with pytest.raises(SourceError) as caught:
        for number in range(1000):
            depacketiser.push(RtpPacket(96, True, number, number, 1, b"\x7f"))
    assert caught.value.code == "protocol"
