"""How well detection does on real footage, by excerpts of it: boxes, tracks, rules, fire, and both ways to run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from itertools import islice
from pathlib import Path

import av
import pytest

from app.cli import run
from app.commands.film_files import read_events, read_rules
from tests.fakes import films
from tests.shared_data import shared_data
from video.cv import cv2
from video.detect.evaluate import TRACK_CONFIDENCE, count_matches, find_all, frames_of, read_tracks, track_figures
from video.detect.evaluate_fire import evaluate_fire, read_spans
from video.detect.evaluate_rules import Event, RuleRunner, evaluate_rules, judge
from video.detect.film import FilmPicture
from video.detect.letterbox import Picture
from video.detect.model import ModelChoice, Rule, RuleKind
from video.detect.openvino_backend import OpenVinoBackend
from video.detect.tracks import Tracker
from video.detect.truth_events import events
from video.model import Box

MODEL, FIRE_MODEL = "detect/yolo11n_int8_openvino_model", "fire/fire_smoke_openvino_model"
VIDEO, TRUTH = "footage/pets09_s2l1.avi", "footage/gt/pets09_s2l1.txt"
RATE = 10.0
#: Twenty seconds of it, looked at five times a second.
FRAMES = range(401, 601, 2)
PERSON = ModelChoice(confidence=TRACK_CONFIDENCE, classes=("person",))
LINE = Rule("east", RuleKind.LINE_CROSSING, line=((0.85, 0.2), (0.85, 1.0)))
SQUARE = ((0.3, 0.38), (0.62, 0.38), (0.62, 0.62), (0.3, 0.62))
ZONE = Rule("square", polygon=SQUARE, on_delay_s=0.5)


@cache
def pictures(numbers: range) -> dict[int, Picture]:
    wanted = islice(enumerate(frames_of(shared_data(VIDEO)), 1), numbers.stop)
    return {number: picture for number, picture in wanted if number in numbers}


@cache
def seen() -> dict[int, tuple[Box, ...]]:
    """What the model finds on the excerpt."""
    backend = OpenVinoBackend(ModelChoice(shared_data(MODEL), confidence=PERSON.confidence, classes=PERSON.classes))
    found, _ = find_all(backend, iter(pictures(FRAMES).values()))
    backend.close()
    return dict(zip(FRAMES, (found[number] for number in sorted(found)), strict=True))


def tracked() -> dict[int, list[tuple[int, Box]]]:
    tracker = Tracker()
    numbered = {frame: tracker.update(boxes, frame / RATE) for frame, boxes in seen().items()}
    return {frame: [(box.track, box) for box in boxes if box.track is not None] for frame, boxes in numbered.items()}


def share(found: dict[int, Sequence[Box]]) -> tuple[float, float]:
    truth = read_tracks(shared_data(TRUTH))
    corners = {frame: [one for _, one in truth[frame]] for frame in found}
    matched = sum(count_matches(found[frame], corners[frame], (768, 576), 0.5) for frame in found)
    return matched / sum(map(len, found.values())), matched / sum(map(len, corners.values()))


def test_people_are_found_and_keep_their_numbers() -> None:
    precision, recall = share(
        {frame: [box for box in boxes if box.confidence > 0.4] for frame, boxes in seen().items()}
    )
    assert precision > 0.9 and recall > 0.9
    mota, idf1 = track_figures(tracked(), read_tracks(shared_data(TRUTH)), (768, 576), 0.5)
    assert mota is not None and idf1 is not None
    assert mota > 0.75 and idf1 > 0.7


def test_both_ways_to_run_find_the_same_people() -> None:
    pytest.importorskip("ultralytics", reason="the AI pack is not installed")
    from video.detect.ultralytics_backend import UltralyticsBackend

    numbers = range(1, 796, 40)
    choice = ModelChoice(shared_data(MODEL), confidence=0.4, classes=("person",))
    figures = []
    for backend in (OpenVinoBackend(choice), UltralyticsBackend(choice)):
        found, _ = find_all(backend, iter(pictures(numbers).values()))
        backend.close()
        figures.append(share({frame: found[place] for place, frame in enumerate(numbers, 1)}))
    assert figures[0] == pytest.approx(figures[1], abs=0.01) and min(figures[0]) > 0.85


def excerpt(path: Path, numbers: range) -> Path:
    """A film of these pictures, and a truth for it beside it."""
    chosen = pictures(numbers)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (768, 576))
    for number in numbers:
        writer.write(chosen[number])
    writer.release()
    rows = [
        f"{place},{who},{x0},{y0},{x1 - x0},{y1 - y0},1"
        for place, frame in enumerate(numbers, 1)
        for who, (x0, y0, x1, y1) in read_tracks(shared_data(TRUTH))[frame]
    ]
    path.with_suffix(".txt").write_text("\n".join(rows), "utf-8")
    return path


def test_the_command_tells_all_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = excerpt(tmp_path / "film.avi", range(401, 441, 2))
    order = ["evaluate", "detect", str(film), str(film.with_suffix(".txt")), "--model", str(shared_data(MODEL))]
    assert run([*order, "--classes", "person", "--confidence", "0.4", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["frames"] == 20 and told["engine"] == "openvino"
    assert told["precision"] > 0.8 and told["recall"] > 0.8 and told["recall_any"] >= told["recall"]
    assert told["mota"] > 0.6 and told["idf1"] > 0.6 and told["fps"] > 0


@pytest.mark.parametrize("step", [1, 2])
def test_lines_and_zones_tell_who_crosses_and_enters(step: int) -> None:
    """At five looks a second, and at two and a half."""
    truth = read_tracks(shared_data(TRUTH))
    size, last = (768, 576), max(FRAMES)
    rules = (LINE, ZONE)
    known = [one for one in events(truth, rules, size, RATE) if FRAMES.start / RATE + 1 < one.at < last / RATE - 1]
    film = (
        FilmPicture(frame, (frame - 1) / RATE, pictures(FRAMES)[frame], seen()[frame], frozenset())
        for frame in FRAMES[::step]
    )
    told = [one for one in RuleRunner(rules).run(film) if one.at > FRAMES.start / RATE + 2]
    line, zone = judge(rules, told, known)
    assert line.hits >= 7 and line.misses <= 1 and line.false <= 1, line
    assert zone.hits == 2 and zone.misses == 0 and zone.false <= 1, zone
    assert max(line.delay_s or 9.0, zone.delay_s or 9.0) < 1.5


def rules_file(folder: Path, text: str) -> tuple[Rule, ...]:
    (folder / "rules.toml").write_text(text, "utf-8")
    return read_rules(folder / "rules.toml")


def test_an_intruder_at_night_is_told_at_three_looks_a_second(tmp_path: Path) -> None:
    rules = rules_file(
        tmp_path,
        '[[rule]]\nid = "corridor"\nkind = "intrusion"\npolygon = [[0.35, 0.6], [0.7, 0.6], [0.95, 1.0], [0.2, 1.0]]\n',
    )
    choice = ModelChoice(shared_data(MODEL), confidence=TRACK_CONFIDENCE)
    truth = [Event("corridor", 0.0, 8.0)]
    _, (told,) = evaluate_rules(shared_data("footage/night_intrusion.mp4"), rules, truth, choice, 3.0)
    assert (told.hits, told.misses, told.false) == (1, 0, 0) and told.delay_s is not None and told.delay_s < 3.0


def test_a_bag_left_behind_is_told_and_nothing_is_taken(tmp_path: Path) -> None:
    rules = rules_file(
        tmp_path,
        '[[rule]]\nid = "bag"\nkind = "object_left"\non_delay_s = 2.0\n[[rule]]\nid = "taken"\nkind = "object_taken"\n'
        "polygon = [[0, 0], [1, 0], [1, 1], [0, 1]]\non_delay_s = 2.0\n",
    )
    choice = ModelChoice(shared_data(MODEL), confidence=TRACK_CONFIDENCE)
    _, figures = evaluate_rules(shared_data("footage/left_bag.mp4"), rules, [Event("bag", 1.7)], choice, 3.0)
    bag, taken = figures
    assert (bag.hits, bag.misses, bag.false) == (1, 0, 0) and bag.delay_s is not None and bag.delay_s < 4.5
    assert (taken.hits, taken.misses, taken.false) == (0, 0, 0)


@pytest.mark.parametrize("kind", films.KINDS)
def test_a_camera_that_is_tampered_with_is_told_by_what_was_done(kind: str, tmp_path: Path) -> None:
    chosen, rate = films.read(shared_data(VIDEO), 320, 65.0)
    film = films.write(tmp_path / "film.mp4", films.faulty(chosen, kind, 270, 73), rate, "h264")
    (tmp_path / "rules.toml").write_text(films.rules_text(), "utf-8")
    (tmp_path / "truth.toml").write_text(films.truth_text(kind, 27.0), "utf-8")
    rules, truth = read_rules(tmp_path / "rules.toml"), read_events(tmp_path / "truth.toml")
    _, figures = evaluate_rules(film, rules, truth, None, 3.0)
    assert {one.rule: (one.hits, one.misses, one.false) for one in figures} == {
        one: (int(one == kind), 0, 0) for one in films.KINDS
    }
    delay = next(one.delay_s for one in figures if one.rule == kind)
    assert delay is not None and delay < 32.0


def beginning(video: Path, path: Path, seconds: float) -> Path:
    """The first seconds of a film, as they are."""
    with av.open(str(video)) as source, av.open(str(path), "w") as target:
        stream = source.streams.video[0]
        copied = target.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is None or packet.dts * packet.time_base > seconds:
                break
            packet.stream = copied
            target.mux(packet)
    return path


def test_a_fire_is_told_within_ten_seconds_and_not_before_it_burns(tmp_path: Path) -> None:
    film = beginning(shared_data("fire/indoor_fire_cctv.mp4"), tmp_path / "fire.mp4", 15.5)
    choice = ModelChoice(shared_data(FIRE_MODEL), confidence=0.2)
    told = evaluate_fire(film, choice, read_spans("fire=5-58,smoke=5-98"))
    assert told.false_alarms == 0 and told.first_after_start_s is not None and told.first_after_start_s <= 10.0


@pytest.mark.parametrize("name", ["motorway.mp4", "left_bag.mp4", "night_intrusion.mp4"])
def test_where_nothing_burns_nothing_is_told(name: str) -> None:
    choice = ModelChoice(shared_data(FIRE_MODEL), confidence=0.2)
    assert evaluate_fire(shared_data(f"footage/{name}"), choice, read_spans("none")).alarms == ()
