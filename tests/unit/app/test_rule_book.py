"""Published detection rules: a file of their own that stands in the document's place, versions, and what they raise."""

from pathlib import Path
from typing import Any

import pytest

from alarms.model import Priority
from app.backup.contents import RULES, contents_of, place_of
from app.data_folder import DataFolder
from app.services.alarm_site import alarm_site
from app.services.places import Places
from app.services.rule_book import RuleBook, RulesRefusedError
from app.services.rule_hits import RuleHits
from app.settings import LoadResult, load_site
from app.site_detection import Rule
from app.site_rule_file import rules_file
from tests.fakes.clock import FakeClock
from tests.fakes.small_station import site_text
from video.detect.model import RuleHit, RuleKind

MORE = """
[[camera]]
id = "k1"
name = "角机"
zone = "fence"
sub = "rtsp://127.0.0.1:9/k1"
[[camera]]
id = "k2"
name = "门机"
zone = "lobby"
sub = "rtsp://127.0.0.1:9/k2"
[[device]]
id = "own"
name = "本机"
zone = "fence"
kind = "station"
[[point]]
id = "walk"
device = "own"
class = "intrusion"
channel = "R1"
name = "越线"
zone = "lobby"
[[rule]]
id = "old"
camera = "k2"
polygon = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]
point = "walk"
"""
PLACE = ((0.1, 0.2), (0.9, 0.2), (0.5, 0.123456))


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(site_text(None, more=MORE), encoding="utf-8")
    return path


@pytest.fixture
def loaded(document: Path) -> LoadResult:
    found = load_site(document)
    assert found.problems == ()
    return found


@pytest.fixture
def book(loaded: LoadResult, document: Path, clock: FakeClock) -> RuleBook:
    return RuleBook(loaded.site, document, clock)


def rule(name: str = "k1-1", **values: Any) -> Rule:
    return Rule.model_construct(**{"id": name, "camera": "k1", "polygon": PLACE, **values})


def test_what_is_published_holds_and_is_read_at_the_next_start(book: RuleBook, document: Path) -> None:
    told: list[tuple[Rule, ...]] = []
    book.on_changed = told.append
    line = rule("k1-2", kind="line_crossing", polygon=(), line=((0.1, 0.5), (0.9, 0.5)), direction="left")
    timed = rule("k1-3", kind="loitering", hours=("mon-fri 22:00-06:00",), on_delay_s=12.5, classes=("person",))
    held = book.publish("k1", (rule(), line, timed), (), 'Li "Mei"')
    assert [one.id for one in book.all] == ["old", "k1-1", "k1-2", "k1-3"]
    assert told == [book.all]
    again = load_site(document)
    assert again.site.rules == book.all
    assert [one.code for one in again.problems] == ["rule_elsewhere"]
    assert held[0].polygon[2] == (0.5, 0.12346)
    assert (held[1].direction, held[2].hours, held[2].on_delay_s) == ("left", ("mon-fri 22:00-06:00",), 12.5)
    text = rules_file(document).read_text("utf-8")
    assert 'published_by = "Li \\"Mei\\""' in text


def test_each_version_before_is_kept_beside(book: RuleBook, clock: FakeClock, document: Path) -> None:
    first = book.publish("k1", (rule(),), (), "a")
    before = rules_file(document).read_bytes()
    clock.advance(60)
    book.publish("k1", (), first, "b")
    (kept,) = book.history()
    assert kept.read_bytes() == before
    assert "version = 2" in rules_file(document).read_text("utf-8")
    assert load_site(document).site.rules == book.of("k2")


def test_nobody_overwrites_what_somebody_else_published_for_the_camera(
    book: RuleBook, loaded: LoadResult, document: Path, clock: FakeClock
) -> None:
    other = RuleBook(loaded.site, document, clock)
    other.publish("k2", (), other.of("k2"), "a")
    book.publish("k1", (rule(),), (), "b")  # another camera's are no quarrel
    assert [one.id for one in load_site(document).site.rules] == ["k1-1"]
    with pytest.raises(RulesRefusedError) as refused:
        other.publish("k1", (), (), "c")
    assert refused.value.code == "rules_changed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"polygon": ((0.1, 0.1), (0.9, 0.9), (0.9, 0.1), (0.1, 0.9))},
        {"polygon": PLACE[:2]},
        {"hours": ("whenever",)},
        {"camera": "gone"},
        {"point": "gone"},
        {"id": "old"},
    ],
)
def test_what_is_wrong_is_not_published(book: RuleBook, document: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(RulesRefusedError) as refused:
        book.publish("k1", (rule(**wrong),), (), "a")
    assert refused.value.code == "rules_wrong"
    assert len(refused.value.problems) >= 1
    assert not rules_file(document).exists()


def test_a_backup_holds_the_file(book: RuleBook, loaded: LoadResult, document: Path, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    book.publish("k1", (rule(),), (), "a")
    assert dict(contents_of(loaded.site, document, folder).files)[RULES] == rules_file(document)
    assert place_of(RULES, document, folder) == rules_file(document)


# What they raise.


class Reports:
    """Keeps what is reported."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, bool, str]] = []

    def report(self, alarm_class: str, channel: str, active: bool, *, kind: str = "", **_data: Any) -> object:
        self.told.append((alarm_class, channel, active, kind))
        return None


@pytest.mark.parametrize(
    ("kind", "point", "raised"),
    [
        (RuleKind.INTRUSION, None, ("intrusion", "k1", "intrusion")),
        (RuleKind.LINE_CROSSING, None, ("intrusion", "k1", "line")),
        (RuleKind.FIRE, None, ("fire", "k1", "fire_seen")),
        (RuleKind.INTRUSION, "walk", ("intrusion", "R1", "intrusion")),
    ],
)
def test_a_rule_raises_its_point_or_its_cameras_own(
    loaded: LoadResult, tmp_path: Path, kind: RuleKind, point: str | None, raised: tuple[str, str, str]
) -> None:
    places, reports = Places(loaded.site), Reports()
    hits = RuleHits((), places.point, reports, lambda _camera: True, tmp_path / "seen")
    hit = RuleHit("k1", "k1-1", 1000.0, (), kind)
    hits.take(hit)
    assert reports.told == []
    hits.use((rule(kind=kind.value, point=point),))
    hits.take(hit)
    alarm_class, channel, said = raised
    assert reports.told == [(alarm_class, channel, True, said), (alarm_class, channel, False, said)]
    found = alarm_site(loaded.site).point("s1", alarm_class, channel)
    assert (found.zone, found.id) == (
        ("lobby", "walk") if point else ("fence", f"k1.{'fire' if kind is RuleKind.FIRE else 'seen'}")
    )
    assert point is not None or places.cameras_for(found.id, found.zone) == ("k1",)
    assert places.point_zone(found.id) == found.zone
    assert point is not None or places.point_name(found.id, "zh_CN") == "角机"


def test_a_point_of_the_document_may_take_the_place_of_a_cameras_own(document: Path) -> None:
    own = '[[point]]\nid = "seen"\ndevice = "own"\nclass = "intrusion"\nchannel = "k1"\nname = "有人"\npriority = 1\n'
    document.write_text(document.read_text("utf-8") + own, encoding="utf-8")
    point = alarm_site(load_site(document).site).point("s1", "intrusion", "k1")
    assert (point.id, point.priority) == ("seen", Priority.P1)
