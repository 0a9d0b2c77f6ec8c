"""A network recorder on real sockets: ONVIF's recording search and replay (Profile G), or an address with a range."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element

from app.demo_site.onvif_server import FaultError, OnvifServer
from app.demo_site.ptz_head import PtzHead
from tests.fakes.encoded_video import encoded_feed
from video.clock import SystemClock
from video.model import Credentials
from video.onvif.replay import REPLAY, SEARCH
from video.onvif.safe_xml import text
from video.onvif.soap import DEVICE
from video.rtsp.server import RtspServer

USER = Credentials("operator", "replay-secret")
TOKEN = "rec & 1"


class _Services(OnvifServer):
    """Device, search and replay services."""

    stretches: Sequence[tuple[float, float]] = ()
    keeps_history = True
    uri = ""
    slow_rounds = 0

    def _known(self) -> dict[str, tuple[str, Callable[[Element], str]]]:
        return super()._known() | {
            "FindRecordings": (SEARCH, lambda _call: "<SearchToken>recordings</SearchToken>"),
            "GetRecordingSearchResults": (SEARCH, self._recordings),
            "FindEvents": (SEARCH, self._find_events),
            "GetEventSearchResults": (SEARCH, self._events),
            "GetReplayUri": (REPLAY, self._replay_uri),
        }

    def _list_services(self, _call: Element) -> str:
        return "".join(
            f"<Service><Namespace>{name}</Namespace><XAddr>{self._at(path)}</XAddr></Service>"
            for name, path in ((DEVICE, "device_service"), (SEARCH, "search"), (REPLAY, "replay"))
        )

    def _recordings(self, _call: Element) -> str:
        if self.slow_rounds:
            self.slow_rounds -= 1
            return "<ResultList><tt:SearchState>Searching</tt:SearchState></ResultList>"
        told = f"<tt:EarliestRecording>{_time(self.stretches[0][0])}</tt:EarliestRecording>"
        told += f"<tt:LatestRecording>{_time(self.stretches[-1][1])}</tt:LatestRecording>"
        one = "<tt:RecordingInformation><tt:RecordingToken>{}</tt:RecordingToken>{}</tt:RecordingInformation>"
        listed = one.format("other", "") + one.format(TOKEN.replace("&", "&amp;"), told)
        return f"<ResultList><tt:SearchState>Completed</tt:SearchState>{listed}</ResultList>"

    def _find_events(self, call: Element) -> str:
        if not self.keeps_history:
            raise FaultError("ActionNotSupported")
        assert text(call, "Scope", "IncludedRecordings") == TOKEN
        return "<SearchToken>events</SearchToken>"

    def _events(self, _call: Element) -> str:
        found = ""
        for start, end in self.stretches:
            for at, present in ((start, "true"), (end, "false")):
                found += (
                    f"<tt:Result><tt:RecordingToken>{TOKEN.replace('&', '&amp;')}</tt:RecordingToken>"
                    f"<tt:Time>{_time(at)}</tt:Time><tt:Event><tt:Message><tt:Message><tt:Data>"
                    f'<tt:SimpleItem Name="IsDataPresent" Value="{present}"/></tt:Data></tt:Message></tt:Message>'
                    "</tt:Event></tt:Result>"
                )
        return f"<ResultList>{found}<tt:SearchState>Completed</tt:SearchState></ResultList>"

    def _replay_uri(self, call: Element) -> str:
        assert text(call, "RecordingToken") == TOKEN
        return f"<Uri>{self.uri}</Uri>"


class Recorder:
    """Both servers on a thread of their own; `stretches` are when there is footage."""

    def __init__(self, stretches: Sequence[tuple[float, float]], *, onvif: bool = True) -> None:
        self.rtsp = RtspServer(USER)
        self.recording = self.rtsp.add_recording("tracks/1", encoded_feed(), stretches, onvif=onvif)
        self.services = _Services(PtzHead(SystemClock(), {}), USER, SystemClock())
        self.services.stretches = stretches
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="recorder", daemon=True)
        self._thread.start()
        self._do(self.rtsp.start())
        self._do(self.services.start())
        # Its own idea of its address is not what it is reached by.
        self.services.uri = f"rtsp://192.168.77.77:{self.rtsp.port}/tracks/1"

    @property
    def url(self) -> str:
        """The past's address, with places for a range."""
        form = "%Y%m%dT%H%M%SZ"
        return f"rtsp://127.0.0.1:{self.rtsp.port}/tracks/1?starttime={{start:{form}}}&endtime={{end:{form}}}"

    def kill(self) -> None:
        """Take it off the network."""
        self._do(self.rtsp.stop())
        self._do(self.services.stop())

    def close(self) -> None:
        """End it."""
        self.kill()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(60)


def _time(utc: float) -> str:
    return datetime.fromtimestamp(utc, UTC).isoformat().replace("+00:00", "Z")
