"""People sign beside the wall, by the keyboard alone; the alarms never wait for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap import Desktop
from app.people.rights import Role
from app.store.people import BookState
from tests.end_to_end.driving import Post, occurrences, until
from tests.fakes.people import PASSWORD
from tests.fakes.small_station import load, site_text
from widgets.sign_in_content import SignInMode

OTHER = "orchard-bicycle-77"
GATE = """
[[gate]]
id = "g1"
name = "Gate"
device = "fence1"
channel = "G1"
"""


@pytest.fixture
def bare(desktop: Desktop, tmp_path: Path) -> Iterator[Post]:
    """A post without cameras, where nobody has an account yet."""
    made = Post(desktop, load(tmp_path, site_text(None, more=GATE)), tmp_path / "data", people=False)
    yield made
    made.stop()


def type_into(post: Post, **fields: str) -> None:
    """Type as a person does: the keyboard goes from field to field with Enter."""
    panel = post.window.sign_in
    for name, text in fields.items():
        if name == "name":
            panel.name.setEditText(text)
        else:
            panel.fields[name].setText(text)
    panel.submit.click()


def test_the_first_account_is_made_at_the_window_and_signs_in(bare: Post) -> None:
    window = bare.window
    assert window.sign_in.isVisible()
    assert window.sign_in.view.mode is SignInMode.FIRST
    type_into(bare, name="zhou", label="Zhou", new_password=PASSWORD, repeated=OTHER)
    until("the two to differ", lambda: "differ" in window.sign_in.view.message)
    type_into(bare, name="zhou", label="Zhou", new_password=PASSWORD, repeated=PASSWORD)
    until("the installer on duty", lambda: window.status.duty.accessibleName() == "On duty: Zhou")
    assert not window.sign_in.isVisible()
    assert bare.station.people.accounts.state is BookState.SOUND


def test_with_nobody_signed_in_an_alarm_is_shown_and_answered(bare: Post) -> None:
    window, station = bare.window, bare.station
    fence = bare.fence()
    fence.event("perimeter", "Z01", occ="one")
    until("the call-up", lambda: window.desk.current is not None)
    assert window.sign_in.isVisible(), "beside the wall, in nobody's way"
    until("the card lets acknowledge", bare.may_acknowledge)
    bare.press(Qt.Key.Key_F5)
    until("the acknowledgement", lambda: not occurrences(station, "fence-z01")[0].unacked)
    alarm = occurrences(station, "fence-z01")[0]
    assert alarm.acked_by == "nobody@s1"
    acts = {entry.action: entry.actor for entry in station.audit.entries()}
    until("the entry", lambda: "acknowledge" in {entry.action for entry in station.audit.entries()})
    assert acts.get("acknowledge", "nobody@s1") == "nobody@s1"


def test_an_act_that_needs_a_right_asks_beside_the_wall_and_then_is_done(bare: Post) -> None:
    window, station = bare.window, bare.station
    bare.sign_in(Role.GUARD)
    station.people.desk.sign_out(station.people.desk.duty.people[0].account)
    until("nobody", lambda: window.status.duty.accessibleName() == "Nobody signed in")
    window.sign_in.close_panel()
    window.live.open_gate("g1")
    until("the panel", window.sign_in.isVisible)
    assert window.sign_in.view.mode is SignInMode.FOR_ACT
    assert window.sign_in.view.act == "Open a gate"
    assert bare.window.isVisible()
    type_into(bare, name="guard", password="wrong-password")
    until("the refusal", lambda: "not right" in window.sign_in.view.message)
    assert window.sign_in.fields["password"].text() == ""
    type_into(bare, name="guard", password=PASSWORD)
    until("the command", lambda: station.gates.statuses()[0].command != "")
    assert window.status.duty.accessibleName() == "On duty: Guard"
    asked = [entry for entry in station.audit.entries() if entry.action.startswith("open_gate")]
    assert {entry.action for entry in asked} >= {"open_gate", "open_gate_refused"}


def test_the_panel_leads_to_the_handover_beside_the_wall(bare: Post) -> None:
    window = bare.window
    bare.sign_in(Role.GUARD)
    window.sign_in.close_panel()
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    until("the panel", window.sign_in.isVisible)
    window.sign_in.hand_over.click()
    assert not window.sign_in.isVisible()
    assert window.shift.panel.isVisible()
    assert window.shift.panel.pages.currentWidget() is window.shift.panel.handover


def test_a_first_password_is_replaced_in_the_same_panel(bare: Post) -> None:
    window, people = bare.window, bare.station.people
    bare.sign_in(Role.INSTALLER)
    people.accounts.add("x", "li", "Li Mei", Role.GUARD, OTHER)
    window.signing.toggle()
    window.signing.toggle()
    type_into(bare, name="li", password=OTHER)
    until("the new password", lambda: window.sign_in.view.mode is SignInMode.NEW_PASSWORD)
    assert window.sign_in.fields["password"].text() == OTHER
    type_into(bare, new_password=PASSWORD, repeated=PASSWORD)
    until("on duty", lambda: "Li Mei" in window.status.duty.accessibleName())


def test_accounts_are_made_and_switched_off_by_whoever_may(bare: Post) -> None:
    window, station = bare.window, bare.station
    bare.sign_in(Role.SUPERVISOR)
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.pages.currentWidget() is window.people
    view = window.people.view
    view.name.setText("ma")
    view.label.setText("Ma Chao")
    view.password.setText("83920175")
    view.add.click()
    until("the account", lambda: any(one.label == "Ma Chao" for one in station.people.accounts.listed()))
    until("its line", lambda: view.table.rowCount() == 3)
    place = next(row for row in range(3) if (item := view.table.item(row, 0)) and item.text() == "Ma Chao")
    view.table.selectRow(place)
    view.switch.click()
    until("switched off", lambda: any(not one.enabled for one in station.people.accounts.listed()))
    view.choose_none()
    view.name.setText("eve")
    view.password.setText(OTHER)
    view.role.setCurrentIndex(view.role.findData("installer"))
    view.add.click()
    until("the second person", window.sign_in.isVisible)
    assert window.sign_in.view.mode is SignInMode.SECOND
    type_into(bare, name="installer", password=PASSWORD, reason="the next installer")
    until("the installer", lambda: sum(one.role is Role.INSTALLER for one in station.people.accounts.listed()) == 2)


def test_the_panel_covers_nothing_and_takes_the_keyboard_from_nobody(bare: Post) -> None:
    window = bare.window
    bare.sign_in(Role.GUARD)
    window.sign_in.close_panel()
    window.activateWindow()
    note = window.live.card.foot.note
    window.signing.toggle()
    assert not window.sign_in.isWindow()
    assert not window.live.geometry().intersects(window.sign_in.geometry())
    assert window.sign_in.fields["password"].echoMode().name == "Password"
    QTest.keyClick(window.sign_in, Qt.Key.Key_Escape)
    assert not window.sign_in.isVisible()
    assert note is window.live.card.foot.note
