"""Incidents between two times: typed as in playback, said back with their days, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from widgets import times
from widgets.incident_filters import FilterChoice, IncidentFilters
from widgets.typed_span import span_words, typed_span

LONG_MS = 30_000


def at(text: str) -> float:
    return datetime.fromisoformat(f"{text}+00:00").timestamp()


NOW = at("2026-11-20 09:00:00")


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    times.use_zone(UTC)
    yield
    times.use_zone(None)


@pytest.fixture
def filters(qtbot: QtBot) -> IncidentFilters:
    made = IncidentFilters(NOW)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made, timeout=LONG_MS):
        made.show()
    return made


@pytest.mark.parametrize(
    ("since", "until", "meant"),
    [
        ("02:50", "03:10", ("2026-11-20 02:50:00", "2026-11-20 03:11:00")),  # the minute named is part of it
        ("0250", "02:50:30", ("2026-11-20 02:50:00", "2026-11-20 02:50:31")),
        ("22:50", "23:10", ("2026-11-19 22:50:00", "2026-11-19 23:11:00")),  # of the evening, typed in the morning
        ("23:50", "00:10", ("2026-11-19 23:50:00", "2026-11-20 00:11:00")),  # over midnight
        ("11-18 02:50", "03:10", ("2026-11-18 02:50:00", "2026-11-18 03:11:00")),
        ("11-18 22:00", "11-19 06:00", ("2026-11-18 22:00:00", "2026-11-19 06:01:00")),
        ("11-17", "11-18", ("2026-11-17 00:00:00", "2026-11-19 00:00:00")),  # whole days
        ("2025-12-31 23:00", "2026-01-01 01:00", ("2025-12-31 23:00:00", "2026-01-01 01:01:00")),
        ("02：50", "", ("2026-11-20 02:50:00", None)),
        ("", "22:00", (None, "2026-11-19 22:01:00")),
        ("", "", (None, None)),
    ],
)
def test_two_times(since: str, until: str, meant: tuple[str | None, str | None]) -> None:
    expected = tuple(None if one is None else at(one) for one in meant)
    assert typed_span(since, until, NOW) == expected


@pytest.mark.parametrize(
    ("since", "until"), [("2h", "03:10"), ("02:50", "25:00"), ("11-20 03:10", "11-20 02:50"), ("02-30 01:00", "")]
)
def test_what_is_no_time_or_ends_before_it_begins(since: str, until: str) -> None:
    assert typed_span(since, until, NOW) is None


def test_both_ends_are_said_with_their_days() -> None:
    assert span_words((at("2026-11-19 23:50:00"), at("2026-11-20 00:11:00"))) == (
        "2026-11-19 23:50:00 – 2026-11-20 00:10:59"
    )
    assert span_words((at("2026-11-19 23:50:00"), None)) == "2026-11-19 23:50:00 –"
    assert span_words((None, None)) == ""


def choose_times(filters: IncidentFilters) -> None:
    """By keys: the last of the periods."""
    filters.period.setFocus()
    QTest.keyClick(filters.period, Qt.Key.Key_End)
    assert filters.period.currentData() == "times"


def test_the_list_is_narrowed_to_them_by_keys_alone(qtbot: QtBot, filters: IncidentFilters) -> None:
    told: list[FilterChoice] = []
    filters.changed.connect(told.append)
    choose_times(filters)
    assert filters.since_time.isVisible() and not filters.since.isVisible()
    QTest.keyClick(filters.period, Qt.Key.Key_Tab)
    qtbot.waitUntil(filters.since_time.hasFocus, timeout=LONG_MS)
    QTest.keyClicks(filters.since_time, "02:50")
    QTest.keyClick(filters.since_time, Qt.Key.Key_Tab)
    qtbot.waitUntil(filters.until_time.hasFocus, timeout=LONG_MS)
    QTest.keyClicks(filters.until_time, "03:10")
    QTest.keyClick(filters.until_time, Qt.Key.Key_Return)
    assert told[-1] == FilterChoice(since=at("2026-11-20 02:50:00"), until=at("2026-11-20 03:11:00"))
    assert filters.meant.text() == "2026-11-20 02:50:00 – 2026-11-20 03:10:59"
    filters.reset.click()
    assert told[-1] == FilterChoice()
    assert not filters.since_time.isVisible() and not filters.meant.isVisible()
    assert filters.since_time.text() == filters.until_time.text() == ""


def test_half_a_time_changes_nothing_and_is_named_once_it_is_done(qtbot: QtBot, filters: IncidentFilters) -> None:
    told: list[FilterChoice] = []
    filters.changed.connect(told.append)
    choose_times(filters)
    QTest.keyClicks(filters.since_time, "02:5")
    filters._rest.timeout.emit()  # a rest while typing
    assert told == [] and not filters.meant.isVisible()
    QTest.keyClick(filters.since_time, Qt.Key.Key_Return)
    assert told == [] and filters.meant.text().startswith("These are not two times")
    QTest.keyClicks(filters.since_time, "0")
    qtbot.waitUntil(lambda: bool(told), timeout=LONG_MS)
    assert told == [FilterChoice(since=at("2026-11-20 02:50:00"))]
    assert filters.meant.text() == "2026-11-20 02:50:00 –"


def test_show_all_puts_the_days_away_too(filters: IncidentFilters) -> None:
    filters.period.setCurrentIndex(filters.period.findData("dates"))
    filters.period.activated.emit(filters.period.currentIndex())
    assert filters.since.isVisible()
    filters.reset.click()
    assert not filters.since.isVisible() and not filters.until.isVisible()
