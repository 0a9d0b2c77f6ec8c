"""The demo's panel: a small window with a button for everything that can be made to happen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QGroupBox, QLabel, QPushButton, QVBoxLayout, QWidget

from app.demo_site.site import DemoSite

COLUMNS = 3
Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]

translate = QCoreApplication.translate


def trigger_groups() -> Groups:
    """Return the triggers in groups: title, then (trigger's name, button's text), in the present language."""
    return (*_alarms(), *_doings())


def _alarms() -> Groups:
    return (
        (
            translate("DemoPanel", "Perimeter"),
            (
                ("intruder", translate("DemoPanel", "Intruder climbs, east 3")),
                ("fence Z01", translate("DemoPanel", "Cut fence, east 1")),
                ("fence Z02", translate("DemoPanel", "Cut fence, east 2")),
                ("fence Z03", translate("DemoPanel", "Cut fence, east 3")),
                ("fence Z04", translate("DemoPanel", "Cut fence, west 1")),
                ("fence_tamper", translate("DemoPanel", "Open controller's case")),
                ("device_lost", translate("DemoPanel", "Fence controller drops off")),
            ),
        ),
        (
            translate("DemoPanel", "Fire and gas"),
            (
                ("burning", translate("DemoPanel", "Bin burns in the lobby")),
                ("smoke", translate("DemoPanel", "Smoke in the lobby")),
                ("second_smoke", translate("DemoPanel", "Second smoke detector")),
                ("call_point", translate("DemoPanel", "Press manual call point")),
                ("garage_smoke", translate("DemoPanel", "Smoke in the garage")),
                ("gas", translate("DemoPanel", "Gas, low")),
                ("gas_high", translate("DemoPanel", "Gas, high")),
            ),
        ),
    )


def _doings() -> Groups:
    return (
        (
            translate("DemoPanel", "People and doors"),
            (
                ("help", translate("DemoPanel", "Press help button")),
                ("door_forced", translate("DemoPanel", "Force a door")),
                ("door_held", translate("DemoPanel", "Hold a door open")),
            ),
        ),
        (
            translate("DemoPanel", "Gates"),
            (
                ("car_in", translate("DemoPanel", "Visitor's car at the gate")),
                ("resident_in", translate("DemoPanel", "Resident drives in")),
                ("car_out", translate("DemoPanel", "Car drives out")),
                ("barrier_stuck", translate("DemoPanel", "Barrier sticks")),
            ),
        ),
        (
            translate("DemoPanel", "Equipment"),
            (
                ("pump_hot", translate("DemoPanel", "Pump room gets hot")),
                ("water_low", translate("DemoPanel", "Water pressure falls")),
            ),
        ),
        (translate("DemoPanel", "Everything"), (("all_clear", translate("DemoPanel", "All back to normal")),)),
    )


class Panel(QWidget):
    """Triggers the demo's devices and the faults of its cameras."""

    def __init__(self, site: DemoSite, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self._site = site
        self._layout = QVBoxLayout(self)
        self._groups: list[QGroupBox] = []
        self._cameras = QComboBox(self)
        self._said = QLabel(self)
        self._said.setWordWrap(True)
        self._build()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language at once."""
        if event.type() == QEvent.Type.LanguageChange:
            self._build()
        super().changeEvent(event)

    def _build(self) -> None:
        self.setWindowTitle(translate("DemoPanel", "Demo: make something happen"))
        for old in self._groups:
            self._layout.removeWidget(old)
            self._cameras.setParent(self)
            old.deleteLater()
        groups = [self._trigger_group(title, entries) for title, entries in trigger_groups()]
        self._groups = [*groups, self._camera_group()]
        self._layout.removeWidget(self._said)
        for group in self._groups:
            self._layout.addWidget(group)
        self._layout.addWidget(self._said)

    def _trigger_group(self, title: str, entries: Sequence[tuple[str, str]]) -> QGroupBox:
        buttons = [self._button(text, name, lambda name=name: self._site.trigger(name)) for name, text in entries]  # type: ignore[misc]
        return _in_grid(title, buttons, self)

    def _camera_group(self) -> QGroupBox:
        self._fill_cameras()
        faults: tuple[tuple[str, str, Callable[[str], None]], ...] = (
            ("camera_kill", translate("DemoPanel", "Cut off"), self._site.cameras.kill),
            ("camera_stall", translate("DemoPanel", "Stall"), self._site.cameras.stall),
            ("camera_revive", translate("DemoPanel", "Repair"), self._site.cameras.revive),
        )
        buttons: list[QWidget] = [
            self._button(text, name, lambda act=act: act(self._cameras.currentData()))  # type: ignore[misc]
            for name, text, act in faults
        ]
        group = _in_grid(translate("DemoPanel", "Cameras"), [self._cameras, *buttons], self)
        self._cameras.show()
        return group

    def _fill_cameras(self) -> None:
        chosen = self._cameras.currentIndex()
        language = translate("DemoPanel", "en")  # translated by the code of the language that is spoken
        self._cameras.clear()
        for camera in self._site.document.cameras:
            self._cameras.addItem(f"{camera.number:02d}  {camera.label(language)}", camera.id)
        self._cameras.setCurrentIndex(max(0, chosen))

    def _button(self, text: str, name: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setMinimumHeight(34)

        def press() -> None:
            act()
            self._said.setText(translate("DemoPanel", "Done: {what}").format(what=text))

        button.clicked.connect(press)
        return button


def _in_grid(title: str, widgets: Sequence[QWidget], parent: QWidget) -> QGroupBox:
    group = QGroupBox(title, parent)
    grid = QGridLayout(group)
    for index, widget in enumerate(widgets):
        grid.addWidget(widget, index // COLUMNS, index % COLUMNS)
    return group
