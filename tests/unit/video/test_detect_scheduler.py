"""Priority first, nobody starved, nobody more often than its rate."""

from collections import Counter
from collections.abc import Iterable

from video.detect.scheduler import FairScheduler


def served(scheduler: FairScheduler, cameras: Iterable[str], seconds: int, capacity: int) -> Counter[str]:
    """Who is served when the machine manages `capacity` frames a second and every camera always has a new frame."""
    steps = int(seconds * capacity)
    chosen = (scheduler.choose(step / capacity, cameras) for step in range(steps))
    return Counter(name for name in chosen if name)


def make(rate: float, **priorities: int) -> FairScheduler:
    scheduler = FairScheduler(rate)
    for name, priority in priorities.items():
        scheduler.add(name, priority)
    return scheduler


def test_equals_are_served_equally() -> None:
    scheduler = make(30, a=0, b=0, c=0)
    assert set(served(scheduler, "abc", 10, 30).values()) == {100}


def test_no_camera_is_looked_at_more_often_than_its_rate() -> None:
    assert served(make(5, a=0), "a", 10, 100)["a"] in range(48, 52)


def test_the_zone_in_alarm_goes_first_and_the_others_are_still_seen() -> None:
    counts = served(make(30, a=1, b=0, c=0), "abc", 30, 15)
    assert counts["a"] > 12 * 30
    assert all(9 <= counts[name] <= 11 for name in "bc")


def test_nobody_starves_even_when_everything_is_late() -> None:
    names = [f"c{i}" for i in range(60)]
    scheduler = make(10, **{name: int(i < 30) for i, name in enumerate(names)})
    counts = served(scheduler, names, 60, 10)
    assert min(counts.values()) >= 8


def test_who_has_no_new_frame_is_not_chosen() -> None:
    scheduler = make(5, a=9, b=0)
    assert scheduler.choose(0.0, ["b"]) == "b"
    assert scheduler.choose(0.01, ["b"]) is None
    assert scheduler.choose(0.02, []) is None
    scheduler.remove("a")
    assert scheduler.choose(0.03, ["a"]) is None
