"""Every page of the window with the demo's site: words whole, names, keys, on a low screen, on 4K and at 200 %."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

import resources
from alarms.messages import encode_message
from app import texts
from app.bootstrap import Desktop, RunningStation
from app.data_folder import DataFolder
from app.main_window import MainWindow
from app.settings import load_site
from tests.access import audit
from tests.golden.test_golden import FONT
from widgets import theme

DEMO = Path(resources.__file__).parent / "sites" / "demo.toml"
#: Width, height, scale.
SCREENS = [(1366, 768, 1.0), (3840, 2160, 1.0), (3840, 2160, 2.0)]
PATIENCE_S = 30.0


@pytest.fixture
def station(qapp: QApplication, tmp_path: Path) -> Iterator[RunningStation]:
    """The demo's site without cameras and model, a fire and a cut fence on it; nobody is signed in."""
    if FONT not in QFontDatabase.families():
        pytest.skip(f"the words' widths need the font {FONT} (Debian: fonts-noto-cjk)")
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    loaded = load_site(DEMO)
    cameras = tuple(one.model_copy(update={"sub": "", "main": ""}) for one in loaded.site.cameras)
    detection = loaded.site.detection.model_copy(update={"enabled": False})
    sound = loaded.site.sound.model_copy(update={"voice": False})
    site = loaded.site.model_copy(update={"cameras": cameras, "detection": detection, "sound": sound})
    running = RunningStation(Desktop(), dataclasses.replace(loaded, site=site), DataFolder(tmp_path))
    running.start()
    for alarm_class in ("fire", "perimeter"):
        point = next(one for one in site.points if one.alarm_class == alarm_class)
        payload = encode_message(
            {"active": True, "armed": True}, at=time.time(), message_id=alarm_class, boot="b", seq=1
        )
        topic = f"gs/1/{site.site.id}/{point.device}/event/{alarm_class}/{point.channel}"
        running.station.alarms.submit(topic, payload, time.time(), "test").result(PATIENCE_S)
    yield running
    running.stop()
    running.desktop.translations.clear()
    theme.apply(qapp, theme.Theme())
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


def places() -> list[QRect]:
    """Where everything is that can be seen."""
    return [one.geometry() for one in QApplication.allWidgets() if one.isVisible()]


def settle(rounds: int = 25) -> None:
    """Let what was asked for be laid out, until nothing moves; what takes longer is no page's first look."""
    pause, ends, before = threading.Event(), time.monotonic() + PATIENCE_S, None
    while (now := places()) != before:
        assert time.monotonic() < ends, "the page does not come to rest"
        before = now
        for _ in range(rounds):
            QApplication.processEvents()
            pause.wait(0.004)
        rounds = 4


def opened(station: RunningStation, language: str, width: int, height: int, scale: float) -> MainWindow:
    theme.apply(station.desktop.application, theme.Theme(scale=scale, family=FONT))

    def show(window: MainWindow) -> None:
        window.resize(width, height)
        window.show()

    window = station.open_window(language, show)
    window.activateWindow()
    settle()
    window.resize(width, height)
    settle()
    return window


def test_the_site_document_makes_words_and_controls_larger(qapp: QApplication) -> None:
    sheet, font = qapp.styleSheet(), qapp.font()
    desktop = Desktop()
    small = theme.current().font().pixelSize()
    desktop.use_scale(200)
    assert theme.current().font().pixelSize() == qapp.font().pixelSize() == 2 * small
    desktop.use_scale(100)
    assert qapp.font().pixelSize() == small
    qapp.setStyleSheet(sheet)
    qapp.setFont(font)


def pages(window: MainWindow) -> list[QWidget]:
    return [page for index in range(window.pages.count()) if (page := window.pages.widget(index)) is not None]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}.{screen[2]:.0%}")
def test_on_every_page_words_are_whole_and_controls_have_names(
    station: RunningStation, screen: tuple[int, int, float]
) -> None:
    found: list[str] = []
    for language in ("zh_CN", "en"):
        window = opened(station, language, *screen)
        assert (window.width(), window.height()) == screen[:2], "the window is wider than its screen"
        for page in pages(window):
            window.show_page(page)
            settle()
            name = f"{language} {type(page).__name__}"
            found += [f"{name}: {line}" for line in (*audit.cut(window), *audit.unnamed(window))]
        window.show_page(window.live)
        assert window.desk.current is not None
        window.live.stage.open_panel(0)
        settle()
        found += [f"{language} panel: {line}" for line in (*audit.cut(window), *audit.unnamed(window))]
        window.live.stage.open_panel(None)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_beside_every_panel_words_are_whole_and_the_window_is_no_larger_than_a_small_screen(
    station: RunningStation, language: str
) -> None:
    window = opened(station, language, *SCREENS[0])
    assert window.desk.current is not None, "an alarm stood when the window opened"
    window.tell(texts.refusal("not_acknowledged"))
    shift = window.shift.panel
    opens: dict[str, Callable[[], object]] = {
        "log": lambda: shift.open_page(shift.log),
        "handover": lambda: shift.open_page(shift.handover),
        "drills": lambda: shift.open_page(shift.drills),
        "case": window.case.toggle,
        "sign in": window.signing.toggle,
        "turned back": window.live.release,
        **{f"tab {tab}": partial(window.live.stage.open_panel, tab) for tab in range(5)},
    }
    found: list[str] = []
    for name, act in opens.items():
        act()
        settle()
        least = window.minimumSizeHint()
        if (window.width(), window.height()) != SCREENS[0][:2] or least.width() > 1366 or least.height() > 768:
            found.append(f"{language} {name}: {window.size()}, least {least}")
        found += [f"{language} {name}: {line}" for line in audit.cut(window)]
    assert found == [], "\n".join(found)


def test_every_page_can_be_worked_by_keys_alone_with_an_input_method_on(station: RunningStation) -> None:
    window = opened(station, "en", *SCREENS[0])
    found: list[str] = []
    for page in pages(window):
        window.show_page(page)
        settle()
        first = next(one for one in audit.controls(page) if audit.can_be_reached(one))
        seen = audit.reached(first)
        lines = [f"not reached: {line}" for line in audit.unreachable(window, seen)]
        lines += [f"no mark: {line}" for line in audit.without_focus_mark(seen)]
        lines += [f"input method: {line}" for line in audit.taken_by_input_method(seen)]
        found += [f"{type(page).__name__}: {line}" for line in lines]
    assert found == [], "\n".join(found)
