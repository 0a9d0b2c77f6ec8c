"""Rows of zones and points: nesting, inheritance of arming, what stands over what."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from alarms.model import EscalationStep, Occurrence, Priority
from alarms.overview import ArmedZone, Overview, SetAside, ZoneAnswer
from app.pages.point_content import point_rows, zone_rows
from app.services.places import Places
from app.site_document import SiteDocument, Zone
from widgets.gallery_samples import occurrence

SITE = SiteDocument.model_validate(
    {
        "site": {"id": "s", "name": "翠湖", "name_en": "Lake"},
        "zone": (
            {"id": "fence", "name": "围栏", "name_en": "Fence", "parent": "all"},
            {"id": "all", "name": "全区", "name_en": "All", "kind": "site"},
            {"id": "north", "name": "北", "name_en": "North", "parent": "fence"},
            {"id": "lost", "name": "孤", "name_en": "Lost", "parent": "nowhere"},
        ),
        "device": ({"id": "d", "name": "主机", "kind": "perimeter", "zone": "all"},),
        "point": (
            {"id": "z1", "device": "d", "class": "perimeter", "channel": "1", "zone": "north", "name": "北段"},
            {"id": "z2", "device": "d", "class": "perimeter", "channel": "2", "zone": "fence", "name": "东段"},
            {"id": "h", "device": "d", "class": "panic", "channel": "3", "name": "求助"},
        ),
    }
)
PLACES = Places(SITE)


def alarm(point: str, **changes: object) -> Occurrence:
    return replace(occurrence(point, "perimeter", Priority.P2, 5.0), **changes)  # type: ignore[arg-type]


def test_zones_are_listed_below_their_parents_and_none_is_left_out() -> None:
    rows = zone_rows(SITE, PLACES, Overview(), "en")
    assert [(row.name, row.depth) for row in rows] == [("All", 0), ("Fence", 1), ("North", 2), ("Lost", 0)]
    assert all(row.armed and row.armed_by == "" for row in rows)


def test_a_zone_is_armed_as_the_nearest_above_it_that_was_decided() -> None:
    fence = ArmedZone("fence", False, 0.0, user="zhang")
    north = ArmedZone("north", True, 0.0, by_schedule=True, next_change=99.0)
    rows = {row.zone: row for row in zone_rows(SITE, PLACES, Overview(armed=(fence, north)), "en")}
    assert (rows["all"].armed, rows["fence"].armed, rows["north"].armed) == (True, False, True)
    assert (rows["fence"].armed_by, rows["north"].armed_by, rows["north"].until) == ("hand", "schedule", 99.0)


def test_a_zone_counts_what_is_set_aside_in_it_and_below_and_names_who_answers() -> None:
    overview = Overview(
        shelved=(SetAside("z1", 9.0, "wind", "zhang"),),
        out_of_service=(SetAside("z2", None, "broken", "li", "zhang", "each hour"),),
        answers={"fence": ZoneAnswer("fence", ("east", "west"), True, False)},
    )
    rows = {row.zone: row for row in zone_rows(SITE, PLACES, overview, "en")}
    assert [rows[zone].aside for zone in ("all", "fence", "north", "lost")] == [2, 2, 1, 0]
    assert rows["fence"].answered_by == "east, west"


def test_a_point_says_how_it_was_set_aside() -> None:
    overview = Overview(
        shelved=(SetAside("z1", 9.0, "wind", "zhang"),),
        out_of_service=(SetAside("z2", 50.0, "broken", "li", "zhang", "each hour"),),
    )
    z1, z2, panic = point_rows(SITE, PLACES, overview, (alarm("z1"),), "zh_CN")
    assert (z1.state, z1.until, z1.by, z1.reason) == ("shelved", 9.0, "zhang", "wind")
    assert (z2.state, z2.by, z2.reason) == ("out_of_service", "li + zhang", "broken · each hour")
    assert (panic.state, panic.can_shelve) == ("normal", False)
    assert z1.can_shelve


def test_an_alarm_shows_over_a_disarmed_zone_with_its_marks() -> None:
    overview = Overview(armed=(ArmedZone("fence", False, 0.0, user="li"),))
    acked = alarm("z1", escalation=EscalationStep.SUPERVISOR, chatter=True)
    z1, z2, panic = point_rows(SITE, PLACES, overview, (acked,), "en")
    assert (z1.state, z2.state, panic.state) == ("alarm", "disarmed", "normal")
    assert "supervisor" in z1.note
    assert "repeating" in z1.note


def test_a_point_in_alarm_bears_the_shape_of_its_alarm() -> None:
    rows = point_rows(SITE, PLACES, Overview(), (alarm("z1"), alarm("h", priority=Priority.P1)), "en")
    assert [row.mark for row in rows if row.state == "alarm"] == [(Priority.P2, False), (Priority.P1, False)]


class Counted(Places):
    """Counts how often somebody walks from a zone upwards, and how often a whole list is searched."""

    def __init__(self, site: SiteDocument) -> None:
        super().__init__(site)
        self.steps = 0

    def zone_chain(self, zone: str | None) -> Iterator[Zone]:
        for one in super().zone_chain(zone):
            self.steps += 1
            yield one


def test_a_site_of_500_zones_and_2000_points_costs_one_walk_each(monkeypatch: pytest.MonkeyPatch) -> None:
    zones, points, depth = 500, 2000, 10
    site = SiteDocument.model_validate(
        {
            "site": {"id": "s", "name": "大"},
            "zone": tuple(
                {"id": f"z{n}", "name": f"区 {n}"} | ({"parent": f"z{n - 1}"} if n % depth else {})
                for n in range(zones)
            ),
            "device": ({"id": "d", "name": "主机", "kind": "perimeter"},),
            "point": tuple(
                {"id": f"p{n}", "device": "d", "class": "perimeter", "channel": str(n), "name": str(n)}
                | {"zone": f"z{n % zones}"}
                for n in range(points)
            ),
        }
    )

    def searched(*_: object) -> None:
        raise AssertionError("a whole list is searched for one entry")

    monkeypatch.setattr(SiteDocument, "zone_of", searched)
    monkeypatch.setattr(SiteDocument, "zone", searched)
    places = Counted(site)
    aside = tuple(SetAside(f"p{n}", 9.0, "wind", "zhang") for n in range(points))
    rows = zone_rows(site, places, Overview(shelved=aside), "en")
    assert sum(row.aside for row in rows if row.depth == 0) == points
    assert len(rows) == zones
    assert places.steps <= (zones + points) * depth
    places.steps = 0
    assert len(point_rows(site, places, Overview(shelved=aside), (), "en")) == points
    assert places.steps <= points * depth
