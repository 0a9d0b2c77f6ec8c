"""An incident that a guard opens with F2, from the first word to the review and the reports, in a real window."""

import re
import zipfile
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from alarms.model import ActionKind, Handling, Verdict
from app.people.rights import Role
from app.store.queries import IncidentDetail
from tests.end_to_end.driving import Post, live_cameras, until
from video.evidence import Status, verify_package
from video.evidence_keys import trusted_digest
from widgets.case_content import CaseContent

NAME = "张三丰"


def content(post: Post) -> CaseContent:
    shown = post.window.case.panel.content
    assert shown is not None
    return shown


def detail(post: Post, incident: str) -> IncidentDetail:
    found = post.station.incidents.detail(incident)
    assert found is not None
    return found


def audited(post: Post) -> list[str]:
    return [entry.action for entry in post.station.audit.entries(limit=1000)]


def opened_by_key(post: Post) -> str:
    """F2: no dialog; the caret is where the words go; nothing is on record, and no number is spent, until Enter."""
    post.press(Qt.Key.Key_F2)
    panel = post.window.case.panel
    until("the draft", lambda: panel.isVisible() and panel.drafted() is not None)
    post.press(Qt.Key.Key_F2)
    assert not panel.isVisible()
    assert not post.station.incidents.page().incidents, "a key pressed by mistake made an incident"
    post.press(Qt.Key.Key_F2)
    until("the caret in the words", panel.title.hasFocus)
    assert content(post).cameras == ("c1", "c2", "c3")
    QTest.keyClicks(panel.title, "a dog on the stairs")
    post.press(Qt.Key.Key_F2)
    post.press(Qt.Key.Key_F2)
    assert panel.title.text() == "a dog on the stairs", "what was half typed is gone"
    assert not post.station.incidents.page().incidents
    QTest.keyClick(panel.title, Qt.Key.Key_Return)
    until("the number", lambda: content(post).number)
    assert content(post).by_hand
    incident = content(post).id
    assert detail(post, incident).summary.title == "a dog on the stairs"
    return incident


def test_a_draft_that_an_alarms_keys_led_away_from_says_how_to_come_back_and_promises_no_enter(post: Post) -> None:
    post.window.activateWindow()
    post.press(Qt.Key.Key_F2)
    panel, wall = post.window.case.panel, post.window.live.wall
    until("the caret in the words", panel.title.hasFocus)
    QTest.keyClicks(panel.title, "a quarrel")
    assert panel.keep.text().endswith("Enter") and "F2" not in panel.keep.text()
    wall.setFocus()
    assert "F2 comes back" in panel.stands.text() and "F2, then Enter" in panel.keep.text()
    QTest.keyClick(wall, Qt.Key.Key_Return)
    assert not post.station.incidents.page().incidents
    assert "Not kept yet" in panel.stands.text()
    post.press(Qt.Key.Key_F2)
    assert panel.isVisible() and panel.title.hasFocus(), "back, and not put away"
    assert "F2, then" not in panel.keep.text()
    QTest.keyClick(panel.title, Qt.Key.Key_Return)
    until("the number", lambda: content(post).number)


def test_a_case_is_written_judged_reviewed_and_reported(post: Post) -> None:
    until("three cameras live", lambda: len(live_cameras(post.station)) == 3)
    until("the wall painted", lambda: post.paints("live:c1"))
    incident = opened_by_key(post)
    written(post, incident)
    pictured(post, incident)
    closed_and_reviewed(post, incident)
    found_again(post, incident)
    package_holds_the_picture(post)
    reports(post)
    sheet(post)


def written(post: Post, incident: str) -> None:
    panel, window = post.window.case.panel, post.window
    panel.category.setCurrentIndex(panel.category.findData("medical"))
    panel.category.activated.emit(panel.category.currentIndex())
    until("the category", lambda: detail(post, incident).summary.category == "medical")
    panel.notes.field.setText("called the owner")
    QTest.keyClick(panel.notes.field, Qt.Key.Key_Return)
    until("the note", lambda: content(post).notes)
    panel.people.name.setText(NAME)
    panel.people.phone.setText("13900001111")
    panel.people.add.click()
    until("the person", lambda: content(post).people)
    assert content(post).people[0].name == "", "nobody asked to see it"
    panel.people.names.click()
    until("the name", lambda: content(post).people[0].name == NAME)
    assert {"open_incident", "describe_incident", "involve_person", "look_at_personal_data"} <= set(audited(post))
    kept = [path.read_bytes() for path in Path(post.station.database.path).parent.glob("station.sqlite*")]
    assert not any(NAME.encode() in one for one in kept), "a name lies open on the disk"
    post.press(Qt.Key.Key_F2)
    assert not panel.isVisible()
    post.press(Qt.Key.Key_F2)
    until("a new draft", lambda: panel.isVisible() and panel.drafted() is not None)
    assert not content(post).title
    post.press(Qt.Key.Key_F2)
    panel.show()
    window.case.desk.show(incident)
    window.walls.snapshots.open_case = incident
    until("the first case", lambda: content(post).id == incident)


def pictured(post: Post, incident: str) -> None:
    """One key: from the main stream, with a name, in the case's history, and as a thumbnail."""
    wall = post.window.live.wall
    wall.select("live:c2")
    QTest.keyClick(post.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    until("the picture", lambda: content(post).pictures)
    picture = content(post).pictures[0]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_02_c2\.jpg", Path(picture.path).name)
    assert ActionKind.SNAPSHOT in {action.kind for action in detail(post, incident).actions}
    shown = post.window.case.panel.pictures.list
    until("the thumbnail", lambda: not shown.item(0).icon().isNull())


def ticked(post: Post, step: str) -> bool:
    return step in {one.id for one in content(post).steps if one.done}


def closed_and_reviewed(post: Post, incident: str) -> None:
    panel = post.window.case.panel
    assert not panel.end.close_case.isEnabled(), "no end without saying what it was"
    panel.end.verdicts[Verdict.REAL].click()
    until("the disposition", lambda: content(post).verdict is Verdict.REAL)
    panel.end.close_case.click()
    until("the refusal", lambda: "Tick the required steps first." in post.window.notice.text())
    for step in [one.id for one in content(post).steps if one.required]:
        panel.step_boxes[step].click()
        until("the step", partial(ticked, post, step))
    panel.end.close_case.click()
    until("the end", lambda: not content(post).open)
    panel.end.undo.click()
    until("open again", lambda: content(post).open)
    (sent,) = post.station.acts.dispatch(incident, "li", name="Li Mei").result(60)
    window = post.window
    window.case.desk.refresh()
    until("who is out", lambda: content(post).out == "Li Mei")
    panel.end.close_case.click()
    assert panel.end.out.isVisible() and "Li Mei" in panel.end.out.text()
    post.station.acts.cleared(incident, sent.data["dispatch"]).result(60)
    window.case.desk.refresh()
    until("nobody out", lambda: not content(post).out)
    panel.end.close_case.click()
    until("closed again", lambda: not content(post).open)
    panel.end.remark.setText("well handled")
    panel.end.review.click()
    until("the review", lambda: content(post).review is not None)
    assert detail(post, incident).summary.state == Handling.REVIEWED.value
    kinds = [action.kind for action in detail(post, incident).actions]
    assert kinds.count(ActionKind.CLOSE) == 2
    assert ActionKind.UNDO in kinds


def found_again(post: Post, incident: str) -> None:
    """At the review page by a word of its own, though the case has no clip."""
    review = post.window.review
    post.press(Qt.Key.Key_F3)
    QTest.keyClick(post.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert review.filters.text.hasFocus()
    QTest.keyClicks(review.filters.text, "stairs")
    until("the one that fits", lambda: [row.id for row in review.list.model.rows()] == [incident])
    review.filters.text.setText("elephant")
    until("none", lambda: review.list.model.rowCount() == 0)
    review.filters.clear()
    until("all", lambda: review.list.model.rowCount() == 1)
    review.open_incident(incident)
    until("the case", lambda: review.case.content is not None and review.case.content.id == incident)
    assert any("well handled" in review.history.item(row).text() for row in range(review.history.count()))


def package_holds_the_picture(post: Post) -> None:
    exported: list = []
    page = post.window.evidence.page
    page.exported.connect(exported.append)
    post.window.review.export()
    until("the form", page.isVisible)
    page.form.requester.setCurrentIndex(page.form.requester.findData("resident"))
    for name in ("name", "unit", "reason", "approver"):
        page.form.fields[name].setText("the owner asked for it")
    page.form.form.setCurrentIndex(1)
    page.form.go.click()
    until("the package", lambda: exported)
    assert list(exported[0].path.rglob("*_02_c2.jpg"))
    assert verify_package(exported[0].path, trusted_digest(post.station.evidence.fingerprint)).status is Status.VALID


def reports(post: Post) -> None:
    review = post.window.review
    done: list[Path] = []
    review.reports.written.connect(done.append)
    review.report_button.click()
    until("the report of the case", lambda: len(done) == 1)
    paper = done[0].read_bytes()
    assert paper.startswith(b"%PDF")
    assert b"/FontFile" in paper, "the fonts are not inside"
    review.tabs.setCurrentWidget(review.figures)
    until("the figures", review.figures.period.text)
    assert "1 incidents" in review.figures.summary.text()
    review.figures.html.click()
    until("the report of the period", lambda: len(done) == 2)
    page = done[1].read_text(encoding="utf-8")
    assert "Incidents and alarms" in page
    assert NAME not in page
    assert audited(post).count("export_list") == 2


def sheet(post: Post) -> None:
    """With the names only for who may, and entered; what begins like a formula stays words."""
    review = post.window.review
    done: list[Path] = []
    incident = post.station.case_acts.open((), "lobby").result(60)
    post.station.case_acts.describe(incident, title='=HYPERLINK("http://bad")').result(60)
    review.reports.written.connect(done.append)
    review.figures.sheet_wanted.emit(True)
    until("the sheet", lambda: done)
    with zipfile.ZipFile(done[0]) as book:
        cells = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in cells
    assert NAME in cells
    assert "HYPERLINK" in cells
    post.sign_in(Role.AUDITOR)
    wanted: list = []
    review.authority_wanted.connect(lambda error, _again: wanted.append(error.code))
    review.figures.sheet_wanted.emit(False)
    until("the question for a reason", lambda: wanted)
    assert wanted == ["reason_needed"]
    assert len(done) == 1
