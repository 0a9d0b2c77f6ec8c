"""Decoding and scaling: each picture at once, with its own packet's times, through damage and change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import av
import pytest
from av.video.frame import VideoFrame

from tests.fakes.encoded_video import encoded_feed
from tests.fakes.packets import entries_of
from video.clock import SystemClock
from video.decoder import PictureDecoder, SlotSink, open_codec
from video.frames import FrameSlot
from video.lateness import Lateness
from video.live import LiveDecoder
from video.loop import PastLoop
from video.model import Codec, Packet
from video.ring import Entry
from video.scaler import fitted

DEADLINE = 60.0


class Gathering:
    """A sink that remembers which packets' pictures it got, and may take its time."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.got: list[float] = []
        self.sizes: set[tuple[int, int]] = set()
        self.gate = threading.Event()
        self.gate.set()

    def take(self, frame: VideoFrame, packet: Packet, decoded_mono: float, key_only: bool, dropped: int) -> None:
        assert self.gate.wait(DEADLINE)
        with self.changed:
            self.got.append(packet.pts)
            self.sizes.add((frame.width, frame.height))
            self.changed.notify_all()

    def until(self, condition: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, DEADLINE), self.got


def decode_all(entries: list[Entry], decoder: PictureDecoder | None = None) -> list[float]:
    decoder = decoder or PictureDecoder()
    return [shown.pts for packet, info in entries for _, shown in decoder.decode(packet, info)]


@pytest.mark.parametrize("codec", list(Codec))
def test_every_packet_gives_its_picture_at_once(codec: Codec) -> None:
    entries = entries_of(encoded_feed(codec))
    decoder = PictureDecoder()
    for packet, info in entries:
        assert [shown for _, shown in decoder.decode(packet, info)] == [packet]


def test_decoding_starts_at_a_key_picture() -> None:
    entries = entries_of(encoded_feed())
    assert decode_all(entries[3:]) == [p.pts for p, _ in entries[15:]]


def test_key_only_gives_key_pictures_only() -> None:
    decoder = PictureDecoder()
    decoder.key_only = True
    entries = entries_of(encoded_feed())
    assert decode_all(entries, decoder) == [entries[0][0].pts, entries[15][0].pts]


def test_damage_is_counted_and_the_next_group_is_whole() -> None:
    entries = entries_of(encoded_feed())
    broken, info = entries[2]
    entries[2] = (Packet(b"\x00\x00\x00\x01\x41" + b"\xff" * 40, False, broken.pts, 0, 0, 0), info)
    assert decode_all(entries)[-15:] == [p.pts for p, _ in entries[15:]]


def test_a_stream_may_change_its_coding_and_size() -> None:
    first = entries_of(encoded_feed(), count=5)
    second = entries_of(encoded_feed(Codec.HEVC, width=640, height=360), count=5)
    decoder, sizes = PictureDecoder(), []
    for packet, info in [*first, *second]:
        sizes += [(frame.width, frame.height) for frame, _ in decoder.decode(packet, info)]
    assert sizes == [(320, 180)] * 5 + [(640, 360)] * 5


def damaged(packet: Packet) -> Packet:
    """The second half lost."""
    data = packet.data[: len(packet.data) // 2]
    return Packet(data, packet.key, packet.pts, packet.captured_at, packet.received_at, packet.received_mono)


@pytest.mark.parametrize(("codec", "lost"), [(Codec.H264, "half"), (Codec.HEVC, "all")])
def test_after_damage_nothing_is_shown_before_the_next_key_picture(codec: Codec, lost: str) -> None:
    """Whether the codec notices an H.265 slice that is cut short depends on its bytes; it misses one that is gone."""
    decoder, shown = PictureDecoder(), []
    for number, (packet, info) in enumerate(entries_of(encoded_feed(codec, pictures=45, width=640, height=360))):
        if number == 5 and lost == "all":
            continue
        sent = damaged(packet) if number == 5 else packet
        shown += [round(p.pts * 15) for _, p in decoder.decode(sent, info)]
    assert shown == [*range(5), *range(15, 45)]
    assert decoder.errors == 1


@pytest.mark.parametrize("at", [0, 1])
def test_a_stream_that_is_never_whole_is_shown_as_it_comes(at: int) -> None:
    decoder, shown = PictureDecoder(), 0
    for number, (packet, info) in enumerate(entries_of(encoded_feed(pictures=90))):
        shown += len(decoder.decode(damaged(packet) if number % 15 == at else packet, info))
    assert shown > 40


def test_damage_now_and_then_makes_nothing_lenient() -> None:
    decoder = PictureDecoder()
    for number, (packet, info) in enumerate(entries_of(encoded_feed(pictures=300))):
        decoder.decode(damaged(packet) if number % 30 == 5 else packet, info)
    assert decoder.errors == 10
    shown = [decoder.decode(packet, info) for packet, info in entries_of(encoded_feed(pictures=30))]
    assert sum(map(len, shown)) == 30


@pytest.mark.parametrize("width", [37, 64, 333, 478])
def test_a_sink_scales_into_its_slot_at_any_width(width: int) -> None:
    slot = FrameSlot.create(width, 200, "bgra")
    firsts: list[int] = []
    sink = SlotSink(FrameSlot.attach(slot.name), on_first=lambda: firsts.append(slot.sequence))
    decoder = PictureDecoder()
    for packet, info in entries_of(encoded_feed(), count=3):
        for picture, shown in decoder.decode(packet, info):
            sink.take(picture, shown, 5.0, False, 2)
    frame = slot.latest()
    assert frame is not None
    whole = fitted(320, 180, width, 200)
    assert 0 <= whole[0] - frame.width < 8 and 0 <= whole[1] - frame.height < 2
    assert (frame.sequence, frame.dropped, frame.decoded_mono, firsts) == (3, 2, 5.0, [1])
    assert abs(frame.pixels[0] - 42) <= 4  # the ground of the third picture
    sink.close()
    slot.unlink()
    slot.close()


def test_a_sink_with_an_interval_takes_so_many_a_second() -> None:
    slot = FrameSlot.create(32, 18, "bgr24")
    sink = SlotSink(FrameSlot.attach(slot.name), interval=0.2)
    decoder = PictureDecoder()
    for packet, info in entries_of(encoded_feed()):  # two seconds at 15 a second
        for frame, shown in decoder.decode(packet, info):
            sink.take(frame, shown, 0.0, False, 0)
    assert 9 <= sink.written <= 11
    sink.close()
    slot.unlink()
    slot.close()


def wait_until(done: Callable[[], bool]) -> None:
    pause, deadline = threading.Event(), time.monotonic() + DEADLINE
    while not done():
        assert time.monotonic() < deadline
        pause.wait(0.001)


def now_entries(count: int = 15, behind: float = 0.0) -> list[Entry]:
    """A group that was just received."""
    mono = time.monotonic() - behind
    step = 1 / 15
    return [
        (Packet(p.data, p.key, p.pts, p.captured_at, p.received_at, mono - (count - i) * step), info)
        for i, (p, info) in enumerate(entries_of(encoded_feed(), count=count))
    ]


def test_a_replayed_group_shows_only_its_last_picture_then_each_live_one() -> None:
    live, sink = LiveDecoder("t", SystemClock()), Gathering()
    entries = now_entries()
    live.add_sink("a", sink)
    live.replay(entries[:10])
    sink.until(lambda: len(sink.got) == 1)
    for packet, info in entries[10:13]:
        count = len(sink.got)
        live.feed(packet, info)
        sink.until(lambda count=count: len(sink.got) == count + 1)  # type: ignore[misc]
    live.stop()
    assert sink.got == [p.pts for p, _ in entries[9:13]]
    assert live.stats.decoded == 13 and live.stats.shown == 4


def test_who_comes_later_gets_the_present_picture_at_once() -> None:
    live, first, second = LiveDecoder("t", SystemClock()), Gathering(), Gathering()
    entries = now_entries()
    live.add_sink("a", first)
    live.replay(entries)
    first.until(lambda: len(first.got) == 1)
    live.add_sink("b", second)
    second.until(lambda: len(second.got) == 1)
    assert second.got == first.got == [entries[-1][0].pts]
    assert live.sinks == ("a", "b")
    assert live.remove_sink("a") is first and live.remove_sink("a") is None
    live.stop()


def test_a_removed_sink_is_no_longer_in_use() -> None:
    live, sink = LiveDecoder("t", SystemClock()), Gathering()
    sink.gate.clear()
    live.add_sink("a", sink)
    live.replay(now_entries())
    remover = threading.Thread(target=live.remove_sink, args=("a",))
    pause, deadline = threading.Event(), time.monotonic() + DEADLINE
    while live.stats.decoded < 15 and time.monotonic() < deadline:
        pause.wait(0.005)
    remover.start()
    remover.join(0.1)
    assert remover.is_alive()  # waits for the picture being taken
    sink.gate.set()
    remover.join(DEADLINE)
    assert not remover.is_alive()
    live.stop()


def test_far_behind_it_jumps_to_the_newest_key_picture() -> None:
    live, sink = LiveDecoder("t", SystemClock()), Gathering()
    sink.gate.clear()
    live.add_sink("a", sink)
    entries = entries_of(encoded_feed(), count=60)  # four seconds, a key picture each
    for packet, info in entries:
        live.feed(packet, info)
    sink.gate.set()
    sink.until(lambda: bool(sink.got) and sink.got[-1] == entries[-1][0].pts)
    live.stop()
    assert live.stats.dropped >= 30
    assert live.stats.decoded < 32


def test_without_a_key_picture_in_sight_it_gives_up_and_waits_for_one() -> None:
    live, sink = LiveDecoder("t", SystemClock()), Gathering()
    sink.gate.clear()
    live.add_sink("a", sink)
    entries = entries_of(encoded_feed(gop=120, pictures=120), count=100)
    for packet, info in entries:
        live.feed(packet, info)
    sink.gate.set()
    later = entries_of(encoded_feed(), count=2)
    live.feed(*entries[99])
    for packet, info in later:
        live.feed(Packet(packet.data, packet.key, 777.0 + packet.pts, 0, 0, 777.0 + packet.pts), info)
    sink.until(lambda: bool(sink.got) and sink.got[-1] > 777)
    live.stop()
    assert live.stats.dropped >= 75


def timed(lateness: Lateness, received: float, captured: float, of: Packet) -> Packet:
    packet = Packet(of.data, of.key, captured, captured, received, received, camera_clock=True)
    return replace(packet, behind=lateness.behind(packet))


def test_late_pictures_are_decoded_but_not_shown() -> None:
    live, sink, lateness = LiveDecoder("t", SystemClock()), Gathering(), Lateness()
    live.add_sink("a", sink)
    entries = entries_of(encoded_feed(), count=45)
    for n, (packet, info) in enumerate(entries[:15]):
        live.feed(timed(lateness, 100 + n / 15, n / 15, packet), info)
        sink.until(lambda n=n: len(sink.got) == n + 1)  # type: ignore[misc]
    for n, (packet, info) in enumerate(entries[15:], 15):  # two seconds at once, three seconds later
        before = live.stats.decoded
        live.feed(timed(lateness, 104.0, 1 + n / 15, packet), info)
        wait_until(lambda before=before: live.stats.decoded > before)  # type: ignore[misc]
    sink.until(lambda: sink.got[-1] == 1 + 44 / 15)
    live.stop()
    assert live.stats.decoded == 45
    assert min(pts for pts in sink.got[15:]) >= 104.0 - 100.0 - 1.0 - 0.01


def test_a_stream_that_stays_late_is_shown_and_says_by_how_much() -> None:
    live, lateness = LiveDecoder("t", SystemClock()), Lateness()
    slot = FrameSlot.create(64, 64, "bgra")
    live.add_sink("a", SlotSink(slot))
    entries = entries_of(encoded_feed(), count=75)
    for n, (packet, info) in enumerate(entries):
        late = 0.0 if n < 15 else 3.6
        before = live.stats.decoded
        live.feed(timed(lateness, 100 + n / 15 + late, n / 15, packet), info)
        wait_until(lambda before=before: live.stats.decoded > before)  # type: ignore[misc]
    live.stop()
    frame = slot.latest()
    assert frame is not None
    assert frame.captured_at == pytest.approx(74 / 15)
    assert frame.behind == pytest.approx(3.6, abs=0.01)
    del frame
    slot.close()
    slot.unlink()


def test_the_codec_is_watched() -> None:
    live = LiveDecoder("t", SystemClock())
    assert live.busy_since is None
    live.stop()


def test_a_past_loop_shows_the_piece_asked_for_over_and_over() -> None:
    entries = entries_of(encoded_feed(), start=1_000.0)
    sink = Gathering()
    loop = PastLoop("t", SystemClock(), entries, 1_000.2, 1_000.6, sink)
    sink.until(lambda: sink.got.count(sink.got[0] if sink.got else -1) >= 2)
    loop.stop()
    once = [p.pts for p, _ in entries if 1_000.2 <= p.received_at <= 1_000.6]
    assert sink.got[: len(once) + 1] == [*once, once[0]]


def test_a_past_loop_that_starts_empty_waits_for_its_first_pictures() -> None:
    entries = entries_of(encoded_feed(), start=1_000.0)
    sink = Gathering()
    loop = PastLoop("t", SystemClock(), [], 1_000.0, 1_000.1, sink)
    for packet, info in entries:
        loop.feed(packet, info)
    sink.until(lambda: len(sink.got) >= 2)
    loop.stop()
    assert max(sink.got) <= 0.1


def test_a_codec_has_one_thread_and_no_delay() -> None:
    context = open_codec(entries_of(encoded_feed())[0][1])
    assert (context.thread_count, context.thread_type.name) == (1, "NONE")
    assert context.flags & av.codec.context.Flags.low_delay
