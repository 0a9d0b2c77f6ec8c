"""A station that was put back on another computer reads the names it could read, and still shares them."""

from __future__ import annotations

from pathlib import Path

from app.backup.make import Maker
from app.backup.restore import Restorer, find
from app.settings import load_site
from app.store.migrate import Role, migrate
from app.store.shared import open_shared
from tests.fakes.clock import FakeClock
from tests.fakes.names_station import NamesStation, introduce, meet
from tests.fakes.postgres import PostgresServer, postgres
from tests.integration.test_backup import OPENERS, SECRETS

__all__ = ["postgres"]


def test_the_site_key_comes_back_with_the_station(postgres: PostgresServer, clock: FakeClock, tmp_path: Path) -> None:
    url = postgres.create_database("names_back")
    owner = open_shared(url)
    migrate(owner, Role.SHARED)
    owner.dispose()
    one, other = NamesStation(tmp_path / "a", clock, "a", url), NamesStation(tmp_path / "b", clock, "b", url)
    try:
        introduce([one, other])
        alone = one.name("欧阳明月")
        one.acts.admit("b").result(60)
        meet([one, other])
        shared = other.name("from b")
        meet([one, other])
    finally:
        one.close()
    disk, there = tmp_path / "disk", tmp_path / "there"
    disk.mkdir()
    Maker(load_site(one.site_file), one.folder, disk, OPENERS, 2, clock).run()
    Restorer(find(disk), SECRETS, clock).run(there / "site.toml", there, replace=False)
    again = NamesStation(there, clock, "a", url)
    try:
        meet([again, other])
        assert again.keys.is_member
        for person, name in ((alone, "欧阳明月"), (shared, "from b")):
            read = again.read(person)
            assert read is not None and read.name == name
        later = again.name("afterwards")
        meet([again, other])
        read = other.read(later)
        assert read is not None and read.name == "afterwards", "the other cannot read what is written since"
    finally:
        again.close()
        other.close()
