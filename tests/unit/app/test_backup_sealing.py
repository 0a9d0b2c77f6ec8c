"""Sealed files open whole and unchanged, for those they were made for, or not at all."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.backup import recovery
from app.backup.errors import BackupError
from app.backup.manifest import is_plain_name
from app.backup.sealing import BLOCK, BackupKey, Openers, Secrets, seal, unseal, unwrap
from app.people.passwords import Cost

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PHRASE = "nine horses in the rain"


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_a_file_comes_back_as_it_was(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    (tmp_path / "plain").write_bytes(content)
    key = BackupKey.new("b").of("name")
    plain, sealed, _ = seal(tmp_path / "plain", tmp_path / "sealed", key)
    assert (plain, sealed) == (size, (tmp_path / "sealed").stat().st_size)
    assert unseal(tmp_path / "sealed", tmp_path / "back", key) == size
    assert (tmp_path / "back").read_bytes() == content


def damages(sealed: bytes) -> dict[str, bytes]:
    block = BLOCK + 16
    head = len(b"watchroom sealed 1\n")
    middle = len(sealed) // 2
    return {
        "one bit": sealed[:middle] + bytes([sealed[middle] ^ 1]) + sealed[middle + 1 :],
        "cut at a block": sealed[: head + block],
        "cut anywhere": sealed[:-5],
        "more behind": sealed + b"more",
        "blocks swapped": sealed[:head] + sealed[head + block : head + 2 * block] + sealed[head : head + block],
        "another head": b"x" + sealed[1:],
        "nothing": b"",
    }


@pytest.mark.parametrize("damage", damages(bytes(64)).keys())
def test_what_was_changed_does_not_open(tmp_path: Path, damage: str) -> None:
    (tmp_path / "plain").write_bytes(b"secret" * (BLOCK // 2))
    key = BackupKey.new("b").of("name")
    seal(tmp_path / "plain", tmp_path / "sealed", key)
    (tmp_path / "sealed").write_bytes(damages((tmp_path / "sealed").read_bytes())[damage])
    with pytest.raises(BackupError, match="damaged"):
        unseal(tmp_path / "sealed", tmp_path / "back", key)
    assert not (tmp_path / "back").exists(), "half a file was left"


def test_a_file_opens_under_its_own_name_in_its_own_backup_only(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"secret")
    key = BackupKey.new("one")
    seal(tmp_path / "plain", tmp_path / "sealed", key.of("keys/station.key"))
    for other in (key.of("keys/personal.key"), dataclasses.replace(key, backup="two").of("keys/station.key")):
        with pytest.raises(BackupError, match="damaged"):
            unseal(tmp_path / "sealed", tmp_path / "back", other)


def test_both_openers_open_and_no_other() -> None:
    public, private = recovery.new_pair()
    key = BackupKey.new("b")
    wraps = key.wrapped(Openers(PHRASE, public, CHEAP))
    assert unwrap("b", list(wraps), Secrets(passphrase=PHRASE)) == key
    assert unwrap("b", list(wraps), Secrets(recovery=private)) == key
    stranger = recovery.new_pair()[1]
    for wrong in (Secrets(passphrase=PHRASE + "!"), Secrets(recovery=stranger)):
        with pytest.raises(BackupError, match="wrong_secret"):
            unwrap("b", list(wraps), wrong)
    with pytest.raises(BackupError, match="no_secret"):
        unwrap("b", list(wraps), Secrets())
    with pytest.raises(BackupError, match="wrong_secret"):
        unwrap("another", list(wraps), Secrets(passphrase=PHRASE))


def test_a_manifest_cannot_ask_for_all_the_memory() -> None:
    (wrap,) = BackupKey.new("b").wrapped(Openers(PHRASE, cost=CHEAP))
    with pytest.raises(BackupError, match="damaged"):
        unwrap("b", [{**wrap, "memory_kib": 1 << 30}], Secrets(passphrase=PHRASE))


def test_what_is_too_weak_is_refused() -> None:
    with pytest.raises(BackupError, match="weak_passphrase"):
        BackupKey.new("b").wrapped(Openers("short"))
    with pytest.raises(BackupError, match="no_opener"):
        BackupKey.new("b").wrapped(Openers())
    with pytest.raises(BackupError, match="bad_key"):
        BackupKey.new("b").wrapped(Openers(recovery="watchroom-backup-public:AAAA"))


def test_no_secret_is_shown() -> None:
    private = recovery.new_pair()[1]
    key = BackupKey.new("b")
    shown = repr((Openers(PHRASE), Secrets(PHRASE, private), key))
    assert PHRASE not in shown
    assert private not in shown
    assert str(key._key) not in shown


def test_the_private_half_is_for_one_reader(tmp_path: Path) -> None:
    _, private = recovery.new_pair()
    recovery.write_private(tmp_path / "key", private)
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        recovery.write_private(tmp_path / "key", private)


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../x", "keys/../../x", "keys//x", "a\\b", "c:x", "keys/\x00"])
def test_a_name_stays_inside(name: str) -> None:
    assert not is_plain_name(name)
    assert is_plain_name("site/平面图/一层.svg")
