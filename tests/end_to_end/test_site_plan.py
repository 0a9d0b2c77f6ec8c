"""The site plan from a device's message to the picture, and from the installer's mouse to the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap import Desktop
from app.pages.site_plan import SitePlanPanel, site_map
from app.pages.site_plan_setup import SitePlanSetup
from app.people.rights import Role
from app.settings import LoadResult, load_site
from app.site_plan_file import plans_file
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.small_station import load, site_text
from widgets.site_map import SiteMap
from widgets.site_map_canvas import MapCanvas
from widgets.site_map_content import Placed

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><rect width="400" height="200" fill="#fff"/></svg>'
PLANS = """
[[plan]]
id = "yard"
name = "院子"
name_en = "Yard"
image = "yard.svg"
[[plan.zone]]
id = "fence"
polygon = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]
[[plan.camera]]
id = "c1"
at = [0.25, 0.5]
direction = 90
[[plan.point]]
id = "fence-z01"
at = [0.8, 0.3]
[[plan]]
id = "house"
name = "楼内"
name_en = "House"
floor = 1
image = "yard.svg"
[[plan.point]]
id = "help-h1"
at = [0.5, 0.5]
"""


@pytest.fixture
def start(desktop: Desktop, cameras: RtspProcess, tmp_path: Path) -> Iterator[Callable[[], Post]]:
    made: list[Post] = []
    (tmp_path / "yard.svg").write_text(SVG, encoding="utf-8")

    def run() -> Post:
        for one in made:
            one.stop()
        made[:] = [Post(desktop, _loaded(tmp_path, cameras), tmp_path / "data")]
        until("the window in front", lambda: QApplication.activeWindow() is made[0].window)
        return made[0]

    yield run
    for one in made:
        one.stop()


def _loaded(folder: Path, cameras: RtspProcess) -> LoadResult:
    if plans_file(folder / "site.toml").exists():
        return load_site(folder / "site.toml")
    return load(folder, site_text(cameras, more=PLANS))


def open_page(post: Post) -> SitePlanPanel:
    QTest.keyClick(post.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert post.window.pages.currentWidget() is post.window.plan
    panel = post.window.plan.panel
    until("the drawing", lambda: panel.plans.map._drawing is not None)
    return panel


def open_setup(post: Post) -> SitePlanSetup:
    page = post.window.plan
    page.open_setup()
    until("the sheet", lambda: page.setup is not None and page.stack.currentWidget() is page.setup)
    assert page.setup is not None
    until("its drawing", lambda: page.setup is not None and page.setup.view.editor._drawing is not None)
    return page.setup


def spot(canvas: MapCanvas, x: float, y: float) -> QPoint:
    return canvas.view.to_screen((x, y)).toPoint()


def test_a_click_on_a_camera_opens_its_picture_large_on_the_wall(start: Callable[[], Post]) -> None:
    post = start()
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    panel = open_page(post)
    until("the camera live on the plan", lambda: panel.content.plans[0].items[-1].state == "live")
    QTest.mouseClick(panel.plans.map, Qt.MouseButton.LeftButton, pos=spot(panel.plans.map, 0.25, 0.5))
    assert post.window.pages.currentWidget() is post.window.live
    assert post.window.live.seat.plan.enlarged == "c1"
    painted = post.paints("live:c1")
    until("its picture", lambda: post.paints("live:c1") > painted)


def test_an_alarm_turns_every_plan_to_its_place_and_enter_there_opens_its_card(start: Callable[[], Post]) -> None:
    post = start()
    window = post.window
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    window.live.stage.toggle_panel()
    assert window.live.stage.panel is not None
    beside = window.live.stage.panel
    beside.tabs.setCurrentWidget(beside.map)
    post.help().event("panic", "H1")
    until("the plan of the house", lambda: beside.map.plans.current_id() == "house")
    until("the alarm in the middle", lambda: beside.map.plans.map.chosen == ("point", "help-h1"))
    map_ = beside.map.plans.map
    away = map_.view.to_screen((0.5, 0.5)) - map_.rect().toRectF().center()
    assert away.manhattanLength() < 4
    assert beside.map.plans.tabs.tabText(1) == "House (1)"
    post.fence().event("perimeter", "Z01")
    until("both counted", lambda: beside.map.plans.tabs.tabText(0) == "Yard (1)")
    assert beside.map.plans.current_id() == "house", "a lower alarm does not turn the plan away"
    panel = open_page(post)
    panel.plans.tabs.setCurrentIndex(0)
    panel.plans.map.choose(("point", "fence-z01"))
    QTest.keyClick(panel.plans.map, Qt.Key.Key_Return)
    until("its card", lambda: (call := window.desk.current) is not None and call.point == "fence-z01")
    assert window.pages.currentWidget() is window.live


def test_an_alarm_of_a_place_on_no_plan_is_a_row_below(start: Callable[[], Post]) -> None:
    post = start()
    panel = open_page(post)
    post.fence().event("perimeter", "Z02")
    until("the alarm in the zone", lambda: len(occurrences(post.station, "fence-z02")) == 1)
    window = post.window
    until("the live page", lambda: window.pages.currentWidget() is window.live)
    open_page(post)
    until("at its zone", lambda: panel.content.where(occurrences(post.station, "fence-z02")[0].id) is not None)
    found = panel.content.where(occurrences(post.station, "fence-z02")[0].id)
    assert found is not None
    assert found[1].key == ("zone", "fence")
    post.station.plans._plans = ()
    panel.reload()
    until("the row", lambda: panel.plans.off_plan.count() == 1)
    assert panel.plans.off_plan.item(0).text() == "On no plan: Fence · Fence two"
    panel.plans.off_plan.itemActivated.emit(panel.plans.off_plan.item(0))
    assert window.pages.currentWidget() is window.live


def test_a_point_at_rest_leads_to_its_zone(start: Callable[[], Post]) -> None:
    post = start()
    panel = open_page(post)
    QTest.mouseClick(panel.plans.map, Qt.MouseButton.LeftButton, pos=spot(panel.plans.map, 0.8, 0.3))
    assert post.window.pages.currentWidget() is post.window.points
    assert post.window.points.view.chosen_point() == "fence-z01"
    assert post.window.points.view.chosen_zone() == "fence"


def test_a_lost_camera_is_marked(start: Callable[[], Post], cameras: RtspProcess) -> None:
    post = start()
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    panel = open_page(post)
    cameras.kill()
    until("marked as lost", lambda: panel.content.plans[0].items[-1].state == "lost")


def test_what_is_drawn_is_kept_published_shown_and_read_again(start: Callable[[], Post], tmp_path: Path) -> None:
    document = tmp_path / "site.toml"
    post = start()
    post.sign_in(Role.INSTALLER)
    panel = open_page(post)
    setup = open_setup(post)
    editor = setup.view.editor
    editor.snap = False
    editor.take(Placed("camera", "c2"))
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=spot(editor, 0.6, 0.6))
    until("the draft kept", post.station.folder.plan_draft.is_file)
    own = document.read_text("utf-8")

    post = start()  # a power cut later, the draft is there
    post.sign_in(Role.INSTALLER)
    panel = open_page(post)
    assert panel.content.plans[0].item(("camera", "c2")) is None
    setup = open_setup(post)
    editor = setup.view.editor
    placed = editor.drawn.item(("camera", "c2")) if editor.drawn is not None else None
    assert placed is not None
    assert placed.at == pytest.approx((0.6, 0.6), abs=0.01)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.chosen is None
    editor.choose(("camera", "c2"))
    QTest.mouseClick(setup.view.publish, Qt.MouseButton.LeftButton)
    until("published", lambda: plans_file(document).is_file())
    until("shown", lambda: panel.content.plans[0].item(("camera", "c2")) is not None)
    assert not post.station.folder.plan_draft.exists()
    assert document.read_text("utf-8") == own
    entered = post.station.audit.entries("site plans")
    assert [one.action for one in entered] == ["change_settings"] * 3, "the sheet opened twice, and published"

    post = start()
    assert {one.id for one in post.station.site.plans[0].cameras} == {"c1", "c2"}


def test_a_guard_is_asked_for_somebody_who_may(start: Callable[[], Post]) -> None:
    post = start()
    post.station.people.desk.sign_out(post.station.people.desk.duty.people[0].account)
    post.sign_in(Role.GUARD)
    open_page(post)
    page = post.window.plan
    asked: list[str] = []
    page.authority_wanted.connect(lambda needed, _again: asked.append(needed.code))
    page.open_setup()
    until("the refusal", lambda: asked)
    assert asked == ["role_lacks_right"]
    assert page.setup is None


def test_an_alarm_brings_the_live_page_and_leaves_the_drawing_as_it_is(start: Callable[[], Post]) -> None:
    post = start()
    post.sign_in(Role.INSTALLER)
    open_page(post)
    setup = open_setup(post)
    setup.view.editor.take(Placed("zone", "lobby"))
    setup.view.editor.put_here((0.2, 0.2))
    post.help().event("panic", "H1")
    window = post.window
    until("the live page", lambda: window.pages.currentWidget() is window.live)
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert window.plan.stack.currentWidget() is setup
    assert setup.view.editor.corners == ((0.2, 0.2),)


def test_the_plans_can_stand_anywhere_beside_the_wall(start: Callable[[], Post]) -> None:
    post = start()
    running = post.running
    panel = site_map(post.station, running.notifier, running.desk, running.walls, "en")
    panel.resize(500, 400)
    panel.show()
    until("the drawing", lambda: panel.plans.map._drawing is not None)
    assert isinstance(panel.plans.map, SiteMap)
    QTest.mouseClick(panel.plans.map, Qt.MouseButton.LeftButton, pos=spot(panel.plans.map, 0.25, 0.5))
    assert running.walls.main.plan.enlarged == "c1"
    panel.close()
    panel.deleteLater()


def test_who_was_sent_is_drawn_on_the_way_there_and_gone_when_free(start: Callable[[], Post]) -> None:
    post = start()
    post.fence().event("perimeter", "Z01")
    until("the call-up", lambda: post.window.desk.current)
    incident = occurrences(post.station, "fence-z01")[0].incident
    assert incident is not None
    panel = open_page(post)
    acts = post.station.acts
    acts.dispatch(incident, "li", name="Li Mei", zone="fence", point="fence-z01").result(60)
    until("on the way", lambda: len(panel.content.plans[0].guards) == 1)
    (guard,) = panel.content.plans[0].guards
    assert (guard.name, guard.to, guard.arrived_at) == ("Li Mei", ("point", "fence-z01"), None)
    acts.arrived(incident, guard.id).result(60)
    until("there", lambda: panel.content.plans[0].guards[0].arrived_at is not None)
    acts.cleared(incident, guard.id).result(60)
    until("free", lambda: panel.content.plans[0].guards == ())
