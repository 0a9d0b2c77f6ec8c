"""Call-up: the highest unhandled incident has the wall, whatever the order of events."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from alarms.model import Handling, Incident, Occurrence, Priority, Suppression
from app.services.response import Response, rank_call_ups


def occurrence(number: int, priority: Priority = Priority.P2, alarm_class: str = "perimeter") -> Occurrence:
    return Occurrence(
        id=f"o{number}",
        point=f"p{number}",
        device="d",
        zone=f"z{number}",
        alarm_class=alarm_class,
        kind="",
        priority=priority,
        raised_at=float(number),
        received_at=float(number),
        incident=f"i{number}",
    )


def incident(number: int, handling: Handling = Handling.NEW) -> Incident:
    return Incident(
        id=f"i{number}", number=str(number), zone=f"z{number}", priority=Priority.P2, opened_at=0.0, handling=handling
    )


def test_fire_takes_the_wall_from_a_panic_that_came_first() -> None:
    response = Response()
    response.update([occurrence(1, Priority.P1, "panic")], [])
    state = response.update([occurrence(1, Priority.P1, "panic"), occurrence(2, Priority.P2, "fire")], [])
    assert state.current is not None
    assert state.current.incident == "i2"
    assert [call.incident for call in state.queue] == ["i1"]


def test_an_equal_alarm_queues_and_never_steals_the_wall() -> None:
    response = Response()
    response.update([occurrence(1)], [])
    state = response.update([occurrence(1), occurrence(2)], [])
    assert state.current is not None
    assert state.current.incident == "i1"
    assert len(state.queue) == 1


def test_a_resolved_incident_gives_the_wall_back() -> None:
    response = Response()
    response.update([occurrence(1)], [incident(1)])
    state = response.update([occurrence(1)], [incident(1, Handling.RESOLVED)])
    assert not state.active


def test_a_choice_by_hand_stands_until_something_higher_arrives() -> None:
    response = Response()
    response.update([occurrence(1), occurrence(2)], [])
    assert response.choose("i2").current.incident == "i2"  # type: ignore[union-attr]
    lower = response.update([occurrence(1), occurrence(2), occurrence(3)], [])
    assert lower.current is not None
    assert lower.current.incident == "i2"
    higher = response.update([occurrence(1), occurrence(2), occurrence(3), occurrence(4, Priority.P1)], [])
    assert higher.current is not None
    assert higher.current.incident == "i4"


def test_a_released_wall_turns_again_for_a_new_incident_only() -> None:
    response = Response()
    response.update([occurrence(1)], [])
    assert not response.release().active
    assert not response.update([occurrence(1)], []).active
    state = response.update([occurrence(1), occurrence(2)], [])
    assert state.current is not None
    assert state.current.incident == "i2"
    assert [call.incident for call in state.queue] == ["i1"]


def test_an_incident_let_go_by_esc_takes_the_wall_again_when_it_becomes_worse() -> None:
    response = Response()
    response.update([occurrence(1, alarm_class="fire")], [])
    assert not response.release().active
    manual = replace(occurrence(2, Priority.P1, "fire"), incident="i1")
    state = response.update([occurrence(1, alarm_class="fire"), manual], [])
    assert state.current is not None
    assert state.current.occurrence == "o2"
    assert not response.release().active
    assert not response.update([occurrence(1, alarm_class="fire"), manual], []).active


def test_low_priorities_never_turn_the_wall() -> None:
    state = Response().update([occurrence(1, Priority.P3), occurrence(2, Priority.P4)], [])
    assert not state.active
    assert state.queue == ()


ALARMS = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from(list(Priority)),
        st.sampled_from(["fire", "perimeter", "panic"]),
        st.sampled_from(list(Handling)),
    ),
    max_size=12,
    unique_by=lambda row: row[0],
)


@given(st.lists(ALARMS, max_size=8))
def test_the_main_place_is_always_the_highest_unhandled_and_none_is_hidden(steps: list) -> None:
    response = Response()
    for rows in steps:
        occurrences = [occurrence(n, priority, name) for n, priority, name, _ in rows]
        incidents = [incident(n, handling) for n, _, _, handling in rows]
        state = response.update(occurrences, incidents)
        ranked = rank_call_ups(occurrences, incidents)
        assert state.current == (ranked[0] if ranked else None)
        shown = {call.incident for call in state.queue} | ({state.current.incident} if state.current else set())
        assert shown == {call.incident for call in ranked}


def test_what_is_shelved_or_disarmed_never_turns_the_wall() -> None:
    response = Response()
    shelved = replace(occurrence(1), suppression=Suppression.SHELVED)
    assert response.update([shelved, replace(occurrence(2), suppression=Suppression.BY_DESIGN)], []).current is None
    state = response.update([occurrence(1)], [])
    assert state.current is not None
