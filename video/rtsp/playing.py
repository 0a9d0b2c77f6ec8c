"""An RTSP session that plays: its tracks set up one after the other, kept alive, reported on, and taken down."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from video.model import ErrorCode, SourceError
from video.rtsp.connection import RtspConnection
from video.rtsp.message import Response
from video.rtsp.paths import DatagramPath, InterleavedPath, Path
from video.rtsp.receiver import TrackReceiver

_REPORT_EVERY = 5.0
_ANSWER_WITHIN = 10.0
_DEFAULT_SESSION_TIMEOUT = 60.0
#: "Unsupported Transport": the camera will not have the way we asked for.
_OTHER_WAY = 461
#: Answers that say more than "not understood". 503: it is there, but cannot yet, or not now.
_CODES: Mapping[int, ErrorCode] = {461: "unsupported", 503: "timeout", 505: "unsupported", 551: "unsupported"}

Way = Literal["tcp", "udp"]
#: What PLAY asks for.
NOW: Mapping[str, str] = {"Range": "npt=0.000-"}


class Playing:
    """One session on one connection; `url` is what PLAY, the signs of life and TEARDOWN are sent to."""

    def __init__(self, connection: RtspConnection, url: str) -> None:
        self.connection = connection
        self.url = url
        self._paths: list[Path] = []
        self._way: Way | None = None
        self._timeout = _DEFAULT_SESSION_TIMEOUT
        self._keepers: list[asyncio.Task[None]] = []
        self._playing = False

    @property
    def way(self) -> Way | None:
        """How the tracks come; None before the first is set up."""
        return self._way

    async def set_up(self, control: str, receiver: TrackReceiver, ways: Sequence[Way]) -> None:
        """Ask for a track, one way after the other until the camera takes it; raises SourceError."""
        receiver.on_end = self.connection.fail
        ways = ways if self._way is None else (self._way,)
        for way in ways:
            path = await self._path(way, receiver)
            self._paths.append(path)
            response = await self.connection.request("SETUP", control, {"Transport": path.offer})
            if response.status == _OTHER_WAY and way != ways[-1]:
                self._paths.remove(path)
                await path.close()
                continue
            checked("SETUP", response)
            self._way = way
            self._note_session(response)
            path.settle(response.headers.get("Transport"))
            return

    async def play(self, headers: Mapping[str, str] = NOW) -> Response:
        """Start all tracks, live unless `headers` ask for a range; gives the answer, raises SourceError."""
        self._keepers = [asyncio.create_task(self._keep_alive()), asyncio.create_task(self._report())]
        for path in self._paths:
            path.begin()
        answer = checked("PLAY", await self.connection.request("PLAY", self.url, headers))
        for path in self._paths:
            path.begin()  # some firewalls forget what was sent before the first answer
        return answer

    async def close(self) -> None:
        """Say goodbye and free every socket; never raises, may be called again."""
        keepers, self._keepers = self._keepers, []
        try:
            for task in keepers:
                task.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
            if self.connection.error is None and self._way is not None:
                self.connection.channels.clear()
                self.connection.resume()
                await self.connection.say_goodbye(self.url)
        finally:
            paths, self._paths = self._paths, []
            for path in paths:
                await path.close()
            await self.connection.close()

    async def _path(self, way: Way, receiver: TrackReceiver) -> Path:
        if way == "tcp":
            return InterleavedPath(self.connection, receiver, len(self._paths))
        return await DatagramPath.open(self.connection, receiver)

    def _note_session(self, response: Response) -> None:
        session, _, options = response.headers.get("Session").partition(";")
        self.connection.session = session.strip() or self.connection.session
        found = re.search(r"timeout\s*=\s*(\d{1,5})", options, re.IGNORECASE)
        if found is not None:
            self._timeout = float(found.group(1))

    async def _keep_alive(self) -> None:
        method = "GET_PARAMETER"
        every = max(min(self._timeout / 2, self._timeout - 5.0), 1.0)
        with contextlib.suppress(SourceError):  # told to the reader by on_error
            while True:
                await asyncio.sleep(every)
                with contextlib.suppress(TimeoutError):  # no answer: the packets tell whether it lives
                    async with asyncio.timeout(_ANSWER_WITHIN):
                        response = await self.connection.request(method, self.url)
                        method = "OPTIONS" if response.status >= 400 else method

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(_REPORT_EVERY)
            for path in self._paths:
                path.send_report()


def checked(method: str, response: Response) -> Response:
    """Give a good answer back; raises SourceError for any other."""
    if 200 <= response.status < 300:
        return response
    raise SourceError(_CODES.get(response.status, "protocol"), f"{method} {response.status}")
