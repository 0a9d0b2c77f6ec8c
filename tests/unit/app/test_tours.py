"""Tours move by their times, and never while somebody needs the wall."""

from hypothesis import given
from hypothesis import strategies as st

from app.services.tours import AFTER_HOLD_S, SHORTEST_S, Stop, Tour, TourRun, tour_from_json

ROUND = Tour("t", "Round", (Stop("layout", "a", 10), Stop("camera", "cam01", 5), Stop("layout", "b", 10)))


def targets(run: TourRun, start: int, end: int, held: bool = False) -> list[str]:
    """Tick each second; what it moved to."""
    return [run.stop.target for now in range(start, end) if run.tick(now, held) and run.stop is not None]


def test_each_stop_stays_for_its_time_and_the_round_begins_anew() -> None:
    run = TourRun(ROUND, 0)
    assert run.stop == ROUND.stops[0]
    assert targets(run, 1, 36) == ["cam01", "b", "a", "cam01"]


def test_it_never_moves_while_held_and_leaves_time_to_look_afterwards() -> None:
    run = TourRun(ROUND, 0)
    assert targets(run, 1, 10) == []
    assert targets(run, 10, 500, held=True) == []
    assert run.stop == ROUND.stops[0]
    assert not run.tick(500)
    assert run.left >= AFTER_HOLD_S - 1
    assert targets(run, 501, 506) == ["cam01"]


def test_paused_it_stands_until_it_goes_on_and_can_be_stepped() -> None:
    run = TourRun(ROUND, 0)
    run.pause(True)
    assert targets(run, 1, 100) == []
    assert run.step(-1)
    assert run.stop == ROUND.stops[2]
    assert run.step(1)
    run.pause(False)
    assert targets(run, 100, 110) == ["cam01"]


def test_what_no_longer_exists_is_left_out() -> None:
    run = TourRun(ROUND, 0, lambda stop: stop.target != "cam01")
    assert targets(run, 1, 31) == ["b", "a", "b"]
    nothing = TourRun(ROUND, 0, lambda _stop: False)
    assert nothing.stop is None
    assert not nothing.tick(100)
    assert TourRun(Tour("e", "Empty"), 0).stop is None


def test_a_long_sleep_of_the_machine_moves_one_stop() -> None:
    run = TourRun(ROUND, 0)
    assert run.tick(100_000)
    assert run.stop == ROUND.stops[1]


@given(st.lists(st.tuples(st.floats(0, 30), st.booleans()), max_size=60))
def test_it_moves_only_on_ticks_that_nobody_holds(steps: list[tuple[float, bool]]) -> None:
    run, now = TourRun(ROUND, 0.0), 0.0
    for passed, held in steps:
        before, now = run.index, now + passed
        moved = run.tick(now, held)
        assert moved == (run.index != before)
        assert not (held and moved)


def test_a_tour_comes_back_from_its_document_and_dwell_times_are_bounded() -> None:
    assert tour_from_json(ROUND.to_json()) == ROUND
    hasty = tour_from_json({"id": "t", "name": "", "stops": [{"kind": "layout", "target": "a", "seconds": 0}]})
    assert hasty is not None
    assert hasty.stops[0].seconds == SHORTEST_S
    assert tour_from_json({"id": "t"}) is None
