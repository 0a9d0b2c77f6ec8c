"""What a camera or recorder keeps by itself: found by ONVIF's recording search, fetched by its replay (Profile G)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from video.onvif.device import OnvifDevice
from video.onvif.model import OnvifError
from video.onvif.safe_xml import child, children, text
from video.onvif.soap import element, request

SEARCH = "http://www.onvif.org/ver10/search/wsdl"
REPLAY = "http://www.onvif.org/ver10/replay/wsdl"
#: How often an unfinished search is asked again, and events of one search at most.
_ROUNDS, _MOST = 20, 2000
_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True)
class KeptRecording:
    """One recording of a recorder, and when there is footage of it: UTC seconds."""

    token: str
    earliest: float
    latest: float


class OnvifArchive:
    """Searches one recorder. All methods raise OnvifError."""

    def __init__(self, device: OnvifDevice, recording: str = "") -> None:
        self._device = device
        self._wanted = recording

    async def recording(self) -> KeptRecording:
        """Find the recording that is wanted, else the first; raises "unsupported" where there is no search."""
        await self._ready()
        scope = element("MaxMatches", str(_MOST)) + element("KeepAliveTime", "PT30S")
        body = request(SEARCH, "FindRecordings", f"<Scope/>{scope}")
        token = text(await self._device.call(SEARCH, body, "FindRecordingsResponse"), "SearchToken")
        for one in await self._results(token, "GetRecordingSearchResults", "RecordingInformation"):
            found = _recording(one)
            if found is not None and self._wanted in ("", found.token):
                return found
        raise OnvifError("no_profile", "no such recording")

    async def stretches(self, recording: KeptRecording, start: float, end: float) -> list[tuple[float, float]]:
        """Give when there is footage between `start` and `end`, by the recorder's history of it.

        A recorder that keeps no history is taken to have all from its earliest to its latest.
        """
        first, last = max(start, recording.earliest), min(end, recording.latest)
        if first >= last:
            return []
        try:
            changes = await self._changes(recording.token, first, last)
        except OnvifError as error:
            if error.code not in {"refused", "unsupported"}:
                raise
            return [(first, last)]
        return _between(changes, first, last)

    async def replay_uri(self, recording: KeptRecording) -> str:
        """Ask where the recording is replayed; the answer's host is not believed, its port and path are."""
        await self._ready()
        setup = (
            "<StreamSetup><tt:Stream>RTP-Unicast</tt:Stream><tt:Transport><tt:Protocol>RTSP</tt:Protocol>"
            "</tt:Transport></StreamSetup>"
        )
        body = request(REPLAY, "GetReplayUri", setup + element("RecordingToken", recording.token))
        told = text(await self._device.call(REPLAY, body, "GetReplayUriResponse"), "Uri")
        try:
            parts, ours = urlsplit(told), urlsplit(self._device.url)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            raise OnvifError("protocol", "no address") from None
        if parts.scheme not in ("rtsp", "rtsps"):
            raise OnvifError("unsupported", "no RTSP")
        host = f"[{ours.hostname}]" if ":" in (ours.hostname or "") else ours.hostname or ""
        return urlunsplit((parts.scheme, host + port, parts.path or "/", parts.query, ""))

    async def _ready(self) -> None:
        if SEARCH not in self._device.services:
            await self._device.find_services()
        if SEARCH not in self._device.services or REPLAY not in self._device.services:
            raise OnvifError("unsupported", "no replay")

    async def _changes(self, token: str, start: float, end: float) -> list[tuple[float, bool]]:
        """When footage began and ended: (UTC, whether there is any from then on), with the state at the start."""
        scope = f"<Scope>{element('tt:IncludedRecordings', token)}</Scope>"
        body = request(
            SEARCH,
            "FindEvents",
            element("StartPoint", _time(start))
            + element("EndPoint", _time(end))
            + scope
            + "<SearchFilter/>"
            + element("IncludeStartState", "true")
            + element("MaxMatches", str(_MOST))
            + element("KeepAliveTime", "PT30S"),
        )
        search = text(await self._device.call(SEARCH, body, "FindEventsResponse"), "SearchToken")
        found = []
        for one in await self._results(search, "GetEventSearchResults", "Result"):
            present = _simple(child(one, "Event", "Message", "Message", "Data"), "IsDataPresent")
            at = _read_time(text(one, "Time"))
            if at is not None and present in ("true", "false"):
                found.append((at, present == "true"))
        return sorted(found)

    async def _results(self, token: str, name: str, wanted: str) -> list[Element]:
        """Ask for a search's results until it is complete."""
        found: list[Element] = []
        body = request(SEARCH, name, element("SearchToken", token) + element("WaitTime", "PT1S"))
        for _ in range(_ROUNDS):
            listed = child(await self._device.call(SEARCH, body, f"{name}Response"), "ResultList")
            found += children(listed, wanted)
            if text(listed, "SearchState") in ("Completed", "") or len(found) >= _MOST:
                return found[:_MOST]
            await asyncio.sleep(_PAUSE_S)
        raise OnvifError("timeout", "the search does not end")


def _recording(told: Element) -> KeptRecording | None:
    earliest, latest = (_read_time(text(told, name)) for name in ("EarliestRecording", "LatestRecording"))
    if earliest is None or latest is None:
        return None
    return KeptRecording(text(told, "RecordingToken"), earliest, latest)


def _between(changes: list[tuple[float, bool]], start: float, end: float) -> list[tuple[float, float]]:
    """Turn beginnings and ends into stretches; without any there is no telling, so all of it."""
    if not changes:
        return [(start, end)]
    found: list[tuple[float, float]] = []
    since = None if changes[0][1] else start
    for told, present in changes:
        at = min(max(told, start), end)
        if present and since is None:
            since = at
        elif not present and since is not None:
            if at > since:
                found.append((since, at))
            since = None
    if since is not None and since < end:
        found.append((since, end))
    return found


def _simple(data: Element | None, name: str) -> str:
    return next((one.get("Value", "") for one in children(data, "SimpleItem") if one.get("Name") == name), "")


def _time(utc: float) -> str:
    return datetime.fromtimestamp(utc, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(utc % 1 * 1000):03d}Z"


def _read_time(told: str) -> float | None:
    try:
        read = datetime.fromisoformat(told.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (read if read.tzinfo is not None else read.replace(tzinfo=UTC)).timestamp()
