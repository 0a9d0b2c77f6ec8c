"""A simulated camera's ONVIF services over HTTP: device, media and PTZ, with the digest of WS-Security or of HTTP.

It answers as cameras do, faults included, and can be made to misbehave for tests.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from app.demo_site.ptz_head import Place, PtzHead
from video.clock import Clock, SystemClock
from video.model import Credentials
from video.onvif.model import OnvifError
from video.onvif.safe_xml import MAX_BYTES, child, local, number, parse_xml, text
from video.onvif.soap import DEVICE, MEDIA, PTZ, SCHEMA, envelope, password_digest
from video.rtsp.auth import Guard
from video.rtsp.close_listener import close_listener

Authentication = Literal["token", "http", "none"]
PATH = "/onvif/device_service"
PROFILE, NODE = "main", "node1"
_OPEN = frozenset({"GetSystemDateAndTime"})
_LONGEST_MOVE_S = 30.0
_MAX_HEAD = 16 * 1024
_TOKEN_S = 5.0


@dataclass(slots=True)
class OnvifFaults:
    """What the server does wrong; set fields at any time.

    stalled: takes requests and never answers. delay: seconds before each answer. raw: sent in place of every answer.
    clock_offset: seconds by which the camera's clock is wrong. no_timeouts: refuses moves that carry a time.
    deaf_to_stop: takes Stop and never answers it.
    """

    stalled: bool = False
    delay: float = 0.0
    raw: bytes = b""
    clock_offset: float = 0.0
    no_timeouts: bool = False
    deaf_to_stop: bool = False


class FaultError(Exception):
    """A SOAP fault to be answered: its subcode's name."""

    def __init__(self, subcode: str) -> None:
        super().__init__(subcode)
        self.subcode = subcode


class OnvifServer:
    """Serves one head. calls: the names of the calls it got. All but construction belongs to one asyncio loop."""

    def __init__(
        self,
        head: PtzHead,
        credentials: Credentials | None = None,
        clock: Clock | None = None,
        authentication: Authentication = "token",
        *,
        services: bool = True,
    ) -> None:
        self.head = head
        self.faults = OnvifFaults()
        self.calls: list[str] = []
        self._credentials = credentials
        self._clock: Clock = clock or SystemClock()
        self._authentication: Authentication = authentication if credentials is not None else "none"
        self._services = services
        self._guard = Guard(credentials, "camera", digest=True, algorithms=("MD5",)) if credentials else None
        self._nonces: set[str] = set()
        self._server: asyncio.Server | None = None
        self._tls: ssl.SSLContext | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> str:
        """The address of its device service."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}{PATH}"

    async def start(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Listen, by HTTPS alone where `tls` is given; raises OSError."""
        self._tls = tls
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=_MAX_HEAD, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut every connection and free the port; may be called again."""
        server, self._server = self._server, None
        if server is None:
            return
        await close_listener(server)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._exchange(reader, writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        length = int(fields.get("content-length", "0"))
        if not 0 <= length <= MAX_BYTES:
            return
        body = await reader.readexactly(length)
        if self.faults.stalled:
            await asyncio.Event().wait()
        await asyncio.sleep(self.faults.delay)
        answer = self.faults.raw or self._answer(body, fields.get("authorization", ""))
        if self.faults.deaf_to_stop and self.calls and self.calls[-1] == "Stop":
            await asyncio.Event().wait()
        writer.write(answer)
        await writer.drain()
        if self.faults.raw and writer.can_write_eof():
            writer.write_eof()
            await reader.read()

    def _answer(self, body: bytes, authorization: str) -> bytes:
        try:
            root = parse_xml(body)
            call = next(iter(child(root, "Body") or ()), None)
            if call is None:
                raise FaultError("WellFormed")
            name = local(call)
            if name not in _OPEN and self._authentication == "http" and not self._allowed_by_http(authorization):
                assert self._guard is not None
                return _http(401, b"", [f"WWW-Authenticate: {value}" for value in self._guard.challenges()])
            if name not in _OPEN and self._authentication == "token":
                self._check_token(child(root, "Header", "Security", "UsernameToken"))
            self.calls.append(name)
            known = self._known().get(name)
            if known is None:
                raise FaultError("ActionNotSupported")
            namespace, act = known
            return _http(
                200, envelope(f'<{name}Response xmlns="{namespace}" xmlns:tt="{SCHEMA}">{act(call)}</{name}Response>')
            )
        except OnvifError:
            return _fault("WellFormed")
        except FaultError as fault:
            return _fault(fault.subcode)

    # Who asks.

    def _allowed_by_http(self, authorization: str) -> bool:
        return self._guard is not None and self._guard.allows(authorization, "POST")

    def _check_token(self, token: Element | None) -> None:
        """A digest counts once, and for a few seconds of the camera's own clock."""
        assert self._credentials is not None
        nonce, created = text(token, "Nonce"), text(token, "Created")
        try:
            raw = base64.b64decode(nonce, validate=True)
            at = datetime.fromisoformat(created.replace("Z", "+00:00")).timestamp()
        except (ValueError, binascii.Error):
            raise FaultError("NotAuthorized") from None
        expected = password_digest(raw, created, self._credentials.password)
        good = hmac.compare_digest(expected.encode(), text(token, "Password").encode())
        known = text(token, "Username") == self._credentials.username
        if not (good and known) or nonce in self._nonces or abs(at - self._now()) > _TOKEN_S:
            raise FaultError("NotAuthorized")
        self._nonces.add(nonce)

    def _now(self) -> float:
        return self._clock.now() + self.faults.clock_offset

    # What is asked.

    def _known(self) -> dict[str, tuple[str, Callable[[Element], str]]]:
        device: dict[str, Callable[[Element], str]] = {
            "GetSystemDateAndTime": self._date_and_time,
            "GetCapabilities": self._capabilities,
        }
        if self._services:
            device["GetServices"] = self._list_services
        ptz: dict[str, Callable[[Element], str]] = {
            "GetNodes": lambda _call: _NODES,
            "GetStatus": self._status,
            "GetPresets": self._list_presets,
            "ContinuousMove": self._continuous,
            "AbsoluteMove": self._absolute,
            "RelativeMove": self._relative,
            "Stop": self._stop,
            "GotoPreset": self._go_to,
            "SetPreset": self._remember,
            "GotoHomePosition": self._go_home,
        }
        known = {name: (DEVICE, act) for name, act in device.items()}
        known["GetProfiles"] = (MEDIA, lambda _call: _PROFILES)
        return known | {name: (PTZ, act) for name, act in ptz.items()}

    def _date_and_time(self, _call: Element) -> str:
        now = datetime.fromtimestamp(self._now(), UTC)
        return (
            "<SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>"
            f"<tt:UTCDateTime><tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute>"
            f"<tt:Second>{now.second}</tt:Second></tt:Time><tt:Date><tt:Year>{now.year}</tt:Year>"
            f"<tt:Month>{now.month}</tt:Month><tt:Day>{now.day}</tt:Day></tt:Date></tt:UTCDateTime></SystemDateAndTime>"
        )

    def _list_services(self, _call: Element) -> str:
        return "".join(
            f"<Service><Namespace>{name}</Namespace><XAddr>{self._at(path)}</XAddr>"
            "<Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></Version></Service>"
            for name, path in ((DEVICE, "device_service"), (MEDIA, "media_service"), (PTZ, "ptz_service"))
        )

    def _capabilities(self, _call: Element) -> str:
        media, ptz = self._at("media_service"), self._at("ptz_service")
        return (
            f"<Capabilities><tt:Media><tt:XAddr>{media}</tt:XAddr></tt:Media>"
            f"<tt:PTZ><tt:XAddr>{ptz}</tt:XAddr></tt:PTZ></Capabilities>"
        )

    def _at(self, service: str) -> str:
        return f"http://127.0.0.1:{self.port}/onvif/{service}"

    def _status(self, call: Element) -> str:
        self._check_profile(call)
        pan, tilt, zoom = self.head.place
        state = "MOVING" if self.head.moving else "IDLE"
        return (
            f'<PTZStatus><tt:Position><tt:PanTilt x="{pan:.4f}" y="{tilt:.4f}"/><tt:Zoom x="{zoom:.4f}"/></tt:Position>'
            f"<tt:MoveStatus><tt:PanTilt>{state}</tt:PanTilt><tt:Zoom>{state}</tt:Zoom></tt:MoveStatus>"
            f"<tt:UtcTime>{datetime.fromtimestamp(self._now(), UTC).isoformat()}</tt:UtcTime></PTZStatus>"
        )

    def _list_presets(self, call: Element) -> str:
        self._check_profile(call)
        return "".join(
            f"<Preset token={quoteattr(token)}><tt:Name>{escape(preset.name)}</tt:Name></Preset>"
            for token, preset in self.head.presets.items()
        )

    def _continuous(self, call: Element) -> str:
        self._check_profile(call)
        timeout = text(call, "Timeout")
        if timeout and self.faults.no_timeouts:
            raise FaultError("TimeoutNotSupported")
        seconds = number(timeout.removeprefix("PT").removesuffix("S")) if timeout else _LONGEST_MOVE_S
        if seconds is None or not 0 < seconds <= _LONGEST_MOVE_S:
            raise FaultError("TimeoutNotSupported")
        self.head.move(_vectors(child(call, "Velocity")), seconds)
        return ""

    def _absolute(self, call: Element) -> str:
        self._check_profile(call)
        told, (pan, tilt, zoom) = child(call, "Position"), self.head.place
        place, closer = child(told, "PanTilt"), child(told, "Zoom")
        x, y = (number(place.get(axis)) for axis in "xy") if place is not None else (pan, tilt)
        at = number(closer.get("x")) if closer is not None else zoom
        if x is None or y is None or at is None or max(abs(x), abs(y)) > 1 or not 0 <= at <= 1:
            raise FaultError("InvalidPosition")
        self.head.move_to((x, y, at))
        return ""

    def _relative(self, call: Element) -> str:
        self._check_profile(call)
        self.head.move_by(_vectors(child(call, "Translation")))
        return ""

    def _stop(self, call: Element) -> str:
        self._check_profile(call)
        if not self.faults.deaf_to_stop:
            self.head.stop()
        return ""

    def _go_to(self, call: Element) -> str:
        self._check_profile(call)
        if not self.head.go_to(text(call, "PresetToken")):
            raise FaultError("NoToken")
        return ""

    def _remember(self, call: Element) -> str:
        self._check_profile(call)
        token = self.head.remember(text(call, "PresetName")[:64], text(call, "PresetToken"))
        return f"<PresetToken>{escape(token)}</PresetToken>"

    def _go_home(self, call: Element) -> str:
        self._check_profile(call)
        self.head.go_home()
        return ""

    @staticmethod
    def _check_profile(call: Element) -> None:
        if text(call, "ProfileToken") != PROFILE:
            raise FaultError("NoProfile")


def _vectors(told: Element | None) -> Place:
    place, zoom = child(told, "PanTilt"), child(told, "Zoom")
    x, y = (number(place.get(axis)) or 0.0 for axis in "xy") if place is not None else (0.0, 0.0)
    return x, y, (number(zoom.get("x")) or 0.0) if zoom is not None else 0.0


def _fault(subcode: str) -> bytes:
    return _http(
        400,
        envelope(
            "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:InvalidArgVal</s:Value>"
            f'<s:Subcode><s:Value xmlns:ter="http://www.onvif.org/ver10/error">ter:{subcode}</s:Value></s:Subcode>'
            '</s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">refused</s:Text></s:Reason></s:Fault>'
        ),
    )


def _http(status: int, body: bytes, fields: list[str] | None = None) -> bytes:
    words = {200: "OK", 400: "Bad Request", 401: "Unauthorized"}
    lines = [f"HTTP/1.1 {status} {words[status]}", *(fields or [])]
    lines += ["Content-Type: application/soap+xml; charset=utf-8", f"Content-Length: {len(body)}", "Connection: close"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def _space(name: str, uri: str, *axes: str, low: float = -1, high: float = 1) -> str:
    limits = "".join(f"<tt:{axis}><tt:Min>{low:g}</tt:Min><tt:Max>{high:g}</tt:Max></tt:{axis}>" for axis in axes)
    return f"<tt:{name}><tt:URI>http://www.onvif.org/ver10/tptz/{uri}</tt:URI>{limits}</tt:{name}>"


_PROFILES = (
    f'<Profiles token="{PROFILE}" fixed="true"><tt:Name>main</tt:Name><tt:PTZConfiguration token="ptz1">'
    f"<tt:Name>ptz</tt:Name><tt:UseCount>1</tt:UseCount><tt:NodeToken>{NODE}</tt:NodeToken></tt:PTZConfiguration>"
    "</Profiles>"
)
_NODES = (
    f'<PTZNode token="{NODE}" FixedHomePosition="true"><tt:Name>head</tt:Name><tt:SupportedPTZSpaces>'
    + _space("AbsolutePanTiltPositionSpace", "PanTiltSpaces/PositionGenericSpace", "XRange", "YRange")
    + _space("AbsoluteZoomPositionSpace", "ZoomSpaces/PositionGenericSpace", "XRange", low=0)
    + _space("RelativePanTiltTranslationSpace", "PanTiltSpaces/TranslationGenericSpace", "XRange", "YRange")
    + _space("ContinuousPanTiltVelocitySpace", "PanTiltSpaces/VelocityGenericSpace", "XRange", "YRange")
    + _space("ContinuousZoomVelocitySpace", "ZoomSpaces/VelocityGenericSpace", "XRange")
    + "</tt:SupportedPTZSpaces><tt:MaximumNumberOfPresets>32</tt:MaximumNumberOfPresets>"
    "<tt:HomeSupported>true</tt:HomeSupported></PTZNode>"
)
