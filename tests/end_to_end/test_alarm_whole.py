"""One alarm from the device to the verified evidence, through every part of the program."""

import re

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from alarms.model import Handling, Verdict
from app.pages.card_hand import READ_S
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from video.evidence import Status, verify_package
from video.evidence_keys import trusted_digest
from widgets.card_words import Next, next_action


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


def test_an_alarm_turns_the_wall_is_answered_recorded_and_handed_out(post: Post) -> None:
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

    post.press(Qt.Key.Key_F5)
    until("the refusal", lambda: post.notices)
    assert post.notices == ["Look at the picture for a second, then acknowledge."]
    assert window.notice.isVisible()
    assert window.notice.text() == post.notices[0]
    occurrence = occurrences(station, "fence-z01")[0]
    assert occurrence.unacked
    post.press(Qt.Key.Key_F7)
    assert post.notices[-1].startswith("Acknowledge every alarm"), "a key meant for another card judges nothing"
    until("the card lets acknowledge", window.live.card.foot.acknowledge.isEnabled)
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
    station, window = post.station, post.window
    until("the clips of both cameras", lambda: len(station.clips.of_incident(incident)) == 2)
    detail = station.incidents.detail(incident)
    assert detail is not None
    assert detail.summary.state == Handling.RESOLVED.value
    assert detail.summary.closed_at is not None
    kinds = [action.kind.value for action in detail.actions]
    for kind in ("raise", "acknowledge", "verdict", "step", "note", "return", "reset", "close"):
        assert kind in kinds, kinds
    post.press(Qt.Key.Key_F3)
    review = window.review
    review.open_incident(incident)
    until("the clip's picture", lambda: review.player.has_picture)
    exported: list = []
    page = window.evidence.page
    page.exported.connect(exported.append)
    until("the record", review.export_button.isEnabled)
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    until("the form", page.isVisible)
    said = {"name": "Officer Wang", "unit": "Lakeside police", "document": "12", "reason": "theft", "approver": "Chief"}
    for name, words in said.items():
        page.form.fields[name].setText(words)
    page.form.form.setCurrentIndex(1)
    page.form.place.setEditText("/proc/nowhere")  # where nothing can be written
    page.form.go.click()
    until("the refusal", lambda: page.form.go.isEnabled() and page.form.typed().entry)
    assert not exported
    page.form.place.setEditText(str(station.acts.exports))
    page.open_register()
    until("the register", page.register.isVisible)
    page._wanted = None  # as after a start anew: the entry knows its case
    page._hand_out_for(page.form.typed().entry)
    until("the case", lambda: page._wanted)
    page.form.go.click()
    until("the package", lambda: exported)
    (entry,) = station.register.entries("lakeside 12")
    assert [one.fingerprint for one in entry.handed_out] == [station.evidence.fingerprint]
    until("the sheet to sign", page.form.sheet.isEnabled)
    page.form.sheet.click()
    sheet = station.acts.exports / "register" / f"{entry.number}.html"
    until("the sheet", sheet.is_file)
    assert sheet.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    words = sheet.read_text("utf-8")
    assert all(one in words for one in (*said.values(), entry.number, exported[0].path.name))
    assert station.evidence.fingerprint.replace("-", "") in re.sub("[^0-9A-F]", "", words)
    until("where the sheet lies", lambda: str(sheet.with_suffix(".pdf")) in page.form.message.text())
    page.open_register()
    until("the register's list", page.register.all.isEnabled)
    page.register.all.click()
    until("the list", lambda: "list-" in page.register.message.text())
    (listed,) = (station.acts.exports / "register").glob("list-*.html")
    assert all(one in listed.read_text("utf-8") for one in (*said.values(), entry.number, exported[0].path.name))
    page.tabs.setCurrentWidget(page.form)
    page.form.choose_entry("")
    assert page.form.typed().fields["name"] == "Officer Wang"
    page.hand_out_incident(incident, detail.summary.number, detail.summary.zone)
    assert not any(page.form.typed().fields.values()), "the next request may be another person's"
    verified = verify_package(exported[0].path, trusted_digest(station.evidence.fingerprint))
    assert verified.status is Status.VALID
    block = bytearray((clip := next(exported[0].path.rglob("*.mp4"))).read_bytes())
    block[len(block) // 2] ^= 1
    clip.write_bytes(block)
    changed = verify_package(exported[0].path, trusted_digest(station.evidence.fingerprint))
    assert changed.status is Status.CHANGED
    assert [one.file.rpartition("/")[2] for one in changed.problems] == [clip.name]
