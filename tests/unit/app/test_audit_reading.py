"""Reading the audit log: by pages that neither repeat nor leave out, by what is looked for, and only by right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.pages import audit_words
from app.people.authorised import Asked, Authorised, Authority, AuthorityNeeded
from app.people.reading import AuditReading
from app.people.rights import RIGHTS, Action, Need, Role
from app.store.audit import AuditEntry, AuditQuery
from tests.fakes.clock import FakeClock
from tests.fakes.people import PASSWORD, People, people


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[People]:
    with people(tmp_path, clock) as made:
        yield made


def read_all(house: People, query: AuditQuery, limit: int) -> list[AuditEntry]:
    found: list[AuditEntry] = []
    older: int | None = None
    while True:
        page = house.audit.page(query, older, limit)
        assert len(page.entries) <= limit
        found += page.entries
        older = page.older
        if older is None:
            return found


def test_pages_give_each_entry_once_newest_first_while_others_are_written(house: People, clock: FakeClock) -> None:
    for number in range(25):
        house.audit.append("guard", "open_gate", f"g{number}")
        clock.advance(1 if number % 3 else 0)  # several bear the same second
    first = house.audit.page(AuditQuery(), limit=10)
    house.audit.append("guard", "open_gate", "later")
    second = house.audit.page(AuditQuery(), first.older, 10)
    third = house.audit.page(AuditQuery(), second.older, 10)
    said = [one.object for page in (first, second, third) for one in page.entries]
    assert said == [f"g{number}" for number in range(24, -1, -1)]
    assert third.older is None
    clock.step_utc(-5000)  # a clock set back moves nothing
    house.audit.append("guard", "open_gate", "newest")
    assert house.audit.page(AuditQuery(), limit=1).entries[0].object == "newest"


def test_it_is_looked_for_by_person_act_and_time(house: People, clock: FakeClock) -> None:
    start = clock.now()
    for who, act in (("a", "disarm"), ("b", "disarm_refused"), ("a", "disarmed"), ("b", "arm")):
        house.audit.append(who, act, "zone")
        clock.advance(100)

    def acts(**query: object) -> list[str]:
        return [one.action for one in read_all(house, AuditQuery(**query), 2)]  # type: ignore[arg-type]

    assert acts(actor="a") == ["disarmed", "disarm"]
    assert acts(action="disarm") == ["disarm_refused", "disarm"], "an act's refusals belong to it, another act does not"
    assert acts(since=start + 100, until=start + 300) == ["disarmed", "disarm_refused"]
    assert acts(actor="b", action="arm", since=start + 300) == ["arm"]
    assert house.audit.names() == (("a", "b"), ("arm", "disarm", "disarm_refused", "disarmed"))


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (AuditQuery(), "INTEGER PRIMARY KEY"),
        (AuditQuery(actor="a"), "ix_audit_actor (actor=?"),
        (AuditQuery(action="arm"), "ix_audit_action (action=?"),
        (AuditQuery(actor="a", action="arm"), "ix_audit_actor_action (actor=? AND action=?"),
        (AuditQuery(since=0.0, until=9e9), "ix_audit_at (at>? AND at<?"),
        (AuditQuery(actor="a", since=0.0), "ix_audit_actor (actor=?"),
    ],
)
def test_a_page_is_found_by_an_index_in_the_order_of_the_pages(house: People, query: AuditQuery, index: str) -> None:
    house.audit.append("a", "arm", "zone")
    asked: list[tuple[str, Any]] = []

    def note(_conn: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        asked.append((statement, parameters))

    event.listen(house.database.read, "before_cursor_execute", note)
    house.audit.page(query, older=1 << 40)
    event.remove(house.database.read, "before_cursor_execute", note)
    plans = []
    with house.database.read.connect() as connection:
        for statement, parameters in asked:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            plans.append(" ".join(str(row[3]) for row in rows))
    assert any(index in plan for plan in plans), plans
    assert not any("TEMP B-TREE" in plan for plan in plans), plans
    assert not any("SCAN audit" in plan and "PRIMARY KEY" not in plan and "ix_" not in plan for plan in plans), plans


def test_a_question_for_a_reason_is_no_refusal(house: People) -> None:
    house.everybody()
    authorised = Authorised(house.desk, house.audit, "s1", lambda: False)
    try:
        for role, act in ((Role.GUARD, Action.SHELVE), (Role.SUPERVISOR, Action.OUT_OF_SERVICE)):
            house.desk.sign_in(role.value, PASSWORD)
            with pytest.raises(AuthorityNeeded):
                authorised.do(Asked(act, "fence-z01"), lambda _held: None).result(60)
        with pytest.raises(AuthorityNeeded):
            authorised.do(Asked(Action.CHANGE_RULES, "r1"), lambda _held: None, Authority(None)).result(60)
    finally:
        authorised.close()
    refused = [one.action for one in house.audit.entries() if one.action.endswith("_refused")]
    assert refused == ["change_rules_refused"], "opening the box for a reason was entered as a refusal"


@pytest.mark.parametrize("role", [None, *Role])
def test_each_look_asks_the_table_of_rights_and_is_an_entry(house: People, role: Role | None) -> None:
    ids = house.everybody()
    authorised = Authorised(house.desk, house.audit, "s1", lambda: False)
    reading = AuditReading(authorised, house.audit)
    if role is not None:
        house.desk.sign_in(role.value, PASSWORD)
    done = reading.read(AuditQuery(action="sign_in", since=5.0))
    allowed = RIGHTS[Action.READ_AUDIT].of(role) is Need.ALLOWED
    try:
        if allowed:
            opened = done.result(60)
            assert "read_audit" in opened.actions
            assert all(one.action.startswith("sign_in") for one in opened.page.entries)
            (entry,) = house.audit.page(AuditQuery(action="read_audit")).entries
            assert role is not None
            assert (entry.actor, entry.object) == (ids[role], "audit")
            assert entry.after == {"action": "sign_in", "since": 5.0}
            assert reading.read(AuditQuery(), older=3).result(60).actions == (), (
                "only the first page says what there is"
            )
        else:
            with pytest.raises(AuthorityNeeded):
                done.result(60)
    finally:
        authorised.close()
    assert allowed or [one.action for one in house.audit.entries(limit=1)] == ["read_audit_refused"]


def test_acts_are_said_in_words_with_how_they_ended() -> None:
    assert audit_words.act("disarm") == "Disarm a zone"
    assert audit_words.act("disarm_refused") == "Disarm a zone: refused"
    assert audit_words.act("export_evidence_failed") == "Export evidence: failed"
    assert audit_words.act("refused_login") == "Device or program: wrong password"
    assert audit_words.act("something_newer") == "something_newer"
    offered = audit_words.offered(("sign_in", "sign_in_refused", "arm"))
    assert offered == (("arm", "Arm a zone"), ("sign_in", "Sign in"))


def test_what_was_noted_is_said_shortly() -> None:
    said = audit_words.detail(None, {"reason": "wind", "second": "7", "zones": ["a", "b"], "duty": True})
    assert said == "reason: wind, second person: 7, zones: a, b, on duty: yes"
    assert audit_words.detail({"role": "guard"}, {"role": "auditor"}) == "before: role: guard; role: auditor"
    assert audit_words.detail(None, None) == ""
    assert len(audit_words.detail(None, {"reason": "x" * 5000})) < 500
