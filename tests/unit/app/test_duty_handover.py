"""A handover that is being made: nothing is signed that was not counted, and no signature outlives a change."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from app.duty.handover import LONGEST, MOST, Counted, HandoverDraft, Missing, Stage

ITEMS = (Counted("keys", 12), Counted("radios", 4))


def counted() -> HandoverDraft:
    draft = HandoverDraft(ITEMS)
    for item in ITEMS:
        draft.confirm(item.id)
    return draft


def test_everything_is_counted_before_the_outgoing_can_sign() -> None:
    draft = HandoverDraft(ITEMS)
    assert draft.stage is Stage.COUNT
    assert draft.missing() == (Missing("keys", "not_counted"), Missing("radios", "not_counted"))
    assert not draft.sign("page")
    draft.confirm("keys")
    draft.confirm("keys")
    draft.change("radios", -1)
    assert (draft.count("radios"), draft.deviation("radios"), draft.counted("radios")) == (3, -1, True)
    assert draft.missing() == (Missing("radios", "words_missing"),)
    draft.explain("radios", "  one is charging at the south gate  ")
    assert draft.words("radios") == "one is charging at the south gate"
    assert draft.stage is Stage.OUTGOING
    assert not draft.sign("")
    assert draft.sign("page")
    assert draft.stage is Stage.INCOMING
    assert draft.counts() == [
        {"item": "keys", "expected": 12, "count": 12, "words": ""},
        {"item": "radios", "expected": 4, "count": 3, "words": "one is charging at the south gate"},
    ]


def test_whatever_is_changed_after_the_first_signature_undoes_it() -> None:
    for change in (
        lambda draft: draft.change("keys", 1),
        lambda draft: draft.explain("keys", "a spare"),
        lambda draft: draft.remark("gate two sticks"),
        lambda draft: draft.unsign(),
        lambda draft: draft.recall({}),
    ):
        draft = counted()
        assert draft.sign("page")
        change(draft)
        assert draft.signed == ""


def test_what_changes_nothing_leaves_the_signature() -> None:
    draft = counted()
    draft.sign("page")
    draft.confirm("keys")
    draft.explain("keys", " ")
    draft.remark("")
    assert draft.stage is Stage.INCOMING


def test_counts_stay_in_their_bounds() -> None:
    draft = HandoverDraft((Counted("torch", 1), Counted("cones", MOST)))
    draft.change("torch", -5)
    draft.change("cones", 5)
    assert (draft.count("torch"), draft.count("cones")) == (0, MOST)
    draft.remark("x" * 5000)
    assert len(draft.remarks) == LONGEST


def test_a_draft_survives_a_restart_without_its_signature() -> None:
    draft = counted()
    draft.change("radios", -1)
    draft.explain("radios", "lost")
    draft.remark("gate two sticks")
    assert draft.sign("page")
    again = HandoverDraft(ITEMS)
    again.recall(json.loads(json.dumps(draft.kept())))
    assert again.kept() == draft.kept()
    assert (again.stage, again.signed) == (Stage.OUTGOING, "")


def test_what_is_not_understood_of_a_draft_is_left_out() -> None:
    odd: tuple[object, ...] = (None, [], "x", {"counts": 7, "words": None, "remarks": 5})
    for kept in odd:
        draft = HandoverDraft(ITEMS)
        draft.recall(kept)
        assert draft.kept() == {"counts": {}, "words": {}, "remarks": ""}
    draft = HandoverDraft(ITEMS)
    draft.recall({"counts": {"keys": True, "radios": "4", "gone": 3}, "words": {"keys": 5, "gone": "x"}, "remarks": ""})
    assert draft.kept() == {"counts": {}, "words": {}, "remarks": ""}
    draft.recall({"counts": {"keys": 5000, "radios": -3}})
    assert (draft.count("keys"), draft.count("radios")) == (MOST, 0)


STEP = st.one_of(
    st.tuples(st.just("change"), st.sampled_from(["keys", "radios"]), st.integers(-3, 3)),
    st.tuples(st.just("confirm"), st.sampled_from(["keys", "radios"]), st.none()),
    st.tuples(st.just("explain"), st.sampled_from(["keys", "radios"]), st.text(max_size=3)),
    st.tuples(st.just("remark"), st.none(), st.text(max_size=3)),
    st.tuples(st.just("sign"), st.none(), st.sampled_from(["", "page"])),
)


@given(st.lists(STEP, max_size=30))
def test_what_is_signed_is_always_counted_and_explained(steps: list[tuple[str, str | None, object]]) -> None:
    draft = HandoverDraft(ITEMS)
    signed_as: dict[str, object] = {}
    for what, item, value in steps:
        if what == "sign":
            if draft.sign(str(value)):
                signed_as = draft.kept()
        else:
            getattr(draft, what)(*([] if item is None else [item]), *([] if value is None else [value]))
        if draft.signed:
            assert draft.missing() == ()
            assert draft.kept() == signed_as, "nobody's signature stands under what he has not seen"
        assert (draft.stage is Stage.INCOMING) is bool(draft.signed)
