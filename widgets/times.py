"""Times and spans as a guard reads them, in the site's time zone."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication


class _Zone:
    """The zone in use; None is the computer's own."""

    current: tzinfo | None = None


def use_zone(zone: tzinfo | None) -> None:
    """Show all times in `zone`; None is the computer's own."""
    _Zone.current = zone


def local(at: float) -> datetime:
    """Give a UTC second as a moment of the zone in use."""
    return datetime.fromtimestamp(at, _Zone.current)


def utc(wall: datetime) -> float:
    """Give the UTC second at which clocks of the zone in use show `wall`, which bears no zone itself."""
    return wall.replace(tzinfo=_Zone.current).timestamp()


def clock(at: float) -> str:
    """Give hours, minutes and seconds of a UTC second: 02:14:09."""
    return datetime.fromtimestamp(at, _Zone.current).strftime("%H:%M:%S")


def date(at: float) -> str:
    """Give the day of a UTC second: 2026-11-21."""
    return datetime.fromtimestamp(at, _Zone.current).strftime("%Y-%m-%d")


def day_and_clock(at: float, now: float) -> str:
    """Give the clock, with month and day before it where that is not today."""
    moment, today = (datetime.fromtimestamp(t, _Zone.current) for t in (at, now))
    return moment.strftime("%H:%M:%S" if moment.date() == today.date() else "%m-%d %H:%M:%S")


def day_and_minute(at: float) -> str:
    """Give month, day, hours and minutes of a UTC second: 11-20 14:03."""
    return local(at).strftime("%m-%d %H:%M")


def span(seconds: float) -> str:
    """Give a length of time as exactly as it matters: 4 s, 3 min 12 s, 25 min, 2 h 5 min, 3 d 4 h."""
    translate = QCoreApplication.translate
    whole = max(0, int(seconds))
    if whole < 60:
        return translate("Times", "%1 s").replace("%1", str(whole))
    if 600 <= whole < 3600:
        return translate("Times", "%1 min").replace("%1", str(whole // 60))
    if whole < 600:
        text = translate("Times", "%1 min %2 s")
        return text.replace("%1", str(whole // 60)).replace("%2", str(whole % 60))
    if whole < 86400:
        text = translate("Times", "%1 h %2 min")
        return text.replace("%1", str(whole // 3600)).replace("%2", str(whole % 3600 // 60))
    text = translate("Times", "%1 d %2 h")
    return text.replace("%1", str(whole // 86400)).replace("%2", str(whole % 86400 // 3600))


def age(seconds: float) -> str:
    """Give the age of a picture: tenths while it is fresh, then as a span."""
    if seconds < 2:
        return QCoreApplication.translate("Times", "%1 s").replace("%1", f"{max(0.0, seconds):.1f}")
    return span(seconds)
