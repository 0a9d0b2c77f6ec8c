"""A camera session over scripted sources, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import pytest

from tests.fakes.virtual_time import VirtualClock, run_virtual
from video.clock import Clock
from video.model import (
    Codec,
    Credentials,
    Health,
    Packet,
    Phase,
    SourceError,
    StreamAddress,
    StreamInfo,
    StreamKind,
    StreamState,
    Transport,
)
from video.session import CameraSession
from video.silence import EXCUSED_AT_MOST

ADDRESS = StreamAddress("rtsp://camera/1", Credentials("guard", "topsecret"))
INFO = StreamInfo(Codec.H264, b"")
GOOD = Health()


@dataclass
class Script:
    """A source that gives `count` packets `interval` apart, then falls silent for ever or ends with an error."""

    clock: VirtualClock
    count: int
    interval: float = 0.1
    end: SourceError | None = None
    resume_after: float | None = None
    time_scale: float = 1.0
    key_every: int = 1
    info: StreamInfo = INFO
    health: Health = GOOD
    closed: bool = False
    sent: int = 0
    late_from: int = 10**9
    late_until: int = 10**9
    late: float = 0.0
    #: Before which picture the loop gets no turn for so many seconds; what waits meanwhile is read a moment after it.
    absences: Mapping[int, float] = field(default_factory=dict)

    def __aiter__(self) -> Script:
        return self

    async def __anext__(self) -> Packet:
        if self.sent >= self.count:
            if self.end is not None:
                raise self.end
            await asyncio.sleep(1e9 if self.resume_after is None else self.resume_after)
            self.resume_after, self.count = None, 10**9
        self.clock.block(self.absences.get(self.sent, 0.0))
        await asyncio.sleep(self.interval)
        self.sent += 1
        now = self.clock.now()
        mono = self.clock.monotonic()
        key = (self.sent - 1) % self.key_every == 0
        late = self.late if self.late_from <= self.sent < self.late_until else 0.0
        return Packet(b"x" * 100, key, (mono - late) * self.time_scale, now - 0.5 - late, now, mono, True)

    async def close(self) -> None:
        self.closed = True


@dataclass
class Bench:
    """A session, the sources or errors it will find one after the other, and all it told."""

    clock: VirtualClock
    finds: list[Script | SourceError]
    states: list[StreamState] = field(default_factory=list)
    packets: list[Packet] = field(default_factory=list)
    tries: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = CameraSession(
            ADDRESS,
            "gate",
            StreamKind.SUB,
            self.clock,
            lambda packet, info: self.packets.append(packet),
            self.states.append,
            opener=self.open,
            jitter=lambda: 0.5,
        )

    async def open(self, address: StreamAddress, transport: Transport, clock: Clock) -> Script:
        self.tries.append(self.clock.monotonic() - 1000.0)
        found = self.finds.pop(0) if self.finds else SourceError("unreachable")
        if isinstance(found, SourceError):
            raise found
        return found

    def phases(self) -> list[Phase]:
        """Give the phases without repetition."""
        told = [state.phase for state in self.states]
        return [phase for i, phase in enumerate(told) if i == 0 or told[i - 1] is not phase]


def play(
    make: Callable[[VirtualClock], list[Script | SourceError]],
    seconds: float,
    during: Callable[[Bench], Awaitable[None]] | None = None,
) -> Bench:
    async def main(clock: VirtualClock) -> Bench:
        bench = Bench(clock, make(clock))
        running = asyncio.create_task(bench.session.run())
        if during is not None:
            await during(bench)
        await asyncio.sleep(max(0.0, 1000.0 + seconds - clock.monotonic()))
        bench.session.stop()
        bench.session.stop()
        await running
        return bench

    return run_virtual(main)


def test_a_good_stream_goes_live_with_its_first_packet_and_tells_its_figures() -> None:
    bench = play(lambda clock: [Script(clock, 10**6)], 10)
    assert bench.phases() == [Phase.CONNECTING, Phase.LIVE, Phase.STOPPED]
    live = bench.states[-2]
    assert live.frame_rate == pytest.approx(10.0)
    assert live.bit_rate == pytest.approx(8000.0)
    assert live.clock_offset == pytest.approx(-0.5)
    assert live.codec == "h264"
    assert live.attempts == 0
    assert live.last_packet_at == pytest.approx(bench.packets[-1].received_at, abs=1.2)
    assert 8 <= len([state for state in bench.states if state.phase is Phase.LIVE]) <= 14


def test_waits_grow_to_15_seconds() -> None:
    bench = play(lambda clock: [], 60)
    assert bench.tries == pytest.approx([0, 0.5, 1.5, 3.5, 8.5, 23.5, 38.5, 53.5])
    lost = [state for state in bench.states if state.phase is Phase.LOST]
    assert {state.reason for state in lost} == {"unreachable"}
    assert len({state.since for state in lost}) == 1, "since when stays while it is tried again"
    assert lost[-1].next_try_at is not None
    assert bench.states[-1].attempts == 8


def test_thirty_healthy_seconds_reset_the_waits_and_less_do_not() -> None:
    ended = SourceError("ended")
    bench = play(lambda clock: [ended, ended, Script(clock, 50, 0.1, ended), ended], 12)
    assert bench.tries == pytest.approx([0, 0.5, 1.5, 8.5], abs=0.01)
    bench = play(lambda clock: [ended, ended, Script(clock, 320, 0.1, ended), ended], 36)
    assert bench.tries == pytest.approx([0, 0.5, 1.5, 34.0, 35.0], abs=0.01)


@pytest.mark.parametrize(
    ("code", "phase"), [("unauthorized", Phase.REFUSED), ("unsupported", Phase.UNSUPPORTED), ("protocol", Phase.LOST)]
)
def test_reasons_are_told_apart(code: str, phase: Phase) -> None:
    bench = play(lambda clock: [SourceError(code, "DESCRIBE 401")] * 99, 65)  # type: ignore[arg-type]
    assert bench.phases() == [Phase.CONNECTING, phase, Phase.STOPPED]
    told = next(state for state in bench.states if state.phase is phase)
    assert (told.reason, told.detail) == (code, {"detail": "DESCRIBE 401"})
    assert len(bench.tries) == (8 if phase is Phase.LOST else 3), "a locked account is not hammered"


def test_a_password_put_right_comes_back_by_itself() -> None:
    bench = play(lambda clock: [SourceError("unauthorized"), Script(clock, 10**6)], 35)
    assert bench.phases() == [Phase.CONNECTING, Phase.REFUSED, Phase.LIVE, Phase.STOPPED]
    assert bench.states[-2].reason == ""


def test_silence_is_a_stall_after_2_seconds_and_a_reconnect_after_7() -> None:
    bench = play(lambda clock: [Script(clock, 20), Script(clock, 10**6)], 20)
    assert bench.phases() == [Phase.CONNECTING, Phase.LIVE, Phase.STALLED, Phase.LOST, Phase.LIVE, Phase.STOPPED]
    begin = bench.states[0].since
    stalled = next(state for state in bench.states if state.phase is Phase.STALLED)
    assert stalled.since - begin == pytest.approx(4.0, abs=0.05)
    assert bench.tries == pytest.approx([0, 9.5], abs=0.05)


@pytest.mark.parametrize("absent", [5.0, 60.0])
def test_a_camera_is_not_called_stalled_because_our_loop_was_late(absent: float) -> None:
    bench = play(lambda clock: [Script(clock, 10**6, absences={20: absent, 60: absent})], 2 * absent + 20)
    assert bench.phases() == [Phase.CONNECTING, Phase.LIVE, Phase.STOPPED]
    assert bench.tries == [0]


def test_a_first_picture_that_waits_for_our_loop_is_waited_for() -> None:
    bench = play(lambda clock: [Script(clock, 10**6, absences={0: 15.0})], 20)
    assert bench.phases() == [Phase.CONNECTING, Phase.LIVE, Phase.STOPPED]


def silent_while_blocked(blocks: int, seconds: float, every: float) -> tuple[float, float]:
    """A camera that falls silent after 2 s, and a loop late from then on; gives when it was stalled and tried anew."""

    async def block(bench: Bench) -> None:
        await asyncio.sleep(2.5)
        for _ in range(blocks):
            bench.clock.block(seconds)
            await asyncio.sleep(every)

    bench = play(lambda clock: [Script(clock, 20), Script(clock, 10**6)], 60, block)
    assert bench.phases() == [Phase.CONNECTING, Phase.LIVE, Phase.STALLED, Phase.LOST, Phase.LIVE, Phase.STOPPED]
    stalled = next(state for state in bench.states if state.phase is Phase.STALLED)
    return stalled.since - bench.states[0].since, bench.tries[1]


def test_a_camera_silent_while_our_loop_is_late_is_told_later_by_no_more_than_that() -> None:
    assert silent_while_blocked(0, 0.0, 0.0) == pytest.approx((4.0, 9.5), abs=0.05)
    stalled, tried = silent_while_blocked(1, 5.0, 0.0)
    assert 7.5 <= stalled <= 9.05
    assert tried <= 14.55


def test_a_loop_that_is_late_again_and_again_does_not_hide_a_dead_camera() -> None:
    stalled, tried = silent_while_blocked(40, 1.0, 0.05)
    assert stalled <= 4.0 + 1.0 + EXCUSED_AT_MOST + 1.05
    assert tried <= 9.5 + 1.0 + EXCUSED_AT_MOST + 1.05


def test_a_stream_whose_pictures_are_old_is_called_late_and_connected_anew_once() -> None:
    def make(clock: VirtualClock) -> list[Script | SourceError]:
        return [Script(clock, 10**6, late_from=50, late=4.0), Script(clock, 10**6, late_from=0, late=4.0)]

    bench = play(make, 60)
    assert bench.phases()[:4] == [Phase.CONNECTING, Phase.LIVE, Phase.STALLED, Phase.LOST]
    assert bench.phases()[4:] == [Phase.STALLED, Phase.STOPPED], "what stays late is never called live"
    assert {state.reason for state in bench.states if state.phase is Phase.STALLED} == {"late"}
    assert len(bench.tries) == 2
    assert bench.packets[30].behind == 0.0
    assert bench.packets[-1].behind == pytest.approx(4.0, abs=0.05)


def test_a_stream_that_is_late_for_a_moment_keeps_its_connection_and_is_live_again() -> None:
    bench = play(lambda clock: [Script(clock, 10**6, late_from=50, late_until=80, late=4.0)], 20)
    assert bench.phases() == [Phase.CONNECTING, Phase.LIVE, Phase.STALLED, Phase.LIVE, Phase.STOPPED]
    assert bench.tries == [0]
    late = next(state for state in bench.states if state.phase is Phase.STALLED)
    assert late.last_packet_at is not None


def test_a_slow_stream_is_given_two_intervals() -> None:
    bench = play(lambda clock: [Script(clock, 10**6, interval=3.0)], 30)
    assert Phase.LOST not in bench.phases()
    assert bench.tries == [0]


def test_a_stall_that_ends_by_itself_keeps_its_connection() -> None:
    bench = play(lambda clock: [Script(clock, 20, resume_after=4.0)], 12)
    assert bench.phases() == [Phase.CONNECTING, Phase.LIVE, Phase.STALLED, Phase.LIVE, Phase.STOPPED]
    assert bench.tries == [0]


def test_pictures_that_come_but_not_whole_are_called_damaged_and_given_time() -> None:
    """Reconnecting after 7 s would never get to a key picture that comes each 10 s."""
    scripts: list[Script] = []

    def make(clock: VirtualClock) -> list[Script | SourceError]:
        scripts.append(Script(clock, 20, resume_after=12.0))
        return list(scripts)

    async def lose(bench: Bench) -> None:
        await asyncio.sleep(3.0)
        scripts[0].health = Health(lost_packets=9, dropped_pictures=4)

    bench = play(make, 20, lose)
    assert bench.phases() == [Phase.CONNECTING, Phase.LIVE, Phase.STALLED, Phase.LIVE, Phase.STOPPED]
    assert next(state.reason for state in bench.states if state.phase is Phase.STALLED) == "damaged"
    assert (bench.states[-2].lost_packets, bench.states[-2].dropped_pictures) == (9, 4)
    assert bench.tries == [0]


def test_a_clock_too_far_off_to_be_used_is_told_all_the_same() -> None:
    bench = play(lambda clock: [Script(clock, 10**6, health=Health(clock_error=9e8))], 5)
    assert bench.states[-2].clock_offset == 9e8


def test_a_camera_that_counts_its_time_wrong_does_not_make_a_stall_wait() -> None:
    """Its pictures say that they are 5 s apart; they come ten a second."""
    bench = play(lambda clock: [Script(clock, 40, time_scale=50.0)], 8)
    stalled = next(state for state in bench.states if state.phase is Phase.STALLED)
    assert stalled.since - bench.states[0].since == pytest.approx(6.0, abs=0.1)


def test_the_interval_of_key_pictures_is_told() -> None:
    bench = play(lambda clock: [Script(clock, 10**6, key_every=20)], 6)
    assert bench.states[-2].key_interval == pytest.approx(2.0)


def test_a_stream_that_never_begins_is_given_up_after_10_seconds() -> None:
    bench = play(lambda clock: [Script(clock, 0)], 10.2)
    assert bench.phases() == [Phase.CONNECTING, Phase.LOST, Phase.STOPPED]
    assert bench.states[-2].reason == "timeout"


def test_hurry_tries_at_once_and_forgets_the_waits() -> None:
    async def alarm(bench: Bench) -> None:
        await asyncio.sleep(10.0)
        bench.session.hurry()

    bench = play(lambda clock: [], 12, alarm)
    assert bench.tries == pytest.approx([0, 0.5, 1.5, 3.5, 8.5, 10.0, 10.5, 11.5])


def test_hurry_replaces_a_stalled_connection_and_leaves_a_live_one_alone() -> None:
    async def alarm(bench: Bench) -> None:
        await asyncio.sleep(1.0)
        bench.session.hurry()
        await asyncio.sleep(4.0)
        bench.session.hurry()

    bench = play(lambda clock: [Script(clock, 20), Script(clock, 10**6)], 8, alarm)
    assert bench.tries == pytest.approx([0, 5.0])
    assert bench.states[-2].phase is Phase.LIVE


def test_every_source_is_closed() -> None:
    sources: list[Script] = []

    def make(clock: VirtualClock) -> list[Script | SourceError]:
        sources.extend([Script(clock, 3, end=SourceError("ended")), Script(clock, 3), Script(clock, 10**6)])
        return list(sources)

    play(make, 30)
    assert [source.closed for source in sources] == [True, True, True]


def test_stop_before_run_ends_it() -> None:
    async def main(clock: VirtualClock) -> Bench:
        bench = Bench(clock, [])
        bench.session.hurry()
        bench.session.stop()
        await bench.session.run()
        return bench

    bench = run_virtual(main)
    assert bench.tries == []
    assert bench.phases() == [Phase.STOPPED]


def test_it_says_once_when_it_goes_and_once_when_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    play(lambda clock: [SourceError("unreachable", "ConnectionRefusedError")] * 5 + [Script(clock, 10**6)], 40)
    assert [record.getMessage() for record in caplog.records if record.name == "video.session"] == [
        "gate sub lost: unreachable: ConnectionRefusedError",
        "gate sub live",
    ]
    assert "topsecret" not in caplog.text
