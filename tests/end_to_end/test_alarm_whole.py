"""One alarm from the device to the verified evidence, through every part of the program."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from alarms import response
from alarms.model import Handling, Verdict
from app.pages.card_hand import READ_S
from app.pages.evidence_page import EvidencePage
from app.store.queries import IncidentSummary
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from video.evidence import Status, verify_package
from video.evidence_keys import trusted_digest
from widgets.card_words import Next, next_action

#: Who asks for the footage, and why.
SAID = {"name": "Officer Wang", "unit": "Lakeside police", "document": "12", "reason": "theft", "approver": "Chief"}


def call_up(post: Post, point: str) -> str:
    """Wait until the wall has turned to an alarm of `point`, live and past painted; gives its incident."""
    live = post.window.live

    def turned() -> bool:
        current = post.window.desk.current
        return current is not None and current.point == point and live.controller.scene is not None

    until("the call-up", turned)
    current = post.window.desk.current
    assert current is not None
    chief = post.station.places.cameras_for(current.point, current.zone)[0]
    until("the past", lambda: any(key.startswith(f"past:{chief}:") for key in post.painted))
    until("the picture seen", lambda: post.window.desk.picture_seen(current.occurrence, True).since is not None)
    return current.incident


def test_an_alarm_turns_the_wall_is_answered_recorded_and_handed_out(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    station, window = post.station, post.window
    until("three cameras live", lambda: len(live_cameras(station)) == 3)
    until("the wall painted", lambda: all(post.paints(f"live:{one}") for one in ("c1", "c2", "c3")))
    until("some past in the ring", lambda: post.paints("live:c1") > 20)
    grid = window.live.controller.scene
    fence = post.fence()
    fence.event("perimeter", "Z01", occ="cut", kind="wire_cut")
    incident = call_up(post, "fence-z01")
    scene = window.live.controller.scene
    assert scene is not None
    assert scene.shape == "call_up"
    assert [tile.camera for tile in scene.tiles] == ["c1", "c1", "c2"]
    assert window.live.card.isVisible()

    with monkeypatch.context() as slow:
        slow.setattr(response, "LOOK_S", 1e6)  # the machine may take longer than a second to press the key
        post.press(Qt.Key.Key_F5)
        until("the refusal", lambda: post.notices)
    assert post.notices == ["Look at the picture for a second, then acknowledge."]
    assert window.notice.isVisible()
    assert window.notice.text() == post.notices[0]
    occurrence = occurrences(station, "fence-z01")[0]
    assert occurrence.unacked
    post.press(Qt.Key.Key_F7)
    assert post.notices[-1].startswith("Acknowledge every alarm"), "a key meant for another card judges nothing"
    until("the card lets acknowledge", post.may_acknowledge)
    post.press(Qt.Key.Key_F5)
    until("the acknowledgement", lambda: not occurrences(station, "fence-z01")[0].unacked)

    post.press(Qt.Key.Key_F6)
    until("the verdict", lambda: (one := window.desk.incident(incident)) and one.verdict is Verdict.REAL)
    window.live.card.close_requested.emit()
    until("the refusal to close", lambda: post.notices[-1] == "Tick the required steps first.")
    tick_and_take_back(post, incident)
    window.live.card.foot.note.setText("went there")
    QTest.keyClick(window.live.card.foot.note, Qt.Key.Key_Return)
    fence.event("perimeter", "Z01", active=False, occ="cut")
    until("back to normal", lambda: not occurrences(station, "fence-z01")[0].active)
    until("the card asks for the reset", lambda: shows(post, Next.RESET))
    post.press(Qt.Key.Key_F12)
    until("the reset", lambda: not occurrences(station, "fence-z01"))
    until("the card asks to close", lambda: shows(post, Next.CLOSE))
    post.press(Qt.Key.Key_F12)
    until("the wall as before", lambda: window.live.controller.scene == grid)
    assert window.desk.current is None
    check_past(post, incident)


def shows(post: Post, action: Next) -> bool:
    """Whether the card asks for this, and has for long enough to be read."""
    content, hand = post.window.live.card.content, post.window.live.hand
    return content is not None and next_action(content) is action and hand._stood_for() > READ_S


def ticked(post: Post, incident: str) -> list[str]:
    one = post.window.desk.incident(incident)
    return [] if one is None else [mark.step for mark in one.steps_done]


def tick_and_take_back(post: Post, incident: str) -> None:
    """By the keyboard alone: the next step done, taken back, done again; a camera called meanwhile moves nothing."""
    until("the card asks for a step", lambda: shows(post, Next.TICK))
    post.press(Qt.Key.Key_F12)
    until("the step", lambda: ticked(post, incident) == ["look"])
    post.window.live.undo()
    until("the step taken back", lambda: ticked(post, incident) == [])
    until("the card asks again", lambda: shows(post, Next.TICK))
    post.press(Qt.Key.Key_F12)
    until("the step again", lambda: ticked(post, incident) == ["look"])
    assert "Taken back: " in post.notices[-1]


def check_past(post: Post, incident: str) -> None:
    """The record, the clips, and the package that verifies."""
    until("the clips of both cameras", lambda: len(post.station.clips.of_incident(incident)) == 2)
    summary = check_record(post, incident)
    package = hand_out(post, incident)
    check_sheet(post, package)
    check_list(post, package)
    check_next_request(post, summary)
    check_package(post, package)


def check_record(post: Post, incident: str) -> IncidentSummary:
    """All that was done is on record, and the case is closed."""
    detail = post.station.incidents.detail(incident)
    assert detail is not None
    assert detail.summary.state == Handling.RESOLVED.value
    assert detail.summary.closed_at is not None
    kinds = [action.kind.value for action in detail.actions]
    for kind in ("raise", "acknowledge", "verdict", "step", "note", "return", "reset", "close"):
        assert kind in kinds, kinds
    return detail.summary


def hand_out(post: Post, incident: str) -> Path:
    """Hand the case out for a new entry of the register: first where nothing can be written, then for that entry."""
    page = open_form(post, incident)
    exported: list = []
    page.exported.connect(exported.append)
    for name, words in SAID.items():
        page.form.fields[name].setText(words)
    page.form.form.setCurrentIndex(1)
    page.form.place.setEditText("/proc/nowhere")  # where nothing can be written
    page.form.go.click()
    until("the refusal", lambda: page.form.go.isEnabled() and page.form.typed().entry)
    assert not exported
    page.form.place.setEditText(str(post.station.acts.exports))
    page.open_register()
    until("the register", page.register.isVisible)
    page._wanted = None  # as after a start anew: the entry knows its case
    page._hand_out_for(page.form.typed().entry)
    until("the case", lambda: page._wanted)
    page.form.go.click()
    until("the package", lambda: exported)
    return exported[0].path


def open_form(post: Post, incident: str) -> EvidencePage:
    """Play the case's clip, and press the key that hands it out."""
    window = post.window
    post.press(Qt.Key.Key_F3)
    window.review.open_incident(incident)
    until("the clip's picture", lambda: window.review.player.has_picture)
    until("the record", window.review.export_button.isEnabled)
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    until("the form", window.evidence.page.isVisible)
    return window.evidence.page


def check_sheet(post: Post, package: Path) -> None:
    """The sheet to sign says who asked, and the fingerprint that proves the package."""
    station, page = post.station, post.window.evidence.page
    (entry,) = station.register.entries("lakeside 12")
    assert [one.fingerprint for one in entry.handed_out] == [station.evidence.fingerprint]
    until("the sheet to sign", page.form.sheet.isEnabled)
    page.form.sheet.click()
    sheet = station.acts.exports / "register" / f"{entry.number}.html"
    until("the sheet", sheet.is_file)
    assert sheet.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    words = sheet.read_text("utf-8")
    assert all(one in words for one in (*SAID.values(), entry.number, package.name))
    assert station.evidence.fingerprint.replace("-", "") in re.sub("[^0-9A-F]", "", words)
    until("where the sheet lies", lambda: str(sheet.with_suffix(".pdf")) in page.form.message.text())


def check_list(post: Post, package: Path) -> None:
    """The register's list names it too."""
    station, page = post.station, post.window.evidence.page
    (entry,) = station.register.entries("lakeside 12")
    page.open_register()
    until("the register's list", page.register.all.isEnabled)
    page.register.all.click()
    until("the list", lambda: "list-" in page.register.message.text())
    (listed,) = (station.acts.exports / "register").glob("list-*.html")
    assert all(one in listed.read_text("utf-8") for one in (*SAID.values(), entry.number, package.name))


def check_next_request(post: Post, summary: IncidentSummary) -> None:
    """The form keeps who asked until another case is handed out."""
    page = post.window.evidence.page
    page.tabs.setCurrentWidget(page.form)
    page.form.choose_entry("")
    assert page.form.typed().fields["name"] == "Officer Wang"
    page.hand_out_incident(summary.id, summary.number, summary.zone)
    assert not any(page.form.typed().fields.values()), "the next request may be another person's"


def check_package(post: Post, package: Path) -> None:
    """It verifies, and one bit of a clip that is turned is found."""
    trusted = trusted_digest(post.station.evidence.fingerprint)
    assert verify_package(package, trusted).status is Status.VALID
    block = bytearray((clip := next(package.rglob("*.mp4"))).read_bytes())
    block[len(block) // 2] ^= 1
    clip.write_bytes(block)
    changed = verify_package(package, trusted)
    assert changed.status is Status.CHANGED
    assert [one.file.rpartition("/")[2] for one in changed.problems] == [clip.name]
