"""A camera's table [camera.ptz]: how it is reached to be turned, its presets, and where a call-up turns it to."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.site_base import Entry, Named
from app.site_fields import Id, Secret

DEVICE_SERVICE = "/onvif/device_service"
#: Presets are called by one digit.
FIRST, LAST = 1, 9


def _onvif_address(text: str) -> str:
    """Check the address of a device service; names and passwords have keys of their own."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if text and (not good or "@" in text or any(sign.isspace() for sign in text)):
        raise PydanticCustomError("bad_onvif_address", "bad_onvif_address", {})
    return text


OnvifAddress = Annotated[str, AfterValidator(_onvif_address)]


class PtzPreset(Named):
    """A place the camera remembers, under a digit."""

    number: int = Field(ge=FIRST, le=LAST, title="Number", description="The digit and the button that call it, 1 to 9.")
    token: str = Field(
        default="", max_length=64, title="Token", description="The camera's own name for it; empty: the number."
    )


class PtzCallUp(Entry):
    """Where an alarm of a zone, or of one point, turns the camera to."""

    zone: Id | None = Field(default=None, title="Zone", description="An alarm there, or in what lies in it.")
    point: Id | None = Field(default=None, title="Point", description="An alarm of this point; it goes before zones.")
    preset: int = Field(ge=FIRST, le=LAST, title="Preset", description="The preset's number.")


class Ptz(Entry):
    """A camera that turns (ONVIF PTZ)."""

    address: OnvifAddress = Field(
        default="",
        title="Address",
        description="Its device service, http://host/onvif/device_service; empty: made of the streams' host and the "
        "port below.",
    )
    port: int = Field(default=80, ge=1, le=65535, title="Port", description="Of ONVIF, where no address is given.")
    username: str = Field(default="", title="User name", description="Account for ONVIF; empty: the camera's own.")
    password: Secret | None = Field(default=None, title="Password", description="Text, env:NAME or file:PATH.")
    profile: str = Field(
        default="", title="Profile", description="Token of the media profile to move; empty: the first that moves."
    )
    presets: Annotated[tuple[PtzPreset, ...], Field(strict=False)] = Field(
        default=(), title="Presets", description="Empty: the camera's own first nine, by its own names."
    )
    home: int = Field(
        default=0, ge=0, le=LAST, title="Home", description="Preset that is home; 0: the camera's own home."
    )
    call_ups: Annotated[tuple[PtzCallUp, ...], Field(strict=False)] = Field(
        default=(), title="Call-ups", description="Which alarm turns it to which preset."
    )
    afterwards: Literal["back", "home", "stay"] = Field(
        default="back",
        title="Afterwards",
        description="Where it goes when the call-up is over: back to where it looked before, home, or nowhere.",
    )

    def preset(self, number: int) -> PtzPreset | None:
        """Return the preset of a number, where the document names any."""
        return next((one for one in self.presets if one.number == number), None)


def address_of(ptz: Ptz, *streams: str) -> str:
    """Return the device service's address: as given, else on the streams' host; "" where neither says."""
    if ptz.address:
        return ptz.address
    for stream in streams:
        parts = urlsplit(stream)
        if parts.scheme in ("rtsp", "rtsps", "http", "https") and parts.hostname:
            host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
            return f"http://{host}:{ptz.port}{DEVICE_SERVICE}"
    return ""
