"""Which window of the wall stands on which monitor, whatever is plugged in, unplugged or moved about. Pure.

A window belongs to a monitor, known by its maker, model and serial number; a monitor that tells no serial number is
known by its connector's name and its place. A window whose monitor is gone moves home: it is put away, its layout stays
at hand in the main window, and it returns by itself when the monitor does. Screens come through a port, so that tests
plug and unplug them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from app.services.wall_plan import WallChoice, choice_from_json

#: What a further window shows: a wall of its own, or the site plans.
Kind = Literal["wall", "map"]
#: The window with the alarms; it is always somewhere.
MAIN = "main"
_EMPTY_SERIALS = frozenset({"", "0", "00000000", "0000000000000", "n/a", "unknown"})


@dataclass(frozen=True, slots=True)
class Screen:
    """A monitor. key: what it is known by; name: what a person calls it; the rest in device-independent pixels."""

    key: str
    name: str
    left: int = 0
    top: int = 0
    width: int = 1920
    height: int = 1080


class ScreenSource(Protocol):
    """Where screens come from: the desktop, or a test."""

    def screens(self) -> Sequence[Screen]:
        """Return the screens there are now, the desktop's first one first."""
        ...

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever a screen came, went or moved."""
        ...

    def close(self) -> None:
        """Call nobody any more."""
        ...


@dataclass(frozen=True, slots=True)
class WindowMemory:
    """A window as it is remembered: its monitor, what it shows; of a wall its layout, and which cameras fill tiles."""

    window: str
    screen: str = ""
    screen_name: str = ""
    choice: WallChoice = field(default_factory=WallChoice)
    filled: tuple[str, ...] = ()
    kind: Kind = "wall"

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "screen": self.screen,
            "screen_name": self.screen_name,
            "choice": self.choice.to_json(),
            "filled": list(self.filled),
            "kind": self.kind,
        }


def memory_from_json(window: str, value: Any) -> WindowMemory:
    """Return what was remembered of a window; of what cannot be read, the default."""
    if not isinstance(value, dict):
        return WindowMemory(window)
    screen, name, filled = value.get("screen"), value.get("screen_name"), value.get("filled")
    return WindowMemory(
        window,
        screen if isinstance(screen, str) else "",
        name if isinstance(name, str) else "",
        choice_from_json(value.get("choice")),
        tuple(filter(lambda one: isinstance(one, str), filled)) if isinstance(filled, list) else (),
        "map" if value.get("kind") == "map" else "wall",
    )


def screen_key(maker: str, model: str, serial: str, name: str, place: tuple[int, int, int, int]) -> str:
    """Return what a monitor is known by; `place` is left, top, width, height."""
    if serial.strip().lower() in _EMPTY_SERIALS:
        return place_key(name, place)
    return "|".join(part.strip() for part in (maker, model, serial))


def place_key(name: str, place: tuple[int, int, int, int]) -> str:
    """Return what a monitor without a serial number is known by."""
    left, top, width, height = place
    return f"{name}@{width}x{height}+{left}+{top}"


def told_apart(screens: Iterable[Screen]) -> tuple[Screen, ...]:
    """Return them each with a key of its own: some makers give every monitor of a model the same number."""
    found = tuple(screens)
    count = Counter(screen.key for screen in found)
    return tuple(
        screen
        if count[screen.key] == 1
        else replace(
            screen,
            key=f"{screen.key}|{place_key(screen.name, (screen.left, screen.top, screen.width, screen.height))}",
        )
        for screen in found
    )


def placements(memories: Sequence[WindowMemory], screens: Sequence[Screen]) -> Mapping[str, Screen | None]:
    """Return each window's screen; None: it is put away until its monitor is back.

    The main window stands on its own monitor, else on the first one that no other window has, else on the first.
    """
    present = {screen.key: screen for screen in screens}
    placed: dict[str, Screen | None] = {}
    taken: set[str] = set()
    for memory in memories:
        if memory.window == MAIN:
            continue
        screen = present.get(memory.screen)
        placed[memory.window] = screen if screen is not None and screen.key not in taken else None
        if placed[memory.window] is not None:
            taken.add(memory.screen)
    home = next((memory.screen for memory in memories if memory.window == MAIN), "")
    free = next((screen for screen in screens if screen.key not in taken), None)
    placed[MAIN] = present.get(home) or free or next(iter(screens), None)
    return placed
