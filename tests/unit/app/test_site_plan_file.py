"""Plans in the site document: read, checked with place and remedy, published whole or not at all, with history."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from app.data_folder import DataFolder
from app.demo_site import site_plans
from app.demo_site.site import DOCUMENT, lay_out
from app.services.plan_book import PlanBook, PlanDraft, PlanRefused
from app.settings import load_site
from app.site_image import ImageRefused, image_size
from app.site_plan import Plan, PlanCamera, PlanSpot
from app.site_plan_file import plans_file
from tests.fakes.clock import FakeClock

HEAD = """
schema = 1
[site]
id = "s"
name = "小区"
[[zone]]
id = "fence"
name = "围栏"
[[camera]]
id = "c1"
name = "一"
sub = "rtsp://127.0.0.1/a"
[[device]]
id = "d"
kind = "perimeter"
name = "主机"
[[point]]
id = "p1"
device = "d"
class = "perimeter"
channel = "Z1"
name = "一防区"
"""
PLAN = """
[[plan]]
id = "ground"
name = "地面"
area = "fence"
image = "plans/ground.svg"
[[plan.zone]]
id = "fence"
polygon = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]
[[plan.camera]]
id = "c1"
at = [0.5, 0.25]
direction = 90
angle = 60
reach = 0.2
[[plan.point]]
id = "p1"
at = [0.2, 0.2]
[[plan.equipment]]
id = "d"
at = [0.3, 0.3]
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><rect width="400" height="200" fill="#fff"/></svg>'


def png(width: int, height: int) -> bytes:
    """A real PNG of that size, one bit a pixel, all black."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + bytes((width + 7) // 8)) * height
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "ground.svg").write_text(SVG, encoding="utf-8")
    path = tmp_path / "site.toml"
    path.write_text(HEAD + PLAN, encoding="utf-8")
    return path


def book(document: Path, clock: FakeClock) -> PlanBook:
    loaded = load_site(document)
    assert loaded.problems == ()
    return PlanBook(loaded.site, document, document.parent / "data" / "plan-draft.toml", clock)


def told(document: Path) -> list[str]:
    return [problem.code for problem in load_site(document).problems]


def test_a_plan_is_read_with_all_that_stands_on_it(document: Path) -> None:
    loaded = load_site(document)
    assert loaded.problems == ()
    assert loaded.file == document
    (plan,) = loaded.site.plans
    assert (plan.id, plan.area, plan.floor, plan.metres_per_pixel) == ("ground", "fence", 0, None)
    assert plan.cameras == (PlanCamera(id="c1", at=(0.5, 0.25), direction=90, angle=60, reach=0.2),)
    assert plan.points == (PlanSpot(id="p1", at=(0.2, 0.2)),)
    assert [zone.id for zone in plan.zones] == ["fence"]
    assert [one.id for one in plan.equipment] == ["d"]


@pytest.mark.parametrize(
    ("before", "after", "code", "line_of"),
    [
        ('id = "c1"\nat', 'id = "c9"\nat', "unknown_reference", 'id = "c9"\nat'),
        ('id = "p1"\nat', 'id = "p7"\nat', "unknown_reference", 'id = "p7"\nat'),
        ('area = "fence"', 'area = "hedge"', "unknown_reference", 'area = "hedge"'),
        ("at = [0.5, 0.25]", "at = [1.5, 0.25]", "plan_outside", "at = [1.5"),
        ("[0.9, 0.9]]", "[0.9, 1.9]]", "polygon_range", "polygon"),
        ("angle = 60", "angle = 0", "out_of_range", "angle = 0"),
        ("reach = 0.2", "reech = 0.2", "unknown_key", "reech"),
        ("ground.svg", "gone.svg", "plan_image_missing", "image"),
        ("plans/ground.svg", "../ground.svg", "plan_image_path", "image"),
        ("plans/ground.svg", "site.toml", "plan_image_unknown", "image"),
        (
            '[[plan.equipment]]\nid = "d"',
            '[[plan.equipment]]\nid = "d"\nat = [0.1, 0.1]\n[[plan.equipment]]\nid = "d"',
            "plan_twice",
            'id = "d"\nat = [0.3',
        ),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(
    document: Path, before: str, after: str, code: str, line_of: str
) -> None:
    text = HEAD + PLAN.replace(before, after)
    document.write_text(text, encoding="utf-8")
    (problem,) = load_site(document).problems
    assert problem.code == code
    assert problem.line == text[: text.index(line_of)].count("\n") + 1
    for language in ("en", "zh_CN"):
        where, what, fix = problem.told(language)
        assert where
        assert what
        assert fix
        assert "{" not in what + fix


def test_a_mistake_costs_its_own_thing_and_a_missing_image_costs_none(document: Path) -> None:
    document.write_text(HEAD + PLAN.replace("at = [0.2, 0.2]", "at = [2, 2]").replace("ground.svg", "no.svg"), "utf-8")
    (plan,) = load_site(document).site.plans
    assert plan.points == ()
    assert len(plan.cameras) == 1


def test_images_are_told_by_their_heads(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(png(640, 480))
    assert image_size(file) == (640, 480)
    file.write_bytes(png(640, 480)[:-12])  # broken off
    with pytest.raises(ImageRefused, match="plan_image_unknown"):
        image_size(file)
    file.write_bytes(png(13000, 4))
    with pytest.raises(ImageRefused, match="plan_image_large"):
        image_size(file)
    with file.open("wb") as big:
        big.write(png(8, 8))
        big.truncate(21 << 20)
    with pytest.raises(ImageRefused, match="plan_image_large"):
        image_size(file)
    svg = tmp_path / "a.svg"
    svg.write_text('<?xml version="1.0"?>\n<svg width="30px" height="20">', encoding="utf-8")
    assert image_size(svg) == (30, 20)


def test_what_is_published_holds_from_then_on_and_the_version_before_lies_beside_it(
    document: Path, clock: FakeClock
) -> None:
    own = document.read_text("utf-8")
    plans = book(document, clock)
    moved = _moved(plans.plans, 0.75)
    plans.keep_draft(PlanDraft(moved, plans.base))
    assert plans.publish(PlanDraft(moved, plans.base), "李工") == moved
    assert document.read_text("utf-8") == own, "the site document is never written"
    assert plans.draft() is None
    assert plans.history() == ()
    first = plans_file(document).read_bytes()
    assert 'published_by = "李工"' in first.decode()
    assert load_site(document).site.plans == moved == plans.plans

    again = _moved(moved, 0.8)
    plans.publish(PlanDraft(again, plans.base), "李工")
    (before,) = plans.history()
    assert before.read_bytes() == first
    assert "version = 2" in plans_file(document).read_text("utf-8")
    plans.publish(PlanDraft(moved, plans.base), "李工")  # within the same second
    assert len(plans.history()) == 2
    assert load_site(document).site.plans == moved
    assert not list(document.parent.glob("*.part"))


def test_the_documents_own_plans_are_told_to_be_idle_once_plans_were_published(
    document: Path, clock: FakeClock
) -> None:
    plans = book(document, clock)
    plans.publish(PlanDraft(_moved(plans.plans, 0.6), plans.base), "x")
    assert told(document) == ["plan_elsewhere"]
    document.write_text(HEAD, encoding="utf-8")
    assert told(document) == []
    assert load_site(document).site.plans[0].cameras[0].at == (0.6, 0.25)


def test_a_mistake_in_the_published_file_bears_its_name(document: Path, clock: FakeClock) -> None:
    document.write_text(HEAD, encoding="utf-8")
    published = plans_file(document)
    published.write_text("schema = 1\nversoin = 2\n" + PLAN.replace("c1", "c9"), encoding="utf-8")
    problems = load_site(document).problems
    assert [(one.file, one.code) for one in problems] == [
        (published, "unknown_key"),
        (published, "unknown_reference"),
    ]


def test_nothing_is_published_over_what_somebody_else_published(document: Path, clock: FakeClock) -> None:
    mine, other = book(document, clock), book(document, clock)
    other.publish(PlanDraft(_moved(other.plans, 0.7), other.base), "other")
    with pytest.raises(PlanRefused, match="plans_changed"):
        mine.publish(PlanDraft(_moved(mine.plans, 0.2), mine.base), "me")
    assert load_site(document).site.plans[0].cameras[0].at == (0.7, 0.25)


def test_what_could_not_be_read_again_is_not_published(document: Path, clock: FakeClock) -> None:
    plans = book(document, clock)
    bad = plans.plans[0].model_copy(update={"image": "plans/gone.svg"})
    with pytest.raises(PlanRefused, match="plans_wrong") as refused:
        plans.publish(PlanDraft((bad,), plans.base), "x")
    assert refused.value.problems[0].code == "plan_image_missing"
    assert not plans_file(document).exists()


def test_a_draft_outlives_the_program_even_without_an_image(document: Path, clock: FakeClock) -> None:
    plans = book(document, clock)
    new = Plan.model_construct(id="new", name='新 "图"\\', image="", floor=-1)
    plans.keep_draft(PlanDraft((*plans.plans, new), plans.base))
    kept = book(document, clock).draft()
    assert kept is not None
    assert kept.base == plans.base
    assert [(one.id, one.name, one.floor) for one in kept.plans] == [("ground", "地面", 0), ("new", '新 "图"\\', -1)]


def test_images_beside_the_document_are_offered(document: Path, clock: FakeClock) -> None:
    (document.parent / "scan.PNG").write_bytes(png(4, 4))
    deep = document.parent / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "far.png").write_bytes(png(4, 4))
    assert book(document, clock).images() == ("scan.PNG", "plans/ground.svg")


def test_the_demos_plans_are_what_the_script_draws_and_hold_everything(tmp_path: Path) -> None:
    for name, text in site_plans.files().items():
        stored = (DOCUMENT.parent / name).read_text("utf-8")
        assert stored == text, "run: python -m app.demo_site.site_plans resources/sites"
    loaded = load_site(lay_out(tmp_path))
    assert loaded.problems == ()
    site, plans = loaded.site, loaded.site.plans
    assert len({plan.floor for plan in plans}) == 2
    for kind in ("zones", "cameras", "points", "gates", "doors", "stalls"):
        placed = {one.id for plan in plans for one in getattr(plan, kind)}
        assert placed == {one.id for one in getattr(site, kind)}, f"{kind}: see app/demo_site/site_plans.py"
    assert sum(len(file.read_bytes()) for file in tmp_path.rglob("*.svg")) < 20_000


def test_the_draft_lies_in_the_data_folder(tmp_path: Path) -> None:
    assert DataFolder(tmp_path).plan_draft.parent == tmp_path


def _moved(plans: tuple[Plan, ...], x: float) -> tuple[Plan, ...]:
    camera = plans[0].cameras[0].model_copy(update={"at": (x, 0.25)})
    return (plans[0].model_copy(update={"cameras": (camera,)}), *plans[1:])
