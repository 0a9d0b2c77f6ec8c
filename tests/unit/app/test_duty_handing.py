"""The handover of a station over real accounts and records: what is signed, what came later, what a list holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alarms.model import Handling, Incident, Note, Occurrence, Priority
from alarms.overview import ArmedZone, Overview, SetAside
from alarms.ports import AlarmSnapshot
from app.duty.handing import HandoverDesk
from app.duty.page import Listing, listing
from app.pages import duty_sheets, duty_words
from app.people.refusals import SignInRefused
from app.services.health import Level, PartStatus
from app.services.places import Places
from app.site_document import SiteDocument
from app.store.duty import digest_of
from app.store.remembered import Remembered
from tests.fakes.clock import DEFAULT_NOW, FakeClock
from tests.fakes.people import PASSWORD, People, people
from tests.fakes.small_station import load, site_text

ITEM = '[[counted_item]]\nid = "keys"\nname = "钥匙"\nname_en = "Keys"\ncount = 12\n'


def alarm(key: str, point: str = "fence-z01", drill: bool = False, priority: Priority = Priority.P2) -> Occurrence:
    return Occurrence(
        id=key,
        point=point,
        device="fence1",
        zone="fence",
        alarm_class="perimeter",
        kind="climb",
        priority=priority,
        raised_at=DEFAULT_NOW,
        received_at=DEFAULT_NOW,
        drill=drill,
        incident="i",
    )


CASE = Incident(
    id="i",
    number="20261102-s1-001",
    zone="fence",
    category="intrusion",
    priority=Priority.P2,
    opened_at=DEFAULT_NOW,
    last_raised_at=DEFAULT_NOW,
    handling=Handling.DISPATCHED,
)


class Desk:
    """A handover desk whose alarms the test sets."""

    def __init__(self, house: People, site: SiteDocument) -> None:
        self.house = house
        self.places = Places(site)
        self.snapshot = AlarmSnapshot((alarm("o1"),), (CASE,))
        self.overview = Overview()
        self.parts: tuple[PartStatus, ...] = ()
        remembered = Remembered(house.database, house.clock, "duty.")
        self.desk = HandoverDesk(site, house.desk, remembered, self.listed, house.clock)

    def listed(self) -> Listing:
        return listing(self.snapshot, self.overview, self.parts, self.places)


@pytest.fixture
def made(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    with people(tmp_path / "data", clock) as house:
        house.everybody()
        house.desk.sign_in("guard", PASSWORD)
        yield Desk(house, load(tmp_path, site_text(None, more=ITEM)).site)


def test_what_came_between_the_two_signatures_is_on_the_record_as_that(made: Desk) -> None:
    desk = made.desk
    desk.open()
    with pytest.raises(SignInRefused, match="handover_open"):
        desk.sign_off(PASSWORD)
    desk.draft.confirm("keys")
    with pytest.raises(SignInRefused, match="handover_open"):
        desk.take_over("supervisor", PASSWORD)
    desk.sign_off(PASSWORD)
    made.snapshot = AlarmSnapshot((alarm("o1"), alarm("o2", "fence-z02")), (CASE,))
    made.house.clock.advance(30)
    desk.open()
    record = desk.take_over("supervisor", PASSWORD)
    assert [one["id"] for one in record.content["alarms"]] == ["o1", "o2"]
    assert (record.content["later"], record.content["took_s"]) == (["o2"], 30.0)
    assert digest_of(record) == record.digest
    assert desk.draft.kept() == {"counts": {}, "words": {}, "remarks": ""}, "the next one begins anew"
    assert desk.signed is None
    for language, name in (("en", "Fence two"), ("zh_CN", "二防区")):
        sheet = duty_sheets.handover_sheet(record, "Small estate", language)
        assert name in sheet
        assert record.digest in sheet


def test_a_signature_of_one_who_has_gone_is_dropped(made: Desk) -> None:
    desk = made.desk
    desk.draft.confirm("keys")
    desk.sign_off(PASSWORD)
    with pytest.raises(SignInRefused, match="name_or_password"):
        desk.take_over("supervisor", "wrong-password")
    assert desk.signed is not None, "a slip of the finger costs one signature, not both"
    made.house.desk.sign_in("installer", PASSWORD)
    with pytest.raises(SignInRefused, match="outgoing_gone"):
        desk.take_over("supervisor", PASSWORD)
    assert desk.signed is None


def test_the_draft_is_kept_and_recalled(made: Desk) -> None:
    made.desk.draft.change("keys", -1)
    made.desk.draft.remark("gate two")
    made.desk.keep()
    again = Desk(made.house, made.places.site)
    again.desk.recall()
    assert (again.desk.draft.count("keys"), again.desk.draft.remarks) == (11, "gate two")


def test_the_list_has_everything_the_next_shift_has_to_know_the_real_before_drills(made: Desk) -> None:
    made.snapshot = AlarmSnapshot((alarm("d", drill=True, priority=Priority.P1), alarm("o1")), (CASE,))
    made.overview = Overview(
        shelved=(SetAside("fence-z02", DEFAULT_NOW + 600, "wind", "Li"),),
        out_of_service=(SetAside("help-h1", DEFAULT_NOW + 900, "repair", "Wang", "Li", "each hour"),),
        armed=(
            ArmedZone("fence", False, DEFAULT_NOW, "Li"),
            ArmedZone("lobby", False, DEFAULT_NOW, by_schedule=True),
        ),
    )
    made.parts = (
        PartStatus("disk", Level.GOOD, "free"),
        PartStatus("database", Level.FAILED, "unreachable", {"depth": 3.0}, DEFAULT_NOW),
    )
    made.parts += (PartStatus("sound", Level.ABSENT, "no_device"), PartStatus("detection", Level.ABSENT, "off"))
    told = replace(CASE, title="smoke in the lobby", notes=(Note("o", "porter asked", "Li", DEFAULT_NOW),))
    made.snapshot = AlarmSnapshot(made.snapshot.occurrences, (told,))
    found = made.listed()
    assert [(one.id, one.drill) for one in found.alarms] == [("o1", False), ("d", True)]
    assert [(one.number, one.handling) for one in found.incidents] == [("20261102-s1-001", "dispatched")]
    assert [(one.id, one.how) for one in found.aside] == [
        ("fence-z02", "shelved"),
        ("help-h1", "out_of_service"),
        ("fence", "disarmed"),
    ]
    assert [one.part for one in found.faults] == ["database", "sound"], "a station that nobody can hear is a fault"
    words = duty_words.sections(found, "en", DEFAULT_NOW)[1].rows[0].text
    assert words.endswith("smoke in the lobby: porter asked"), "the number alone tells nobody what it is about"
    assert found.ids() >= {"o1", "d", "i", "fence-z02"}
    sections = duty_words.sections(found, "en", DEFAULT_NOW)
    assert [len(one.rows) for one in sections] == [2, 1, 3, 2]
    assert sections[0].rows[1].drill
    assert "until" in sections[2].rows[0].note
    assert "no end set" in sections[2].rows[2].note
