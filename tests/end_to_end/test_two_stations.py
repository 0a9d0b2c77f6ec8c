"""Two whole stations on one database: an alarm at one is answered at the other, and both say that they are together."""

from pathlib import Path

from app.station import Station
from app.store.migrate import Role, migrate
from app.store.shared import open_shared
from tests.end_to_end.driving import Device, make_station, occurrences, part, until
from tests.fakes.postgres import PostgresServer, postgres
from tests.fakes.small_station import HELP_PASSWORD, load, site_text

__all__ = ["postgres"]


def station(folder: Path, name: str, url: str) -> Station:
    (folder / name).mkdir()
    text = site_text(None, database=url).replace('id = "s1"', f'id = "{name}"')
    return make_station(load(folder / name, text), folder / name / "data")


def test_an_alarm_at_one_post_is_answered_at_the_other(postgres: PostgresServer, tmp_path: Path) -> None:
    url = postgres.create_database("two")
    engine = open_shared(url)
    migrate(engine, Role.SHARED)
    engine.dispose()
    north, south = station(tmp_path, "north", url), station(tmp_path, "south", url)
    for one in (north, south):
        one.start()
    device = Device(north.devices.port, "help1", HELP_PASSWORD)
    try:
        until("they are together", lambda: {part(one, "stations").code for one in (north, south)} == {"together"})
        device.event("panic", "H1", occ="help")
        until("the alarm at the other post", lambda: occurrences(south))
        (seen,) = occurrences(south)
        south.alarms.acknowledge(seen.id, "guard at south", no_picture=True).result(60)
        until("its acknowledgement here", lambda: not occurrences(north)[0].unacked)
        assert occurrences(north)[0].acked_by == "guard at south"
        assert north.alarms.snapshot() == south.alarms.snapshot()
    finally:
        device.close()
        for one in (north, south):
            one.stop()
