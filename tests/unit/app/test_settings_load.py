from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import settings
from app.settings import LoadResult, load_site
from app.site_fields import Secret, SecretError

Load = Callable[..., LoadResult]
HEAD = 'schema = 1\n[site]\nid = "s"\nname = "小区"\n'


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loader(text: str, head: str = HEAD) -> LoadResult:
        path = tmp_path / "site.toml"
        path.write_text(head + text, encoding="utf-8")
        return load_site(path)

    return loader


def told(result: LoadResult) -> list[tuple[str, int, int]]:
    return [(p.code, p.line, p.column) for p in result.problems]


CAMERA = '[[camera]]\nid = "cam{0}"\nnumber = {0}\nname = "镜头{0}"\nsub = "rtsp://10.0.0.{0}/s"\n'


def test_a_good_document_has_no_problems(load: Load) -> None:
    result = load(CAMERA.format(1))
    assert result.problems == ()
    assert result.site.cameras[0].label("en") == "镜头1"


def test_the_demo_document_is_in_order() -> None:
    from app.demo_site.site import DOCUMENT

    result = load_site(DOCUMENT)
    assert result.problems == ()
    assert (len(result.site.cameras), len(result.site.stalls)) == (16, 40)
    assert {entry.name_en for entry in result.site.cameras}.isdisjoint({""})
    assert all(step.text_en for guidance in result.site.guidance for step in guidance.steps)


def test_a_misspelt_key_costs_the_key_and_is_told_with_its_place(load: Load) -> None:
    result = load('[[camera]]\nid = "a"\nname = "n"\n  pasword = "x"\n')
    (problem,) = result.problems
    assert (problem.code, problem.line, problem.column) == ("unknown_key", 8, 3)
    assert problem.where == 'camera "a"'
    assert problem.fix == 'perhaps "password"'
    assert [camera.id for camera in result.site.cameras] == ["a"]


def test_a_syntax_mistake_drops_only_its_table(load: Load) -> None:
    result = load(CAMERA.format(1) + '[[camera]]\nid = "b"\nname = "北门\n' + CAMERA.format(3))
    assert [c.id for c in result.site.cameras] == ["cam1", "cam3"]
    assert told(result)[0][:2] == ("syntax", 12)


def test_a_broken_table_takes_its_sub_tables_with_it(load: Load) -> None:
    steps = '[[guidance.steps]]\nid = "s"\ntext = "t"\n'
    result = load(f'[[guidance]]\nid = "g"\ntext = "t"\n[[guidance]]\nid = \n{steps}')
    assert [(g.id, g.steps) for g in result.site.guidance] == [("g", ())]


def test_a_key_given_twice_drops_only_its_table(load: Load) -> None:
    result = load('[station]\nid = "a"\nid = "b"\n' + CAMERA.format(1))
    assert ("syntax", 7) in [(code, line) for code, line, _ in told(result)]
    assert len(result.site.cameras) == 1


def test_a_password_on_a_broken_line_is_not_quoted(load: Load) -> None:
    result = load('[[camera]]\nid = "a"\nname = "n"\npassword = "geheim\n')
    assert "geheim" not in result.problems[0].line_of_text("en")


def test_columns_count_characters_not_bytes(load: Load) -> None:
    result = load(
        '[[zone]]\nid = "z"\nname = "区"\n[[layout]]\nid = "l"\nname = "画"\ntiles = 4\ncameras = ["东", "x"]\n'
    )
    columns = [p.column for p in result.problems if p.code == "unknown_reference"]
    assert 17 in columns


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('sub = "rtsp://u:p@10.0.0.1/s"', "url_with_password"),
        ('sub = "rtsp://10.0.0.1:99999/s"', "bad_port"),
        ('sub = "rtsp:///s"', "bad_url"),
        ('sub = "ftp://host/s"', "bad_scheme"),
        ('sub = "file:"', "bad_url"),
        ('tls_fingerprint = "aa:bb"', "bad_fingerprint"),
        ('number = "7"', "wrong_type"),
        ("number = -1", "out_of_range"),
        ('transport = "tcpp"', "not_one_of"),
        ('password = "env:"', "empty_secret"),
    ],
)
def test_a_bad_value_is_left_out_and_the_camera_stays(load: Load, line: str, code: str) -> None:
    result = load(f'[[camera]]\nid = "a"\nname = "n"\n{line}\n')
    assert told(result) == [(code, 8, 1)]
    assert [camera.id for camera in result.site.cameras] == ["a"]
    assert "u:p" not in result.problems[0].line_of_text("en")


@pytest.mark.parametrize(
    "line",
    [
        'sub = "rtsps://10.0.0.1/s"',
        'sub = "http://10.0.0.1/video.mjpg"',
        'sub = "file:///srv/loops/gate.mp4"',
        'sub = "file:C:/loops/gate.mp4"',
        'sub = "test://640x360@15/gate"',
        'transport = "udp"',
        'tls_ca = "/etc/cameras.pem"',
        f'tls_fingerprint = "{":".join(["aB"] * 32)}"',
        f'tls_fingerprint = "{"0c" * 32}"',
    ],
)
def test_every_way_to_name_a_stream_and_whom_to_trust(load: Load, line: str) -> None:
    result = load(f'[[camera]]\nid = "a"\nname = "n"\n{line}\n')
    assert told(result) == []
    key, _, value = line.partition(" = ")
    assert getattr(result.site.cameras[0], key) == value.strip('"')


def test_without_a_required_key_the_entry_is_left_out(load: Load) -> None:
    result = load('[[camera]]\nid = "a"\n' + CAMERA.format(2))
    assert told(result) == [("missing_key", 5, 1)]
    assert [camera.id for camera in result.site.cameras] == ["cam2"]


def test_a_bad_step_is_left_out_and_the_guidance_stays(load: Load) -> None:
    steps = '[[guidance.steps]]\nid = "1"\n[[guidance.steps]]\nid = "2"\ntext = "b"\nrequird = true\n'
    result = load(f'[[guidance]]\nid = "g"\ntext = "t"\n{steps}')
    assert [step.id for step in result.site.guidance[0].steps] == ["2"]
    assert [code for code, _, _ in told(result)] == ["missing_key", "unknown_key"]


RULE = """\
[[device]]
id = "d"
name = "d"
kind = "station"
[[point]]
id = "p"
device = "d"
class = "x"
channel = "c"
name = "n"
"""


@pytest.mark.parametrize(
    ("polygon", "code"),
    [
        ("[[0.1, 0.1], [0.9, 0.1], [0.5, 1.2]]", "polygon_range"),
        ("[[0.1, 0.1], [0.9, 0.1]]", "polygon_points"),
        ("[[0, 0], [1, 1], [1, 0], [0, 1]]", "polygon_crosses"),
        ("[[0, 0], [1, 1], [1]]", "wrong_type"),
    ],
)
def test_a_bad_polygon_drops_the_rule(load: Load, polygon: str, code: str) -> None:
    text = CAMERA.format(1) + RULE + f'[[rule]]\nid = "r"\ncamera = "cam1"\npoint = "p"\npolygon = {polygon}\n'
    result = load(text)
    assert [c for c, _, _ in told(result)] == [code]
    assert result.site.rules == ()


def test_an_unknown_optional_name_is_cleared_and_a_close_one_proposed(load: Load) -> None:
    zone = '[[zone]]\nid = "north"\nname = "北"\n'
    result = load(zone + CAMERA.format(1) + 'zone = "nort"\n')
    assert result.site.cameras[0].zone is None
    assert result.problems[0].fix == 'perhaps "north"'


def test_an_unknown_item_of_a_list_is_taken_out(load: Load) -> None:
    result = load(CAMERA.format(1) + '[[zone]]\nid = "z"\nname = "z"\ncameras = ["cam1", "cam9"]\n')
    assert result.site.zones[0].cameras == ("cam1",)
    assert told(result)[0][0] == "unknown_reference"


def test_what_hangs_on_a_dropped_entry_says_so(load: Load) -> None:
    text = (
        '[[device]]\nid = "d"\nname = "n"\nkind = "fenc"\n[[gate]]\nid = "g"\ndevice = "d"\nchannel = "G"\nname = "n"\n'
    )
    result = load(text)
    assert [code for code, _, _ in told(result)] == ["not_one_of", "reference_dropped"]
    assert "line 5" in result.problems[1].fix
    assert result.site.gates == ()


def test_doubles_are_refused_with_the_first_ones_line(load: Load) -> None:
    second = '[[camera]]\nid = "cam2"\nnumber = 1\nname = "b"\n'
    result = load(CAMERA.format(1) + second + CAMERA.format(1))
    assert [code for code, _, _ in told(result)] == ["duplicate_number", "duplicate_id"]
    assert "2" in result.problems[0].fix
    assert [(c.id, c.number) for c in result.site.cameras] == [("cam1", 1), ("cam2", 0)]


def test_two_points_of_one_channel(load: Load) -> None:
    result = load(RULE + '[[point]]\nid = "q"\ndevice = "d"\nclass = "x"\nchannel = "c"\nname = "n"\n')
    assert [code for code, _, _ in told(result)] == ["duplicate_channel"]


def test_zones_in_a_circle_are_opened(load: Load) -> None:
    zone = '[[zone]]\nid = "{}"\nname = "z"\nparent = "{}"\n'
    result = load(zone.format("a", "b") + zone.format("b", "c") + zone.format("c", "a"))
    assert [code for code, _, _ in told(result)] == ["cycle"]
    assert [z.parent for z in result.site.zones] == [None, "c", "a"]


def test_shapes_of_tables(load: Load) -> None:
    result = load('[camera]\nid = "a"\n[[broker]]\nurl = ""\n[colours]\nx = 1\n')
    assert sorted(code for code, _, _ in told(result)) == ["table_shape_list", "table_shape_one", "unknown_table"]


def test_too_many_cameras_for_a_layout(load: Load) -> None:
    layout = '[[layout]]\nid = "l"\nname = "l"\ntiles = 1\ncameras = ["cam1", "cam2"]\n'
    result = load(CAMERA.format(1) + CAMERA.format(2) + layout)
    assert told(result)[0][0] == "too_many_cameras"
    assert result.site.layouts[0].cameras == ("cam1",)


def test_no_site_still_gives_the_cameras(load: Load) -> None:
    result = load(CAMERA.format(1), head="schema = 1\n")
    assert [code for code, _, _ in told(result)] == ["missing_key"]
    assert len(result.site.cameras) == 1


def test_a_file_that_is_not_there_and_one_that_is_not_text(tmp_path: Path) -> None:
    assert load_site(tmp_path / "no.toml").problems[0].code == "file_missing"
    bad = tmp_path / "bad.toml"
    bad.write_bytes(b"\xff\xfe\x00")
    assert load_site(bad).problems[0].code == "not_utf8"


def test_a_newer_schema_is_told_and_read_as_far_as_it_goes(load: Load) -> None:
    result = load(CAMERA.format(1), head=HEAD.replace("1", "9", 1))
    assert [code for code, _, _ in told(result)] == ["schema_newer"]
    assert len(result.site.cameras) == 1


def test_an_older_schema_is_migrated(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    def migrate(values: dict[str, Any]) -> dict[str, Any]:
        cameras = values.pop("kamera")
        return {**values, "camera": cameras}

    monkeypatch.setitem(settings.MIGRATORS, 0, migrate)
    result = load(CAMERA.format(1).replace("camera", "kamera"), head=HEAD.replace("1", "0", 1))
    assert result.problems == ()
    assert [camera.id for camera in result.site.cameras] == ["cam1"]


def test_an_unknown_older_schema_is_told(load: Load) -> None:
    result = load("", head=HEAD.replace("1", "0", 1))
    assert [code for code, _, _ in told(result)] == ["schema_unknown"]


def test_secrets_are_resolved_late_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAM_PASSWORD", "von-der-umgebung")
    (tmp_path / "secret").write_text("aus-der-datei\n", encoding="utf-8")
    assert Secret("env:CAM_PASSWORD").reveal() == "von-der-umgebung"
    assert Secret("file:secret").reveal(tmp_path) == "aus-der-datei"
    assert Secret("klar").reveal() == "klar"
    assert "klar" not in f"{Secret('klar')!r} {Secret('klar')}"
    with pytest.raises(SecretError) as missing:
        Secret("env:NOT_SET_ANYWHERE").reveal()
    assert (missing.value.code, missing.value.name) == ("secret_env", "NOT_SET_ANYWHERE")
    with pytest.raises(SecretError):
        Secret("file:none").reveal(tmp_path)


def test_a_secret_of_a_file_is_found_beside_the_document_wherever_the_program_was_started(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    (tmp_path / "gate.password").write_text("geheim\n", encoding="utf-8")
    ptz = '[camera.ptz]\npassword = "file:gate.password"\n'
    result = load(CAMERA.format(1) + 'password = "file:gate.password"\n' + ptz)
    camera = result.site.cameras[0]
    assert camera.ptz is not None
    assert [secret and secret.reveal() for secret in (camera.password, camera.ptz.password)] == ["geheim", "geheim"]


def test_no_secret_in_the_documents_repr(load: Load) -> None:
    result = load(CAMERA.format(1) + 'password = "geheim"\n')
    assert "geheim" not in repr(result.site)
    password = result.site.cameras[0].password
    assert password is not None and password.reveal() == "geheim"


def test_a_point_finds_its_zone_through_its_device(load: Load) -> None:
    zone = '[[zone]]\nid = "z"\nname = "z"\n'
    result = load(zone + RULE.replace('kind = "station"', 'kind = "station"\nzone = "z"'))
    point = result.site.point("d", "x", "c")
    assert point is not None
    place = result.site.zone_of(point)
    assert place is not None and place.id == "z"
