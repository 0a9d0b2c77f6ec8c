"""Load shedding: step by step in trouble, back with patience, and never to and fro."""

from hypothesis import given
from hypothesis import strategies as st

from video.load_shedding import BACK_AFTER, HIGHEST, Load, LoadShedder, Relief, Shedding

CAMERAS = tuple(f"c{n}" for n in range(8))
BAD, GOOD, BETWEEN = Load(0.080, spare=CAMERAS), Load(0.012, spare=CAMERAS), Load(0.035, spare=CAMERAS)


def run(shedder: LoadShedder, load: Load, start: float, seconds: float) -> list[Shedding]:
    """One update a second."""
    return [shedder.update(load, start + second) for second in range(int(seconds))]


def test_nothing_is_left_out_of_a_machine_that_keeps_up() -> None:
    assert set(run(LoadShedder(), GOOD, 0, 100)) == {Shedding()}


def test_a_moment_of_trouble_changes_nothing() -> None:
    shedder = LoadShedder()
    for second in range(0, 60, 2):
        assert shedder.update(BAD, second).level == shedder.update(GOOD, second + 1).level == 0


def test_trouble_takes_one_step_after_the_other() -> None:
    told = run(LoadShedder(), BAD, 0, 30)
    assert [one.level for one in told[:12]] == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4]
    steps = {one.level: one for one in told}
    assert (steps[1].repaint_hz, steps[1].demote, steps[1].key_only) == (30.0, False, frozenset())
    assert (steps[2].repaint_hz, steps[2].demote, steps[2].key_only) == (30.0, True, frozenset())
    assert (steps[3].repaint_hz, steps[3].key_only) == (15.0, {"c0", "c1"})
    assert steps[4].key_only == {"c0", "c1", "c2", "c3"}
    assert steps[HIGHEST].key_only == set(CAMERAS)
    assert [steps[level].relief for level in (1, 2, 3)] == [
        Relief.SLOWER_REPAINT,
        Relief.SUB_STREAMS,
        Relief.KEY_PICTURES,
    ]


def test_each_kind_of_trouble_counts() -> None:
    for load in (Load(gap_p99=0.06), Load(late=0.1), Load(backlog=0.8)):
        assert run(LoadShedder(), load, 0, 4)[-1].level == 1
    assert run(LoadShedder(), Load(gap_p99=0.045, late=0.04, backlog=0.4), 0, 60)[-1].level == 0


def test_it_comes_back_a_step_at_a_time() -> None:
    shedder = LoadShedder()
    run(shedder, BAD, 0, 6)
    assert shedder.level == 2
    told = run(shedder, GOOD, 6, 30)
    assert [one.level for one in told] == [2] * 10 + [1] * 10 + [0] * 10


def test_between_good_and_bad_all_stays() -> None:
    shedder = LoadShedder()
    run(shedder, BAD, 0, 3)
    assert {one.level for one in run(shedder, BETWEEN, 3, 200)} == {1}


def test_a_step_back_too_early_is_tried_again_later_and_later() -> None:
    shedder, now = LoadShedder(), 0.0
    waits: list[float] = []
    while len(waits) < 7:
        while shedder.level == 0:
            shedder.update(BAD, now)
            now += 1
        began = now
        while shedder.level == 1:
            shedder.update(GOOD, now)
            now += 1
        waits.append(now - 1 - began)
    assert waits == [10, 20, 40, 80, 160, 300, 300]
    run(shedder, GOOD, now, 700)
    run(shedder, BAD, now + 700, 4)
    assert shedder.level == 1
    assert run(shedder, GOOD, now + 704, BACK_AFTER + 1)[-1].level == 0


def test_no_spare_cameras_no_key_pictures() -> None:
    shedder = LoadShedder()
    told = [shedder.update(Load(gap_p99=0.2), second) for second in range(60)]
    assert told[-1].level == HIGHEST and told[-1].key_only == frozenset()


@given(st.lists(st.sampled_from([BAD, GOOD, BETWEEN]), max_size=300))
def test_one_step_at_a_time_whatever_happens(loads: list[Load]) -> None:
    shedder, before = LoadShedder(), 0
    for second, load in enumerate(loads):
        told = shedder.update(load, second)
        assert abs(told.level - before) <= 1 and 0 <= told.level <= HIGHEST
        assert told.level <= before or load is BAD
        assert told.level >= before or load is GOOD
        before = told.level
