"""Field types of the site document: ids, topic segments, addresses, polygons and secrets.

Every refusal raises a PydanticCustomError whose type is a code of app/site_messages.py, so that it can be told in the
reader's language with a remedy.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, LiteralString
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import PydanticCustomError, core_schema

from alarms.schedule import read_window

ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
SEGMENT_PATTERN = re.compile(r"[^/+#\s\x00-\x1f]{1,64}")
FINGERPRINT_PATTERN = re.compile(r"|(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}")
Point2 = tuple[float, float]


class SecretError(Exception):
    """A secret cannot be had; `code` is `secret_env` or `secret_file`, `name` says which variable or file."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(f"{code}: {name}")
        self.code = code
        self.name = name


class Secret:
    """A password or URL given as text, `env:NAME` or `file:PATH`; fetched only when asked for, never shown."""

    __slots__ = ("_folder", "_given")

    def __init__(self, given: str, folder: Path | None = None) -> None:
        self._given = given
        self._folder = folder

    def reveal(self, folder: Path | None = None) -> str:
        """Return the secret itself; a relative `file:` path starts at `folder`, else beside the site document that it
        was read from. Raises SecretError.
        """
        kind, _, name = self._given.partition(":")
        if kind == "env":
            if name not in os.environ:
                raise SecretError("secret_env", name)
            return os.environ[name]
        if kind == "file":
            try:
                return ((folder or self._folder or Path()) / name).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SecretError("secret_file", name) from error
        return self._given

    @property
    def by_reference(self) -> bool:
        """Whether the text itself stays out of the site document."""
        return self._given.startswith(("env:", "file:"))

    @property
    def file(self) -> str:
        """The path of a `file:` reference as it was given, empty for any other."""
        return self._given.removeprefix("file:") if self._given.startswith("file:") else ""

    def __repr__(self) -> str:
        return f"Secret({self._given!r})" if self.by_reference else "Secret('***')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._given == self._given

    def __hash__(self) -> int:
        return hash(self._given)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(cls._validated)

    @classmethod
    def _validated(cls, given: object, info: ValidationInfo) -> Secret:
        if isinstance(given, Secret):
            return given
        if not isinstance(given, str):
            raise _refused("wrong_type", expected="text")
        if not given or given in {"env:", "file:"}:
            raise _refused("empty_secret")
        return cls(given, (info.context or {}).get("folder"))


def _refused(code: LiteralString, **context: object) -> PydanticCustomError:
    return PydanticCustomError(code, code, context)


def _above_low(value: float | None, info: ValidationInfo) -> float | None:
    low = info.data.get("low")
    if value is not None and low is not None and value <= low:
        raise _refused("limits_crossed", given=value, low=low)
    return value


def _below_enter(value: int, info: ValidationInfo) -> int:
    enter = info.data.get("flood_enter")
    if enter is not None and value > enter:
        raise _refused("flood_never_ends", given=value, enter=enter)
    return value


def _matched(pattern: re.Pattern[str], code: LiteralString, text: str) -> str:
    if not pattern.fullmatch(text):
        raise _refused(code, given=text)
    return text


def _url(text: str, schemes: Sequence[str]) -> str:
    """Check scheme, host and port; names and passwords have keys of their own."""
    if not text:
        return text
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _refused("bad_port", given=_hidden(text)) from None
    if parts.scheme not in schemes:
        raise _refused("bad_scheme", given=_hidden(text), schemes=", ".join(f"{s}://" for s in schemes))
    if not parts.hostname or any(sign.isspace() for sign in text):
        raise _refused("bad_url", given=_hidden(text))
    if port == 0:
        raise _refused("bad_port", given=_hidden(text))
    if parts.username is not None or parts.password is not None:
        raise _refused("url_with_password", given=_hidden(text))
    return text


def _hidden(text: str) -> str:
    """Leave out what stands before an @, which may be a password."""
    return re.sub(r"//[^/]*@", "//***@", text)


def _camera_url(text: str) -> str:
    """Check a stream's address; a file's (played over and over) and the test picture's need no host."""
    scheme, colon, rest = text.partition(":")
    if colon and scheme in ("file", "test"):
        if not rest.strip("/"):
            raise _refused("bad_url", given=text)
        return text
    return _url(text, ("rtsp", "rtsps", "http", "https"))


def _fingerprint(text: str) -> str:
    """Check a SHA-256 in hexadecimal digits, with or without colons."""
    return _matched(FINGERPRINT_PATTERN, "bad_fingerprint", text)


def _mqtt_url(text: str) -> str:
    return _url(text, ("mqtt", "mqtts"))


def _host(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise _refused("bad_listen", given=text)
    return text


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _refused("bad_timezone", given=text) from None
    return text


def _week_time(text: str) -> str:
    try:
        read_window(text)
    except ValueError:
        raise _refused("bad_time", given=text) from None
    return text


def _holiday(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise _refused("bad_date", given=text) from None
    return text


def polygon(points: tuple[Point2, ...]) -> tuple[Point2, ...]:
    """Refuse what encloses nothing, leaves the picture or crosses itself."""
    if len(points) < 3:
        raise _refused("polygon_points", given=len(points))
    for x, y in points:
        if not (0 <= x <= 1 and 0 <= y <= 1):
            raise _refused("polygon_range", given=f"[{x:g}, {y:g}]")
    if _crosses_itself(points):
        raise _refused("polygon_crosses")
    return points


def _crosses_itself(points: Sequence[Point2]) -> bool:
    edges = [(points[i], points[(i + 1) % len(points)]) for i in range(len(points))]
    return any(
        _edges_cross(*edges[i], *edges[j])
        for i in range(len(edges))
        for j in range(i + 2, len(edges))
        if (i, j) != (0, len(edges) - 1)
    )


def _edges_cross(a: Point2, b: Point2, c: Point2, d: Point2) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Point2, b: Point2, c: Point2) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


Id = Annotated[str, AfterValidator(lambda text: _matched(ID_PATTERN, "bad_id", text))]
Segment = Annotated[str, AfterValidator(lambda text: _matched(SEGMENT_PATTERN, "bad_segment", text))]
CameraUrl = Annotated[str, AfterValidator(_camera_url)]
Fingerprint = Annotated[str, AfterValidator(_fingerprint)]
MqttUrl = Annotated[str, AfterValidator(_mqtt_url)]
Host = Annotated[str, AfterValidator(_host)]
WeekTime = Annotated[str, AfterValidator(_week_time)]
Holiday = Annotated[str, AfterValidator(_holiday)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Corner = Annotated[Point2, Field(strict=False)]
Polygon = Annotated[tuple[Corner, ...], Field(strict=False), AfterValidator(polygon)]

#: A highest value, above the entry's ``low``.
HighLimit = Annotated[float, AfterValidator(_above_low)]
#: How few alarms end a flood: no more than begin one.
FloodEnd = Annotated[int, AfterValidator(_below_enter)]
