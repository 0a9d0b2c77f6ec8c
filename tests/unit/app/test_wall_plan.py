"""Whatever the guard does, an alarm gives the wall back exactly as it was: a model compared step by step."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.services.layouts import Layout, LayoutBook
from app.services.tours import Stop, Tour
from app.services.wall_plan import WallChoice, WallPlan, choice_from_json
from app.services.wall_scene import Scene, call_up_scene

CAMERAS = [f"cam{number:02d}" for number in range(1, 13)]
LAYOUTS = (
    Layout("all", arrangement="16"),
    Layout("gates", arrangement="4", cameras=("cam01", "cam02")),
    Layout("spot", arrangement="6").with_spot(CAMERAS, 0, True),
)
TOURS = (
    Tour("t", "Round", (Stop("layout", "gates", 10), Stop("camera", "cam05", 5), Stop("layout", "all", 8))),
    Tour("gone", "Gone", (Stop("layout", "gone", 10),)),
)
cameras, layout_ids = st.sampled_from(CAMERAS), st.sampled_from([one.id for one in LAYOUTS])


def plan() -> WallPlan:
    return WallPlan(LayoutBook(LAYOUTS), lambda: CAMERAS)


def alarm(number: int) -> Scene:
    scene = call_up_scene(f"i{number}", f"o{number}", ["cam03", "cam04"], 100.0, 10.0)
    assert scene is not None
    return scene


class Walls(RuleBasedStateMachine):
    """Two walls live through the same: one with alarms in between, one without; time stands still in an alarm."""

    def __init__(self) -> None:
        super().__init__()
        self.wall, self.quiet = plan(), plan()
        self.now = self.quiet_now = 0.0
        self.alarms = 0

    @rule(layout=layout_ids)
    def choose(self, layout: str) -> None:
        self.wall.choose(layout)
        self.quiet.choose(layout)

    @rule(step=st.sampled_from([-1, 1]))
    def turn_page(self, step: int) -> None:
        assert self.wall.turn_page(step) == self.quiet.turn_page(step)

    @rule(camera=cameras)
    def enlarge(self, camera: str) -> None:
        self.wall.enlarge(camera)
        self.quiet.enlarge(camera)

    @rule()
    def back(self) -> None:
        assert self.wall.back() == self.quiet.back()

    @rule(camera=cameras)
    def select(self, camera: str) -> None:
        self.wall.select(camera)
        self.quiet.select(camera)

    @rule(tour=st.sampled_from(TOURS))
    def start_tour(self, tour: Tour) -> None:
        assert self.wall.start_tour(tour, self.now) == self.quiet.start_tour(tour, self.quiet_now)

    @rule()
    def end_tour(self) -> None:
        assert self.wall.end_tour() == self.quiet.end_tour()

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        for one in (self.wall, self.quiet):
            if one.run is not None:
                one.run.pause(paused)

    @rule(step=st.sampled_from([-1, 1]))
    def step(self, step: int) -> None:
        for one in (self.wall, self.quiet):
            if one.run is not None:
                one.run.step(step)

    @rule(seconds=st.floats(0.1, 30), held=st.booleans())
    def pass_time(self, seconds: float, held: bool) -> None:
        """An alarm holds the wall as a guard does: the other wall is held for as long."""
        self.now += seconds
        self.quiet_now += seconds
        moved = self.wall.tick(self.now, held)
        assert not (self.wall.called and moved)
        self.quiet.tick(self.quiet_now, held or self.wall.called is not None)

    @rule()
    def raise_alarm(self) -> None:
        self.alarms += 1
        self.wall.call_up(alarm(self.alarms))
        assert self.wall.scene() == alarm(self.alarms)

    @precondition(lambda self: self.wall.called is not None)
    @rule()
    def give_back(self) -> None:
        self.wall.call_up(None)

    @invariant()
    def what_lies_beneath_is_as_without_the_alarm(self) -> None:
        assert self.wall.beneath() == self.quiet.beneath()
        assert self.wall.called is not None or self.wall.scene() == self.quiet.scene()
        if self.wall.run is not None and self.quiet.run is not None:
            assert (self.wall.run.index, self.wall.run.left) == (self.quiet.run.index, self.quiet.run.left)


WallsTest = Walls.TestCase
WallsTest.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_a_tour_shows_its_stops_and_waits_while_a_picture_is_enlarged() -> None:
    wall = plan()
    assert wall.start_tour(TOURS[0], 0.0)
    assert wall.layout is not None
    assert wall.layout.id == "gates"
    wall.enlarge("cam09")
    assert not wall.tick(100.0)
    assert wall.back()
    wall.tick(100.0)
    assert wall.tick(110.0)
    scene = wall.scene()
    assert scene is not None
    assert [tile.camera for tile in scene.tiles] == ["cam05"]


def test_a_tour_of_what_is_gone_does_not_start() -> None:
    wall = plan()
    assert not wall.start_tour(TOURS[1], 0.0)
    assert wall.run is None


def test_a_layout_chosen_by_hand_ends_the_tour() -> None:
    wall = plan()
    wall.start_tour(TOURS[0], 0.0)
    wall.choose("spot")
    assert wall.run is None
    assert wall.choice == WallChoice("spot")


def test_the_spot_follows_the_selection() -> None:
    wall = plan()
    wall.choose("spot")
    assert wall.select("cam07")
    scene = wall.scene()
    assert scene is not None
    assert scene.tiles[0].camera == "cam07"
    wall.choose("gates")
    assert not wall.select("cam08")


def test_a_removed_layout_gives_way_to_the_first() -> None:
    book = LayoutBook(LAYOUTS)
    wall = WallPlan(book, lambda: CAMERAS, WallChoice("gates", 2, "unknown"))
    book.remove("gates")
    scene = wall.scene()
    assert scene is not None
    assert (scene.shape, scene.arrangement) == ("layout", "16")


def test_a_choice_comes_back_between_starts_and_a_damaged_one_is_the_default() -> None:
    choice = WallChoice("gates", 2, "cam03")
    assert choice_from_json(choice.to_json()) == choice
    assert choice_from_json({"layout": 5, "page": -1, "enlarged": 7}) == WallChoice()
    assert choice_from_json(None) == WallChoice()
