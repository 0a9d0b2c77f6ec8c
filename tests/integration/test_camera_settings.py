"""A camera's settings put right while the program runs: the stream is there at once, not after the back-off."""

from __future__ import annotations

import threading

from tests.fakes.encoded_video import encoded_feed
from video.clock import SystemClock
from video.engine import VideoEngine
from video.model import CameraSource, Credentials, Phase, StreamAddress, StreamState
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread

GUARD = Credentials("guard", "secret")
DEADLINE = 60.0


def test_a_password_put_right_in_the_settings_is_used_at_once() -> None:
    server = RtspServer(GUARD, ways=("udp",))
    server.add_stream("gate", encoded_feed())
    told = threading.Condition()
    states: list[StreamState] = []

    def tell(state: StreamState) -> None:
        with told:
            states.append(state)
            told.notify_all()

    def until(phase: Phase) -> StreamState:
        with told:
            assert told.wait_for(lambda: bool(states) and states[-1].phase is phase, DEADLINE), states[-3:]
            return states[-1]

    engine = VideoEngine(SystemClock(), workers=1, ring_seconds=5, on_state=tell, on_worker=lambda state: None)
    with RtspServerThread(server):
        engine.start()
        try:
            url = server.url("gate")
            engine.set_cameras([CameraSource("01", StreamAddress(url, Credentials("guard", "wrong")), None, "auto")])
            refused = until(Phase.REFUSED)
            assert refused.reason == "unauthorized"
            assert refused.next_try_at is not None
            engine.set_cameras([CameraSource("01", StreamAddress(url, GUARD), None, "auto")])
            live = until(Phase.LIVE)
            assert live.since < refused.next_try_at, "before the next try of its own"
        finally:
            engine.stop()
