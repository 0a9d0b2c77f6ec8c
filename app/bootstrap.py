"""Start a station with its window, in the order in which things may fail: log, lock, site, records, alarms, window.

Whatever can go wrong before there is a window is said on the console in words and ends with exit code 1 or 2; after
that, nothing ends the program but its user.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication

from alarms.ports import AlarmChange
from alarms.qt.annunciator import Annunciator, SoundState
from app import crash, logs, operations, system
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.main_window import MainWindow
from app.notifier import Notifier
from app.services.health import sound_status
from app.settings import LoadResult, load_site
from app.site_document import SiteDocument
from app.station import Station
from app.store.errors import StoreError
from app.translations import Translations
from widgets import theme, times

log = logging.getLogger(__name__)

EXIT_OK, EXIT_FAILED, EXIT_BAD_INPUT = 0, 1, 2


class Desktop:
    """The application, its languages and its look; one per process."""

    def __init__(self) -> None:
        existing = QApplication.instance()
        self.application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
        self.application.setApplicationName("Watchroom")
        self.application.setDesktopFileName("watchroom")
        self.translations = Translations(self.application)
        theme.apply(self.application, theme.current())

    def use_language(self, language: str) -> None:
        """Speak this language from the next window on."""
        self.translations.use(language)


class RunningStation:
    """A station with a window over it; another language is another window over the same station."""

    def __init__(self, desktop: Desktop, loaded: LoadResult, folder: DataFolder) -> None:
        self.desktop = desktop
        self.notifier = Notifier()
        self.station = Station(loaded, folder, SystemClock(), self.notifier.news())
        self.annunciator = Annunciator(parent=self.notifier)
        self.annunciator.state_changed.connect(self._sound_changed)
        self.notifier.alarms_changed.connect(self._sound)
        self.window: MainWindow | None = None
        times.use_zone(ZoneInfo(loaded.site.site.timezone))

    def start(self) -> None:
        """Start the station's parts; pictures come as soon as a window shows them."""
        self.station.start()
        self.notifier.start()
        self.annunciator.reset(self.station.alarms.snapshot().occurrences)
        self.annunciator.set_audible(self.station.alarms.overview.audible)
        self._sound_changed(self.annunciator.start())

    def open_window(self, language: str, show: Callable[[MainWindow], None] = MainWindow.showMaximized) -> MainWindow:
        """Show a window in ``language``, closing the one before."""
        self.close_window()
        self.desktop.use_language(language)
        self.station.preferences.language = language
        self.window = MainWindow(self.station, self.notifier, language)
        self.window.language_wanted.connect(self._change_language)
        self.window.silence_wanted.connect(self.annunciator.silence)
        show(self.window)
        self.window.start()
        return self.window

    def close_window(self) -> None:
        """Close the window; the station goes on."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None
            QApplication.processEvents()

    def stop(self) -> None:
        """Close everything."""
        self.close_window()
        self.annunciator.stop()
        self.notifier.stop()
        self.station.stop()
        operations.shut_down()

    def _sound(self, change: AlarmChange) -> None:
        self.annunciator.apply(change.occurrences)
        if change.overview is not None:
            self.annunciator.set_audible(change.overview.audible)

    def _sound_changed(self, state: SoundState) -> None:
        self.station.report(sound_status(state.code, state.device))

    def _change_language(self) -> None:
        """Turn to the other language; between the two windows there is none, which must not end the program."""
        other = "en" if self.station.preferences.language == "zh_CN" else "zh_CN"
        QApplication.setQuitOnLastWindowClosed(False)
        self.open_window(other)
        QApplication.setQuitOnLastWindowClosed(True)


def run_station(site_file: Path | None = None) -> int:
    """Run a station until its window is closed; returns the exit code."""
    path = site_file or system.default_site_file()
    if not path.is_file():
        print(
            f"watchroom: no site document at {path}. Try `watchroom demo`, or give a file: watchroom SITE",
            file=sys.stderr,
        )
        return EXIT_BAD_INPUT
    loaded = load_site(path)
    for problem in loaded.problems:
        print(problem.line_of_text("en"), file=sys.stderr)
    folder = DataFolder(data_root(loaded.site, path))
    try:
        with system.FolderLock(folder.root):
            return _run_locked(loaded, folder)
    except system.AlreadyRunningError as error:
        print(f"watchroom: a station is already running with the data folder {error}", file=sys.stderr)
    except (OSError, StoreError) as error:
        print(f"watchroom: the station cannot start: {error}", file=sys.stderr)
    return EXIT_FAILED


def data_root(site: SiteDocument, site_file: Path | None) -> Path:
    """Return the station's data folder; a relative one starts at the site document."""
    if not site.station.data_dir:
        return system.data_folder()
    given = Path(site.station.data_dir)
    return given if given.is_absolute() or site_file is None else site_file.resolve().parent / given


def _run_locked(loaded: LoadResult, folder: DataFolder) -> int:
    log_files = logs.set_up(folder.root / "log")
    reports = crash.install(folder.root / "log")
    reports.watch_qt()
    try:
        desktop = Desktop()
        running = RunningStation(desktop, loaded, folder)
        running.start()
        running.open_window(running.station.preferences.language)
        gc.freeze()
        try:
            return desktop.application.exec()
        finally:
            running.stop()
    finally:
        reports.remove()
        log_files.close()
