"""What to do goes by what an alarm is first, then by the place; a step of consequence is done in a way of its own."""

import pytest

from alarms.guidance import (
    UNCLEAR,
    UNTESTED,
    Applies,
    Guidance,
    GuidanceBook,
    Phone,
    Step,
    applies,
    explained,
    next_step,
    required_for,
)
from alarms.kinds import KINDS, LIMIT, canonical, known, said_as
from alarms.model import ActionKind, Verdict
from alarms.priorities import category, default_priority, family
from tests.unit.alarms.world import World, refused

FIRE = Guidance("fire", "火", "Fire", (Step("119", "报警", "Call", True),), (Phone("Brigade", "119"),), ("fire",))
TROUBLE = Guidance("trouble", "修", "Mend", (Step("mend", "修"),), (), ("fire",), ("trouble",))
DOOR = Guidance("door", "关门", "Shut it", (Step("shut", "关门"),), (), ("door",))
FORCED = Guidance("forced", "有人", "Somebody", (Step("two", "两人"),), (), ("door",), ("DoorForcedOpen",))
ANY = Guidance("any", "总则", "General", (Step("look", "看"),), (Phone("Boss", "1"), Phone("Again", "119")))
FENCE = Guidance("fence", "围栏", "Fence", (Step("climb", "翻越"),))
OWN = Guidance("own", "此处", "Here")
USUAL = (
    Guidance("u-fire", "", "", (Step("u-fire", ""),), (), ("fire",)),
    Guidance("u-door", "", "", (Step("u-door", ""),), (), ("door",)),
    Guidance("u-fault", "", "", (Step("u-fault", ""),), (), ("fault", "theft")),
    Guidance("u", "", "", (Step("u", ""),)),
)
BOOK = GuidanceBook(
    {one.id: one for one in (FIRE, TROUBLE, DOOR, FORCED, ANY, FENCE, OWN)},
    by_point={"p": ("own",), "q": ("missing",)},
    by_zone={"site": ("any", "fire", "trouble"), "area": ("forced",), "zone": ("fence",)},
    usual=USUAL,
)
LINEAGE = ("zone", "area", "site")


@pytest.mark.parametrize(
    ("alarm_class", "kind", "steps"),
    [
        ("fire", "smoke", "119"),  # of its class, at the site, before the zone's of any
        ("fire", "fault", "mend"),  # the kind before the class
        ("door", "door_forced", "two"),  # whichever word the device has for it
        ("door", "held_open", "u-door"),  # no plan of the zone for any alarm: nobody climbs here
        ("perimeter", "wire_cut", "climb"),  # a plan for any alarm is one of intrusions
        ("fault", "ac_loss", "u-fault"),
        ("theft", "", "u-fault"),  # a case by hand is no alarm of the zone
        ("unheard of", "", "u"),
    ],
)
def test_what_an_alarm_is_counts_before_where_it_is(alarm_class: str, kind: str, steps: str) -> None:
    found = BOOK.effective(LINEAGE, alarm_class=alarm_class, kind=kind)
    assert [step.id for step in found.steps] == [steps]


def test_the_numbers_of_the_plan_come_first_each_once() -> None:
    assert [one.name for one in BOOK.effective(LINEAGE, alarm_class="fire").phones] == ["Brigade", "Boss"]
    assert FIRE.phones[0].label("zh_CN") == FIRE.phones[0].label("en") == "Brigade"


def test_a_points_own_words_come_first_whoever_has_the_steps() -> None:
    found = BOOK.effective(LINEAGE, point="p", alarm_class="fire", kind="smoke")
    assert (found.id, found.text_en, [step.id for step in found.steps]) == ("own", "Here", ["119"])
    assert BOOK.effective(LINEAGE, point="q", alarm_class="fire").id == "fire"
    assert GuidanceBook().effective(()) == Guidance("")


LOOK, SEND = Step("look", "", required=True, only_if=UNCLEAR), Step("send", "", required=True, does="send")
CALL = Step("call", "", required=True, only_if="real", does="call", number="119")
STEPS = (LOOK, SEND, CALL)


def test_what_is_to_be_done_follows_the_verdict() -> None:
    assert [applies(LOOK, one) for one in (None, Verdict.REAL)] == [Applies.YES, Applies.NO]
    assert next_step(STEPS, (), None) is LOOK
    assert next_step(STEPS, (), Verdict.REAL) is CALL  # not what was to be found out before
    assert next_step(STEPS, ("call",), Verdict.REAL) is SEND
    doctor = Step("doctor", "", only_if="real", does="call", number="120")
    assert next_step((doctor, CALL), (), Verdict.REAL) is CALL  # a call that only may be needed holds nothing up
    assert next_step((doctor,), (), Verdict.REAL) is None
    assert required_for(STEPS, Verdict.REAL) == {"send", "call"}
    assert required_for(STEPS, Verdict.REAL, sent=1) == {"call"}


def test_a_step_of_sending_is_done_when_so_many_were_sent_as_it_asks_for() -> None:
    two = Step("two", "", required=True, only_if="real", does="send", people=2)
    assert required_for((two,), Verdict.REAL, sent=1) == {"two"}
    assert required_for((two,), Verdict.REAL, sent=2) == frozenset()
    assert required_for((two,), Verdict.REAL, noted=True) == {"two"}, "a note does only where the step says so"


def test_at_a_fire_somebody_looks_whatever_it_was_called_unless_a_test_was_announced() -> None:
    look = Step("look", "", required=True, only_if=UNTESTED, does="send", note=True)
    for verdict in (None, Verdict.REAL, Verdict.FALSE, Verdict.NUISANCE):
        assert applies(look, verdict) is Applies.YES
        assert required_for((look,), verdict) == {"look"}
        assert required_for((look,), verdict, sent=1) == required_for((look,), verdict, noted=True) == frozenset()
    assert next_step((look,), (), Verdict.FALSE) is look
    assert next_step((look, CALL), (), Verdict.REAL) is CALL, "what a real fire asks for comes first"
    assert required_for((look,), Verdict.TEST) == frozenset()


def test_a_test_of_a_fire_alarm_is_not_closed_before_somebody_says_who_announced_it(world: World) -> None:
    world.event("panel", "fire", "L01-001", occ="a")
    key, respond = world.incident("smoke-1").id, world.engine.respond
    world.acknowledge("smoke-1")
    world.event("panel", "fire", "L01-001", active=False, occ="a")
    respond.verdict(key, Verdict.TEST, "", "wang")
    world.take()
    for cause in ("", "not_stated"):
        respond.verdict(key, Verdict.TEST, cause, "wang")
        with refused("test_cause_missing"):
            respond.close(key, "wang")
    respond.verdict(key, Verdict.TEST, "inspection", "wang")
    respond.close(key, "wang")
    world.take()
    assert not world.incident("smoke-1").open
    assert explained(Verdict.TEST, "", [("fire", "fault"), ("perimeter", "climb")])


def test_a_kind_has_one_name_and_a_place_in_its_class() -> None:
    assert canonical("door_held") == canonical("DoorOpenTooLong") == "held_open"
    assert canonical("never heard") == "never heard"
    assert known("door", "door_held")
    assert known("pump", LIMIT)
    assert not known("door", "smoke")
    assert not known("never", "")
    assert all(any(name in kinds for kinds in KINDS.values()) for name in said_as().values())


def test_a_door_left_open_is_no_intrusion() -> None:
    assert (family("door", "door_held"), category("door", "door_held")) == ("door", "door")
    assert (family("door", "forced"), category("door", "forced")) == ("intrusion", "intrusion")
    assert int(default_priority("door", "door_held")) == 3
    assert (category("fire", "smoke"), category("fire", "fault"), category("duress")) == ("fire", "technical", "panic")
    assert category("unheard of") == "technical"


def test_an_incident_is_filed_as_what_it_is(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    assert world.incident("fence-1").category == "intrusion"


def test_what_was_called_real_is_not_called_otherwise_without_a_cause(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.acknowledge("fence-1")
    key, respond = world.incident("fence-1").id, world.engine.respond
    respond.verdict(key, Verdict.FALSE, "not_stated", "wang")
    respond.verdict(key, Verdict.REAL, "", "wang")
    for cause in ("", "not_stated"):
        with refused("change_needs_cause" if cause else "cause_missing"):
            respond.verdict(key, Verdict.FALSE, cause, "wang")
    with refused("change_needs_cause"):
        respond.verdict(key, Verdict.TEST, "", "wang")
    respond.verdict(key, Verdict.REAL, "fire", "wang")
    respond.verdict(key, Verdict.FALSE, "animal", "wang")
    world.take()
    assert world.incident("fence-1").verdict is Verdict.FALSE
    respond.undo(key, "wang")
    world.take()
    assert world.incident("fence-1").verdict is Verdict.REAL
    assert [one.kind for one in world.engine.ledger.history(key)].count(ActionKind.VERDICT) == 4
