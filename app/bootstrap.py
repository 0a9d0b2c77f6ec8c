"""Start a station with its window, in the order in which things may fail: log, lock, site, records, alarms, window.

Whatever can go wrong before there is a window is said on the console in words and ends with exit code 1 or 2; after
that, nothing ends the program but its user.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from alarms.ports import AlarmChange
from alarms.qt.annunciator import Annunciator, SoundSettings
from alarms.qt.sound_output import SoundState
from app import crash, logs, operations, system, texts
from app.backup.restore import finish as finish_restore
from app.clock import SystemClock
from app.data_folder import DataFolder, data_root
from app.keeper_beat import KeeperBeat
from app.keeper_wire import Fall, Wire
from app.main_window import MainWindow
from app.notifier import Notifier
from app.pages.alarm_desk import AlarmDesk
from app.pages.call_up_stage import CallUpStage
from app.pages.site_plan import SitePlanPanel, site_map
from app.pages.wall_window_screens import QtScreens
from app.pages.wall_windows import WallWindows
from app.pages.walls import Walls
from app.services.health import load_status, program_status, sound_status
from app.services.screens import ScreenSource
from app.services.sound_watch import CHANNEL, SOUND_CLASS, SoundWatch
from app.settings import LoadResult, load_site
from app.station import Station
from app.store.errors import StoreError
from app.translations import Translations
from widgets import theme, times

log = logging.getLogger(__name__)

EXIT_OK, EXIT_FAILED, EXIT_BAD_INPUT = 0, 1, 2
FALL_SHOWN_MS = 30 * 60_000


class Desktop:
    """The application, its languages and its look; one per process."""

    def __init__(self) -> None:
        existing = QApplication.instance()
        self.application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
        self.application.setApplicationName("Watchroom")
        self.application.setDesktopFileName("watchroom")
        self.translations = Translations(self.application)
        theme.apply(self.application, theme.current())

    def use_scale(self, per_cent: int) -> None:
        """Show words and controls so large, from the next window on."""
        look = theme.current()
        if look.scale != per_cent / 100:
            theme.apply(self.application, replace(look, scale=per_cent / 100))

    def use_language(self, language: str) -> None:
        """Speak this language from the next window on."""
        self.translations.use(language)


class RunningStation:
    """A station with its windows; another language is another main window over the same station.

    What a guard has before his eyes outlives the windows: the alarms and who has the wall, the walls with their
    pictures, the further windows on their monitors.
    """

    def __init__(
        self, desktop: Desktop, loaded: LoadResult, folder: DataFolder, screens: ScreenSource | None = None
    ) -> None:
        self.desktop = desktop
        desktop.use_scale(loaded.site.station.scale)
        self.notifier = Notifier()
        self.station = Station(loaded, folder, SystemClock(), self.notifier.news())
        sound = loaded.site.sound
        self.annunciator = Annunciator(
            parent=self.notifier,
            settings=SoundSettings(sound.device, sound.volume / 100),
            name_of=lambda one: self.station.voice.name_of(one, self.station.preferences.language),
        )
        self.annunciator.state_changed.connect(self._sound_changed)
        self.annunciator.sounding_changed.connect(lambda tone: self.station.ear.hush(tone is not None))
        self.annunciator.sounding_changed.connect(lambda tone: self.station.replay.ear.hush(tone is not None))
        self.annunciator.sounding_changed.connect(self._show_sound)
        self.annunciator.tested.connect(self._sound_tested)
        self.notifier.alarms_changed.connect(self._sound)
        self.notifier.voice_changed.connect(self.annunciator.refresh)
        self._sound_watch = SoundWatch(self.station.clock, loaded.site.station.id, self._report_sound)
        self.desk = AlarmDesk(self.station.clock, self.station.places.turns_wall)
        self.notifier.alarms_changed.connect(self.desk.take)
        self.walls = Walls(self.station, self.notifier, self.station.preferences.language)
        self.walls.relief_changed.connect(self._relief_changed)
        self.stage = CallUpStage(self.station, self.desk, self.walls)
        self.desk.response_changed.connect(self.station.ptz.called_up)
        screens = screens or QtScreens(desktop.application)
        self.windows = WallWindows(self.station.site, self.walls, screens, self._site_plans)
        self.desk.called_up.connect(self.windows.show_alarm)
        self.window: MainWindow | None = None
        times.use_zone(ZoneInfo(loaded.site.site.timezone))

    def start(self) -> None:
        """Start the station's parts; pictures come as soon as a window shows them."""
        self.station.start()
        self.notifier.start()
        self.desk.resync(self.station.alarms.snapshot(), self.station.alarms.overview)
        self.annunciator.reset(self.station.alarms.snapshot().occurrences)
        self.annunciator.set_audible(self.station.alarms.overview.audible)
        self._sound_watch.recall(self.station.alarms.snapshot().occurrences)
        self._sound_changed(self.annunciator.state)
        self.annunciator.start()
        self._relief_changed("")

    def tell_of(self, fall: Fall) -> None:
        """Say that the station before this one came to a bad end; it stays on the health page for half an hour."""
        log.error("the station %s at %.0f and was started again (%d in a row)", fall.code, fall.at, fall.count)
        self.station.report(program_status(fall.code, times.clock(fall.at), fall.count))
        QTimer.singleShot(FALL_SHOWN_MS, self.notifier, lambda: self.station.report(program_status()))

    def open_window(self, language: str, show: Callable[[MainWindow], None] | None = None) -> MainWindow:
        """Show a window in `language`, in the place of the one before, with all that was going on there.

        `show` puts it on screen; by default it stands where it stood last.
        """
        left = self.window.leave() if self.window is not None else None
        self.close_window()
        self.desktop.use_language(language)
        self.station.preferences.language = language
        self.walls.speak(language)
        self.window = MainWindow(self.station, self.notifier, self.desk, self.walls, self.windows, language)
        self.window.language_wanted.connect(self._change_language)
        self.annunciator.refresh()
        self._show_sound()
        self.window.sound_test_wanted.connect(self._test_sound)
        self.window.silence_wanted.connect(self._silence)
        if show is not None:
            show(self.window)
        else:
            self.windows.show_main(self.window)
        self.window.start(left)
        self.windows.start(self.window)
        self.stage.apply(self.desk.state)
        return self.window

    def close_window(self) -> None:
        """Close the window; the station and the walls go on."""
        if self.window is not None:
            self.windows.leave_main()
            self.window.close()
            self.window.deleteLater()
            self.window = None
            QApplication.processEvents()

    def stop(self) -> None:
        """Close everything."""
        self.close_window()
        self.windows.close()
        self.walls.close()
        self.annunciator.stop()
        self.notifier.stop()
        self.station.stop()
        operations.shut_down()

    def _site_plans(self) -> SitePlanPanel:
        """The site plans for a monitor of their own."""
        return site_map(self.station, self.notifier, self.desk, self.walls, self.walls.language)

    def _sound(self, change: AlarmChange) -> None:
        self.annunciator.apply(change.occurrences)
        if change.overview is not None:
            self.annunciator.set_audible(change.overview.audible)

    def _relief_changed(self, relief: str) -> None:
        self.station.report(load_status(relief))

    def _sound_changed(self, state: SoundState) -> None:
        self.station.report(sound_status(state.code, state.device, state.wanted))
        self._sound_watch.take(state)
        self._show_sound()

    def _show_sound(self, _sounding: object = None) -> None:
        """Tell the window what is to be heard and whether it is; where it is not, the window's edge flashes."""
        if self.window is not None:
            state, sound = self.annunciator.state, self.station.site.sound
            heard = state.heard or state.code == "off"
            self.window.edge.set_heard(heard)
            self.window.edge.set_sounding(self.annunciator.sounding)
            self.windows.show_sound(heard, self.annunciator.sounding)
            self.window.health.sound.show_device(state.device if state.heard else "", sound.volume)

    def _test_sound(self) -> None:
        """Let each priority's tone be heard and a phrase, unless an alarm sounds."""
        phrase = self.station.voice.test_phrase(self.station.preferences.language)
        if self.window is not None:
            begun = self.annunciator.test(phrase)
            self.window.health.sound.show_test(begun)
            if not begun:
                self.window.tell(texts.refusal("sound_busy"))

    def _sound_tested(self) -> None:
        if self.window is not None:
            self.window.health.sound.show_test(False)
        self._show_sound()

    def _report_sound(self, active: bool, cause: str, kind: str) -> None:
        self.station.alarms.report(SOUND_CLASS, CHANNEL, active, cause=cause, kind=kind)

    def _silence(self) -> None:
        """F10: what sounds now falls silent here, which is no acknowledgement, and it is written down who did it."""
        stopped = self.annunciator.silence()
        if stopped:
            self.station.acts.silenced(tuple(one.id for one in stopped))

    def _change_language(self) -> None:
        """Turn to the other language; between the two windows there is none, which must not end the program."""
        other = "en" if self.station.preferences.language == "zh_CN" else "zh_CN"
        QApplication.setQuitOnLastWindowClosed(False)
        self.open_window(other)
        QApplication.setQuitOnLastWindowClosed(True)


def run_station(site_file: Path | None = None, fall: Fall | None = None, wire: Wire | None = None) -> int:
    """Run a station until its window is closed; returns the exit code.

    fall, wire: what befell the station before this one, and the way to the keeper; None where nobody keeps it.
    """
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
            if finish_restore(folder.root):
                loaded = load_site(path)
            return _run_locked(loaded, folder, fall, wire)
    except system.AlreadyRunningError as error:
        print(f"watchroom: a station is already running with the data folder {error}", file=sys.stderr)
    except (OSError, StoreError) as error:
        print(f"watchroom: the station cannot start: {error}", file=sys.stderr)
    return EXIT_FAILED


def _run_locked(loaded: LoadResult, folder: DataFolder, fall: Fall | None, wire: Wire | None) -> int:
    log_files = logs.set_up(folder.root / "log")
    reports = crash.install(folder.root / "log")
    reports.watch_qt()
    try:
        desktop = Desktop()
        running = RunningStation(desktop, loaded, folder)
        running.start()
        if fall is not None:
            running.tell_of(fall)
        running.open_window(running.station.preferences.language)
        beat = KeeperBeat(wire, desktop.application.quit) if wire is not None else None
        if beat is not None:
            beat.start()
        log.info("the station stands: process %d", os.getpid())
        gc.freeze()
        try:
            return desktop.application.exec()
        finally:
            if beat is not None:
                beat.stop()
            running.stop()
    finally:
        reports.remove()
        log_files.close()
