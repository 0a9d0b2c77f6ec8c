"""Accounts: made, changed, folded; passwords guessed a thousand times; the file edited by hand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from app.people.lockout import DELAYS_S, Failures, wait_left
from app.people.passwords import Cost, Hasher, PasswordRefused, check_password
from app.people.refusals import AccountRefused, SignInRefused
from app.people.rights import Role
from app.store.audit_check import CHAINED
from app.store.chain import Head
from app.store.people import BookState
from app.store.schema import account_event
from app.store.signing import public_hex
from tests.fakes.clock import FakeClock
from tests.fakes.people import CHEAP, PASSWORD, People, people

OTHER = "orchard-bicycle-77"


class CountingHasher(Hasher):
    """Counts how many guesses were really looked at."""

    def __init__(self) -> None:
        super().__init__(CHEAP)
        self.looked = 0

    def fits(self, stored: str, password: str) -> bool:
        self.looked += 1
        return super().fits(stored, password)


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[People]:
    with people(tmp_path, clock) as made:
        yield made


def edit(house: People, *statements: str) -> None:
    """Change the file as somebody with a database browser would, triggers out of the way."""
    connection = sqlite3.connect(house.folder / "station.sqlite")
    for name in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name[0]}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def reopened(house: People) -> People:
    house.close()
    house.__init__(house.folder, house.clock, house.station)  # type: ignore[misc]
    house.accounts.refresh()
    return house


def refused(call: object) -> str:
    with pytest.raises((SignInRefused, AccountRefused, PasswordRefused)) as raised:
        call()  # type: ignore[operator]
    return str(getattr(raised.value, "code", ""))


# What hashes are.


def test_the_hash_is_argon2id_with_a_salt_and_rfc_9106s_cost() -> None:
    made = Hasher().make(PASSWORD)
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD not in made
    assert Hasher(CHEAP).make(PASSWORD) != Hasher(CHEAP).make(PASSWORD)


def test_a_hash_of_an_older_cost_is_made_anew_at_the_next_sign_in(house: People) -> None:
    house.accounts.add_first("li", "Li Mei", PASSWORD)
    before = house.accounts.listed()[0].password
    dearer = People(house.folder, house.clock, hasher=Hasher(Cost(16, 1, 1)))
    dearer.accounts.check("li", PASSWORD)
    assert "m=16" in dearer.accounts.listed()[0].password
    assert "m=8" in before
    dearer.close()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "too_short"),
        ("12345678", "too_simple"),
        ("88888888", "too_simple"),
        ("abcabcabc", "too_simple"),
        ("password2026", "too_simple"),
        ("zhangwei-1", "holds_name"),
        ("x" * 129, "too_long"),
    ],
)
def test_what_everybody_tries_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(PasswordRefused) as raised:
        check_password(password, Role.GUARD, "zhangwei")
    assert raised.value.code == code


def test_wider_rights_ask_for_longer_passwords() -> None:
    check_password("83920175", Role.GUARD)
    for role in (Role.SUPERVISOR, Role.INSTALLER, Role.AUDITOR):
        with pytest.raises(PasswordRefused):
            check_password("83920175", role)


# Accounts.


def test_there_is_no_default_account(house: People) -> None:
    assert house.accounts.refresh() is BookState.EMPTY
    for name in ("admin", "guard", "installer", ""):
        assert refused(lambda n=name: house.desk.sign_in(n, "admin")) == "no_accounts"


def test_the_first_account_is_an_installers_and_there_is_only_one_first(house: People) -> None:
    assert house.accounts.add_first("li", "Li Mei", PASSWORD).role is Role.INSTALLER
    assert refused(lambda: house.accounts.add_first("eve", "Eve", PASSWORD)) == "not_first"


def test_two_programs_cannot_both_make_the_first_account(house: People) -> None:
    other = People(house.folder, house.clock)
    other.accounts.add_first("li", "Li Mei", PASSWORD)
    assert refused(lambda: house.accounts.add_first("eve", "Eve", PASSWORD)) == "not_first"
    other.close()


def test_what_another_program_added_is_known_at_the_next_sign_in(house: People) -> None:
    ids = house.everybody()
    other = People(house.folder, house.clock)
    other.accounts.disable(ids[Role.INSTALLER], ids[Role.GUARD])
    other.close()
    assert refused(lambda: house.desk.sign_in("guard", PASSWORD)) == "disabled"


def test_names_are_compared_without_case_and_are_not_given_twice(house: People) -> None:
    ids = house.everybody()
    house.accounts.check(" Guard ", PASSWORD)
    again = refused(lambda: house.accounts.add(ids[Role.INSTALLER], "GUARD", "x", Role.GUARD, PASSWORD))
    assert again == "name_taken"


def test_the_last_installer_stays(house: People) -> None:
    ids = house.everybody()
    chief = ids[Role.INSTALLER]
    assert refused(lambda: house.accounts.disable(chief, chief)) == "last_installer"
    assert refused(lambda: house.accounts.set_role(chief, chief, Role.GUARD, ())) == "last_installer"
    house.accounts.set_role(chief, ids[Role.SUPERVISOR], Role.INSTALLER, ())
    house.accounts.disable(chief, chief)


def test_a_password_set_by_somebody_else_is_replaced_at_once(house: People) -> None:
    ids = house.everybody()
    house.accounts.reset_password(ids[Role.INSTALLER], ids[Role.GUARD], OTHER)
    assert refused(lambda: house.desk.sign_in("guard", OTHER)) == "must_change"
    assert house.desk.duty.people == ()
    assert refused(lambda: house.desk.sign_in("guard", OTHER, OTHER)) == "password_same"
    house.desk.sign_in("guard", OTHER, PASSWORD)
    assert refused(lambda: house.accounts.check("guard", OTHER)) == "name_or_password"


def test_an_account_survives_the_restart_with_all_that_was_done_to_it(house: People) -> None:
    ids = house.everybody()
    house.accounts.set_role(ids[Role.INSTALLER], ids[Role.GUARD], Role.SUPERVISOR, ("fence",))
    before = house.accounts.listed()
    assert reopened(house).accounts.listed() == before
    assert house.accounts.get(ids[Role.GUARD]).zones == ("fence",)  # type: ignore[union-attr]


def test_no_hash_and_no_password_is_in_the_audit_log_or_in_a_text_of_the_account(house: People) -> None:
    house.everybody()
    refused(lambda: house.accounts.check("guard", OTHER))
    refused(lambda: house.accounts.check(OTHER, "name typed into the wrong field"))
    told = json.dumps([[e.actor, e.action, e.object, e.before, e.after] for e in house.audit.entries()])
    assert "argon2" not in told
    assert PASSWORD not in told
    assert OTHER not in told
    assert "argon2" not in repr(house.accounts.listed())


# Guessing.


def test_a_thousand_guesses_at_one_instant_are_looked_at_thrice(tmp_path: Path, clock: FakeClock) -> None:
    hasher = CountingHasher()
    with people(tmp_path, clock, hasher=hasher) as house:
        house.everybody()
        hasher.looked = 0
        codes = [refused(lambda n=n: house.desk.sign_in("guard", f"guess-number-{n}")) for n in range(1000)]
        assert codes[:4] == ["name_or_password"] * 3 + ["wait"]
        assert set(codes[3:]) == {"wait"}
        assert hasher.looked == 3
        assert refused(lambda: house.desk.sign_in("guard", PASSWORD)) == "wait"


def test_guesses_made_at_once_from_many_threads_are_looked_at_one_after_another(
    tmp_path: Path, clock: FakeClock
) -> None:
    hasher = CountingHasher()
    with people(tmp_path, clock, hasher=hasher) as house, ThreadPoolExecutor(16) as pool:
        house.everybody()
        hasher.looked = 0
        codes = list(pool.map(lambda n: refused(lambda: house.desk.sign_in("guard", f"guess-{n}")), range(100)))
        assert hasher.looked == 3
        assert sorted(set(codes)) == ["name_or_password", "wait"]


def test_half_a_day_of_guesses_is_looked_at_some_thirty_times(tmp_path: Path, clock: FakeClock) -> None:
    hasher = CountingHasher()
    with people(tmp_path, clock, hasher=hasher) as house:
        house.everybody()
        hasher.looked = 0
        for _ in range(12 * 60):  # one try a minute is as good: the waits are what counts
            refused(lambda: house.desk.sign_in("guard", "guess"))
            clock.advance(60)
        assert hasher.looked <= len(DELAYS_S) + 12 * 2
        clock.advance(DELAYS_S[-1])
        assert house.desk.sign_in("guard", PASSWORD).role is Role.GUARD


def test_a_restart_and_a_clock_that_is_set_shorten_no_wait(house: People) -> None:
    house.everybody()
    for _ in range(3):
        refused(lambda: house.desk.sign_in("guard", "guess"))
    assert refused(lambda: reopened(house).desk.sign_in("guard", PASSWORD)) == "wait"
    house.clock.step_utc(-3600)
    assert refused(lambda: house.desk.sign_in("guard", PASSWORD)) == "wait"
    house.clock.step_utc(7200)
    house.clock.advance(DELAYS_S[2])
    house.desk.sign_in("guard", PASSWORD)


def test_a_clock_set_forward_in_the_same_run_shortens_no_wait(house: People) -> None:
    house.everybody()
    for _ in range(3):
        refused(lambda: house.desk.sign_in("guard", "guess"))
    house.clock.step_utc(86400)
    assert refused(lambda: house.desk.sign_in("guard", PASSWORD)) == "wait"


def test_other_names_wait_for_nobody_and_unknown_ones_share_one_wait(house: People) -> None:
    house.everybody()
    for n in range(4):
        refused(lambda n=n: house.desk.sign_in(f"nobody{n}", "guess"))
    assert refused(lambda: house.desk.sign_in("nobody9", "guess")) == "wait"
    house.desk.sign_in("guard", PASSWORD)


def test_a_name_that_does_not_exist_costs_as_much_as_one_that_does(tmp_path: Path, clock: FakeClock) -> None:
    hasher = CountingHasher()
    with people(tmp_path, clock, hasher=hasher) as house:
        house.everybody()
        for name in ("guard", "no such name"):
            hasher.looked = 0
            assert refused(lambda name=name: house.desk.sign_in(name, "guess")) == "name_or_password"
            assert hasher.looked == 1


def test_a_supervisor_ends_the_wait_with_a_new_password(house: People) -> None:
    ids = house.everybody()
    for _ in range(5):
        refused(lambda: house.desk.sign_in("guard", "guess"))
    house.accounts.reset_password(ids[Role.SUPERVISOR], ids[Role.GUARD], OTHER)
    house.desk.sign_in("guard", OTHER, PASSWORD)


def test_a_thousand_held_off_tries_are_in_the_log_without_flooding_it(house: People) -> None:
    house.everybody()
    for _ in range(1000):
        refused(lambda: house.desk.sign_in("guard", "guess"))
        house.clock.advance(0.004)
    held = [entry for entry in house.audit.entries(limit=2000) if entry.action == "sign_in_held_off"]
    assert len(held) == 1
    house.clock.advance(0.9)
    refused(lambda: house.desk.sign_in("guard", "guess"))


@pytest.mark.parametrize("count", range(10))
def test_waits_grow_and_end(count: int) -> None:
    failures = Failures(count, 1000.0)
    assert wait_left(failures, 1000.0 + DELAYS_S[-1], None) == 0
    assert wait_left(failures, 1000.0, 0.0) <= wait_left(Failures(count + 1, 1000.0), 1000.0, 0.0)


# The file edited by hand.

GIVE_ROLE = """UPDATE account_event SET data = replace(data, '"role":"guard"', '"role":"installer"')"""


def test_a_role_given_in_the_file_is_refused_at_load(house: People) -> None:
    house.everybody()
    edit(house, GIVE_ROLE)
    reopened(house)
    assert house.accounts.state is BookState.BROKEN
    assert house.accounts.trouble is not None
    assert house.accounts.trouble.what == "changed"
    assert house.accounts.trouble.sequence == 2
    assert refused(lambda: house.desk.sign_in("guard", PASSWORD)) == "accounts_changed"


def test_a_role_given_in_the_file_changes_nothing_in_a_running_program(house: People) -> None:
    house.everybody()
    edit(house, GIVE_ROLE)
    assert house.desk.sign_in("guard", PASSWORD).role is Role.GUARD


def test_a_row_rewritten_with_its_hashes_but_without_the_key_is_refused(house: People) -> None:
    house.everybody()
    connection = sqlite3.connect(house.folder / "station.sqlite")
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM account_event ORDER BY sequence")]
    connection.close()
    head = Head(rows[0]["chain"])
    changes = []
    for row in rows:
        row["data"] = json.loads(row["data"].replace('"role":"guard"', '"role":"installer"'))
        row["previous_hash"] = head.hash
        head = head.follow({name: row[name] for name in CHAINED[account_event]})
        text = json.dumps(row["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        changes.append(
            f"UPDATE account_event SET data = '{text}', previous_hash = '{row['previous_hash']}', hash = '{head.hash}'"
            f" WHERE id = '{row['id']}'"
        )
    edit(house, *changes)
    reopened(house)
    assert house.accounts.trouble is not None
    assert house.accounts.trouble.what == "signature"
    assert house.accounts.listed() == ()


@pytest.mark.parametrize(
    "replay",
    [
        "INSERT INTO account_event SELECT 'again', station, chain, 99, at, clock, kind, account, actor, data, signer,"
        " previous_hash, hash, signature FROM account_event WHERE sequence = 2",
        "INSERT INTO account_event SELECT 'again', station, chain, (SELECT max(sequence) + 1 FROM account_event), at,"
        " 'ffff', kind, account, actor, data, signer, previous_hash, hash, signature FROM account_event"
        " WHERE sequence = 2",
    ],
)
def test_an_old_line_played_again_is_refused(house: People, replay: str) -> None:
    ids = house.everybody()
    house.accounts.disable(ids[Role.INSTALLER], ids[Role.GUARD])
    edit(house, replay)
    assert reopened(house).accounts.state is BookState.BROKEN


def test_an_old_account_table_played_again_is_refused(house: People) -> None:
    """The lines after it are cut off: the disabled account would be back, were the end not kept beside the key."""
    ids = house.everybody()
    house.accounts.disable(ids[Role.INSTALLER], ids[Role.GUARD])
    edit(house, "DELETE FROM account_event WHERE kind = 'disabled'")
    reopened(house)
    assert house.accounts.trouble is not None
    assert house.accounts.trouble.what == "cut"
    assert refused(lambda: house.desk.sign_in("guard", PASSWORD)) == "accounts_changed"


def test_emptying_the_table_opens_no_first_start(house: People) -> None:
    house.everybody()
    edit(house, "DELETE FROM account_event")
    reopened(house)
    assert house.accounts.state is BookState.BROKEN
    assert refused(lambda: house.accounts.add_first("eve", "Eve", PASSWORD)) == "not_first"


def test_another_key_opens_no_first_start_either(house: People) -> None:
    house.everybody()
    (house.folder / "keys" / "station.key").unlink()
    reopened(house)
    assert house.accounts.trouble is not None
    assert house.accounts.trouble.what == "unknown_signer"


@pytest.mark.parametrize("column", ["id", "station", "chain", "sequence", "at", "clock", "kind", "account", "actor"])
def test_every_column_counts(house: People, column: str) -> None:
    house.everybody()
    value = {"sequence": "77", "at": "at + 1"}.get(column, "'disabled'")
    edit(house, f"UPDATE account_event SET {column} = {value} WHERE sequence = 3")
    assert reopened(house).accounts.state is BookState.BROKEN


def test_recovery_begins_a_new_book_and_says_so_for_good(house: People) -> None:
    ids = house.everybody()
    edit(house, GIVE_ROLE)
    reopened(house)
    house.accounts.recover("wang", "Wang", PASSWORD, "all passwords lost")
    assert [one.name for one in house.accounts.listed()] == ["wang"]
    house.desk.sign_in("wang", PASSWORD)
    assert house.accounts.get(ids[Role.GUARD]) is None
    assert [one.name for one in reopened(house).accounts.listed()] == ["wang"]
    told = [entry for entry in house.audit.entries() if entry.action == "accounts_restarted"]
    assert told[0].after == {"reason": "all passwords lost"}


# Several stations.


def rows_of(house: People) -> list[dict[str, object]]:
    with house.database.read.connect() as connection:
        found = connection.execute(select(account_event).order_by(account_event.c.sequence)).mappings()
        return [dict(row) for row in found]


def test_another_stations_accounts_are_taken_once_its_key_is_confirmed(tmp_path: Path, clock: FakeClock) -> None:
    with people(tmp_path / "a", clock, "s1") as one, people(tmp_path / "b", clock, "s2") as two:
        ids = one.everybody()
        two.accounts.add_first("ma", "Ma", PASSWORD)
        taken, refusals = two.records.take_in(rows_of(one))
        assert taken == 0
        assert [(r.what, r.station, r.signer) for r in refusals] == [("unknown_signer", "s1", public_hex(one.key))]
        two.accounts.trust_station("ma", "s1", public_hex(one.key))
        assert two.records.take_in(rows_of(one))[0] == 4
        assert two.records.take_in(rows_of(one))[0] == 0
        two.desk.sign_in("guard", PASSWORD)
        one.accounts.disable(ids[Role.INSTALLER], ids[Role.GUARD])
        two.records.take_in(rows_of(one))
        assert refused(lambda: two.desk.sign_in("guard", PASSWORD)) == "disabled"
        assert two.desk.duty.people == ()


def test_a_line_slipped_into_the_shared_database_is_not_taken(tmp_path: Path, clock: FakeClock) -> None:
    with people(tmp_path / "a", clock, "s1") as one, people(tmp_path / "b", clock, "s2") as two:
        one.everybody()
        two.accounts.add_first("ma", "Ma", PASSWORD)
        two.accounts.trust_station("ma", "s1", public_hex(one.key))
        rows = rows_of(one)
        rows[1] = {**rows[1], "data": {**rows[1]["data"], "role": "installer"}}  # type: ignore[dict-item]
        taken, refusals = two.records.take_in(rows)
        assert taken == 1
        assert refusals[0].what == "changed"
        own = [{**row, "id": f"x{row['id']}", "sequence": 9} for row in rows_of(two) if row["station"] == "s2"]
        assert two.records.take_in(own) == (0, ())


def test_two_stations_that_gave_one_name_twice_come_to_the_same_names(tmp_path: Path, clock: FakeClock) -> None:
    with people(tmp_path / "a", clock, "s1") as one, people(tmp_path / "b", clock, "s2") as two:
        one.accounts.add_first("zhang", "Zhang A", PASSWORD)
        clock.advance(1)
        two.accounts.add_first("zhang", "Zhang B", PASSWORD)
        one.accounts.trust_station("x", "s2", public_hex(two.key))
        two.accounts.trust_station("x", "s1", public_hex(one.key))
        for here, there in ((one, two), (two, one)):
            here.records.take_in(rows_of(there))
            here.accounts.refresh()
        named = [{one.label: one.name for one in house.accounts.listed()} for house in (one, two)]
        assert named[0] == named[1] == {"Zhang A": "zhang", "Zhang B": "zhang2"}
