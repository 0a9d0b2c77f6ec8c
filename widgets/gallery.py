"""Every widget in every state, to look at and to compare with golden pictures.

python -m widgets.gallery [--language zh_CN] [--light] [--scale 2] [--save FOLDER]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta, timezone
from importlib import resources
from pathlib import Path

from PySide6.QtCore import QSize, QTranslator
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from alarms.qt.alarm_model import AlarmModel
from widgets import (
    gallery_card,
    gallery_cases,
    gallery_duty,
    gallery_evidence,
    gallery_live,
    gallery_maps,
    gallery_people,
    gallery_points,
    gallery_ptz,
    gallery_replay,
    gallery_rules,
    gallery_values,
    theme,
    times,
)
from widgets import gallery_samples as samples
from widgets.alarm_card import AlarmCard, AlarmCardContent
from widgets.alarm_list import AlarmList
from widgets.gallery_flood import flood_list
from widgets.gallery_pictures import StillClock
from widgets.gallery_walls import call_up_wall, grid_wall, overlay_wall, typed_wall
from widgets.gate_strip import GateStrip, GateView
from widgets.health_view import HealthView
from widgets.incident_list import IncidentList
from widgets.parking_view import ParkingPanel
from widgets.point_view import PointView
from widgets.status_bar import StatusBar


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One widget in one state: how it is made, and how large it is shown at 100 %."""

    name: str
    make: Callable[[str], QWidget]
    width: int
    height: int

    def build(self, language: str) -> QWidget:
        """Make it with words in `language`, at its size."""
        widget = self.make(language)
        look = theme.current()
        widget.resize(QSize(look.px(self.width), look.px(self.height)))
        return widget


def exhibits() -> tuple[Exhibit, ...]:
    """Name everything there is to see."""
    return (
        Exhibit("wall_16", grid_wall, 1280, 760),
        Exhibit("wall_call_up", call_up_wall, 1280, 760),
        Exhibit("wall_overlay", overlay_wall, 1280, 760),
        Exhibit("wall_number", typed_wall, 800, 480),
        *(Exhibit(*one) for one in gallery_live.EXHIBITS),
        Exhibit("alarm_list", _alarm_list, 360, 660),
        Exhibit("alarm_list_flood", flood_list, 360, 640),
        Exhibit("alarm_list_folded", _folded_list, 48, 420),
        Exhibit("alarm_list_empty", _empty_list, 360, 200),
        Exhibit("alarm_card_new", lambda language: _card(samples.card(language)), 360, 560),
        Exhibit("alarm_card_handling", lambda language: _card(samples.card_handling(language)), 360, 640),
        Exhibit("alarm_card_closing", lambda language: _card(samples.card_closing(language)), 360, 680),
        Exhibit("alarm_card_unanswered", lambda language: _card(samples.card_unanswered(language)), 360, 660),
        *(Exhibit(*one) for one in gallery_card.EXHIBITS),
        Exhibit("gate_strip", lambda language: _gates(samples.gates(language)), 1100, 64),
        Exhibit("gate_strip_at_work", lambda language: _gates(samples.gates_at_work(language)), 1100, 64),
        Exhibit("gate_strip_trouble", lambda language: _gates(samples.gates_in_trouble(language)), 1100, 64),
        Exhibit("gate_strip_narrow", lambda language: _gates(samples.gates_beside_a_panel(language)), 700, 64),
        Exhibit("parking", _parking, 480, 64),
        Exhibit("status_bar", _status_bar, 1280, 36),
        Exhibit("incident_list", _incidents, 1280, 320),
        Exhibit("health", _health, 1100, 260),
        Exhibit("points", _points, 1366, 420),
        *(Exhibit(*one) for one in gallery_ptz.EXHIBITS),
        *(Exhibit(*one) for one in gallery_people.EXHIBITS),
        *(Exhibit(*one) for one in gallery_cases.EXHIBITS),
        *(Exhibit(*one) for one in gallery_duty.EXHIBITS),
        *(Exhibit(*one) for one in gallery_values.EXHIBITS),
        *(Exhibit(*one) for one in gallery_maps.EXHIBITS),
        *(Exhibit(*one) for one in gallery_replay.EXHIBITS),
        *(Exhibit(*one) for one in gallery_evidence.EXHIBITS),
        *(Exhibit(*one) for one in gallery_rules.EXHIBITS),
    )


def _alarm_list(language: str) -> AlarmList:
    panel = AlarmList(now=lambda: samples.NOW)
    model = AlarmModel(lambda found: samples.describe(found, language), parent=panel)
    model.reset(samples.occurrences())
    panel.set_model(model)
    return panel


def _folded_list(language: str) -> AlarmList:
    panel = _alarm_list(language)
    panel.set_folded(True)
    return panel


def _empty_list(_language: str) -> AlarmList:
    panel = AlarmList(now=lambda: samples.NOW)
    panel.set_model(AlarmModel(lambda found: samples.describe(found, "en"), parent=panel))
    return panel


def _card(content: AlarmCardContent) -> AlarmCard:
    card = AlarmCard()
    card.set_content(content)
    return card


def _gates(gates: tuple[GateView, ...]) -> GateStrip:
    strip = GateStrip(now=lambda: samples.NOW)
    strip.set_gates(gates)
    return strip


def _parking(language: str) -> ParkingPanel:
    panel = ParkingPanel()
    panel.set_view(samples.parking(language))
    return panel


def _status_bar(language: str) -> StatusBar:
    bar = StatusBar(StillClock(samples.NOW))
    bar.set_site(samples.pick(("翠湖花园", "Green Lake Garden"), language))
    bar.set_on_duty((samples.pick(("张建国", "Zhang Jianguo"), language), samples.pick(("李梅", "Li Mei"), language)))
    bar.set_lamps(samples.lamps(language))
    return bar


def _incidents(language: str) -> IncidentList:
    table = IncidentList()
    table.set_rows(samples.incidents(language))
    return table


def _health(language: str) -> HealthView:
    view = HealthView()
    view.set_rows(samples.health(language))
    return view


def _points(language: str) -> PointView:
    view = PointView(now=lambda: samples.NOW)
    view.set_zones(gallery_points.zones(language))
    view.set_points(gallery_points.points(language))
    view.points.selectRow(1)
    return view


@contextmanager
def site_zone() -> Iterator[None]:
    """Show times as in China, wherever the gallery is looked at."""
    times.use_zone(timezone(timedelta(hours=8)))
    try:
        yield
    finally:
        times.use_zone(None)


def save(folder: Path, language: str) -> list[Path]:
    """Draw every exhibit into a PNG file in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for exhibit in exhibits():
        widget = exhibit.build(language)
        widget.show()
        QApplication.processEvents()
        files.append(folder / f"{exhibit.name}.{language}.png")
        widget.grab().save(str(files[-1]))
        widget.close()
        widget.deleteLater()
    return files


def window(language: str) -> QWidget:
    """Give one window with all exhibits below each other."""
    area, holder = QScrollArea(), QWidget()
    column = QVBoxLayout(holder)
    for exhibit in exhibits():
        widget = exhibit.build(language)
        widget.setFixedSize(widget.size())
        column.addWidget(widget)
        widget.show()
    area.setWidget(holder)
    area.resize(1340, 900)
    return area


def speak(app: QApplication, language: str) -> None:
    """Take the compiled translation that lies with the sources (packaging/translate.py --release), if there is one."""
    translator = QTranslator(app)
    file = resources.files("resources") / "translations" / f"watchroom_{language}.qm"
    if translator.load(str(file)):
        app.installTranslator(translator)


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the gallery, or save it."""
    parser = argparse.ArgumentParser(description="Show every widget in every state.")
    parser.add_argument("--language", default="en", help="en or zh_CN")
    parser.add_argument("--light", action="store_true", help="the look for day offices")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--save", type=Path, metavar="FOLDER", help="draw into PNG files and end")
    options = parser.parse_args(arguments)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme(theme.LIGHT if options.light else theme.DARK, options.scale))
    speak(app, options.language)
    with site_zone():
        if options.save is not None:
            save(options.save, options.language)
            return 0
        shown = window(options.language)
        shown.show()
        return app.exec()


if __name__ == "__main__":
    sys.exit(main())
