"""What a loop showed is there again when the ring has gone on."""

from video.kept_past import KeptPast
from video.model import Codec, Packet, StreamInfo
from video.ring import Entry

INFO = StreamInfo(Codec.H264, b"")


def entry(at: float) -> Entry:
    return Packet(b"x", True, at, at, at, at), INFO


def test_what_was_kept_serves_once_the_ring_begins_later() -> None:
    past = KeptPast()
    shown = [entry(1.0), entry(2.0)]
    past.keep("a", 1.0, 3.0, shown)
    assert list(past.best("a", 1.0, 3.0, [])) == shown
    assert list(past.best("a", 1.0, 3.0, [entry(2.0)])) == shown
    longer = [entry(0.5), entry(1.0), entry(2.0)]
    assert past.best("a", 1.0, 3.0, longer) is longer
    assert list(past.best("b", 1.0, 3.0, [])) == []


def test_less_never_replaces_more_and_the_oldest_goes_first() -> None:
    past = KeptPast(most=2)
    past.keep("a", 1.0, 3.0, [entry(1.0), entry(2.0)])
    past.keep("a", 1.0, 3.0, [entry(2.0)])
    past.keep("a", 1.0, 3.0, [])
    assert len(past.best("a", 1.0, 3.0, [])) == 2
    past.keep("b", 1.0, 3.0, [entry(1.0)])
    past.keep("c", 1.0, 3.0, [entry(1.0)])
    assert list(past.best("a", 1.0, 3.0, [])) == []
    assert len(past.best("c", 1.0, 3.0, [])) == 1
