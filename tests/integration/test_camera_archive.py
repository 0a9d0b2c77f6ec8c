"""A camera's own archive over real sockets: found, fetched with its own times, cut into minutes, its gaps shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.services.camera_archive import CameraArchives
from app.services.footage import FootageDesk
from app.services.footage_remote_cache import FetchCache
from app.settings import load_site
from tests.fakes.footage import FewFiles
from tests.fakes.recorder import TOKEN, USER, Recorder
from video.archive.model import FootageError
from video.clips import read_clip
from video.footage import Footage
from video.model import StreamKind
from video.rtsp.clock_range import clock_range, read_clock_range, replay_time, with_replay_time

START = 1_700_000_040.0
STRETCHES = ((START, START + 150.0), (START + 200.0, START + 290.0))
HEAD = """
schema = 1
[site]
id = "small"
name = "小区"
timezone = "Asia/Shanghai"
[[camera]]
id = "gate"
name = "大门"
sub = "rtsp://127.0.0.1/gate"
[camera.archive]
username = "operator"
password = "replay-secret"
"""


@pytest.fixture
def recorder() -> Iterator[Callable[..., Recorder]]:
    made: list[Recorder] = []

    def begin(*, onvif: bool = True) -> Recorder:
        made.append(Recorder(STRETCHES, onvif=onvif))
        return made[-1]

    yield begin
    for one in made:
        one.close()


class Desk:
    """A station's desk over one camera's archive."""

    def __init__(self, folder: Path, table: str) -> None:
        (folder / "site.toml").write_text(HEAD + table, "utf-8")
        loaded = load_site(folder / "site.toml")
        assert loaded.problems == (), loaded.problems
        self.own = FewFiles()
        cache = FetchCache(folder / "fetched", 1e9, 7, SystemClock())
        self.archives = CameraArchives(loaded.site, self.own, cache, SystemClock())
        self.desk = FootageDesk(self.own)
        self.desk.add(self.archives)


def onvif_table(one: Recorder, more: str = "") -> str:
    return f'kind = "onvif"\naddress = "{one.services.url}"\n{more}'


def rtsp_table(one: Recorder) -> str:
    return f'kind = "rtsp"\nurl = "{one.url}"\n'


def test_profile_g_is_searched_and_replayed_with_the_times_of_the_pictures(
    recorder: Callable[..., Recorder], tmp_path: Path
) -> None:
    one = recorder()
    one.services.slow_rounds = 2
    desk = Desk(tmp_path, onvif_table(one, f'recording = "{TOKEN}"\n')).desk
    found = desk.segments("gate", START + 30, START + 250)
    assert [segment.start - START for segment in found] == [0, 60, 120, 180, 240]
    assert {segment.kind for segment in found} == {StreamKind.MAIN}
    path = desk.fetch(found[1])
    clip = read_clip(path)
    assert clip.camera == "gate" and clip.camera_clock
    assert START + 58.9 <= clip.start <= START + 60.1 and START + 119.8 <= clip.end <= START + 120.1
    steps = {round(b.captured_at - a.captured_at, 3) for a, b in zip(clip.frames, clip.frames[1:], strict=False)}
    assert steps <= {0.066, 0.067}, "the times are not those of the pictures"
    footage = Footage([path])
    assert footage.picture(len(footage) - 1) is not None
    assert desk.fetch(found[1]) == path and len(one.recording.asked) == 1, "fetched twice"
    asked = one.recording.asked[0]
    assert asked == (START + 60, START + 120)
    assert desk.availability("gate").state == "remote"


def test_the_gaps_of_the_recorder_are_shown(recorder: Callable[..., Recorder], tmp_path: Path) -> None:
    desk = Desk(tmp_path, onvif_table(recorder())).desk
    found = desk.stretches("gate", START - 60, START + 400)
    told = [(one.start - START, one.end - START, one.cause) for one in found]
    assert told == [
        (-60, 0, "gap"),
        (0, 150, "recording"),
        (150, 200, "gap"),
        (200, 290, "recording"),
        (290, 400, "gap"),
    ]


def test_a_recorder_that_keeps_no_history_is_taken_at_its_ends(
    recorder: Callable[..., Recorder], tmp_path: Path
) -> None:
    one = recorder()
    one.services.keeps_history = False
    found = Desk(tmp_path, onvif_table(one)).desk.stretches("gate", START - 60, START + 400)
    assert [one.end - one.start for one in found if one.cause == "recording"] == [290]


def test_an_address_with_a_range_is_played_and_what_was_empty_is_a_gap(
    recorder: Callable[..., Recorder], tmp_path: Path
) -> None:
    one = recorder(onvif=False)
    desk = Desk(tmp_path, rtsp_table(one)).desk
    found = desk.segments("gate", START, START + 480)
    assert [segment.start - START for segment in found] == [60 * minute for minute in range(8)]
    clip = read_clip(desk.fetch(found[0]))
    assert abs(clip.start - START) < 1.1 and abs(clip.end - START - 60) < 1.1
    assert one.recording.asked == [(START, START + 60)]
    with pytest.raises(FootageError, match="missing"):
        desk.fetch(found[6])
    assert START + 360 not in [segment.start for segment in desk.segments("gate", START, START + 480)]
    gaps = [one.start - START for one in desk.stretches("gate", START, START + 480) if one.cause == "gap"]
    assert gaps == [360]


def test_local_times_are_the_site_s(tmp_path: Path) -> None:
    table = 'kind = "rtsp"\ntimes = "local"\nurl = "rtsp://nvr/{start:%Y_%m_%d_%H_%M_%S}/{end:%H:%M:%S}"\n'
    (tmp_path / "site.toml").write_text(HEAD + table, "utf-8")
    site = load_site(tmp_path / "site.toml").site
    from zoneinfo import ZoneInfo

    archive = site.cameras[0].archive
    assert archive is not None
    told = archive.filled(START, START + 0.2, ZoneInfo("Asia/Shanghai"))
    assert told == "rtsp://nvr/2023_11_15_06_14_00/06:14:01"


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://nvr/tracks",
        "rtsp://nvr/{start:%Y}",
        "rtsp://nvr/{start.__class__}{end:%Y}{start:%Y}",
        "http://nvr/{start:%Y}{end:%Y}",
        "rtsp://user:secret@nvr/{start:%Y}{end:%Y}",
        "rtsp://nvr/{start:%Y}{end:{start}}",
    ],
)
def test_a_bad_address_is_told_and_left_out(tmp_path: Path, url: str) -> None:
    (tmp_path / "site.toml").write_text(HEAD + f'kind = "rtsp"\nurl = "{url}"\n', "utf-8")
    loaded = load_site(tmp_path / "site.toml")
    assert {"bad_archive_url"} <= {one.code for one in loaded.problems}
    assert "secret@" not in str(loaded.problems)


def test_our_own_recording_goes_before_the_archive_s(recorder: Callable[..., Recorder], tmp_path: Path) -> None:
    made = Desk(tmp_path, onvif_table(recorder()))
    made.own.add(tmp_path / "own.mp4", "gate", START + 60, 100)
    found = made.desk.segments("gate", START, START + 130)
    assert [(one.start - START, one.path == tmp_path / "own.mp4") for one in found] == [
        (0, False),
        (60, True),
        (120, False),
    ]
    assert made.desk.fetch(found[1]) == tmp_path / "own.mp4"


def test_a_recorder_that_is_away_is_said_to_be_and_what_was_fetched_plays(
    recorder: Callable[..., Recorder], tmp_path: Path
) -> None:
    one = recorder()
    made = Desk(tmp_path, onvif_table(one))
    found = made.desk.segments("gate", START, START + 130)
    made.desk.fetch(found[0])
    one.kill()
    with pytest.raises(FootageError, match="away"):
        made.desk.fetch(found[1])
    assert made.desk.availability("gate").state == "away"
    assert ("gap", "owner_away") in [(s.cause, s.reason) for s in made.desk.stretches("gate", START, START + 130)]
    (left,) = made.desk.segments("gate", START, START + 130)
    assert left.path == found[0].path and made.desk.fetch(left).exists()


def test_a_wrong_password_is_refused_and_shown_nowhere(
    recorder: Callable[..., Recorder], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one = recorder(onvif=False)
    made = Desk(tmp_path, rtsp_table(one).replace("replay-secret", "x") + 'times = "utc"\n')
    (tmp_path / "site.toml").write_text((HEAD + rtsp_table(one)).replace(USER.password, "quite-wrong"), "utf-8")
    site = load_site(tmp_path / "site.toml").site
    wrong = CameraArchives(site, made.own, FetchCache(tmp_path / "f", 1e9, 7, SystemClock()), SystemClock())
    with pytest.raises(FootageError, match="refused") as caught:
        wrong.fetch(wrong.segments("gate", START, START + 60)[0])
    assert "quite-wrong" not in str(caught.value) + caplog.text


def test_a_live_stream_does_not_pretend_to_be_a_past(recorder: Callable[..., Recorder], tmp_path: Path) -> None:
    """A recorder that answers with something else than a recording: Require is refused, nothing is taken."""
    one = recorder(onvif=False)
    made = Desk(tmp_path, onvif_table(one))
    with pytest.raises(FootageError, match="refused"):
        made.desk.fetch(made.desk.segments("gate", START, START + 60)[0])
    assert not list((tmp_path / "fetched").glob("*.mp4*"))


def test_ranges_and_times_are_written_and_read_alike() -> None:
    assert clock_range(START, START + 1.25) == "clock=20231114T221400.000Z-20231114T221401.250Z"
    assert read_clock_range(clock_range(START, START + 1.25)) == (START, START + 1.25)
    assert read_clock_range("clock=20231114T221400Z-") == (START, None)
    for wrong in ("npt=0-", "clock=", "clock=20231399T000000Z-", "clock=x-y", ""):
        assert read_clock_range(wrong) is None
    packet = bytes((0x80, 96)) + bytes(10) + b"payload"
    told = replay_time(with_replay_time(packet, START + 0.5, key=True))
    assert told is not None and abs(told - START - 0.5) < 1e-6
    assert replay_time(packet) is None
    assert replay_time(with_replay_time(packet, START, key=False)[:20]) is None
