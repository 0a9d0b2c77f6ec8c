"""RTSP messages: what they mean, and that nothing a peer can send does anything but raise SourceError."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from video.model import SourceError
from video.rtsp.message import (
    MAX_BODY,
    MAX_HEAD,
    Frame,
    MessageParser,
    Request,
    Response,
    frame_bytes,
    request_bytes,
    response_bytes,
)

PIECES = st.one_of(
    st.binary(max_size=80),
    st.sampled_from(
        [
            b"RTSP/1.0 200 OK\r\n",
            b"\r\n\r\n",
            b"\r\n",
            b"$\x00\x00\x04abcd",
            b"Content-Length: 5\r\n",
            b"OPTIONS * RTSP/1.0",
        ]
    ),
)


def parse(*chunks: bytes) -> list[Frame | Request | Response]:
    parser = MessageParser()
    return [message for chunk in chunks for message in parser.feed(chunk)]


def test_a_response_with_a_body_and_the_frame_behind_it() -> None:
    first, second = parse(response_bytes(200, "OK", [("CSeq", "3")], b"v=0\r\n") + frame_bytes(7, b"abc"))
    assert isinstance(first, Response)
    assert (first.status, first.headers.get("cseq"), first.body) == (200, "3", b"v=0\r\n")
    assert second == Frame(7, b"abc")


def test_a_request_goes_there_and_back() -> None:
    (message,) = parse(request_bytes("SETUP", "rtsp://c/1", {"CSeq": "2", "Session": "x"}))
    assert isinstance(message, Request)
    assert (message.method, message.url, message.headers.get("Session")) == ("SETUP", "rtsp://c/1", "x")


def test_a_field_may_come_twice_and_be_folded() -> None:
    (message,) = parse(b"RTSP/1.0 401 No\r\nWWW-Authenticate: A\r\n more\r\nwww-authenticate: B\r\n\r\n")
    assert isinstance(message, Response)
    assert message.headers.all("WWW-Authenticate") == ["A more", "B"]


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        b"hello",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"RTSP/1.0 abc\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 1e9\r\n\r\n",
        f"RTSP/1.0 200 OK\r\nContent-Length: {MAX_BODY + 1}\r\n\r\n".encode(),
        b"RTSP/1.0 200 OK\r\nA: " + b"x" * MAX_HEAD,
        b"PLAY\r\n\r\n",
    ],
)
def test_what_is_not_rtsp_is_a_protocol_error(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        parse(data)
    assert caught.value.code == "protocol"


def test_a_line_break_cannot_be_smuggled_into_a_header() -> None:
    with pytest.raises(SourceError):
        request_bytes("PLAY", "rtsp://c/\r\nX: y", {})


def test_repr_shows_no_header() -> None:
    (message,) = parse(request_bytes("PLAY", "rtsp://c/1", {"Authorization": "Basic c2VjcmV0"}))
    assert "c2VjcmV0" not in repr(message)


@given(st.lists(PIECES, max_size=12))
def test_any_bytes_parse_or_raise_source_error_in_bounded_memory(chunks: list[bytes]) -> None:
    parser = MessageParser()
    try:
        for chunk in chunks:
            for _ in parser.feed(chunk):
                pass
            assert parser.held <= MAX_HEAD + MAX_BODY + 65540
    except SourceError as error:
        assert error.code == "protocol"


MESSAGES = st.one_of(
    st.builds(frame_bytes, st.integers(0, 255), st.binary(max_size=300)),
    st.builds(lambda body: response_bytes(200, "OK", [("CSeq", "1")], body), st.binary(max_size=300)),
    st.just(request_bytes("OPTIONS", "*", {"CSeq": "9"})),
)


@settings(max_examples=60)
@given(st.lists(MESSAGES, max_size=8), st.data())
def test_the_cuts_between_reads_do_not_matter(messages: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    whole, pieces = parse(stream), parse(*chunks)
    assert len(whole) == len(messages)
    assert [repr(m) for m in pieces] == [repr(m) for m in whole]
