"""Detection rules in the whole program: drawn with the mouse over a live picture, published, an alarm by detection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.pages.rule_content import entry
from app.pages.rules_page import RulesPage
from app.people.rights import Role
from app.services.rule_book import RuleBook
from app.settings import load_site
from app.site_rule_file import rules_file
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from tests.fakes.small_station import CAMERA, site_text
from tests.integration.test_rule_trial import kept
from video.detect.model import DetectorPhase, RuleKind
from widgets.rule_paint import Spot, on_screen

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
WIDTH, HEIGHT, RATE = 320, 180, 10
MakePost = Callable[[str], Post]


def walk(path: Path) -> None:
    """A film without an end: something dark walks to and fro over a still yard, 30 pixels a second."""
    ground = np.random.default_rng(1).integers(90, 120, (HEIGHT // 4, WIDTH // 4, 3), np.uint8)
    still = np.kron(ground, np.ones((4, 4, 1), np.uint8))
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "g": str(RATE)})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        way = WIDTH - 100
        for index in range(2 * way * RATE // 30):
            done = index * 30 // RATE
            left = 40 + (done if done < way else 2 * way - done)
            picture = still.copy()
            picture[80:150, left : left + 24] = 10
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        film.mux(stream.encode(None))


@pytest.fixture
def watched(tmp_path: Path) -> str:
    """A site with one camera, which is looked at for what moves: no model is there."""
    walk(tmp_path / "yard.mp4")
    camera = CAMERA.format(camera="c1", number=1, zone="fence", sub=(tmp_path / "yard.mp4").as_uri(), main="")
    text = site_text(None, more=camera).replace("[detection]\nenabled = false", "[detection]\nenabled = true")
    return text.replace("cameras = []\nguidance", 'cameras = ["c1"]\nguidance')


def open_sheet(post: Post) -> RulesPage:
    until("the camera live", lambda: live_cameras(post.station))
    until("the window in front", lambda: QApplication.activeWindow() is post.window)
    QTest.keyClick(post.window, Qt.Key.Key_X, CTRL_SHIFT)
    page = post.window.rules.page
    until("the sheet", page.isVisible)
    until("its picture", lambda: page.view.canvas._image is not None)
    return page


def at(page: RulesPage, spot: Spot) -> QPoint:
    return on_screen(spot, page.view.canvas.picture_rect()).toPoint()


def drag(page: RulesPage, start: Spot, end: Spot) -> None:
    canvas = page.view.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at(page, start))
    QTest.mouseMove(canvas, at(page, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)))
    QTest.mouseMove(canvas, at(page, end))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at(page, end))


def test_a_rule_drawn_with_the_mouse_is_at_work_and_raises_its_alarm(make_post: MakePost, watched: str) -> None:
    post = make_post(watched)
    station, detection = post.station, post.station.detection
    assert detection is not None
    until("detection", lambda: detection.state.phase is DetectorPhase.RUNNING)
    page = open_sheet(post)
    drag(page, (0.02, 0.02), (0.98, 0.99))
    assert station.rules.all == ()
    page.view.reason.setText("nobody has any business here")
    page.view.publish.click()
    until("published", lambda: station.rules.of("c1"))
    until("the alarm", lambda: occurrences(station, "c1.seen"))
    (alarm,) = occurrences(station, "c1.seen")
    assert (alarm.alarm_class, alarm.kind, alarm.zone) == ("intrusion", "intrusion", "fence")
    until("called up", lambda: post.window.pages.currentWidget() is post.window.live)
    until("drawn on the tile", lambda: post.window.live.wall._rules.get("c1"))
    told = [(one.action, (one.after or {}).get("camera")) for one in station.audit.entries(limit=200)]
    assert ("change_rules", "c1") in told
    again = load_site(station.rules.file.with_name("site.toml"))
    assert again.problems == ()
    assert again.site.rules == station.rules.all
    # A rule that is taken away watches no more.
    page.view.draft.remove()
    page.view.reason.setText("done")
    page.view.publish.click()
    until("gone", lambda: station.rules.of("c1") == ())
    until("watched no more", lambda: detection._watched["c1"].rules == ())


def test_a_call_up_while_drawing_and_an_end_of_the_program_keep_the_draft(make_post: MakePost, watched: str) -> None:
    post = make_post(watched)
    page = open_sheet(post)
    canvas = page.view.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at(page, (0.2, 0.2)))
    QTest.mouseMove(canvas, at(page, (0.5, 0.5)))
    post.fence().event("perimeter", "Z01")
    until("called up", lambda: post.window.pages.currentWidget() is post.window.live)
    until("the wall turned", lambda: post.window.live.seat.called)
    drawn = page.view.draft.rules
    assert [rule.kind for rule in drawn] == [RuleKind.INTRUSION]
    assert canvas._image is None
    until("kept", post.station.folder.rule_drafts.is_file)
    post.window.close()
    window = post.open()
    again = window.rules.page
    window.rules.open()
    until("the sheet again", again.isVisible)
    assert again.view.draft.rules == drawn
    again.view.discard.click()
    assert again.view.draft.rules == ()
    again.view.back.click()
    assert again.view.draft.rules == drawn
    assert not rules_file(post.station.folder.root.parent / "site.toml").exists()


def test_who_may_not_is_asked_to_sign_in_and_what_others_published_is_not_overwritten(
    make_post: MakePost, watched: str
) -> None:
    post = make_post(watched.replace("enabled = true", "enabled = false", 1))
    station = post.station
    post.sign_in(Role.GUARD)
    page = open_sheet(post)
    drag(page, (0.2, 0.2), (0.7, 0.8))
    page.view.publish.click()
    until("the question who it is", post.window.sign_in.isVisible)
    assert not station.rules.file.exists()
    post.sign_in(Role.SUPERVISOR)
    RuleBook(station.site, station.rules.file.with_name("site.toml"), station.clock).publish(
        "c1", tuple(entry(rule, "c1") for rule in page.view.draft.rules), (), "somebody"
    )
    page.view.reason.setText("mine")
    page.view.publish.click()
    until("the refusal", lambda: "Somebody else has published" in page.view.message.text())
    assert "somebody" in station.rules.file.read_text("utf-8")
    assert page.view.draft.rules != ()


def test_rules_about_things_bring_luggage_into_the_model(make_post: MakePost, watched: str) -> None:
    post = make_post(watched)
    detection = post.station.detection
    assert detection is not None
    until("detection", lambda: detection.state.phase is DetectorPhase.RUNNING)
    assert "suitcase" not in detection._model.classes
    first = detection.process_id
    page = open_sheet(post)
    page.view.draft.add(RuleKind.OBJECT_LEFT)
    page.view.reason.setText("bags")
    page.view.publish.click()
    until("published", lambda: post.station.rules.of("c1"))
    until("started anew", lambda: detection.process_id not in (None, first))
    assert "suitcase" in detection._model.classes
    assert [rule.kind for rule in detection._watched["c1"].rules] == [RuleKind.OBJECT_LEFT]
    until("detection again", lambda: detection.state.phase is DetectorPhase.RUNNING)


def test_before_it_is_published_it_says_what_it_would_have_told(make_post: MakePost, watched: str) -> None:
    post = make_post(watched)
    page = open_sheet(post)
    view, now = page.view, post.station.clock.now()
    assert not view.trial.isEnabled()  # nothing is drawn
    kept(post.station.folder.sightings, now - 3 * 86_400.0, now - 3 * 86_400.0 + 60.0, now - 7200.0, camera="c1")
    drag(page, (0.02, 0.02), (0.5, 0.99))
    view.trial.click()
    until("said", lambda: "reported about 3 times, at most 2 on one day" in view.message.text())
    assert "Seen and kept since" in view.message.text()
    assert post.station.rules.all == ()
    drag(page, (0.6, 0.02), (0.98, 0.1))  # where nobody stood
    assert "told" not in view.message.text()  # of a rule that is not drawn so any more nothing is said
    view.trial.click()
    until("said again", lambda: "it would have reported nothing" in view.message.text())
    view.draft.set(kind=RuleKind.OBJECT_LEFT)
    view.trial.click()
    assert "needs the pictures" in view.message.text()
