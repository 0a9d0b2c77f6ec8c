"""HTTP answers and multipart bodies, cut anywhere and filled with anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.http_message import MAX_BETWEEN, MAX_PICTURE, AnswerParser, MultipartParser, boundary_of
from video.model import SourceError
from video.rtsp.picture_size import jpeg_size

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x48\x00\x60rest\xff\xd9"


def cut(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({place % (len(data) + 1) for place in cuts})
    return [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]


@given(st.lists(st.integers(0, 5000), max_size=30), st.booleans(), st.booleans())
def test_wherever_it_is_cut_the_pictures_are_the_same(cuts: list[int], lengths: bool, chunked: bool) -> None:
    parts = b"".join(
        b"--b\r\nContent-Type: image/jpeg\r\n"
        + (b"Content-Length: %d\r\n" % len(JPEG) if lengths else b"")
        + b"\r\n"
        + JPEG
        + b"\r\n"
        for _ in range(4)
    )
    parts += b"--b"
    if chunked:
        parts = b"".join(
            b"%x\r\n%b\r\n" % (len(parts[i : i + 37]), parts[i : i + 37]) for i in range(0, len(parts), 37)
        )
        parts += b"0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\n" + (b"Transfer-Encoding: chunked\r\n" if chunked else b"") + b"\r\n"
    answer, multipart = AnswerParser(), MultipartParser("b")
    found = [part.data for piece in cut(head + parts, cuts) for part in multipart.feed(answer.feed(piece))]
    assert found == [JPEG] * 4
    assert answer.ended is chunked


@given(st.lists(st.binary(max_size=400), max_size=20))
def test_any_bytes_end_in_pictures_or_source_error(pieces: list[bytes]) -> None:
    answer, multipart = AnswerParser(), MultipartParser("b")
    try:
        for piece in [b"HTTP/1.1 200 OK\r\n\r\n", *pieces]:
            list(multipart.feed(answer.feed(piece)))
        other = AnswerParser()
        for piece in pieces:
            other.feed(piece)
    except SourceError as error:
        assert error.code == "protocol"


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 7)), max_size=20))
def test_flipped_bits_are_survived(flips: list[tuple[int, int]]) -> None:
    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2b\r\n"
    data = bytearray(whole + b"--b\r\nContent-Length: 40\r\n\r\n" + JPEG * 9)
    for position, bit in flips:
        data[position % len(data)] ^= 1 << bit
    answer, multipart = AnswerParser(), MultipartParser("b")
    try:
        list(multipart.feed(answer.feed(bytes(data))))
    except SourceError as error:
        assert error.code == "protocol"


def test_memory_is_bounded() -> None:
    for begin, most in ((b"", MAX_BETWEEN), (b"--b\r\n\r\n", MAX_PICTURE)):
        parser = MultipartParser("b")
        list(parser.feed(begin))
        with pytest.raises(SourceError):
            for _ in range(200):
                list(parser.feed(b"x" * 65_536))
        assert parser.held <= most + 65_536


@pytest.mark.parametrize(
    ("text", "boundary"),
    [
        ("multipart/x-mixed-replace; boundary=abc", "abc"),
        ("multipart/x-mixed-replace;boundary=--abc;x=y", "abc"),
        ('MULTIPART/x-mixed-replace; charset=x; boundary="a b"', "a b"),
        ("multipart/x-mixed-replace", ""),
        ("image/jpeg", ""),
        ("", ""),
    ],
)
def test_boundaries(text: str, boundary: str) -> None:
    assert boundary_of(text) == boundary


def test_the_size_of_a_jpeg() -> None:
    assert jpeg_size(JPEG) == (96, 72)


@given(st.binary(max_size=80))
def test_the_size_of_anything(data: bytes) -> None:
    width, height = jpeg_size(b"\xff\xd8" + data)
    assert width >= 0 and height >= 0
