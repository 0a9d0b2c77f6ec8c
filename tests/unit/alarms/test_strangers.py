"""Who may wait at the broker's door, and who has to go for whom."""

from hypothesis import given
from hypothesis import strategies as st

from alarms.broker.strangers import Strangers


def test_the_longest_waiting_of_an_address_goes_when_it_has_too_many() -> None:
    door: Strangers[str] = Strangers(per_address=2, altogether=10)
    assert [door.come(one, "a") for one in ("a1", "a2", "a3", "a4")] == [None, None, "a1", "a2"]
    assert door.come("b1", "b") is None
    assert len(door) == 3


def test_of_all_together_the_address_with_the_most_gives_way() -> None:
    door: Strangers[str] = Strangers(per_address=3, altogether=4)
    for one in ("b1", "a1", "a2", "a3"):
        assert door.come(one, one[0]) is None
    assert door.come("c1", "c") == "a1"
    assert door.come("c2", "c") == "a2"


def test_who_has_entered_is_no_stranger_any_more() -> None:
    door: Strangers[str] = Strangers(per_address=1)
    door.come("a1", "a")
    door.leave("a1")
    door.leave("a1")
    assert door.come("a2", "a") is None


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=200))
def test_there_are_never_too_many_and_the_newest_always_waits(steps: list[tuple[int, bool]]) -> None:
    door: Strangers[int] = Strangers(per_address=3, altogether=7)
    waiting: dict[int, int] = {}
    for number, (address, comes) in enumerate(steps):
        if comes:
            gone = door.come(number, str(address))
            if gone is not None:
                del waiting[gone]
            waiting[number] = address
        elif waiting:
            left = next(iter(waiting))
            door.leave(left)
            del waiting[left]
        assert len(door) == len(waiting) <= 7
        assert all(list(waiting.values()).count(one) <= 3 for one in waiting.values())
