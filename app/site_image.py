"""What an image file says of itself: its kind and size, read from its head without drawing it.

`watchroom check` and the start of a station look at plans this way, on computers without a display too.
"""

from __future__ import annotations

import re
from pathlib import Path

MAX_BYTES = 20 << 20
MAX_SIDE = 12000
_HEAD = 256 << 10
_SVG = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_NUMBER = r"([0-9.]+)"
_FRAMES = {*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}


class ImageRefused(Exception):  # noqa: N818 - an answer to a person
    """The file cannot be a plan. ``code``: plan_image_missing, plan_image_unknown or plan_image_large."""

    def __init__(self, code: str, size: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.size = size


def image_size(path: Path) -> tuple[int, int]:
    """Return width and height in pixels, of an SVG in its own units. Raises ImageRefused."""
    try:
        length = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(max(0, length - 64))
            tail = file.read()
    except OSError:
        raise ImageRefused("plan_image_missing") from None
    if length > MAX_BYTES:
        raise ImageRefused("plan_image_large", f"{length / (1 << 20):.0f} MB")
    size = _png(head, tail) or _jpeg(head) or _svg(head)
    if size is None or min(size) < 1:
        raise ImageRefused("plan_image_unknown")
    if max(size) > MAX_SIDE:
        raise ImageRefused("plan_image_large", f"{size[0]} x {size[1]}")
    return size


def _png(head: bytes, tail: bytes) -> tuple[int, int] | None:
    if not head.startswith(b"\x89PNG\r\n\x1a\n") or head[12:16] != b"IHDR" or b"IEND" not in tail:
        return None
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _jpeg(head: bytes) -> tuple[int, int] | None:
    """Follow the segments to the frame's own head."""
    if not head.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 < len(head) and head[at] == 0xFF:
        if head[at + 1] in _FRAMES:
            return int.from_bytes(head[at + 7 : at + 9], "big"), int.from_bytes(head[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return None


def _svg(head: bytes) -> tuple[int, int] | None:
    found = _SVG.search(head)
    if found is None:
        return None
    tag = found.group().decode("utf-8", "replace")
    box = re.search(rf'viewBox\s*=\s*["\']\s*[0-9.+-]+[\s,]+[0-9.+-]+[\s,]+{_NUMBER}[\s,]+{_NUMBER}\s*["\']', tag)
    sides = box.groups() if box else [_side(tag, name) for name in ("width", "height")]
    try:
        width, height = (round(float(side)) for side in sides)
    except ValueError:
        return None
    return width, height


def _side(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}\s*=\s*["\']{_NUMBER}(?:px)?["\']', tag)
    return found.group(1) if found else ""
