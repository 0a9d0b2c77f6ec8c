"""The shared database killed and back: alarms go on meanwhile, and nothing is missing over there afterwards."""

from pathlib import Path

from sqlalchemy import select

from app.services.health import Level
from app.station import Station
from app.store.schema import alarm_action, raw_message
from app.store.shared import open_shared
from tests.end_to_end.driving import Device, make_station, occurrences, part, until
from tests.fakes.postgres import PostgresServer, postgres
from tests.fakes.small_station import HELP_PASSWORD, load, site_text

__all__ = ["postgres"]


def test_alarms_answered_while_the_database_is_down_are_carried_afterwards(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.create_database("station")
    station = make_station(load(tmp_path, site_text(None, database=url)), tmp_path / "data")
    station.start()
    try:
        device = Device(station.devices.port, "help1", HELP_PASSWORD)
        try:
            go_through(postgres, station, device, url)
        finally:
            device.close()
        assert ids(station, postgres_url=url) == ids(station)
    finally:
        station.stop()


def go_through(postgres: PostgresServer, station: Station, device: Device, url: str) -> None:
    # The lamp's depth is that of the carrier's last round: what is over there is asked over there.
    until("the database's lamp", lambda: part(station, "database").level is Level.GOOD)
    answer(station, device, "before")
    until("the first records over there", lambda: ids(station, postgres_url=url) == ids(station))
    postgres.kill()
    for number in range(5):
        answer(station, device, f"meanwhile-{number}")
    until("the lamp says so", lambda: part(station, "database").level is Level.FAILED)
    until("the lamp counts what waits", lambda: float(part(station, "outbox").detail["depth"]) > 0)
    postgres.start()
    until("the lamp is back", lambda: part(station, "database").level is Level.GOOD)
    answer(station, device, "after")
    until("all carried", lambda: ids(station, postgres_url=url) == ids(station))
    until("the lamp says so too", lambda: part(station, "outbox").detail["depth"] == 0)


def answer(station: Station, device: Device, occ: str) -> None:
    """An alarm comes and is acknowledged."""
    known = {one.id for one in occurrences(station)}
    device.event("panic", "H1", occ=occ)
    until("the alarm", lambda: {one.id for one in occurrences(station)} - known)
    new = next(one for one in occurrences(station) if one.id not in known)
    station.alarms.acknowledge(new.id, "guard", no_picture=True).result(60)
    device.event("panic", "H1", active=False, occ=occ)
    until("it is over", lambda: all(not one.active for one in occurrences(station)))


def ids(station: Station, postgres_url: str = "") -> dict[str, set[str]]:
    """The ids of all messages and actions: of the station's own file, or of the shared database."""
    engine = open_shared(postgres_url) if postgres_url else station.database.read
    try:
        with engine.connect() as connection:
            return {t.name: set(connection.execute(select(t.c.id)).scalars()) for t in (alarm_action, raw_message)}
    finally:
        if postgres_url:
            engine.dispose()
