"""Who turns a camera and where alarms turn it, against a camera over real sockets and a real shared database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from alarms.model import Priority
from app.people.rights import Person, Role
from app.services.call_up import CallUp, CallUpState, Mode
from app.services.camera_control import ALARM_HAND, LOCK_S, Controls, Hand, SharedControls, hand_of, open_controls
from app.services.places import Places
from app.services.ptz import PtzService, PtzView
from app.settings import load_site
from app.store.migrate import Role as DatabaseRole
from app.store.migrate import migrate
from app.store.shared import open_shared
from tests.fakes.clock import FakeClock
from tests.fakes.postgres import PostgresServer, missing, postgres_server
from tests.fakes.ptz_camera import PRESETS, PtzCamera
from tests.fakes.waiting import wait_until
from video.clock import SystemClock
from video.model import StreamAddress
from video.onvif.model import STILL, PtzPhase, PtzSource, Velocity

RIGHT, SLOW = Velocity(pan=1.0), Velocity(pan=0.02)
#: Of the way to the end of its turn: as far as it comes while a key is pressed for less than a moment.
A_HAIR = 0.1
GUARD, OTHER = Hand("zhang", "Zhang", 1), Hand("li", "Li", 1)
BOSS = Hand("wang", "Wang", 3)

SITE = """schema = 1
[site]
id = "s"
name = "s"
[[zone]]
id = "fence"
name = "f"
[[zone]]
id = "east"
name = "e"
parent = "fence"
[[device]]
id = "d"
name = "d"
kind = "perimeter"
[[point]]
id = "p1"
name = "p"
device = "d"
class = "perimeter"
channel = "Z1"
zone = "east"
[[camera]]
id = "c1"
name = "dome"
sub = "rtsp://127.0.0.1/sub"
[camera.ptz]
afterwards = "{afterwards}"
{more}
call_ups = [{{ zone = "fence", preset = 1 }}, {{ point = "p1", preset = 2 }}]
"""


until = partial(wait_until, seconds=60.0)


class Post:
    """A station's service; what it says is kept."""

    def __init__(
        self, folder: Path, camera: PtzCamera, controls: Controls, clock: FakeClock, afterwards: str, more: str
    ) -> None:
        path = folder / "site.toml"
        path.write_text(SITE.format(afterwards=afterwards, more=more), encoding="utf-8")
        loaded = load_site(path)
        assert loaded.problems == ()
        self.clock = clock
        self.owned = True
        self.changed: list[str] = []
        self.turning: list[str] = []
        self.troubles: list[tuple[str, str, float]] = []
        self.service = PtzService(
            Places(loaded.site),
            [PtzSource("c1", StreamAddress(camera.url))],
            controls,
            clock,
            owns=lambda _camera: self.owned,
            on_changed=self.changed.append,
            on_trouble=lambda _camera, code, who, left: self.troubles.append((code, who, left)),
            on_turning=self.turning.append,
            patience_s=5.0,
        )
        self.service.start()
        until("ready", lambda: self.view.phase is PtzPhase.READY)

    @property
    def view(self) -> PtzView:
        found = self.service.view("c1")
        assert found is not None
        return found

    def alarm(self, incident: str = "i1", zone: str = "east", point: str = "d/9") -> None:
        call = CallUp(incident, "o", zone, point, Priority.P2, False, 0.0, False)
        self.service.called_up(CallUpState(Mode.CALLED, call))

    def over(self) -> None:
        self.service.called_up(CallUpState())


@pytest.fixture
def camera() -> Iterator[PtzCamera]:
    made = PtzCamera(None)
    yield made
    made.close()


Make = Callable[..., Post]


@pytest.fixture
def make(camera: PtzCamera, tmp_path: Path) -> Iterator[Make]:
    made: list[Post] = []

    def begin(
        controls: Controls | None = None, clock: FakeClock | None = None, afterwards: str = "back", more: str = ""
    ) -> Post:
        clock = clock or FakeClock()
        made.append(Post(tmp_path, camera, controls or Controls("s1", clock), clock, afterwards, more))
        return made[-1]

    yield begin
    for post in made:
        post.service.stop()


def at(camera: PtzCamera, preset: str) -> bool:
    return camera.head.place == PRESETS[preset].place


def steer(post: Post, camera: PtzCamera, hand: Hand = GUARD) -> None:
    """A key pressed and let go."""
    post.service.begin("c1", hand)
    before = camera.calls.count("ContinuousMove")
    post.service.steer("c1", SLOW)
    until("it is moved", lambda: camera.calls.count("ContinuousMove") > before)
    post.service.steer("c1", STILL)
    until("it stands", lambda: not camera.head.moving)
    until("and is held", lambda: post.view.holder == hand.label and post.view.left > LOCK_S - 2)


def test_ranks_are_by_role_and_hands_in_an_alarm_go_before_alarms() -> None:
    def rank(role: Role | None, *, in_alarm: bool = False) -> int:
        person = Person("a", "a", "A", role) if role is not None else None
        return hand_of(person, "a", "A", in_alarm=in_alarm).rank

    assert rank(None) == rank(Role.AUDITOR) < rank(Role.GUARD) < rank(Role.INSTALLER) < rank(Role.SUPERVISOR)
    assert rank(Role.SUPERVISOR) < ALARM_HAND.rank < rank(None, in_alarm=True)


def test_nothing_moves_before_somebody_has_the_right_to(make: Make, camera: PtzCamera) -> None:
    post = make()
    post.service.steer("c1", RIGHT)
    post.service.go_to("c1", 1)
    post.service.go_home("c1")
    steer(post, camera)
    assert camera.calls.count("ContinuousMove") == 1
    assert not {"GotoPreset", "GotoHomePosition"} & set(camera.calls)


def test_the_last_movement_locks_the_camera_for_thirty_seconds(make: Make, camera: PtzCamera) -> None:
    post = make()
    steer(post, camera)
    assert (post.view.mine, post.view.station) == (True, "s1")
    post.service.end("c1")
    post.service.begin("c1", OTHER)
    moves = camera.calls.count("ContinuousMove")
    post.clock.advance(LOCK_S - 5)
    post.service.steer("c1", RIGHT)
    until("refused", lambda: post.troubles)
    code, who, left = post.troubles[0]
    assert (code, who) == ("held", "Zhang")
    assert 3 < left <= 5
    post.service.go_to("c1", 1)
    until("refused", lambda: len(post.troubles) == 2)
    assert not post.view.mine
    post.clock.advance(5.1)
    steer(post, camera, OTHER)
    assert camera.calls.count("ContinuousMove") == moves + 1
    assert "GotoPreset" not in camera.calls


def test_a_higher_role_wins_and_the_lower_one_stops(make: Make, camera: PtzCamera) -> None:
    clock = FakeClock()
    controls = Controls("s1", clock)
    guard, boss = make(controls, clock), make(controls, clock)
    guard.service.begin("c1", GUARD)
    guard.service.steer("c1", SLOW)
    until("he turns it", lambda: camera.head.moving)
    steer(boss, camera, BOSS)
    clock.advance(2.5)  # his key is still down
    until("he is told", lambda: guard.troubles)
    assert guard.troubles[0][:2] == ("held", "Wang")
    until("and has let go", lambda: not camera.head.moving)
    assert guard.view.holder == "Wang"


def test_a_key_held_down_keeps_the_camera(make: Make, camera: PtzCamera) -> None:
    post = make()
    post.service.begin("c1", GUARD)
    post.service.steer("c1", SLOW)
    until("held", lambda: post.view.mine)
    for _ in range(4):
        post.clock.advance(LOCK_S / 3)
        until("renewed", lambda: post.view.left > LOCK_S - 1)
    post.clock.advance(1.5)
    post.service.halt("c1")
    until("it stands", lambda: not camera.head.moving)
    until("its 30 s begin when it is let go", lambda: post.view.left > LOCK_S - 0.5)


def test_let_go_before_it_was_granted_it_never_moves(make: Make, camera: PtzCamera) -> None:
    post = make()
    post.service.begin("c1", GUARD)
    for _ in range(30):
        post.service.steer("c1", RIGHT)
        post.service.steer("c1", STILL)
    pause = threading.Event()

    def stands() -> bool:
        place = camera.head.place
        pause.wait(0.3)
        return not camera.head.moving and camera.head.place == place

    until("all is done", lambda: post.view.left > 0)
    until("it stands for good", stands)
    assert abs(camera.head.place[0]) < A_HAIR


def test_presets_and_home_by_number(make: Make, camera: PtzCamera) -> None:
    post = make()
    assert [(one.number, one.name) for one in post.view.presets] == [(1, "gate"), (2, "corner"), (3, "far end")]
    post.service.begin("c1", GUARD)
    post.service.go_to("c1", 3)
    until("there", lambda: at(camera, "7"))
    until("and is held", lambda: post.view.left > LOCK_S - 2)
    post.service.go_home("c1")
    until("home", lambda: camera.head.place == (0.0, 0.0, 0.0))
    post.service.go_to("c1", 9)
    assert post.troubles == [("no_preset", "", 0.0)]


def test_presets_of_the_site_document_have_its_names_and_its_home(make: Make, camera: PtzCamera) -> None:
    more = 'home = 2\npresets = [{ number = 2, token = "2", name = "角" }, { number = 1, token = "77", name = "门" }]'
    post = make(more=more)
    assert [(one.number, one.label("zh_CN")) for one in post.view.presets] == [(1, "门"), (2, "角")]
    post.service.begin("c1", GUARD)
    post.service.go_home("c1")
    until("home is a preset", lambda: at(camera, "2"))
    post.service.go_to("c1", 1)
    until("the camera knows no such place", lambda: ("no_preset", "", 0.0) in post.troubles)


def test_another_person_at_the_station_ends_what_was_steered(make: Make, camera: PtzCamera) -> None:
    post = make()
    post.service.begin("c1", GUARD)
    post.service.steer("c1", SLOW)
    until("it turns", lambda: camera.head.moving)
    post.service.person_changed("zhang")
    assert post.service.steered_by_hand("c1")
    post.service.person_changed("li")
    until("it stands", lambda: not camera.head.moving)
    assert not post.service.steered_by_hand("c1")


def test_an_alarm_turns_it_and_turns_it_back(make: Make, camera: PtzCamera) -> None:
    post = make()
    camera.head.move_to((0.3, 0.2, 0.1))
    until("it looks somewhere", lambda: not camera.head.moving)
    post.alarm()
    until("there", lambda: at(camera, "1"))
    assert post.view.in_alarm
    assert post.view.by_alarm
    post.alarm("i2", point="p1")
    until("the point's own preset", lambda: at(camera, "2"))
    post.over()
    until("back where it was", lambda: camera.head.place == pytest.approx((0.3, 0.2, 0.1), abs=1e-3))
    until("and is nobody's", lambda: not post.view.in_alarm)


def test_it_is_known_at_which_preset_it_looks_until_somebody_turns_it_elsewhere(make: Make, camera: PtzCamera) -> None:
    post = make()
    assert post.view.at is None
    post.alarm(point="p1")
    until("there", lambda: at(camera, "2"))
    until("and is known", lambda: post.view.at is not None and post.view.at.name == "corner")
    until("picture health is told", lambda: post.turning)
    post.over()
    until("turned back", lambda: post.view.at is None)
    post.service.begin("c1", GUARD)
    post.clock.advance(60.0)
    post.service.go_to("c1", 1)
    until("the guard's preset", lambda: post.view.at is not None and post.view.at.name == "gate")
    steer(post, camera)
    assert post.view.at is None


@pytest.mark.parametrize(("afterwards", "place"), [("home", (0.0, 0.0, 0.0)), ("stay", PRESETS["1"].place)])
def test_afterwards_as_the_site_says(
    make: Make, camera: PtzCamera, afterwards: str, place: tuple[float, float, float]
) -> None:
    post = make(afterwards=afterwards)
    camera.head.move_to((0.3, 0.2, 0.1))
    until("it looks somewhere", lambda: not camera.head.moving)
    post.alarm()
    until("there", lambda: at(camera, "1"))
    post.over()
    until("over", lambda: not post.view.in_alarm)
    until("where it should be", lambda: camera.head.place == place)


def test_an_alarm_of_another_place_leaves_it(make: Make, camera: PtzCamera) -> None:
    post = make()
    post.alarm(zone="elsewhere")
    post.over()
    steer(post, camera)
    assert "GotoPreset" not in camera.calls
    assert "AbsoluteMove" not in camera.calls


def test_an_alarm_takes_it_from_a_hand_of_before_even_a_supervisors(make: Make, camera: PtzCamera) -> None:
    post = make()
    post.service.begin("c1", BOSS)
    post.service.steer("c1", SLOW)
    until("he turns it", lambda: camera.head.moving and post.view.mine)
    post.alarm()
    until("there", lambda: at(camera, "1"))
    assert post.view.by_alarm
    pause = threading.Event()
    pause.wait(0.2)
    assert at(camera, "1"), "the key that is still down moves it no more"
    post.clock.advance(2.5)
    pause.wait(0.8)
    assert post.view.by_alarm, "nor does it take the camera back"


def test_a_hand_in_an_alarm_is_left_alone_until_it_lets_go(make: Make, camera: PtzCamera) -> None:
    post = make()
    post.alarm()
    until("there", lambda: at(camera, "1"))
    post.service.begin("c1", GUARD)
    post.service.steer("c1", SLOW)
    until("he turns it on from there", lambda: camera.head.moving and post.view.mine)
    post.alarm("i2", point="p1")
    until("the alarm is known", lambda: "i2" in {one.incident for one in post.service._call_ups._called.values()})
    until("his key is still down", lambda: camera.head.moving)
    post.service.steer("c1", STILL)
    until("it stands", lambda: not camera.head.moving)
    post.clock.advance(10)
    pause = threading.Event()
    pause.wait(0.7)
    assert camera.calls.count("GotoPreset") == 1, "he follows somebody: the next alarm does not snatch it away"
    post.clock.advance(LOCK_S)
    until("now the alarm that stands has it", lambda: at(camera, "2"))


def test_it_is_not_turned_back_under_a_hand(make: Make, camera: PtzCamera) -> None:
    post = make()
    post.alarm()
    until("there", lambda: at(camera, "1"))
    steer(post, camera)
    post.over()
    post.clock.advance(10)
    pause = threading.Event()
    pause.wait(0.7)
    assert "AbsoluteMove" not in camera.calls
    post.clock.advance(LOCK_S)
    until("back", lambda: camera.head.place == pytest.approx((0.0, 0.0, 0.0), abs=1e-3))


def test_only_the_station_that_owns_it_turns_it_for_an_alarm(make: Make, camera: PtzCamera) -> None:
    post = make()
    post.owned = False
    post.alarm()
    until("known", lambda: post.view.in_alarm)
    post.over()
    until("over", lambda: not post.view.in_alarm)
    assert not {"GotoPreset", "AbsoluteMove", "GotoHomePosition"} & set(camera.calls)


def test_a_camera_that_is_away_is_turned_when_it_comes_back(make: Make, camera: PtzCamera) -> None:
    post = make()
    camera.kill()
    post.alarm()
    until("it is lost", lambda: post.view.phase is PtzPhase.FAILED)
    assert post.service.failures() == {"c1": "unreachable"}
    camera.revive()
    end = time.monotonic() + 60
    while not at(camera, "1"):
        assert time.monotonic() < end
        post.clock.advance(2.1)
        threading.Event().wait(0.1)


def test_a_camera_that_hangs_holds_up_nobody(make: Make, camera: PtzCamera) -> None:
    post = make()
    camera.faults.stalled = True
    begun = time.monotonic()
    post.service.begin("c1", GUARD)
    post.service.steer("c1", RIGHT)
    post.service.steer("c1", STILL)
    post.alarm()
    post.over()
    assert time.monotonic() - begun < 5.0, "it waited for the camera"
    camera.faults.stalled = False


# Stations that share a database.


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    if why := missing():
        pytest.skip(why)
    with postgres_server() as made:
        engine = open_shared(made.url())
        migrate(engine, DatabaseRole.SHARED)
        engine.dispose()
        yield made


def shared(server: PostgresServer, station: str) -> SharedControls:
    made = open_controls(server.url(), station, SystemClock())
    assert isinstance(made, SharedControls)
    made.read()
    return made


def test_stations_agree_on_who_has_a_camera(server: PostgresServer) -> None:
    one, two = shared(server, "s1"), shared(server, "s2")
    assert one.take("c1", GUARD)
    assert one.take("c1", GUARD), "again"
    assert not two.take("c1", OTHER)
    held = two.standing("c1")
    assert held is not None
    assert (held.station, held.hand) == ("s1", GUARD)
    assert LOCK_S - 3 < held.until - SystemClock().monotonic() <= LOCK_S + 0.5
    assert two.take("c1", GUARD), "the same person at another station"
    assert two.take("c1", BOSS)
    assert not one.take("c1", GUARD)
    assert two.take("c1", ALARM_HAND, 5)
    assert two.take("c1", Hand("li", "Li", 101), 0.05)
    assert one.standing("c2") is None
    until("it ran out", lambda: one.take("c1", GUARD))
    two.read()
    held = two.standing("c1")
    assert held is not None and held.hand == GUARD
    one.close()
    two.close()


def test_of_two_who_take_it_at_once_one_has_it(server: PostgresServer) -> None:
    stations = [shared(server, f"s{number}") for number in range(4)]
    gate = threading.Barrier(4)
    won: list[str] = []

    def grab(controls: SharedControls, name: str) -> None:
        for turn in range(10):
            gate.wait()
            if controls.take(f"c{turn}", Hand(name, name, 1)):
                won.append(f"c{turn}")

    threads = [threading.Thread(target=grab, args=(one, f"p{at}")) for at, one in enumerate(stations)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [f"c{turn}" for turn in range(10)]
    for one in stations:
        one.close()


def test_without_the_database_each_decides_for_itself_and_soon(server: PostgresServer) -> None:
    one, two = shared(server, "s1"), shared(server, "s2")
    assert one.take("c1", GUARD)
    two.read()
    server.kill()
    begun = time.monotonic()
    assert not two.take("c1", OTHER), "what it heard last still counts"
    assert two.take("c2", OTHER)
    assert time.monotonic() - begun < 30.0
    server.start()
    two.read()
    assert two.take("c2", OTHER)
    one.close()
    two.close()
