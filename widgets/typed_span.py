"""From when to when, as somebody types it: each as in playback, alone or with its day."""

from __future__ import annotations

from widgets import times
from widgets.replay_words import is_clock, is_span, parse_time

_MINUTE, _DAY = 60.0, 86_400.0
#: From the first second to before the last one, UTC; None: no bound on that side.
Span = tuple[float | None, float | None]


def typed_span(since: str, until: str, now: float) -> Span | None:
    """The time meant by "02:50" and "03:10", or "11-20 23:50" and "00:10", at `now`; None where one is no time.

    A clock alone is the last time that it was that late; the second one the next such time after the first. The minute,
    or the day, named last is part of it.
    """
    first = _first(since, now) if since.strip() else None
    last = _last(until, first, now) if until.strip() else None
    if (since.strip() and first is None) or (until.strip() and last is None):
        return None
    if first is not None and last is not None and last <= first:
        return None
    return first, last


def span_words(span: Span) -> str:
    """Both ends with their days, so that nobody has to guess which night is meant."""
    first, last = span
    begins = "" if first is None else f"{times.date(first)} {times.clock(first)}"
    ends = "" if last is None else f"{times.date(last - 1)} {times.clock(last - 1)}"
    return f"{begins} – {ends}".strip() if begins or ends else ""


def _first(text: str, now: float) -> float | None:
    at = parse_time(text, now)
    return parse_time(text, now - _DAY) if at is not None and at > now and is_clock(text) else at


def _last(text: str, first: float | None, now: float) -> float | None:
    if not is_clock(text):
        at = parse_time(text, now)
        day_alone = len(text.split()) == 1 and not is_span(text)
        return None if at is None else at + (_DAY if day_alone else _ending(at))
    if first is None:
        at = _first(text, now)
    else:
        at = parse_time(text, first)
        at = parse_time(text, first + _DAY) if at is not None and at < first else at
    return None if at is None else at + _ending(at)


def _ending(at: float) -> float:
    """To the end of what was named: the minute, or the second where one was."""
    return 1.0 if at % _MINUTE else _MINUTE
