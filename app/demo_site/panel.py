"""The demo's panel: a small window with a button for everything that can be made to happen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QGroupBox, QLabel, QPushButton, QVBoxLayout, QWidget

from app.demo_site.site import DemoSite

COLUMNS = 3
Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def _tr(text: str) -> str:
    return QCoreApplication.translate("DemoPanel", text)


def trigger_groups() -> Groups:
    """Return the triggers in groups: title, then (trigger's name, button's text), in the present language."""
    return (
        (
            _tr("Perimeter"),
            (
                ("intruder", _tr("Intruder climbs, east 3")),
                ("fence Z01", _tr("Cut fence, east 1")),
                ("fence Z02", _tr("Cut fence, east 2")),
                ("fence Z03", _tr("Cut fence, east 3")),
                ("fence Z04", _tr("Cut fence, west 1")),
                ("fence_tamper", _tr("Open controller's case")),
                ("device_lost", _tr("Fence controller drops off")),
            ),
        ),
        (
            _tr("Fire and gas"),
            (
                ("smoke", _tr("Smoke in the lobby")),
                ("second_smoke", _tr("Second smoke detector")),
                ("call_point", _tr("Press manual call point")),
                ("garage_smoke", _tr("Smoke in the garage")),
                ("gas", _tr("Gas, low")),
                ("gas_high", _tr("Gas, high")),
            ),
        ),
        (
            _tr("People and doors"),
            (
                ("help", _tr("Press help button")),
                ("door_forced", _tr("Force a door")),
                ("door_held", _tr("Hold a door open")),
            ),
        ),
        (
            _tr("Gates"),
            (
                ("car_in", _tr("Visitor's car at the gate")),
                ("resident_in", _tr("Resident drives in")),
                ("car_out", _tr("Car drives out")),
                ("barrier_stuck", _tr("Barrier sticks")),
            ),
        ),
        (_tr("Everything"), (("all_clear", _tr("All back to normal")),)),
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
        self.setWindowTitle(_tr("Demo: make something happen"))
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
            ("camera_kill", _tr("Cut off"), self._site.cameras.kill),
            ("camera_stall", _tr("Stall"), self._site.cameras.stall),
            ("camera_revive", _tr("Repair"), self._site.cameras.revive),
        )
        buttons: list[QWidget] = [
            self._button(text, name, lambda act=act: act(self._cameras.currentData()))  # type: ignore[misc]
            for name, text, act in faults
        ]
        group = _in_grid(_tr("Cameras"), [self._cameras, *buttons], self)
        self._cameras.show()
        return group

    def _fill_cameras(self) -> None:
        chosen = self._cameras.currentIndex()
        language = self.locale().name()
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
            self._said.setText(_tr("Done: {what}").format(what=text))

        button.clicked.connect(press)
        return button


def _in_grid(title: str, widgets: Sequence[QWidget], parent: QWidget) -> QGroupBox:
    group = QGroupBox(title, parent)
    grid = QGridLayout(group)
    for index, widget in enumerate(widgets):
        grid.addWidget(widget, index // COLUMNS, index % COLUMNS)
    return group
