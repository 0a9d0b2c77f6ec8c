"""Widgets are tested in the site's zone and in the dark theme, whatever the machine has."""

from collections.abc import Iterator
from datetime import timedelta, timezone

import pytest
from PySide6.QtWidgets import QApplication

from widgets import theme, times


@pytest.fixture(autouse=True)
def dark_and_in_china(qapp: QApplication) -> Iterator[None]:
    """Dress the program; undress it for the tests of others."""
    theme.apply(qapp, theme.Theme())
    times.use_zone(timezone(timedelta(hours=8)))
    yield
    times.use_zone(None)
    qapp.setStyleSheet("")
