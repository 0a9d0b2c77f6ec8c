"""Monitors are plugged, unplugged and put in another order: windows go home and come back."""

from hypothesis import given
from hypothesis import strategies as st

from app.services.screens import MAIN, Screen, WindowMemory, placements, screen_key, told_apart

LEFT, RIGHT, THIRD = (Screen(f"DEL|U|{n}", f"Dell {n}", left=1920 * n) for n in range(3))
WINDOWS = (WindowMemory(MAIN, LEFT.key), WindowMemory("w2", RIGHT.key), WindowMemory("w3", THIRD.key))


def test_each_window_stands_on_its_monitor_in_any_order() -> None:
    for screens in ([LEFT, RIGHT, THIRD], [THIRD, LEFT, RIGHT]):
        assert placements(WINDOWS, screens) == {MAIN: LEFT, "w2": RIGHT, "w3": THIRD}


def test_an_unplugged_monitors_window_is_put_away_and_comes_back() -> None:
    assert placements(WINDOWS, [LEFT, THIRD])["w2"] is None
    assert placements(WINDOWS, [LEFT, THIRD, RIGHT])["w2"] == RIGHT


def test_the_main_window_is_always_somewhere_and_covers_no_other_where_it_can() -> None:
    assert placements(WINDOWS, [RIGHT, THIRD])[MAIN] == RIGHT
    assert placements(WINDOWS[:2], [RIGHT, THIRD])[MAIN] == THIRD
    assert placements(WINDOWS, [])[MAIN] is None


def test_a_monitor_without_a_number_is_known_by_its_connector_and_place() -> None:
    assert screen_key("DEL", "U2720", "123", "DP-1", (0, 0, 1, 1)) == "DEL|U2720|123"
    assert screen_key("DEL", "U2720", "0", "DP-1", (5, 0, 1920, 1080)) == "DP-1@1920x1080+5+0"


def test_twins_with_one_number_are_told_apart() -> None:
    twins = told_apart([Screen("A|B|7", "DP-1"), Screen("A|B|7", "DP-2", left=1920), LEFT])
    assert len({screen.key for screen in twins}) == 3
    assert twins[2] == LEFT


@given(st.lists(st.sampled_from([LEFT, RIGHT, THIRD]), unique=True, min_size=1))
def test_no_two_further_windows_share_a_monitor_and_each_is_at_home_or_away(screens: list[Screen]) -> None:
    placed = placements((*WINDOWS, WindowMemory("w4", RIGHT.key)), screens)
    further = [screen for window, screen in placed.items() if window != MAIN and screen is not None]
    assert len(set(further)) == len(further)
    for memory in WINDOWS[1:]:
        assert (placed[memory.window] is not None) == (memory.screen in {screen.key for screen in screens})
    assert placed[MAIN] in screens
