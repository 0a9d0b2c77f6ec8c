"""A camera's device and media services: the way in, who asks, the camera's clock, where its other services are."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from video.clock import Clock
from video.model import SourceError, StreamAddress
from video.onvif.http import Posted, post, target_of
from video.onvif.model import OnvifError
from video.onvif.safe_xml import child, children, text
from video.onvif.soap import DEVICE, MEDIA, MEDIA2, PTZ, answer, element, envelope, request, username_token
from video.rtsp.address import Endpoint, parse_address
from video.rtsp.auth import Authenticator, parse_challenges, strongest

#: Seconds that one call may take, with everything.
PATIENCE_S = 3.0
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Profile:
    """A media profile. node: of its PTZ configuration, "" where it has none."""

    token: str
    node: str = ""

    @property
    def turns(self) -> bool:
        """Whether it can be moved."""
        return bool(self.node)


class OnvifDevice:
    """Speaks to one camera. All methods raise OnvifError; none takes longer than PATIENCE_S for each call it makes.

    Who asks is proven by WS-UsernameToken in the message, or by HTTP Digest once the camera has asked for that. Basic
    would give the password away and is answered over TLS only.
    """

    def __init__(self, address: StreamAddress, clock: Clock, patience_s: float = PATIENCE_S) -> None:
        try:
            self._endpoint: Endpoint = parse_address(address, ("http", "https"))
        except SourceError as error:
            raise OnvifError("unsupported", error.detail) from None
        self._clock = clock
        self._patience = patience_s
        self._authenticator = Authenticator(self._endpoint.credentials)
        self._by_http = False
        self._skew: float | None = None
        self.services: dict[str, str] = {DEVICE: self._endpoint.url}

    @property
    def url(self) -> str:
        """The address of its device service."""
        return self._endpoint.url

    @property
    def clock_skew(self) -> float | None:
        """The camera's clock minus ours in seconds; None until it was asked."""
        return self._skew

    async def read_clock(self) -> None:
        """Ask for the camera's time, which the digest of a user name token depends on; it needs no password.

        A camera that does not tell is taken to have ours.
        """
        try:
            before = self._clock.now()
            told = await self._call(DEVICE, request(DEVICE, "GetSystemDateAndTime"), "GetSystemDateAndTimeResponse")
            at = _utc(child(told, "SystemDateAndTime", "UTCDateTime"))
        except OnvifError as error:
            if error.code in {"unauthorized", "refused", "unsupported"}:
                at = None
            else:
                raise
        self._skew = 0.0 if at is None else at - (before + self._clock.now()) / 2

    async def find_services(self) -> None:
        """Learn where media and PTZ are: by GetServices, or GetCapabilities of an older camera."""
        try:
            body = request(DEVICE, "GetServices", "<IncludeCapability>false</IncludeCapability>")
            listed = await self.call(DEVICE, body, "GetServicesResponse")
            found = {text(one, "Namespace"): text(one, "XAddr") for one in children(listed, "Service")}
        except OnvifError as error:
            if error.code not in {"refused", "unsupported", "protocol"}:
                raise
            found = await self._capabilities()
        self.services |= {name: self._here(url) for name, url in found.items() if url and name != DEVICE}

    async def profiles(self) -> list[Profile]:
        """List the media profiles; those that can be moved name their PTZ node."""
        if MEDIA in self.services:
            listed = await self.call(MEDIA, request(MEDIA, "GetProfiles"), "GetProfilesResponse")
            return [_profile(one, child(one, "PTZConfiguration")) for one in children(listed, "Profiles")]
        body = request(MEDIA2, "GetProfiles", "<Type>PTZ</Type>")
        listed = await self.call(MEDIA2, body, "GetProfilesResponse")
        return [_profile(one, child(one, "Configurations", "PTZ")) for one in children(listed, "Profiles")]

    async def call(self, service: str, body: str, expected: str) -> Element:
        """Make a call as the user of the site document, and give the answer's element."""
        if self._skew is None and self._endpoint.credentials is not None and not self._by_http:
            await self.read_clock()
        try:
            return await self._call(service, body, expected, signed=True)
        except OnvifError as error:
            if error.code != "unauthorized" or self._by_http or self._endpoint.credentials is None:
                raise
        before = self._skew
        await self.read_clock()  # the camera's clock may have been set since
        if before is not None and self._skew is not None and abs(self._skew - before) < 1.0:
            raise OnvifError("unauthorized")
        return await self._call(service, body, expected, signed=True)

    async def _capabilities(self) -> dict[str, str]:
        body = request(DEVICE, "GetCapabilities", element("Category", "All"))
        told = child(await self.call(DEVICE, body, "GetCapabilitiesResponse"), "Capabilities")
        return {MEDIA: text(told, "Media", "XAddr"), PTZ: text(told, "PTZ", "XAddr")}

    async def _call(self, service: str, body: str, expected: str, *, signed: bool = False) -> Element:
        url = self.services.get(service)
        if url is None:
            raise OnvifError("unsupported", "no such service")
        try:
            async with asyncio.timeout(self._patience):
                posted = await self._posted(replace(self._endpoint, url=url, port=_port(url)), body, signed)
        except TimeoutError:
            raise OnvifError("timeout", "no answer") from None
        if posted.status in (401, 403):
            raise OnvifError("unauthorized", f"HTTP {posted.status}")
        if posted.status not in (200, 400, 500):
            raise OnvifError("protocol", f"HTTP {posted.status}")
        return answer(posted.body, expected)

    async def _posted(self, endpoint: Endpoint, body: str, signed: bool) -> Posted:
        """Post, answering the camera's challenges of HTTP."""
        answered = False
        for _ in range(_TRIES):
            authorization = self._authenticator.answer("POST", target_of(endpoint.url)) if signed else None
            posted = await post(endpoint, envelope(body, self._security(signed)), authorization)
            challenges = posted.headers.all("WWW-Authenticate")
            if posted.status != 401 or not signed or not self._accepts(challenges, endpoint, answered):
                return posted
            answered = self._by_http = True
        return posted

    def _accepts(self, challenges: list[str], endpoint: Endpoint, answered: bool) -> bool:
        chosen = strongest(parse_challenges(challenges))
        if chosen is None or (chosen.scheme == "basic" and endpoint.trust is None):
            return False
        return self._authenticator.accept(challenges, answered=answered)

    def _security(self, signed: bool) -> str:
        credentials = self._endpoint.credentials
        if not signed or credentials is None or self._by_http:
            return ""
        return username_token(credentials, self._clock.now() + (self._skew or 0.0))

    def _here(self, url: str) -> str:
        """Give a service's address on the host of the site document: nothing secret goes anywhere else.

        A camera behind another address tells its inner one; a port of its own is kept where the host is the same.
        """
        try:
            told, ours = urlsplit(url), urlsplit(self._endpoint.url)
            same = (told.hostname or "").lower() == self._endpoint.host.lower() and told.scheme == ours.scheme
            _ = told.port
        except ValueError:
            return self._endpoint.url
        return urlunsplit((ours.scheme, told.netloc if same else ours.netloc, told.path or "/", told.query, ""))


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def _profile(element: Element, configuration: Element | None) -> Profile:
    return Profile(element.get("token", ""), text(configuration, "NodeToken"))


def _utc(told: Element | None) -> float | None:
    """Read the UTC of a camera's clock in seconds; None where it is no time."""
    date = [text(told, "Date", part) for part in ("Year", "Month", "Day")]
    time = [text(told, "Time", part) for part in ("Hour", "Minute", "Second")]
    try:
        year, month, day, hour, minute, second = (int(part) for part in (*date, *time))
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None
