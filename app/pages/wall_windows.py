"""The windows of the wall on their monitors: opened, put away with an unplugged monitor, brought back with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from alarms.model import Priority
from app.pages.layouts_words import layout_name
from app.pages.wall_window import MapWindow, MonitorWindow, WallWindow
from app.pages.wall_window_screens import bring_forward, put_on, screen_of
from app.pages.walls import Walls
from app.services.screens import MAIN, Kind, Screen, ScreenSource, WindowMemory, placements
from app.site_document import SiteDocument


@dataclass(frozen=True, slots=True)
class Monitor:
    """A monitor as the guard sees it in the list. window: what stands on it, "" for nothing; kind: what that shows."""

    screen: Screen
    window: str = ""
    call_ups: bool = False
    kind: Kind = "wall"


class WallWindows(QObject):
    """Owns the further windows; the main window is handed in. `make_plans` makes the widget of a map window."""

    changed = Signal()

    def __init__(
        self, site: SiteDocument, walls: Walls, screens: ScreenSource, make_plans: Callable[[], QWidget] = QWidget
    ) -> None:
        super().__init__()
        self.windows: dict[str, MonitorWindow] = {}
        self._make_plans = make_plans
        self.away: tuple[WindowMemory, ...] = ()
        self._site = site
        self._walls = walls
        self._screens = screens
        self._main: QMainWindow | None = None
        self._started = False
        self._heard = True
        self._sounding: Priority | None = None

    def show_main(self, window: QMainWindow) -> None:
        """Show the main window where it stood last."""
        screen = placements(self._memories(), self._screens.screens()).get(MAIN)
        if screen is not None:
            put_on(window, screen)
        window.showMaximized()

    def start(self, main: QMainWindow) -> None:
        """Show the further windows; after a change of language, name them anew."""
        self._main = main
        for window in self.windows.values():
            window.name_it(self._site_name)
            if isinstance(window, MapWindow):
                window.show_plans(self._make_plans())
        if not self._started:
            self._started = True
            self._screens.on_change(self.arrange)
            self._walls.start()
            self.arrange()

    def leave_main(self) -> None:
        """The main window is about to close: remember where it stands."""
        self._remember_main()
        self._main = None

    def close(self) -> None:
        """End all windows; they come back at the next start."""
        self._screens.close()
        for window in self.windows.values():
            window.end()
        self.windows.clear()

    # What the guard does.

    def monitors(self) -> list[Monitor]:
        """Return the monitors there are, each with what stands on it."""
        screens = self._screens.screens()
        placed = placements(self._memories(), screens)
        main = screen_of(self._main, screens) if self._main is not None else placed.get(MAIN)
        found = []
        for screen in screens:
            window = next((name for name, at in placed.items() if at == screen and name != MAIN), "")
            if not window and main is not None and main.key == screen.key:
                window = MAIN
            call_ups = bool(window) and window == self._walls.alarm_seat.window
            found.append(Monitor(screen, window, call_ups, self._walls.memory.window(window).kind))
        return found

    def open_on(self, screen: Screen, kind: Kind = "wall") -> None:
        """Open a window of this kind on a monitor that has none."""
        if any(monitor.screen.key == screen.key and monitor.window not in ("", MAIN) for monitor in self.monitors()):
            return
        taken = self._walls.memory.windows
        name = next(new for number in count(2) if (new := f"{kind}-{number}") not in taken)
        self._walls.memory.keep_window(WindowMemory(name, screen.key, screen.name, kind=kind))
        self.arrange()

    def dismiss(self, window: str) -> None:
        """Close a window for good."""
        if window in self.windows:
            self._put_away(window)
        self._walls.memory.forget_window(window)
        if self._walls.memory.call_up == window:
            self._walls.send_call_ups_to(MAIN)
        self.arrange()

    def show_here(self, window: str) -> None:
        """Show on the main wall what an unplugged monitor showed."""
        memory = self._walls.memory.windows.get(window)
        if memory is not None:
            self._walls.main.choose(memory.choice.layout)

    def plans_changed(self) -> None:
        """Other site plans hold now."""
        for window in self.windows.values():
            if isinstance(window, MapWindow):
                window.show_plans(self._make_plans())

    def show_alarm(self) -> None:
        """An alarm calls: its wall and the plans are on screen, over other programs, without taking the keyboard."""
        taking = self._walls.alarm_seat.window
        for name, window in self.windows.items():
            if name == taking or isinstance(window, MapWindow):
                bring_forward(window)

    def show_sound(self, heard: bool, sounding: Priority | None) -> None:
        """Where alarms cannot be heard the edge of every monitor flashes: nobody knows which one is looked at."""
        self._heard, self._sounding = heard, sounding
        for window in self.windows.values():
            self._flash(window)

    def _flash(self, window: MonitorWindow) -> None:
        window.edge.set_heard(self._heard)
        window.edge.set_sounding(self._sounding)

    # Monitors come and go.

    def arrange(self) -> None:
        """Let every window stand where it belongs, as far as its monitor is there."""
        screens = self._screens.screens()
        placed = placements(self._memories(), screens)
        for name in [name for name in self.windows if placed.get(name) is None]:
            self._put_away(name)
        for name, screen in placed.items():
            if screen is not None and name != MAIN:
                self._bring(name, screen)
        self._place_main(placed.get(MAIN), screens)
        gone = [one for one in self._memories() if placed.get(one.window) is None]
        self._tell_away(tuple(one for one in gone if one.window != MAIN and one.kind == "wall"))
        self.changed.emit()

    def _bring(self, name: str, screen: Screen) -> None:
        window = self.windows.get(name)
        if window is None:
            window = self.windows[name] = self._make(name)
            window.dismissed.connect(self.dismiss, Qt.ConnectionType.QueuedConnection)
            self._flash(window)
            put_on(window, screen)
            window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            window.showFullScreen()
            if isinstance(window, WallWindow):
                window.seat.show()
                self._walls.redirect()
        elif screen_of(window, [screen]) is None:
            full = window.isFullScreen()
            window.showNormal()
            put_on(window, screen)
            if full:
                window.showFullScreen()

    def _make(self, name: str) -> MonitorWindow:
        if self._walls.memory.window(name).kind == "map":
            return MapWindow(name, self._make_plans(), self._site_name)
        return WallWindow(self._walls.seats.get(name) or self._walls.add(name), self._site_name)

    def _put_away(self, name: str) -> None:
        window = self.windows.pop(name)
        window.end()
        self._walls.remove(name)

    def _place_main(self, screen: Screen | None, screens: Sequence[Screen]) -> None:
        if self._main is None or screen is None:
            return
        present = screen_of(self._main, screens)
        if present == screen:
            return
        home = self._walls.memory.window(MAIN).screen
        if present is None or home == screen.key:
            state = self._main.windowState()
            self._main.setWindowState(Qt.WindowState.WindowNoState)
            put_on(self._main, screen)
            self._main.setWindowState(state)

    def _tell_away(self, away: tuple[WindowMemory, ...]) -> None:
        gone = [one for one in away if one.window not in {before.window for before in self.away}]
        back = [one for one in self.away if one.window in self.windows]
        self.away = away
        for memory in gone:
            words = self.tr("Monitor %1 is gone. Its wall, %2, is at hand above the pictures.")
            self._walls.notice.emit(words.replace("%1", memory.screen_name).replace("%2", self.layout_of(memory)))
        for memory in back:
            words = self.tr("Monitor %1 is back, with its wall.")
            self._walls.notice.emit(words.replace("%1", memory.screen_name))

    def layout_of(self, memory: WindowMemory) -> str:
        """Name the layout that a window shows."""
        book = self._walls.memory.book
        layout = book.get(memory.choice.layout) or book.at(0)
        return layout_name(layout, self._walls.language) if layout is not None else ""

    def _memories(self) -> list[WindowMemory]:
        memories = self._walls.memory.windows
        return [self._walls.memory.window(MAIN), *(one for name, one in memories.items() if name != MAIN)]

    def _remember_main(self) -> None:
        """The main window is at home where the guard put it; not where an unplugged monitor drove it."""
        screens = self._screens.screens()
        if self._main is None or len(screens) == 0:
            return
        present, memory = screen_of(self._main, screens), self._walls.memory.window(MAIN)
        home_is_there = any(screen.key == memory.screen for screen in screens)
        if present is not None and (home_is_there or not memory.screen):
            self._walls.memory.keep_window(replace(memory, screen=present.key, screen_name=present.name))

    @property
    def _site_name(self) -> str:
        return self._site.site.label(self._walls.language)
