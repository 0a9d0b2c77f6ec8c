"""A camera's PTZ service: what it can do, moves, presets, home, where it looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from xml.etree.ElementTree import Element

from video.onvif.device import OnvifDevice, Profile
from video.onvif.model import SHARE, SPEED, Abilities, OnvifError, Position, Preset, Range, Status, Velocity
from video.onvif.safe_xml import child, children, local, number, text
from video.onvif.soap import PTZ, element, request, vector

MOST_PRESETS = 512
#: Fault subcodes of cameras that move, but not for a limited time.
_NO_TIMEOUT = frozenset({"TimeoutNotSupported", "InvalidTimeout"})


class OnvifPtz:
    """One movable profile of a camera. All methods raise OnvifError."""

    def __init__(self, device: OnvifDevice, profile: str = "") -> None:
        self._device = device
        self._wanted = profile
        self._profile = ""
        self._timeouts = True
        self.abilities = Abilities()

    async def connect(self) -> Abilities:
        """Find the services, the profile that moves, and what its node offers."""
        await self._device.read_clock()
        await self._device.find_services()
        if PTZ not in self._device.services:
            raise OnvifError("unsupported", "no PTZ service")
        chosen = self._choose(await self._device.profiles())
        self._profile = chosen.token
        nodes = await self._call("GetNodes")
        node = next((one for one in children(nodes, "PTZNode") if one.get("token") == chosen.node), None)
        self.abilities = _abilities(node) if node is not None else Abilities()
        return self.abilities

    async def move(self, velocity: Velocity, seconds: float) -> None:
        """Turn until told otherwise, for `seconds` at most: the camera itself then stops."""
        inner = self._token() + element_of("Velocity", self._speeds(velocity))
        try:
            await self._call("ContinuousMove", inner + (_timeout(seconds) if self._timeouts else ""))
        except OnvifError as error:
            if error.code != "refused" or error.detail not in _NO_TIMEOUT or not self._timeouts:
                raise
            self._timeouts = False
            await self._call("ContinuousMove", inner)

    async def stop(self) -> None:
        """Stand still."""
        inner = self._token() + element("PanTilt", "true") + element("Zoom", "true")
        await self._call("Stop", inner)

    async def move_to(self, position: Position) -> None:
        """Look there. Raises OnvifError("unsupported") where the camera offers no absolute moves."""
        if not self.abilities.absolute:
            raise OnvifError("unsupported", "no absolute moves")
        known = self.abilities
        parts = []
        if position.pan is not None and position.tilt is not None and known.pan_tilt:
            parts.append(
                vector("PanTilt", x=known.pan_range.clipped(position.pan), y=known.tilt_range.clipped(position.tilt))
            )
        if position.zoom is not None and known.zoom:
            parts.append(vector("Zoom", x=known.zoom_range.clipped(position.zoom)))
        if not parts:
            raise OnvifError("unsupported", "no position")
        await self._call("AbsoluteMove", self._token() + element_of("Position", "".join(parts)))

    async def move_by(self, step: Velocity) -> None:
        """Turn by shares of the whole range. Raises OnvifError("unsupported") where there are no relative moves."""
        if not self.abilities.relative:
            raise OnvifError("unsupported", "no relative moves")
        await self._call("RelativeMove", self._token() + element_of("Translation", self._vectors(step)))

    async def presets(self) -> tuple[Preset, ...]:
        """List the places the camera remembers."""
        listed = await self._call("GetPresets", self._token())
        found = [Preset(one.get("token", ""), text(one, "Name")[:64]) for one in children(listed, "Preset")]
        return tuple(one for one in found if one.token)[:MOST_PRESETS]

    async def go_to(self, preset: str) -> None:
        """Turn to a remembered place."""
        await self._call("GotoPreset", self._token() + element("PresetToken", preset))

    async def set_preset(self, name: str, preset: str = "") -> str:
        """Remember where it looks now, under a new token or in the place of an old one; gives the token."""
        inner = self._token() + element("PresetName", name) + (element("PresetToken", preset) if preset else "")
        return text(await self._call("SetPreset", inner), "PresetToken")

    async def go_home(self) -> None:
        """Turn to the camera's home."""
        await self._call("GotoHomePosition", self._token())

    async def status(self) -> Status:
        """Say where it looks and whether it moves."""
        told = child(await self._call("GetStatus", self._token()), "PTZStatus")
        return Status(_position(child(told, "Position")), _moving(child(told, "MoveStatus")))

    def _choose(self, profiles: Iterable[Profile]) -> Profile:
        movable = [one for one in profiles if one.turns and one.token]
        chosen = next((one for one in movable if self._wanted in ("", one.token)), None)
        if chosen is None:
            raise OnvifError("no_profile")
        return chosen

    def _token(self) -> str:
        return element("ProfileToken", self._profile)

    def _speeds(self, velocity: Velocity) -> str:
        known, asked = self.abilities, velocity.limited()
        return self._vectors(
            Velocity(
                known.pan_speed.scaled(asked.pan),
                known.tilt_speed.scaled(asked.tilt),
                known.zoom_speed.scaled(asked.zoom),
            )
        )

    def _vectors(self, values: Velocity) -> str:
        parts = [vector("PanTilt", x=values.pan, y=values.tilt)] if self.abilities.pan_tilt else []
        parts += [vector("Zoom", x=values.zoom)] if self.abilities.zoom else []
        return "".join(parts)

    async def _call(self, name: str, inner: str = "") -> Element:
        return await self._device.call(PTZ, request(PTZ, name, inner), f"{name}Response")


def element_of(name: str, inner: str) -> str:
    """Give an element around others."""
    return f"<{name}>{inner}</{name}>"


def _timeout(seconds: float) -> str:
    return element("Timeout", f"PT{seconds:.1f}S")


def _abilities(node: Element) -> Abilities:
    """Read a PTZNode: which spaces it has, and their limits."""
    spaces = child(node, "SupportedPTZSpaces")
    names = {local(one) for one in spaces} if spaces is not None else set()
    pan, tilt = _plane(spaces, "ContinuousPanTiltVelocitySpace", SPEED)
    pan_at, tilt_at = _plane(spaces, "AbsolutePanTiltPositionSpace", SPEED)
    return Abilities(
        pan_tilt="ContinuousPanTiltVelocitySpace" in names,
        zoom="ContinuousZoomVelocitySpace" in names,
        absolute="AbsolutePanTiltPositionSpace" in names,
        relative="RelativePanTiltTranslationSpace" in names,
        home=text(node, "HomeSupported").lower() in {"true", "1"},
        most_presets=int(min(max(number(text(node, "MaximumNumberOfPresets")) or 0, 0), MOST_PRESETS)),
        pan_speed=pan,
        tilt_speed=tilt,
        zoom_speed=_range(child(spaces, "ContinuousZoomVelocitySpace", "XRange"), SPEED),
        pan_range=pan_at,
        tilt_range=tilt_at,
        zoom_range=_range(child(spaces, "AbsoluteZoomPositionSpace", "XRange"), SHARE),
    )


def _plane(spaces: Element | None, name: str, usual: Range) -> tuple[Range, Range]:
    space = child(spaces, name)
    return _range(child(space, "XRange"), usual), _range(child(space, "YRange"), usual)


def _range(told: Element | None, usual: Range) -> Range:
    low, high = number(text(told, "Min")), number(text(told, "Max"))
    return Range(low, high) if low is not None and high is not None and low < high else usual


def _position(told: Element | None) -> Position:
    place, zoom = child(told, "PanTilt"), child(told, "Zoom")
    found = Position()
    if place is not None:
        found = replace(found, pan=number(place.get("x")), tilt=number(place.get("y")))
    return replace(found, zoom=number(zoom.get("x"))) if zoom is not None else found


def _moving(told: Element | None) -> bool | None:
    states = {text(told, "PanTilt").upper(), text(told, "Zoom").upper()} - {"", "UNKNOWN"}
    return "MOVING" in states if states else None
