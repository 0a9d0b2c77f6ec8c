"""The inference loop on a stand-in backend, with real frame slots and a clock that the test moves."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.detect import HEIGHT, WIDTH, FakeBackend, put
from video.cv import cv2
from video.detect.backend import Job
from video.detect.loading import Loaded
from video.detect.loop import InferenceLoop
from video.detect.messages import Watch
from video.detect.model import EngineName, Rule, RuleHit, RuleKind
from video.detect.motion import MotionBackend
from video.frames import FrameSlot
from video.model import Box, BoxSet

PERSON = Box(0.4, 0.4, 0.5, 0.8, "person", 0.9)
EVERYWHERE = Rule("yard", polygon=((0, 0), (1, 0), (1, 1), (0, 1)), classes=("person",))


class Bench:
    """A loop with everything around it."""

    def __init__(
        self, clock: FakeClock, backend: FakeBackend, *, gate: bool = False, fire: FakeBackend | None = None
    ) -> None:
        self.clock, self.backend = clock, backend
        self.told: list[object] = []
        self.done: list[Job] = []
        self.slots: dict[str, FrameSlot] = {}
        self.loop = InferenceLoop(
            Loaded(backend, "toy"),
            10.0,
            clock,
            self.told.append,
            self.done.append,
            fire=Loaded(fire, "hearth") if fire is not None else None,
            gate=gate,
        )

    def camera(self, name: str, *rules: Rule, priority: int = 0) -> FrameSlot:
        if name not in self.slots:
            self.slots[name] = FrameSlot.create(WIDTH, HEIGHT, "bgr24")
        self.loop.watch(Watch(name, self.slots[name].name, rules, priority))
        return self.slots[name]

    def frame(self, *names: str, colour: int = 90) -> None:
        """A new frame on each camera, a tenth of a second and more later."""
        self.clock.advance(0.11)
        for name in names:
            put(self.slots[name], self.clock.monotonic(), colour)

    def run(self) -> None:
        while self.loop.feed() or self.done:
            while self.done:
                self.loop.finish(self.done.pop(0))

    def boxes(self) -> list[BoxSet]:
        return [one for one in self.told if isinstance(one, BoxSet)]

    def hits(self) -> list[RuleHit]:
        return [one for one in self.told if isinstance(one, RuleHit)]

    def close(self) -> None:
        self.loop.close()
        for slot in self.slots.values():
            slot.unlink()
            slot.close()


@pytest.fixture
def bench(clock: FakeClock) -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(*, gate: bool = False, fire: FakeBackend | None = None, **backend: object) -> Bench:
        made.append(Bench(clock, FakeBackend(**backend), gate=gate, fire=fire))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_each_new_frame_is_looked_at_once(bench: Callable[..., Bench]) -> None:
    one = bench(boxes=(PERSON,))
    one.camera("gate")
    one.frame("gate")
    one.run()
    one.clock.advance(1.0)
    one.run()
    assert [(found.camera, found.engine, found.boxes[0].track) for found in one.boxes()] == [("gate", "toy", None)]
    assert one.boxes()[0].captured_at == one.clock.monotonic() - 1.0
    one.frame("gate")
    one.run()
    assert one.boxes()[1].boxes[0].track == 1


def test_a_camera_without_frames_is_no_trouble(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.camera("gate")
    one.run()
    assert one.told == []
    assert one.loop.report().code == ""


def test_only_the_newest_frame_counts_and_one_per_camera_is_under_way(bench: Callable[..., Bench]) -> None:
    one = bench(at_once=False, capacity=4)
    one.camera("gate")
    for _ in range(5):
        one.frame("gate")
        one.loop.feed()
    assert one.backend.asked == ["gate"]
    one.backend.answer()
    one.run()
    assert one.backend.asked == ["gate", "gate"]
    one.backend.answer()


def test_the_zone_in_alarm_is_asked_first(bench: Callable[..., Bench]) -> None:
    one = bench(capacity=1)
    for name in ("a", "b", "c"):
        one.camera(name)
    one.loop.prioritise(["c"])
    one.frame("a", "b", "c")
    one.run()
    one.frame("a", "b", "c")
    one.run()
    assert one.backend.asked[3] == "c"
    one.loop.prioritise(["c"], ["b"])
    one.frame("a", "b", "c")
    one.run()
    assert one.backend.asked[6:8] == ["c", "b"]
    one.loop.prioritise([])
    one.frame("a", "b", "c")
    one.run()
    assert one.backend.asked[9] == "a"


def test_an_intruder_is_one_hit_with_boxes_and_a_picture(bench: Callable[..., Bench]) -> None:
    one = bench(boxes=(PERSON,))
    one.camera("fence", EVERYWHERE)
    for _ in range(5):
        one.frame("fence", colour=200)
        one.run()
    (hit,) = one.hits()
    assert (hit.camera, hit.rule_id, hit.kind, hit.boxes[0].track) == ("fence", "yard", "intrusion", 1)
    assert hit.snapshot is not None
    picture = cv2.imdecode(np.frombuffer(hit.snapshot, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None and picture.shape == (HEIGHT, WIDTH, 3) and abs(int(picture.mean()) - 200) < 4


def test_saying_the_same_rules_again_does_not_fire_them_again(bench: Callable[..., Bench]) -> None:
    one = bench(boxes=(PERSON,))
    for _ in range(3):
        one.camera("fence", EVERYWHERE)
        one.frame("fence")
        one.run()
    assert len(one.hits()) == 1


def test_a_camera_let_go_while_under_way_tells_nothing_more(bench: Callable[..., Bench]) -> None:
    one = bench(boxes=(PERSON,), at_once=False)
    one.camera("gate")
    one.frame("gate")
    one.loop.feed()
    one.loop.unwatch("gate")
    one.backend.answer()
    one.run()
    assert one.told == []
    assert not one.loop.watching


def test_a_slot_that_is_not_there_yet_is_tried_again_and_reported(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.loop.watch(Watch("gate", "watchroom-none-1000", (), 0))
    assert not one.loop.feed()
    report = one.loop.report()
    assert (report.code, report.detail["camera"]) == ("frames_missing", "gate")
    one.camera("gate")
    one.frame("gate")
    one.run()
    assert one.loop.report().code == ""
    assert len(one.boxes()) == 1


def test_frames_may_change_their_size(bench: Callable[..., Bench]) -> None:
    one = bench(boxes=(PERSON,))
    slot = one.camera("gate")
    for width, height in ((160, 90), (64, 48), (33, 17)):
        one.clock.advance(0.2)
        put(slot, one.clock.monotonic(), width=width, height=height)
        one.run()
    assert len(one.boxes()) == 3


def test_rates_are_measured(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.camera("a")
    one.camera("b")
    one.loop.report()
    for _ in range(10):
        one.frame("a")
        one.run()
    report = one.loop.report()
    assert report.rate == pytest.approx(1 / 0.11)
    assert report.camera_rates == {"a": pytest.approx(1 / 0.11), "b": 0.0}
    assert one.loop.report().rate == 0.0


def test_the_camera_that_waits_longest_is_told_and_stillness_counts_as_looking(bench: Callable[..., Bench]) -> None:
    one = bench(gate=True)
    one.camera("still")
    one.loop.report()
    for _ in range(20):
        one.frame("still")
        one.run()
    report = one.loop.report()
    assert report.camera_rates["still"] == pytest.approx(1 / 0.11, rel=0.06)
    assert report.rate < 2 and report.slowest == pytest.approx(1 / 0.11, rel=0.06)
    one.backend.at_once = False
    for _ in range(40):
        one.frame("still", colour=200)  # the model never gives this one back
        one.loop.feed()
    slower = one.loop.report()
    assert slower.slowest < report.slowest / 4
    one.backend.answer()


def test_a_camera_that_shows_nothing_is_nobodys_slowness(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.camera("dark")
    one.camera("gate")
    one.loop.report()
    one.frame("gate")
    one.run()
    assert one.loop.report().slowest > 0


def test_a_runtime_that_keeps_failing_is_replaced_by_motion(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.backend.error = "RuntimeError"
    one.camera("gate")
    for _ in range(6):
        one.frame("gate")
        one.run()
    report = one.loop.report()
    assert (report.engine, report.degraded, report.code) == ("motion", True, "inference_failed")
    assert one.backend.closed
    assert [found.engine for found in one.boxes()] == ["motion"]


def test_the_chosen_model_is_tried_again_and_comes_back(bench: Callable[..., Bench], clock: FakeClock) -> None:
    one = bench()
    tried: list[float] = []
    whole = FakeBackend(boxes=(PERSON,))

    def again() -> Loaded:
        tried.append(clock.monotonic())
        missing = Loaded(MotionBackend(), "", True, "server_missing")
        return Loaded(whole, "toy") if len(tried) == 3 else missing

    began = clock.monotonic()
    one.loop = InferenceLoop(
        Loaded(MotionBackend(), "", True, "model_corrupt"), 10.0, clock, one.told.append, one.done.append, again=again
    )
    one.camera("gate")
    for _ in range(120):
        clock.advance(1.0)
        one.loop.recover()
    assert [round(at - began) for at in tried] == [10, 30, 70]
    one.frame("gate")
    one.run()
    report = one.loop.report()
    assert (report.model, report.code, report.degraded) == ("toy", "", False)
    assert one.boxes()[-1].engine == "toy" and whole.asked == ["gate"]


def test_a_server_that_is_long_away_is_asked_each_minute_and_soon_once_it_had_answered(
    bench: Callable[..., Bench], clock: FakeClock
) -> None:
    one = bench()
    tried: list[float] = []
    server = FakeBackend(boxes=(PERSON,))
    server.engine = EngineName.TRITON
    missing = Loaded(MotionBackend(), "", True, "server_missing")

    def again() -> Loaded:
        tried.append(clock.monotonic())
        return Loaded(server, "toy") if len(tried) == 6 else missing

    began = clock.monotonic()
    one.loop = InferenceLoop(missing, 10.0, clock, one.told.append, one.done.append, again=again)
    one.camera("gate")
    while len(tried) < 6:
        clock.advance(1.0)
        one.loop.recover()
    assert [round(at - began) for at in tried] == [10, 30, 70, 130, 190, 250]
    one.frame("gate")
    one.run()
    assert one.loop.report().code == ""
    server.error = "TimeoutError"
    for colour in range(6):
        one.frame("gate", colour=40 * colour)
        one.run()
    assert one.loop.report().code == "server_missing"
    gone = clock.monotonic()
    while len(tried) < 7:
        clock.advance(1.0)
        one.loop.recover()
    assert round(tried[-1] - gone) <= 10


def test_no_model_at_all_is_nothing_to_be_tried_again(bench: Callable[..., Bench], clock: FakeClock) -> None:
    def again() -> Loaded:
        raise AssertionError

    loop = InferenceLoop(
        Loaded(MotionBackend(), "", True, "no_model"), 10.0, clock, lambda _: None, lambda _: None, again=again
    )
    clock.advance(1000.0)
    loop.recover()
    loop.close()


def test_a_frame_that_never_comes_back_is_noticed(bench: Callable[..., Bench]) -> None:
    one = bench(at_once=False)
    one.camera("gate")
    one.frame("gate")
    one.loop.feed()
    assert not one.loop.stuck(10.0)
    one.clock.advance(10.1)
    assert one.loop.stuck(10.0)
    one.backend.answer()
    one.run()
    assert not one.loop.stuck(10.0)


def test_a_still_camera_is_told_again_unasked_and_looked_at_every_two_seconds(bench: Callable[..., Bench]) -> None:
    one = bench(boxes=(PERSON,), gate=True)
    one.camera("gate")
    for _ in range(60):
        one.frame("gate")
        one.run()
    assert 3 <= len(one.backend.asked) <= 5
    assert len(one.boxes()) == 60
    assert one.boxes()[-1].captured_at == one.clock.monotonic() and one.boxes()[-1].boxes[0].track == 1
    one.frame("gate", colour=120)
    before = len(one.backend.asked)
    one.run()
    assert len(one.backend.asked) == before + 1


def test_who_stands_still_in_a_still_picture_is_told_in_time(bench: Callable[..., Bench]) -> None:
    one = bench(boxes=(PERSON,), gate=True)
    one.camera("yard", Rule("yard", polygon=EVERYWHERE.polygon, on_delay_s=5.0))
    for _ in range(90):
        one.frame("yard")
        one.run()
    (hit,) = one.hits()
    assert hit.boxes[0].track == 1


def test_fire_is_looked_for_where_a_rule_wants_it_and_told_when_confirmed(bench: Callable[..., Bench]) -> None:
    hearth = FakeBackend(boxes=(Box(0.1, 0.1, 0.9, 0.9, "fire", 0.8),))
    one = bench(fire=hearth)
    one.camera("kitchen", Rule("fire", RuleKind.FIRE))
    one.camera("yard", EVERYWHERE)
    for step in range(80):
        one.frame("kitchen", "yard", colour=250 if (step // 4) % 2 else 60)
        one.run()
    assert set(hearth.asked) == {"kitchen"} and len(hearth.asked) < 30
    (hit,) = one.hits()
    assert (hit.rule_id, hit.kind, hit.boxes[0].label) == ("fire", RuleKind.FIRE, "fire")
    assert one.loop.report().fire == "hearth"
    one.loop.close()
    assert hearth.closed
