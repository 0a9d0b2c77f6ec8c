"""Who may hand out what: the register's approver, the second person, originals with private areas."""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.people.accounts import person_of
from app.people.acts import Acts
from app.people.authorised import Authorised, Authority, AuthorityNeeded
from app.people.rights import Answer, Person, Role
from app.services.evidence_order import ExportOrder, Watched
from app.services.places import Places
from app.site_evidence import Evidence
from app.store.register import FootageRequest, Register, Requester
from tests.fakes.clock import FakeClock
from tests.fakes.people import PASSWORD, People, people
from tests.fakes.small_station import load, site_text

ASKED = FootageRequest(Requester.INSIDE, "Team", "", "lesson", approver="typed by hand")


class Desk:
    """Stands in for what makes packages, over a real register."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.orders: list[tuple[ExportOrder, str, str]] = []

    def begin(self, order: ExportOrder, user: str, account: str, _watched: Watched) -> Future[Any]:
        self.orders.append((order, user, account))
        done: Future[Any] = Future()
        done.set_result("package")
        return done


class House:
    """One person of each role, and the acts over a desk."""

    def __init__(self, made: People, folder: Path, evidence: Evidence) -> None:
        self.people, self.ids = made, made.everybody()
        site = load(folder, site_text(None)).site.model_copy(update={"evidence": evidence})
        self.desk = Desk(Register(made.database, "s1", "UTC", FakeClock()))
        self.authorised = Authorised(made.desk, made.audit, "s1", lambda: False)
        nothing: Any = None
        given: Any = self.desk
        self.acts = Acts(self.authorised, nothing, nothing, given, nothing, Places(site), folder)
        self.order = ExportOrder(folder / "stick", "theft", incident="i")

    def sign_in(self, role: Role) -> Person:
        return self.people.desk.sign_in(role.value, PASSWORD)

    def person(self, role: Role) -> Person:
        found = person_of(self.people.accounts.get(self.ids[role]))
        assert found is not None
        return found


@pytest.fixture(params=[False, True], ids=["alone", "second"])
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    with people(tmp_path / "data", FakeClock()) as made:
        yield from _house(made, tmp_path, Evidence(second_approver=request.param))


def _house(made: People, folder: Path, evidence: Evidence) -> Iterator[House]:
    one = House(made, folder, evidence)
    yield one
    one.authorised.close()


def refused(future: Future[Any]) -> AuthorityNeeded:
    error = future.exception(60)
    assert isinstance(error, AuthorityNeeded), error
    return error


def test_the_approver_is_another_person_where_the_site_wants_one(house: House) -> None:
    supervisor = house.sign_in(Role.SUPERVISOR)
    asked = house.acts.export(house.order, "fence", ASKED)
    if not house.acts._places.site.evidence.second_approver:
        assert asked.result(60) == "package"
        (entry,) = house.desk.register.entries()
        assert entry.request.approver == "typed by hand"
        return
    needed = refused(asked)
    assert needed.answer is Answer.SECOND
    assert house.desk.register.entries() == []
    alone = refused(needed.retry(Authority(supervisor, supervisor, "theft")))
    assert alone.answer is Answer.SECOND_SAME
    guard = refused(needed.retry(Authority(supervisor, house.person(Role.GUARD), "theft")))
    assert guard.answer is Answer.SECOND_ROLE
    added = house.people.accounts.add(
        house.ids[Role.INSTALLER], "boss", "Boss", Role.SUPERVISOR, PASSWORD, must_change=False
    )
    boss = person_of(house.people.accounts.get(added.id))
    assert needed.retry(Authority(supervisor, boss, "theft")).result(60) == "package"
    (entry,) = house.desk.register.entries()
    assert entry.request.approver == "Boss"
    assert house.desk.orders[0][0].entry == entry.id


def test_a_guard_hands_out_only_beside_a_supervisor_who_is_the_approver(house: House) -> None:
    guard = house.sign_in(Role.GUARD)
    needed = refused(house.acts.export(house.order, "fence", ASKED))
    assert needed.answer is Answer.SECOND
    assert needed.retry(Authority(guard, house.person(Role.SUPERVISOR), "theft")).result(60) == "package"
    (entry,) = house.desk.register.entries()
    assert entry.request.approver == "Supervisor"


def test_originals_of_private_cameras_take_a_right_of_their_own(house: House) -> None:
    order = replace(house.order, unmasked=True)
    guard = house.sign_in(Role.GUARD)
    needed = refused(house.acts.export(order, "fence", ASKED))
    assert needed.answer is Answer.ROLE
    again = refused(needed.retry(Authority(guard, house.person(Role.SUPERVISOR), "theft")))
    assert again.answer is Answer.ROLE
    assert house.desk.orders == []
    house.people.desk.sign_out(guard.account)
    house.sign_in(Role.SUPERVISOR)
    no_reason = refused(house.acts.export(replace(order, reason=""), "fence", ASKED))
    assert no_reason.answer is Answer.REASON
    if not house.acts._places.site.evidence.second_approver:
        assert house.acts.export(order, "fence", ASKED).result(60) == "package"
        told = [one.action for one in house.people.audit.entries()]
        assert "export_unmasked" in told


def test_without_a_name_nothing_is_entered(house: House) -> None:
    assert refused(house.acts.export(house.order, "fence", ASKED)).answer is Answer.SIGN_IN
    assert refused(house.acts.enter_request(ASKED)).answer is Answer.SIGN_IN
    assert house.desk.register.entries() == []


def test_an_entry_is_voided_by_a_supervisor_with_a_reason(house: House) -> None:
    guard = house.sign_in(Role.GUARD)
    entry = house.acts.enter_request(ASKED).result(60)
    assert refused(house.acts.void_request(entry.id, "mistake")).answer is Answer.ROLE
    house.people.desk.sign_out(guard.account)
    house.sign_in(Role.SUPERVISOR)
    house.acts.void_request(entry.id, "mistake").result(60)
    found = house.desk.register.get(entry.id)
    assert found is not None
    assert found.voided == "mistake"
