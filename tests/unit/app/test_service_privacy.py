"""Private areas: the site document's, and those drawn since, which survive a damaged file."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.services.health import Level
from app.services.privacy import AreasRefusedError, PrivacyBook, private_file
from app.settings import load_site
from tests.fakes.clock import FakeClock
from video.masks import Areas

SITE = """schema = 1
[site]
id = "t"
name = "T"
[[camera]]
id = "gate"
name = "Gate"
sub = "test://1"
private = [[[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]]
[[camera]]
id = "lobby"
name = "Lobby"
sub = "test://2"
"""
HALF: Areas = (((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5)),)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(SITE, encoding="utf-8")
    return path


def book(document: Path) -> PrivacyBook:
    loaded = load_site(document)
    assert loaded.problems == ()
    return PrivacyBook(loaded.site, document, FakeClock())


def told_status(made: PrivacyBook) -> tuple[Level, str] | None:
    status = made.status()
    return (status.level, status.code) if status is not None else None


def test_the_documents_areas_hold_until_others_are_drawn(document: Path) -> None:
    first = book(document)
    assert first.all == {"gate": (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)),)}
    told: list[Mapping[str, Areas]] = []
    first.on_changed = told.append
    first.publish("gate", HALF, 'I "N" staller')
    first.publish("lobby", HALF, "Installer")
    assert told[-1] == {"gate": HALF, "lobby": HALF}
    assert book(document).all == {"gate": HALF, "lobby": HALF}
    first.publish("gate", (), "Installer")
    assert book(document).all == {"lobby": HALF}
    assert document.read_text(encoding="utf-8") == SITE


@pytest.mark.parametrize(
    "areas",
    [
        (((0.0, 0.0), (1.0, 1.0)),),
        (((0.0, 0.0), (2.0, 0.0), (0.0, 1.0)),),
        (((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)),),
    ],
)
def test_what_is_no_area_is_refused_and_changes_nothing(document: Path, areas: Areas) -> None:
    made = book(document)
    before = made.all
    with pytest.raises(AreasRefusedError):
        made.publish("gate", areas, "Installer")
    assert made.all == before
    assert not private_file(document).exists()


def test_a_camera_that_is_no_longer_there_has_no_areas(document: Path) -> None:
    book(document).publish("gone", HALF, "Installer")
    assert "gone" not in book(document).all


def test_what_another_station_has_drawn_is_black_here_too_also_while_it_is_away(document: Path, tmp_path: Path) -> None:
    loaded, kept = load_site(document), tmp_path / "elsewhere.json"
    first = PrivacyBook(loaded.site, document, FakeClock(), kept)
    own = first.areas("gate")
    told: list[Mapping[str, Areas]] = []
    first.on_changed = told.append
    on_the_wire = json.loads(json.dumps({"gate": HALF, "lobby": HALF, "unknown": HALF}))
    first.take("north", on_the_wire)
    first.take("north", on_the_wire)
    assert told == [{"gate": (*own, *HALF), "lobby": HALF}]
    assert first.own == {"gate": own}, "what others told would go round in circles, and be drawn as ours"
    again = PrivacyBook(loaded.site, document, FakeClock(), kept)
    assert again.areas("lobby") == HALF
    nonsense: object
    for nonsense in ([], {"gate": [[[0, 0], [5, 5]]]}, {"gate": "all"}):
        again.take("north", nonsense)
        assert again.areas("lobby") == HALF
    again.take("north", {}, ["lobby"])
    assert again.areas("lobby") == HALF, "a station that lost its own areas takes none away from others"
    again.take("north", None)
    assert again.areas("lobby") == HALF
    again.take("north", {})
    assert again.all == {"gate": own}
