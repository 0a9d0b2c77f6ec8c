"""The table of rights: each of its cells tried at the service, with everything in the log; and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication

from alarms.model import Handling, Verdict
from app.people.acts import Acts
from app.people.authorised import Authorised, Authority, AuthorityNeeded
from app.people.case_acts import CaseActs
from app.people.duty_acts import DutyActs
from app.people.key_acts import KeyActs
from app.people.managing import PeopleActs
from app.people.rights import OPEN_TO_ALL, RIGHTS, Action, Answer, Need, Person, Role, judge
from app.people.rights_page import page
from app.services.evidence_order import ExportOrder
from app.services.places import Places
from app.store.audit import AuditEntry
from app.store.errors import StoreError, StoreFault
from app.store.records import Clip
from tests.fakes.clock import FakeClock
from tests.fakes.people import PASSWORD, People, people
from tests.fakes.small_station import load, site_text

PAGE = Path(__file__).parents[3] / "docs" / "rights.md"
COLUMNS = (None, *Role)


@dataclass
class Services:
    """Stands in for everything that acts are done by; notes what was called, for whom."""

    called: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)
    emergency: bool = False

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.called.append((name, arguments, named))
            done: Future[Any] = Future()
            done.set_result(())
            return done

        return call


class Drills(Services):
    """Stands in for what plays drills: every scenario plays at the fence."""

    def zones(self, _scenario: str) -> tuple[str, ...]:
        return ("fence",)


class Recordings:
    """Stands in for what keeps recordings."""

    def get(self, clip: str) -> Clip:
        return Clip(clip, "a.mp4", "", 1, "cam", 0.0, 1.0)

    def put(self, clip: Clip) -> Clip:
        return clip


@dataclass
class House:
    """A desk with one person of each role, and the acts."""

    people: People
    services: Services
    authorised: Authorised
    acts: Acts
    managing: PeopleActs
    cases: CaseActs
    duty: DutyActs
    keys: KeyActs
    ids: dict[Role, str]
    before: int = 0

    def person(self, role: Role) -> Person:
        account = self.people.accounts.get(self.ids[role])
        assert account is not None
        return account.person()

    def settled(self) -> list[AuditEntry]:
        """What the log holds of this test once everything that was begun is done."""
        self.authorised.close()
        entries = list(self.people.audit.entries(limit=10_000))
        return entries[: len(entries) - self.before]


@pytest.fixture(scope="module")
def inhabited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[People, dict[Role, str], Places]]:
    folder = tmp_path_factory.mktemp("house")
    with people(folder / "data", FakeClock()) as made:
        yield made, made.everybody(), Places(load(folder, site_text(None, more=MORE)).site)


@pytest.fixture
def house(inhabited: tuple[People, dict[Role, str], Places], tmp_path: Path) -> Iterator[House]:
    """The same people for every test of this file, nobody signed in."""
    made, ids, places = inhabited
    for person in made.desk.duty.people:
        made.desk.sign_out(person.account)
    services = Services()
    authorised = Authorised(made.desk, made.audit, "s1", lambda: services.emergency)
    acts = Acts(authorised, services, services, services, Recordings(), places, tmp_path)  # type: ignore[arg-type]
    before = len(made.audit.entries(limit=10_000))
    cases = CaseActs(authorised, services, services, places, "s1")  # type: ignore[arg-type]
    drills = Drills(services.called)
    duty = DutyActs(authorised, made.duty, places, services, services, drills, lambda: None)
    keys = KeyActs(authorised, services)  # type: ignore[arg-type]
    yield House(made, services, authorised, acts, PeopleActs(authorised, made.accounts), cases, duty, keys, ids, before)
    authorised.close()


MORE = """
[[gate]]
id = "g1"
name = "Gate"
device = "fence1"
channel = "G1"
"""

#: How each action is asked for.
ASK: dict[Action, Callable[[House], Future[Any]]] = {
    Action.ACKNOWLEDGE: lambda h: h.acts.acknowledge("o"),
    Action.SILENCE: lambda h: h.acts.silence("o"),
    Action.TICK_STEP: lambda h: h.acts.tick_step("i", "s"),
    Action.NOTE: lambda h: h.acts.note("i", "text"),
    Action.HANDLE: lambda h: h.acts.handling("i", Handling.DISPATCHED),
    Action.GIVE_VERDICT: lambda h: h.acts.verdict("i", Verdict.REAL, ""),
    Action.ESCALATE: lambda h: h.acts.escalate("i", "alone"),
    Action.DISPATCH: lambda h: h.acts.dispatch("i", "li", name="Li Mei", zone="fence"),
    Action.OPEN_INCIDENT: lambda h: h.cases.open(("cam",), "fence"),
    Action.DESCRIBE_INCIDENT: lambda h: h.cases.describe("i", title="words"),
    Action.TAKE_SNAPSHOT: lambda h: h.cases.did(Action.TAKE_SNAPSHOT, "cam"),
    Action.CHANGE_LAYOUT: lambda h: h.cases.did(Action.CHANGE_LAYOUT, "layout"),
    Action.UNDO: lambda h: h.acts.undo("i"),
    Action.RESET: lambda h: h.acts.reset("o", Verdict.REAL),
    Action.CLOSE: lambda h: h.acts.close("i"),
    Action.INVOLVE_PERSON: lambda h: h.cases.involve("i", "Zhang", "139", "witness"),
    Action.EXPORT_LIST: lambda h: h.cases.export_list({"filter": "all"}),
    Action.REVIEW: lambda h: h.cases.review("i", "seen", "fence"),
    Action.SHELVE: lambda h: h.acts.shelve("fence-z01", 600.0),
    Action.UNSHELVE: lambda h: h.acts.unshelve("fence-z01"),
    Action.OUT_OF_SERVICE: lambda h: h.acts.take_out_of_service("fence-z01", 600.0, "hourly"),
    Action.RETURN_TO_SERVICE: lambda h: h.acts.return_to_service("fence-z01"),
    Action.ARM: lambda h: h.acts.arm("fence"),
    Action.DISARM: lambda h: h.acts.arm("fence", armed=False),
    Action.OPEN_GATE: lambda h: h.acts.open_gate("g1"),
    Action.LISTEN: lambda h: h.acts.listen("cam"),
    Action.PTZ: lambda h: h.acts.turn("cam"),
    Action.EXPORT_EVIDENCE: lambda h: h.acts.export(ExportOrder(Path("x"), "", incident="i"), "fence"),
    Action.EXPORT_APPROVED: lambda h: h.acts.permit(Action.EXPORT_APPROVED, "i", "fence"),
    Action.EXPORT_UNMASKED: lambda h: h.acts.permit(Action.EXPORT_UNMASKED, "i", "fence"),
    Action.LOOK_UNMASKED: lambda h: h.acts.look_unmasked("cam"),
    Action.ENTER_REQUEST: lambda h: h.acts.permit(Action.ENTER_REQUEST, "r"),
    Action.READ_REGISTER: lambda h: h.acts.permit(Action.READ_REGISTER, "r"),
    Action.VOID_REQUEST: lambda h: h.acts.permit(Action.VOID_REQUEST, "r"),
    Action.BOOKMARK: lambda h: h.acts.permit(Action.BOOKMARK, "cam", "fence"),
    Action.HOLD_EVIDENCE: lambda h: h.acts.hold("c", "cam"),
    Action.RELEASE_HOLD: lambda h: h.acts.hold("c", "cam", on=False),
    Action.LOOK_AT_RECORDINGS: lambda h: h.acts.permit(Action.LOOK_AT_RECORDINGS, "i", "fence"),
    Action.LOOK_AT_PERSONAL_DATA: lambda h: h.acts.permit(Action.LOOK_AT_PERSONAL_DATA, "plate"),
    Action.CHANGE_RULES: lambda h: h.acts.permit(Action.CHANGE_RULES, "r"),
    Action.CHANGE_SETTINGS: lambda h: h.acts.permit(Action.CHANGE_SETTINGS, "site"),
    Action.MANAGE_GUARDS: lambda h: h.managing.set_enabled(h.ids[Role.GUARD], True),
    Action.MANAGE_PEOPLE: lambda h: h.managing.set_enabled(h.ids[Role.AUDITOR], True),
    Action.ADMIT_STATION: lambda h: h.keys.admit("s2"),
    Action.SHUT_OUT_STATION: lambda h: h.keys.shut_out("s2"),
    Action.READ_AUDIT: lambda h: h.acts.permit(Action.READ_AUDIT, "log"),
    Action.WRITE_LOG: lambda h: h.duty.write("note", "all quiet"),
    Action.CONFIRM_PRESENCE: lambda h: h.duty.confirm_presence(),
    Action.HAND_OVER: lambda h: h.duty.sign_off(PASSWORD),
    Action.START_DRILL: lambda h: h.duty.start_drill("fire"),
    Action.STOP_DRILL: lambda h: h.duty.stop_drill(),
}


def needed(future: Future[Any]) -> AuthorityNeeded:
    error = future.exception(60)
    assert isinstance(error, AuthorityNeeded), error
    return error


def test_the_table_has_a_row_for_every_action_and_each_can_be_asked_for() -> None:
    assert set(RIGHTS) == set(Action) == set(ASK)


def test_a_second_person_is_named_where_one_is_needed_and_nowhere_else() -> None:
    for action, rule in RIGHTS.items():
        assert bool(rule.second) == any(rule.of(role) is Need.SECOND for role in COLUMNS), action


@pytest.mark.parametrize("role", COLUMNS)
@pytest.mark.parametrize("action", list(Action))
def test_each_cell(house: House, action: Action, role: Role | None) -> None:
    """What the table says is what happens; each refusal and each act is in the log under the right name."""
    if role is not None:
        house.people.desk.sign_in(role.value, PASSWORD)
    need = RIGHTS[action].of(role)
    asked = ASK[action](house)
    match need:
        case Need.ALLOWED:
            asked.result(60)
        case Need.NEVER | Need.EMERGENCY:
            assert needed(asked).answer is (Answer.SIGN_IN if role is None else Answer.ROLE)
        case Need.REASON:
            missing = needed(asked)
            assert missing.answer is Answer.REASON
            missing.retry(Authority(missing.held.person, reason="because")).result(60)
        case Need.SECOND:
            check_second(house, action, needed(asked))
    check_log(house, action, role, need)


def check_second(house: House, action: Action, missing: AuthorityNeeded) -> None:
    """Without a reason, without anybody, with oneself, with somebody who may not: refused. With the right one: done."""
    assert missing.answer is Answer.REASON
    own, reason = missing.held.person, "because"
    assert own is not None
    assert needed(missing.retry(Authority(own, reason=reason))).answer is Answer.SECOND
    assert needed(missing.retry(Authority(own, own, reason))).answer is Answer.SECOND_SAME
    wrong = house.person(Role.AUDITOR)
    assert needed(missing.retry(Authority(own, wrong, reason))).answer is Answer.SECOND_ROLE
    chief = house.ids[Role.INSTALLER]
    role = sorted(RIGHTS[action].second)[0]
    other = house.people.accounts.add(chief, f"other-{uuid4()}", "Other", role, PASSWORD, must_change=False)
    missing.retry(Authority(own, other.person(), reason)).result(60)


def check_log(house: House, action: Action, role: Role | None, need: Need) -> None:
    actor = house.ids[role] if role is not None else "nobody@s1"
    told = [entry for entry in house.settled() if entry.action in (action.value, f"{action.value}_refused")]
    assert {entry.actor for entry in told} == {actor}
    done = [entry for entry in told if entry.action == action.value]
    if need in (Need.NEVER, Need.EMERGENCY):
        assert done == []
        assert house.services.called == []
        assert told[0].after is not None
        assert told[0].after["why"] in (Answer.SIGN_IN.value, Answer.ROLE.value)
        return
    assert len(done) == 1
    if need in (Need.REASON, Need.SECOND):
        assert done[0].after["reason"] == "because"
    if need is Need.SECOND:
        assert done[0].after["second"] not in ("", actor)


@pytest.mark.parametrize("role", [None, Role.AUDITOR])
def test_a_gate_opens_for_anybody_while_a_critical_alarm_is_active(house: House, role: Role | None) -> None:
    if role is not None:
        house.people.desk.sign_in(role.value, PASSWORD)
    needed(house.acts.open_gate("g1"))
    house.services.emergency = True
    house.acts.open_gate("g1").result(60)
    assert house.services.called[0][0] == "open"


def test_with_nobody_signed_in_the_station_is_named(house: House) -> None:
    house.acts.acknowledge("o").result(60)
    named = {"no_picture": False, "called_at": None}
    assert house.services.called == [("acknowledge", ("o", "nobody@s1", None), named)]


def test_both_names_are_handed_on(house: House) -> None:
    house.people.desk.sign_in("supervisor", PASSWORD)
    missing = needed(house.acts.take_out_of_service("fence-z01", 600.0, "hourly", "being painted"))
    given = Authority(missing.held.person, house.person(Role.GUARD), missing.held.reason)
    missing.retry(given).result(60)
    name, arguments, named = house.services.called[0]
    assert (name, arguments) == ("take_out_of_service", ("fence-z01", "being painted", 600.0, "Supervisor"))
    assert named == {"second": "Guard", "patrol": "hourly"}


def test_rights_end_at_the_zones_of_the_account(house: House) -> None:
    chief = house.ids[Role.INSTALLER]
    house.people.accounts.set_role(chief, house.ids[Role.GUARD], Role.GUARD, ("lobby",))
    house.people.desk.sign_in("guard", PASSWORD)
    house.acts.arm("lobby").result(60)
    assert needed(house.acts.arm("fence")).answer is Answer.ZONE
    assert needed(house.acts.shelve("fence-z01", 600.0, "because")).answer is Answer.ZONE
    assert needed(house.acts.open_gate("g1")).answer is Answer.ZONE
    house.acts.acknowledge("o").result(60)
    house.people.accounts.set_role(chief, house.ids[Role.GUARD], Role.GUARD, ())


def test_nobody_is_kept_from_a_gate_by_zones_in_an_emergency(house: House) -> None:
    chief = house.ids[Role.INSTALLER]
    house.people.accounts.set_role(chief, house.ids[Role.GUARD], Role.GUARD, ("lobby",))
    house.people.desk.sign_in("guard", PASSWORD)
    house.services.emergency = True
    house.acts.open_gate("g1").result(60)
    house.people.accounts.set_role(chief, house.ids[Role.GUARD], Role.GUARD, ())


def test_a_signature_ends_with_its_account(house: House) -> None:
    """Whoever is switched off between signing and doing does nothing any more, nor stands beside anybody."""
    chief, second = house.ids[Role.INSTALLER], house.person(Role.SUPERVISOR)
    house.people.desk.sign_in("guard", PASSWORD)
    missing = needed(house.acts.export(ExportOrder(Path("x"), "", incident="i"), "fence"))
    house.people.accounts.disable(chief, second.account)
    again = needed(missing.retry(Authority(missing.held.person, second, "because")))
    assert again.answer is Answer.SECOND
    house.people.accounts.enable(chief, second.account)
    house.people.accounts.disable(chief, house.ids[Role.GUARD])
    gone = needed(missing.retry(Authority(missing.held.person, second, "because")))
    assert gone.answer is Answer.SIGN_IN
    house.people.accounts.enable(chief, house.ids[Role.GUARD])


def test_a_zone_covers_what_lies_below_it_and_not_the_whole_site() -> None:
    guard = Person("1", "g", "G", Role.GUARD, ("north",))
    assert judge(Action.ARM, guard, lineage=("fence-1", "north", "site")) is Answer.GRANTED
    assert judge(Action.ARM, guard, lineage=("site",)) is Answer.ZONE
    assert judge(Action.ARM, guard) is Answer.ZONE
    second = Person("2", "s", "S", Role.SUPERVISOR, ("south",))
    given = judge(Action.EXPORT_EVIDENCE, guard, lineage=("north",), second=second, reason="why")
    assert given is Answer.ZONE


class FullDisk:
    """An audit log that takes nothing."""

    def append(self, *_: object, **__: object) -> None:
        raise StoreError(StoreFault.DISK_FULL)


@pytest.mark.parametrize("action", sorted(OPEN_TO_ALL))
def test_no_fault_of_the_log_keeps_anybody_from_answering(house: House, action: Action) -> None:
    house.authorised._audit = FullDisk()  # type: ignore[assignment]
    ASK[action](house).result(60)
    done_by_others = action not in (Action.TAKE_SNAPSHOT, Action.CHANGE_LAYOUT)  # those are entered once they are done
    assert len(house.services.called) == int(done_by_others)


def test_what_cannot_be_entered_is_not_done_save_a_gate_in_an_emergency(house: House) -> None:
    house.people.desk.sign_in("guard", PASSWORD)
    house.authorised._audit = FullDisk()  # type: ignore[assignment]
    assert isinstance(house.acts.arm("fence").exception(60), StoreError)
    assert isinstance(house.acts.open_gate("g1").exception(60), StoreError)
    assert house.services.called == []
    house.services.emergency = True
    house.acts.open_gate("g1").result(60)


def test_an_act_that_fails_is_entered_as_failed(house: House) -> None:
    house.people.desk.sign_in("guard", PASSWORD)

    def fails(*_: object, **__: object) -> Future[Any]:
        failed: Future[Any] = Future()
        failed.set_exception(StoreError(StoreFault.LOCKED))
        return failed

    house.services.__dict__["close"] = fails
    assert isinstance(house.acts.close("i").exception(60), StoreError)
    told = {entry.action: entry.after for entry in house.settled()}
    assert told["close_failed"] == {"failed": "locked"}


def test_nobody_makes_somebody_mightier_than_he_may(house: House) -> None:
    house.people.desk.sign_in("supervisor", PASSWORD)
    up = house.managing.set_role(house.ids[Role.GUARD], Role.INSTALLER, ())
    assert needed(up).asked.action is Action.MANAGE_PEOPLE
    house.people.desk.sign_in("guard", PASSWORD)
    own = house.managing.set_role(house.ids[Role.GUARD], Role.SUPERVISOR, ())
    assert needed(own).answer is Answer.ROLE
    assert needed(house.managing.add("eve", "Eve", Role.GUARD, PASSWORD, ())).answer is Answer.ROLE
    gone = house.managing.reset_password("no such account", PASSWORD)
    assert needed(gone).asked.action is Action.MANAGE_PEOPLE


def test_the_page_says_what_the_table_says(qapp: QApplication) -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(qapp), "run: python -m app.people.rights_page docs/rights.md"
