"""Main or sub: the rules of the sub picture's height, one second, five seconds, ten minutes."""

from hypothesis import given
from hypothesis import strategies as st

from video.model import StreamKind
from video.stream_choice import HOLD_AFTER_TROUBLE, StreamChoice, TileNeed

MAIN, SUB = StreamKind.MAIN, StreamKind.SUB


def run(
    choice: StreamChoice, tiles: list[TileNeed], begin: float, end: float, trouble: bool = False
) -> dict[str, StreamKind]:
    """Update each half second from `begin` up to `end`."""
    now, chosen = begin, {}
    while now <= end:
        chosen = choice.update(tiles, now, trouble=trouble)
        now += 0.5
    return chosen


def test_a_tile_starts_by_its_height_and_by_how_many_there_are() -> None:
    assert StreamChoice().update([TileNeed("a", 483), TileNeed("b", 482)], 0) == {"a": MAIN, "b": SUB}
    many = [TileNeed(str(i), 900) for i in range(17)]
    assert set(StreamChoice().update(many, 0).values()) == {SUB}


def test_the_usual_walls_of_a_full_hd_screen() -> None:
    """16 tiles are about 230 pixels high, 9 about 320: sub pictures suffice; 4 and 1 take the main stream."""
    for count, height, kind in [(16, 230, SUB), (9, 320, SUB), (4, 500, MAIN), (1, 1000, MAIN)]:
        tiles = [TileNeed(str(i), height) for i in range(count)]
        assert set(run(StreamChoice(), tiles, 0, 60).values()) == {kind}


def test_the_thresholds_follow_the_sub_streams_own_size() -> None:
    large_sub, small_sub = TileNeed("a", 500, sub_height=576), TileNeed("b", 350, sub_height=240)
    assert run(StreamChoice(), [large_sub, small_sub], 0, 60) == {"a": SUB, "b": MAIN}


def test_small_for_a_second_goes_to_sub_and_back_only_well_above() -> None:
    choice = StreamChoice()
    choice.update([TileNeed("a", 600)], 0)
    assert run(choice, [TileNeed("a", 361)], 1, 9)["a"] is MAIN
    assert choice.update([TileNeed("a", 350)], 10)["a"] is MAIN
    assert choice.update([TileNeed("a", 350)], 10.9)["a"] is MAIN
    assert choice.update([TileNeed("a", 350)], 11)["a"] is SUB
    assert run(choice, [TileNeed("a", 482)], 20, 40)["a"] is SUB
    assert run(choice, [TileNeed("a", 483)], 41, 43)["a"] is MAIN


def test_a_resize_that_does_not_last_changes_nothing() -> None:
    choice = StreamChoice()
    choice.update([TileNeed("a", 600)], 0)
    for now in range(1, 20):
        choice.update([TileNeed("a", 100 if now % 2 else 600)], now * 0.9)
    assert choice.update([TileNeed("a", 600)], 30)["a"] is MAIN


def test_full_screen_is_main_at_once_and_always() -> None:
    choice = StreamChoice()
    choice.update([TileNeed("a", 100)], 0)
    assert choice.update([TileNeed("a", 100, forced=True)], 0.1)["a"] is MAIN
    assert run(choice, [TileNeed("a", 100, forced=True)], 1, 60, trouble=True)["a"] is MAIN


def test_one_switch_in_five_seconds_smallest_first_on_trouble() -> None:
    choice, tiles = StreamChoice(), [TileNeed("a", 500), TileNeed("b", 700), TileNeed("c", 600)]
    choice.update(tiles, 0)
    assert choice.update(tiles, 1, trouble=True) == {"a": SUB, "b": MAIN, "c": MAIN}
    assert choice.update(tiles, 5.9, trouble=True) == {"a": SUB, "b": MAIN, "c": MAIN}
    assert choice.update(tiles, 6, trouble=True) == {"a": SUB, "b": MAIN, "c": SUB}


def test_a_second_demotion_of_the_same_tile_stops_promotions_for_ten_minutes() -> None:
    choice, tiles = StreamChoice(), [TileNeed("a", 500)]
    choice.update(tiles, 0)
    assert choice.update(tiles, 10, trouble=True)["a"] is SUB
    assert run(choice, tiles, 11, 20)["a"] is MAIN
    assert choice.update(tiles, 30, trouble=True)["a"] is SUB
    assert run(choice, tiles, 31, 30 + HOLD_AFTER_TROUBLE - 1)["a"] is SUB
    assert run(choice, tiles, 30 + HOLD_AFTER_TROUBLE, 30 + HOLD_AFTER_TROUBLE + 2)["a"] is MAIN


def test_nothing_is_promoted_while_a_tile_opens() -> None:
    choice = StreamChoice()
    choice.update([TileNeed("a", 100)], 0)
    tiles = [TileNeed("a", 600), TileNeed("b", 100, opening=True)]
    assert run(choice, tiles, 1, 20)["a"] is SUB
    assert run(choice, [TileNeed("a", 600), TileNeed("b", 100)], 21, 23)["a"] is MAIN


def test_a_camera_with_one_stream_shows_that() -> None:
    tiles = [TileNeed("a", 900, has_main=False), TileNeed("b", 20, has_sub=False)]
    assert run(StreamChoice(), tiles, 0, 30, trouble=True) == {"a": SUB, "b": MAIN}


@given(st.lists(st.tuples(st.lists(st.floats(10, 2000), min_size=1, max_size=6), st.booleans()), max_size=40))
def test_never_two_switches_within_five_seconds(steps: list[tuple[list[float], bool]]) -> None:
    choice, switched = StreamChoice(), -99.0
    before: dict[str, StreamKind] = {}
    for number, (heights, trouble) in enumerate(steps):
        now = number * 0.7
        chosen = choice.update([TileNeed(str(i), h) for i, h in enumerate(heights)], now, trouble=trouble)
        changes = [key for key, kind in chosen.items() if key in before and before[key] is not kind]
        assert len(changes) <= 1
        if changes:
            assert now - switched >= 5.0 - 1e-9
            switched = now
        before = chosen
