"""Reading footage: headers alone tell where pictures lie; cut files, gaps, other clocks, B-frames, files taken away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import pytest

from tests.fakes.replay_footage import RATE, FolderFootage, grey_of, write_segment
from video.archive.model import Segment
from video.clips import write_clip
from video.model import StreamKind
from video.replay.commands import SetSpans, Span, Tempo
from video.replay.film import Film, Spot
from video.replay.fragments import FragmentReader, NotFragmented
from video.replay.kept import KeptPictures, Shrinker, Small
from video.replay.reel import ClipReel, FragmentReel, open_reel
from video.replay.spans import shift_of, spans_of
from video.replay.unroll import Unroller
from video.views import MediaError

START = 1_700_000_000.0


def span_of(segment: Segment) -> Span:
    return Span(str(segment.path), segment.start, segment.end, segment.start)


_films: list[Film] = []


@pytest.fixture(autouse=True)
def films_closed() -> Iterator[None]:
    yield
    while _films:
        _films.pop().close()


def film_of(*segments: Segment, until: float = 3600.0) -> Film:
    film = Film()
    _films.append(film)
    film.set_spans(SetSpans("01", spans_of(segments, StreamKind.MAIN), START - 3600, START + until))
    return film


def decoded(film: Film, spot: Spot) -> int:
    """The grey of a picture, decoded from its key picture."""
    unroller = Unroller()
    found: dict[int, int] = {}

    def take(shown: Spot, frame: av.VideoFrame, _captured_at: float) -> None:
        found[shown.number] = int(frame.to_ndarray()[60, 60])

    unroller.aim(spot, spot.number)
    while not unroller.done:
        unroller.advance(take)
    return found[spot.number]


def luma(number: int) -> int:
    """What the grey of a picture becomes in limited-range YUV."""
    return round(16 + grey_of(number) * 219 / 255)


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@pytest.mark.parametrize("b_frames", [0, 2])
def test_headers_tell_what_libav_finds_by_reading_all(tmp_path: Path, codec: str, b_frames: int) -> None:
    segment = write_segment(tmp_path / "a.mp4", start=START, codec=codec, b_frames=b_frames)
    with segment.path.open("rb") as file, av.open(str(segment.path)) as container:
        reader = FragmentReader(file)
        found = [(one.offset, one.size, round(one.shown, 6), one.key) for one in reader.read()]
        stream = container.streams.video[0]
        assert reader.track.config == stream.codec_context.extradata
        packets = [one for one in container.demux(stream) if one.size]
        told = [
            (one.pos, one.size, round(float((one.pts or 0) * (one.time_base or 0)), 6), one.is_keyframe)
            for one in packets
        ]
    first = min(shown for _, _, shown, _ in found) - min(shown for _, _, shown, _ in told)
    assert found == [(offset, size, round(shown + first, 6), key) for offset, size, shown, key in told]


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@pytest.mark.parametrize("b_frames", [0, 2])
@pytest.mark.parametrize("gop", [20, 100])  # 10 s in one group as well
def test_each_picture_is_the_one_it_is_called(tmp_path: Path, codec: str, b_frames: int, gop: int) -> None:
    segment = write_segment(tmp_path / "a.mp4", start=START, codec=codec, b_frames=b_frames, gop=gop)
    film = film_of(segment)
    for number in (0, 1, 19, 20, 33, 59):
        spot = film.locate(START + number / RATE + 0.001)
        assert spot is not None and spot.number == number
        assert abs(decoded(film, spot) - luma(number)) <= 3


@pytest.mark.parametrize("b_frames", [0, 2])
def test_pictures_one_after_the_other_are_decoded_once_however_the_codec_holds_them_back(
    tmp_path: Path, b_frames: int
) -> None:
    film = film_of(write_segment(tmp_path / "a.mp4", start=START, b_frames=b_frames))
    unroller = Unroller()
    seen: dict[int, int] = {}

    def take(shown: Spot, frame: av.VideoFrame, _captured_at: float) -> None:
        seen[shown.number] = int(frame.to_ndarray()[60, 60])

    for number in range(60):
        spot = film.locate(START + number / RATE + 0.001)
        assert spot is not None
        if number not in seen:
            unroller.aim(spot, number)
            while not unroller.done:
                unroller.advance(take)
        assert abs(seen[number] - luma(number)) <= 3
    assert unroller.decoded == 60


def test_a_file_cut_anywhere_gives_what_is_whole(tmp_path: Path) -> None:
    segment = write_segment(tmp_path / "a.mp4", start=START)
    data = segment.path.read_bytes()
    with segment.path.open("rb") as file:
        whole = FragmentReader(file).read()
    for size in range(len(data) // 2, len(data), 97):
        segment.path.write_bytes(data[:size])
        reel = open_reel(span_of(segment))
        assert len(reel.times) == sum(one.offset + one.size <= size for one in whole)
        reel.close()
    segment.path.write_bytes(data[: len(data) // 2] + bytes(5000))  # what a lost power leaves
    film = film_of(segment)
    early = film.locate(START + 1.5)
    assert early is not None and abs(decoded(film, early) - luma(15)) <= 3
    segment.path.write_bytes(data[:40])
    with pytest.raises(MediaError):
        open_reel(span_of(segment))


def test_a_file_that_is_being_written_grows(tmp_path: Path) -> None:
    segment = write_segment(tmp_path / "a.mp4", start=START)
    data = segment.path.read_bytes()
    segment.path.write_bytes(data[: len(data) * 2 // 3])
    film = film_of(replace(segment, closed=False))
    last = film.locate(START + 5.95)
    assert last is not None and last.number < 59
    with segment.path.open("ab") as file:
        file.write(data[len(data) * 2 // 3 :])
    following = film.after(last)
    assert following is not None and following.number == last.number + 1
    newest = film.locate(START + 5.95)
    assert newest is not None and newest.number == 59
    numbers = [newest.reel.number_of(newest.reel.entry(index)[0]) for index in range(60)]
    assert numbers == list(range(60))


def test_steps_lead_over_the_ends_of_files_and_over_gaps(tmp_path: Path) -> None:
    first = write_segment(tmp_path / "a.mp4", start=START, pictures=30)
    second = write_segment(tmp_path / "b.mp4", start=START + 3.0, pictures=30, first=30)
    third = write_segment(tmp_path / "c.mp4", start=START + 50.0, pictures=30, first=60)
    film = film_of(first, second, third)
    spot = film.locate(START + 2.9)
    assert spot is not None
    seen = [spot.time]
    while (following := film.after(spot)) is not None:
        spot = following
        seen.append(spot.time)
    assert [round(at - START, 3) for at in seen] == [
        2.9,
        *(3 + n / 10 for n in range(30)),
        *(50 + n / 10 for n in range(30)),
    ]
    back = []
    at: Spot | None = spot
    while at is not None:
        back.append(at.time)
        at = film.before(at)
    assert len(back) == 90 and back == sorted(back, reverse=True)
    gap = film.locate(START + 20.0)
    assert gap is not None and not gap.stands_at(START + 20.0)
    near = film.first_after(START + 20.0)
    assert near is not None and near.time == START + 50.0


def test_a_file_taken_away_is_named_and_the_others_play_on(tmp_path: Path) -> None:
    first = write_segment(tmp_path / "a.mp4", start=START, pictures=30)
    second = write_segment(tmp_path / "b.mp4", start=START + 3.0, pictures=30)
    film = film_of(first, second)
    second.path.unlink()
    spot = film.locate(START + 4.0)
    assert spot is not None and spot.time == START + 2.9 and not spot.stands_at(START + 4.0)
    assert film.faults == {str(second.path): "missing"}
    film.came(str(second.path), "")  # fetched again, say
    write_segment(second.path, start=START + 3.0, pictures=30)
    found = film.locate(START + 4.0)
    assert found is not None and found.time == START + 4.0


def test_few_files_are_open_however_long_it_plays(tmp_path: Path) -> None:
    segments = [write_segment(tmp_path / f"{n}.mp4", start=START + n, pictures=10, gop=10) for n in range(12)]
    film = film_of(*segments)
    for n in range(120):
        assert film.locate(START + n / 10 + 0.001) is not None
    assert len(film._reels) <= 4
    film.close()
    assert not film._reels


def test_incident_clips_play_as_segments_do(tmp_path: Path) -> None:
    segment = write_segment(tmp_path / "a.mp4", start=START, pictures=30)
    reel = FragmentReel(span_of(segment), segment.path.open("rb"))
    from video.model import Packet, StreamInfo

    with av.open(str(segment.path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        annexb = av.BitStreamFilterContext("h264_mp4toannexb", stream)
        coded = [bytes(p) for one in container.demux(stream) if one.size for p in annexb.filter(one)]
        info = StreamInfo(reel.info.codec, b"")
        del context
    entries = [
        (Packet(data, reel.entry(n)[0].key, n / RATE, START + n / RATE, START + n / RATE, 0.0, True), info)
        for n, data in enumerate(coded)
    ]
    path = tmp_path / "clip.mp4"
    write_clip(path, "01", StreamKind.SUB, entries)
    clip = open_reel(Span(str(path), START, START + 2.9, START))
    assert isinstance(clip, ClipReel)
    assert [round(at - START, 3) for at in clip.times] == [round(at - START, 3) for at in reel.times]
    assert abs(decoded(Film(), Spot(clip.span, clip, 25)) - luma(25)) <= 3
    reel.close()


def test_other_files_are_no_segments(tmp_path: Path) -> None:
    path = tmp_path / "text.mp4"
    path.write_bytes(b"nothing of the kind" * 10)
    with path.open("rb") as file, pytest.raises(NotFragmented):
        FragmentReader(file)
    with pytest.raises(MediaError) as refused:
        open_reel(Span(str(path), START, START + 1, START))
    assert refused.value.code == "unreadable"
    with pytest.raises(MediaError) as missing:
        open_reel(Span(str(tmp_path / "no.mp4"), START, START + 1, START))
    assert missing.value.code == "missing"


def named(kind: StreamKind, start: float, end: float, **more: object) -> Segment:
    path = Path(f"{kind.value}-{start:.0f}.mp4")
    return replace(Segment("01", kind, path, START + start, START + end, 1, 1, 0.0, True, True), **more)  # type: ignore[arg-type]


def test_each_time_is_shown_by_one_file_and_the_stream_wanted_goes_first() -> None:
    sub = [named(StreamKind.SUB, n * 60, n * 60 + 60) for n in range(3)]
    main = named(StreamKind.MAIN, 50, 80)
    shown = [
        (round(one.begin - START), round(one.end - START), one.path) for one in spans_of([*sub, main], StreamKind.MAIN)
    ]
    assert shown == [
        (0, 50, "sub-0.mp4"),
        (50, 80, "main-50.mp4"),
        (80, 120, "sub-60.mp4"),
        (120, 180, "sub-120.mp4"),
    ]
    small = spans_of([*sub, main], StreamKind.SUB)
    assert [one.path for one in small] == ["sub-0.mp4", "sub-60.mp4", "sub-120.mp4"]


def test_a_clock_that_is_off_is_put_right_and_one_that_cannot_be_is_left() -> None:
    assert shift_of(named(StreamKind.SUB, 0, 1, clock_offset=2.5)) == 2.5
    assert shift_of(named(StreamKind.SUB, 0, 1, clock_offset=-0.08)) == 0.0  # the way of the pictures, no clock
    assert shift_of(named(StreamKind.SUB, 0, 1, clock_offset=3600.0)) == 0.0  # its times were not used
    assert shift_of(named(StreamKind.SUB, 0, 1, clock_offset=2.5, camera_clock=False)) == 0.0
    (span,) = spans_of([named(StreamKind.SUB, 0, 60, clock_offset=2.5)], StreamKind.SUB)
    assert (span.begin, span.start, span.shift) == (START - 2.5, START - 2.5, 2.5)


def test_thirty_days_are_chosen_from_in_a_moment() -> None:
    segments = [named(StreamKind.SUB, n * 60.0, n * 60 + 60.0) for n in range(20)]  # twenty minutes: what is asked for
    source = FolderFootage(*segments)
    begun = time.process_time()
    for _ in range(20):
        spans_of(source.segments("01", START, START + 1200), StreamKind.MAIN)
    assert time.process_time() - begun < 1.0


def test_pictures_kept_are_bounded_and_those_ahead_stay(tmp_path: Path) -> None:
    frame = av.VideoFrame(320, 180, "yuv420p")
    kept = KeptPictures(320 * 180 * 3 // 2 * 20)
    kept.at, kept.backwards = 50.0, True
    for number in range(100):
        kept.put(Small(frame, float(number), 0.0, ("a", number)))
    assert kept.size <= kept.most_bytes
    assert kept.get(("a", 49)) is not None and kept.get(("a", 40)) is not None
    assert kept.get(("a", 99)) is None and kept.get(("a", 0)) is None


@pytest.mark.parametrize("size", [(1920, 1080), (640, 360), (352, 288)])
def test_pictures_fit_and_keep_their_shape(size: tuple[int, int]) -> None:
    frame = av.VideoFrame(*size, "yuv420p")
    shrinker = Shrinker((480, 270))
    small = shrinker.shrink(frame)
    assert small.width <= 480 and small.height <= 270
    assert abs(small.width / small.height - size[0] / size[1]) < 0.1
    assert shrinker.paintable(small).format.name == "bgra"
    same = Shrinker(size).shrink(frame)
    assert same is not frame  # private areas are drawn in place


def test_beats_let_all_cameras_show_the_same_moment() -> None:
    fast, slow = Tempo(100.0, 10.0, 16.0), Tempo(100.0, 10.0, 1.0)
    assert fast.beat(10.05) == fast.beat(10.06) == pytest.approx(100.0 + 16 / 30)
    assert fast.next_beat(10.05) == pytest.approx(10.0 + 2 / 30)
    assert slow.beat(10.05) == pytest.approx(100.05)
    assert Tempo(100.0, 10.0, -2.0).due(98.0) == pytest.approx(11.0)
