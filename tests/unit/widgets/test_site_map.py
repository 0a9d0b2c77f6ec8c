"""Site plans under the guard's hand: zoom, keys, what opens, where alarms are, what is painted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from widgets import site_map_geometry, site_map_image, site_map_words, theme
from widgets.site_map import NEAR, SiteMap
from widgets.site_map_content import MapAlarm, MapContent, MapGuard, MapItem, MapPlan, OffPlan, Placed
from widgets.site_map_geometry import View
from widgets.site_plans import SitePlans

SIZE = QSizeF(800, 500)
CAMERA = MapItem(Placed("camera", "c1", (0.25, 0.5), 90.0, 60.0, 0.2), "North gate", "map-camera", 1, "live")
OTHER = MapItem(Placed("camera", "c2", (0.75, 0.5)), "South gate", "map-camera", 2, "lost")
POINT = MapItem(Placed("point", "p1", (0.5, 0.2)), "Fence 3", "map-fence")
STALL = MapItem(Placed("stall", "s1", (0.5, 0.8)), "P001", "map-stall", state="taken")
ZONE = MapItem(Placed("zone", "z1", corners=((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))), "Yard", "map-zone")
ALARM = MapAlarm("a1", Priority.P2, True)


def plan(*items: MapItem, name: str = "ground", guards: tuple[MapGuard, ...] = ()) -> MapPlan:
    return MapPlan(name, name.title(), "", items or (ZONE, STALL, POINT, CAMERA, OTHER), guards)


def told(spy: QSignalSpy) -> list[object]:
    """What a signal carried each time."""
    return [spy.at(index) for index in range(spy.count())]


@pytest.fixture
def shown(qtbot: QtBot) -> SiteMap:
    made = SiteMap()
    qtbot.addWidget(made)
    made.resize(SIZE.toSize())
    made.show()
    made.show_plan(plan(), None)
    QApplication.processEvents()
    return made


def test_the_wheel_zooms_where_the_pointer_is() -> None:
    view = View(SIZE, QSizeF(1600, 1000)).fitted()
    at = QPointF(600, 100)
    before = view.to_image(at)
    near = view.zoomed(4.0, at)
    assert near.scale == pytest.approx(view.scale * 4)
    assert (near.to_image(at) - before).manhattanLength() < 1e-6
    assert near.zoomed(0.01, at).fits
    assert view.zoomed(1e6, at).scale <= site_map_geometry.MAX_SCALE
    spot = (0.3, 0.7)
    assert near.to_spot(near.to_screen(spot)) == pytest.approx(spot)


def test_a_view_is_kept_whole_or_about_its_middle_when_the_window_is_another() -> None:
    view = View(SIZE, QSizeF(1600, 1000)).fitted()
    assert view.resized(QSizeF(400, 400)).fits
    near = view.centred((0.25, 0.5), view.scale * 3)
    middle = near.resized(QSizeF(500, 400)).to_spot(QPointF(250, 200))
    assert middle == pytest.approx((0.25, 0.5))


def test_a_cone_opens_to_where_the_camera_looks() -> None:
    view = View(SIZE, QSizeF(1600, 1000)).fitted()
    for direction, inside, outside in ((90.0, (0.30, 0.5), (0.2, 0.5)), (0.0, (0.25, 0.4), (0.25, 0.6))):
        cone = site_map_geometry.cone(view, Placed("camera", "c", (0.25, 0.5), direction, 60.0, 0.2))
        assert cone.contains(view.to_screen(inside))
        assert not cone.contains(view.to_screen(outside))


def test_what_lies_on_top_is_hit_first_then_the_smallest_zone() -> None:
    view = View(SIZE, QSizeF(1600, 1000)).fitted()
    small = Placed("zone", "small", corners=((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)))
    placed = [ZONE.placed, small, STALL.placed, CAMERA.placed]

    def at(x: float, y: float) -> str:
        found = site_map_geometry.hit(view, placed, view.to_screen((x, y)), 20)
        return found.id if found is not None else ""

    assert [at(0.25, 0.5), at(0.5, 0.8), at(0.5, 0.5), at(0.15, 0.15), at(0.95, 0.95)] == [
        *("c1", "s1", "small", "z1", ""),
    ]


def test_a_place_is_drawn_to_the_lines_of_others_else_to_the_grid() -> None:
    assert site_map_geometry.snapped((0.501, 0.3), [(0.5, 0.9)], (0.01, 0.01), (0.1, 0.1)) == pytest.approx((0.5, 0.3))
    assert site_map_geometry.snapped((0.56, 0.33), [], (0.01, 0.01), (0.1, 0.0)) == pytest.approx((0.6, 0.33))


def test_a_click_opens_and_dragging_does_not(shown: SiteMap, qtbot: QtBot) -> None:
    opened = QSignalSpy(shown.opened)
    at = shown.view.to_screen((0.25, 0.5)).toPoint()
    QTest.mousePress(shown, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(shown, at + QPoint(60, 0))
    QTest.mouseRelease(shown, Qt.MouseButton.LeftButton, pos=at + QPoint(60, 0))
    assert opened.count() == 0
    moved = shown.view.to_screen((0.25, 0.5)).toPoint()
    assert moved.x() == pytest.approx(at.x() + 60, abs=1)
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=moved)
    assert told(opened)[:1] == [["camera", "c1"]]


def test_keys_walk_zoom_and_open(shown: SiteMap) -> None:
    opened, turned = QSignalSpy(shown.opened), QSignalSpy(shown.turned)
    shown.choose(("camera", "c1"))
    QTest.keyClick(shown, Qt.Key.Key_Right)
    assert shown.chosen in (("camera", "c2"), ("zone", "z1"))
    shown.choose(("camera", "c2"))
    assert "no picture" in shown.accessibleDescription()
    QTest.keyClick(shown, Qt.Key.Key_Return)
    assert told(opened)[:1] == [["camera", "c2"]]
    whole = shown.view
    QTest.keyClick(shown, Qt.Key.Key_Plus)
    assert shown.view.scale > whole.scale
    before = shown.view.origin
    QTest.keyClick(shown, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert shown.view.origin != before
    QTest.keyClick(shown, Qt.Key.Key_Home)
    assert shown.view == whole
    QTest.keyClick(shown, Qt.Key.Key_PageDown)
    assert told(turned)[:1] == [[1]]


def test_tab_goes_through_everything_alarms_first_and_then_on(qtbot: QtBot, shown: SiteMap) -> None:
    shown.show_plan(plan(ZONE, STALL, replace(POINT, alarm=ALARM), CAMERA, OTHER), None)
    seen: list[object] = []
    while shown.focusNextPrevChild(True) and len(seen) < 9:
        if shown.chosen in seen:
            break
        seen.append(shown.chosen)
    assert seen == [("point", "p1"), ("camera", "c1"), ("zone", "z1"), ("camera", "c2")]


def test_every_arrow_leads_somewhere_and_back(shown: SiteMap) -> None:
    placed = [CAMERA.placed, OTHER.placed, POINT.placed]
    right = site_map_geometry.towards(placed, ("camera", "c1"), (1, 0), 1.6)
    assert right is not None
    assert right.key == ("camera", "c2")
    assert site_map_geometry.towards(placed, ("camera", "c1"), (-1, 0), 1.6) is None
    assert site_map_geometry.towards(placed, None, (1, 0), 1.6) is not None


def test_a_pulse_paints_its_own_place_only(shown: SiteMap) -> None:
    assert not shown._pulse.isActive()
    shown.show_plan(plan(ZONE, replace(POINT, alarm=ALARM), CAMERA), None)
    QApplication.processEvents()
    assert shown._pulse.isActive()
    assert shown._pulse.interval() == 500, "1 Hz"
    lit = shown.grab().toImage()
    layers = shown.layers_painted
    shown._beat()
    dark = shown.grab().toImage()
    assert shown.layers_painted == layers, "the layer is not painted anew for a pulse"
    differing = [
        (x, y)
        for x in range(0, lit.width(), 2)
        for y in range(0, lit.height(), 2)
        if lit.pixel(x, y) != dark.pixel(x, y)
    ]
    at = shown.view.to_screen((0.5, 0.2))
    assert differing
    assert all(abs(x - at.x()) < 32 and abs(y - at.y()) < 32 for x, y in differing)
    shown.show_plan(plan(ZONE, replace(POINT, alarm=replace(ALARM, unacked=False)), CAMERA), None)
    assert not shown._pulse.isActive()
    shown.hide()


def test_severity_is_colour_shape_and_word_and_rest_is_grey(shown: SiteMap) -> None:
    def coloured(image: QImage) -> int:
        colours = [image.pixelColor(x, y) for x in range(0, 800, 3) for y in range(0, 500, 3)]
        return sum(one.saturation() > 120 and one.value() > 80 for one in colours)

    shown.show_plan(plan(ZONE, STALL, POINT, CAMERA), None)
    assert coloured(shown.grab().toImage()) == 0
    alarmed = replace(POINT, alarm=ALARM)
    shown.show_plan(plan(ZONE, STALL, alarmed, CAMERA), None)
    assert coloured(shown.grab().toImage()) > 20
    assert site_map_words.label(alarmed) == "Fence 3 · High"
    assert "not acknowledged" in site_map_words.line(alarmed)
    assert site_map_words.label(OTHER) == "02 South gate · no picture"
    assert site_map_words.label(replace(POINT, alarm=replace(ALARM, drill=True))) == "DRILL · Fence 3 · High"


def test_a_gates_position_is_told_in_shape_and_word(shown: SiteMap) -> None:
    gate = MapItem(Placed("gate", "g1", (0.5, 0.5)), "North", "map-gate", state="closed")
    pictures = set()
    for state, words in (("closed", "North · closed"), ("open", "North · open"), ("moving", "North · moving")):
        moved = replace(gate, state=state)  # type: ignore[arg-type]
        assert site_map_words.label(moved) == words
        shown.show_plan(plan(moved), None)
        area = shown.view.to_screen((0.5, 0.5)).toPoint()
        cut = shown.grab().toImage().copy(area.x() - 12, area.y() - 12, 24, 24)
        pictures.add(bytes(cut.constBits()))
    assert len(pictures) == 3


# All plans.


@pytest.fixture
def plans(qtbot: QtBot) -> SitePlans:
    made = SitePlans()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def content(focus: str = "", *off_plan: OffPlan) -> MapContent:
    garage = MapItem(Placed("point", "g1", (0.9, 0.9)), "Garage smoke", "map-fire", alarm=ALARM)
    first = plan()
    return MapContent((first, replace(plan(garage, name="garage"), name="Garage")), off_plan, focus)


def test_an_alarm_turns_to_its_plan_and_comes_into_the_middle(plans: SitePlans) -> None:
    plans.set_content(content())
    assert plans.current is not None
    assert plans.current.id == "ground"
    plans.set_content(content("a1"))
    assert plans.current.id == "garage"
    assert plans.map.chosen == ("point", "g1")
    middle = QPointF(plans.map.width() / 2, plans.map.height() / 2)
    assert (plans.map.view.to_screen((0.9, 0.9)) - middle).manhattanLength() < 2
    assert plans.map.view.scale == pytest.approx(plans.map.view.fitted_scale * NEAR)


def test_the_guard_may_look_elsewhere_while_the_same_alarm_stands(plans: SitePlans) -> None:
    plans.set_content(content("a1"))
    plans.tabs.setCurrentIndex(0)
    plans.set_content(content("a1", OffPlan("x", "Lift", Priority.P3, True)))
    assert plans.current is not None
    assert plans.current.id == "ground"


def test_tabs_count_the_alarms_in_words_and_shape(plans: SitePlans) -> None:
    plans.set_content(content())
    assert [plans.tabs.tabText(at) for at in (0, 1)] == ["Ground", "Garage (1)"]
    assert plans.tabs.tabIcon(0).isNull()
    assert not plans.tabs.tabIcon(1).isNull()
    QTest.keyClick(plans.map, Qt.Key.Key_PageDown)
    assert plans.current_id() == "garage"


def test_an_alarm_on_no_plan_is_told_as_text_and_opens(plans: SitePlans) -> None:
    plans.set_content(content())
    assert plans.off_plan.isHidden()
    plans.set_content(content("x", OffPlan("x", "Lift 4", Priority.P1, True)))
    assert not plans.off_plan.isHidden()
    assert plans.off_plan.item(0).text() == "On no plan: Lift 4"
    opened = QSignalSpy(plans.alarm_opened)
    plans.off_plan.itemActivated.emit(plans.off_plan.item(0))
    assert told(opened)[:1] == [["x"]]


def test_an_image_that_cannot_be_read_is_said_and_what_stands_on_it_is_shown(plans: SitePlans, tmp_path: Path) -> None:
    wanted = QSignalSpy(plans.image_wanted)
    drawn = content()
    plans.set_content(replace(drawn, plans=(replace(drawn.plans[0], image="gone.png"),)))
    assert told(wanted)[:1] == [["ground"]]
    plans.set_drawing("ground", site_map_image.drawing(tmp_path / "gone.png", theme.current()))
    assert "gone.png" in plans.empty.text()
    assert plans.map.isVisible()
    plans.set_content(MapContent())
    assert "no site plan" in plans.empty.text()


def test_a_drawing_on_white_is_turned_round_in_the_dark_and_bears_no_colour(tmp_path: Path) -> None:
    file = tmp_path / "plan.png"
    image = QImage(QSize(300, 200), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for x in range(50, 250):
        for y in range(95, 105):
            image.setPixelColor(x, y, QColor("#c00000"))
    assert image.save(str(file))
    for palette in (theme.DARK, theme.LIGHT):
        drawing = site_map_image.drawing(file, theme.Theme(palette))
        assert drawing is not None
        assert drawing.size == QSize(300, 200)
        ground, line = drawing.levels[0].pixelColor(5, 5), drawing.levels[0].pixelColor(150, 100)
        assert (ground.value() < line.value()) is palette.dark
        assert abs(ground.value() - line.value()) > 50
        assert max(line.red(), line.blue()) - min(line.red(), line.blue()) < 20
        assert drawing.level(0.3).width() < 300


def test_who_was_sent_is_drawn_with_name_and_time(shown: SiteMap) -> None:
    bare = shown.grab().toImage()
    on_way = MapGuard("d1", "Li Mei", ("point", "p1"), 1_700_000_000.0)
    shown.show_plan(plan(guards=(on_way,)), None)
    assert shown.grab().toImage() != bare
    assert site_map_words.guard(on_way) == "Li Mei, sent 06:13:20"
    there = MapGuard("d1", "Li Mei", ("point", "p1"), 1_700_000_000.0, 1_700_000_060.0)
    assert site_map_words.guard(there) == "Li Mei, there since 06:14:20"


def test_five_hundred_things_on_a_4k_screen_are_painted_once(qtbot: QtBot) -> None:
    """A pulse, a wheel and a move cost a copy of the layer, not five hundred marks each."""
    items = tuple(
        MapItem(
            Placed("camera" if n % 2 else "point", f"i{n}", ((n % 25) / 25 + 0.02, n // 25 / 20 + 0.02)),
            f"thing {n}",
            "map-camera" if n % 2 else "map-point",
            n if n % 2 else 0,
            alarm=ALARM if n < 5 else None,
        )
        for n in range(500)
    )
    made = SiteMap()
    qtbot.addWidget(made)
    made.resize(3840, 2160)
    made.show()
    made.show_plan(plan(*items), None)
    made.grab()
    layers = made.layers_painted
    for _ in range(6):
        made._beat()
        made.grab()
    assert made.layers_painted == layers


def test_the_wheel_event_zooms(shown: SiteMap) -> None:
    at, scale = QPointF(200, 250), shown.view.scale
    event = QWheelEvent(
        at,
        shown.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(shown, event)
    assert shown.view.scale == pytest.approx(scale * site_map_geometry.ZOOM_STEP)
    shown._settle.stop()


def test_a_drawing_is_asked_for_once_somebody_looks_and_few_are_kept(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "plan.svg"
    file.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h9"/></svg>', "utf-8")
    made = SitePlans()
    qtbot.addWidget(made)
    wanted = QSignalSpy(made.image_wanted)
    floors = tuple(replace(plan(POINT, name=f"floor{n}"), image=str(file)) for n in range(6))
    made.set_content(MapContent(floors))
    assert wanted.count() == 0
    made.show()
    assert told(wanted)[:1] == [["floor0"]]
    drawing = site_map_image.drawing(file, theme.current())
    assert drawing is not None
    assert site_map_image.drawing(file, theme.current()) is drawing, "one copy, however many show it"
    for number in range(6):
        made.tabs.setCurrentIndex(number)
        made.set_drawing(f"floor{number}", drawing)
    assert len(made._drawings) == 3
    made.tabs.setCurrentIndex(0)
    assert told(wanted)[-1:] == [["floor0"]]
