"""What is drawn over the walls' pictures: said when it is turned, and the rules as they are published."""

from app.site_detection import Rule
from tests.fakes.wall_station import WallStation
from widgets.rule_paint import RuleShape

PLACE = ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9))


def test_x_says_what_is_drawn_over_the_pictures(wall_station: WallStation) -> None:
    wall = wall_station.walls.main.wall
    for said in ("where rules watch", "Nothing is drawn", "what was found on them"):
        wall.turn_overlay()
        assert said in wall_station.notices[-1]


def test_every_wall_shows_the_rules_that_hold_now(wall_station: WallStation) -> None:
    second = wall_station.walls.add("second")
    walls = [wall_station.walls.main.wall, second.wall]
    assert [wall._rules for wall in walls] == [{}, {}]
    area = Rule(id="a", camera="c1", polygon=PLACE)
    line = Rule(id="l", camera="c2", kind="line_crossing", line=PLACE[:2], direction="left")
    everywhere = Rule(id="e", camera="c3", kind="person_down")  # the whole picture: nothing to draw
    wall_station.notifier.rules_changed.emit((area, line, everywhere))
    expected = {"c1": (RuleShape(PLACE),), "c2": (RuleShape(line=PLACE[:2], arrow="left"),)}
    assert [wall._rules for wall in walls] == [expected, expected]
