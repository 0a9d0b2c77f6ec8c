"""Packages in one ZIP file: any tool opens them, the same files make the same bytes, and every byte is watched."""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.video.test_evidence import CLIP, FILES, INFO, SIGNER, STRANGER, TRUSTED
from video import evidence_draft, evidence_export, evidence_zip
from video.evidence import (
    EvidenceError,
    ExportFile,
    Problem,
    ReportLine,
    Status,
    export_package,
    needed,
    verify_package,
)
from video.evidence_manifest import BLOCK, MANIFEST, SIGNATURE, canonical, read_manifest

NAMES = (*FILES, ExportFile("证据".encode(), "记录/说明.txt", "record"))


def export(target: Path, files: tuple[ExportFile, ...] = NAMES) -> Path:
    return export_package(target, files, INFO, SIGNER, timeline=[ReportLine(1.0, "王", "确认")]).path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("zip") / "package.zip")


@pytest.fixture
def package(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "package.zip"))


def flip(path: Path, offset: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0] ^ (1 << bit)
        file.seek(offset)
        file.write(bytes([byte]))


def contents(path: Path) -> Iterator[tuple[str, int, int]]:
    """Name, first byte and size of each file's bytes in the container."""
    with zipfile.ZipFile(path) as opened:
        for info in opened.infolist():
            head = len(evidence_zip.local_header(info.filename, info.file_size, info.CRC))
            yield info.filename, info.header_offset + head, info.file_size


def expected_problem(path: Path, offset: int) -> Problem:
    for name, start, size in contents(path):
        if start <= offset < start + size:
            return Problem("changed", name, (offset - start) // BLOCK)
    return Problem("container", path.name, offset // BLOCK)


def test_any_tool_opens_it_and_finds_the_same(whole: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(whole) as opened:
        assert opened.testzip() is None
        assert opened.namelist()[:5] == [file.name for file in NAMES]
        assert opened.read("clips/cam01.mp4") == CLIP
        opened.extractall(tmp_path / "unpacked")
    assert verify_package(tmp_path / "unpacked", TRUSTED).status is Status.VALID
    assert verify_package(whole, TRUSTED).status is Status.VALID
    unzip = shutil.which("unzip")
    if unzip is not None:
        assert subprocess.run([unzip, "-tqq", str(whole)], check=False).returncode == 0


def test_the_same_export_gives_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    assert export(tmp_path / "again.zip").read_bytes() == whole.read_bytes()


def test_a_folder_and_a_zip_of_it_hold_the_same_manifest(whole: Path, tmp_path: Path) -> None:
    folder = export(tmp_path / "folder")
    with zipfile.ZipFile(whole) as opened:
        assert opened.read(MANIFEST) == (folder / MANIFEST).read_bytes()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_flipped_bit_anywhere_is_named_by_file_and_block(package: Path, data: st.DataObject) -> None:
    size, clip = package.stat().st_size, len(CLIP)
    anywhere = st.one_of(st.integers(0, size - 1), st.integers(clip, size - 1))
    offset, bit = data.draw(anywhere), data.draw(st.integers(0, 7))
    expected = expected_problem(package, offset)
    flip(package, offset, bit)
    result = verify_package(package, TRUSTED)
    flip(package, offset, bit)
    assert (result.status, result.problems) == (Status.CHANGED, (expected,)), offset


def test_every_byte_of_headers_directory_and_end_counts(tmp_path: Path) -> None:
    small = tuple(replace(file, source=b"clip") for file in NAMES[:3])
    path = export(tmp_path / "small.zip", small)
    inside = [(start, start + size) for _, start, size in contents(path)]
    for offset in range(path.stat().st_size):
        if any(start <= offset < end for start, end in inside):
            continue
        for bit in (0, 5, 7):
            flip(path, offset, bit)
            result = verify_package(path, TRUSTED)
            flip(path, offset, bit)
            told = (result.status, result.problems)
            assert told == (Status.CHANGED, (Problem("container", "small.zip", 0),)), (offset, bit)


def test_files_added_or_taken_out_are_named(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        files = {info.filename: opened.read(info) for info in opened.infolist()}

    def packed(name: str, members: dict[str, bytes]) -> Path:
        draft = evidence_draft.draft_for(tmp_path / name)
        for inside, data in members.items():
            draft.put(inside, len(data), (data,))
        draft.finish()
        return tmp_path / name

    more = verify_package(packed("more.zip", {**files, "clips/more.mp4": b"x"}), TRUSTED)
    assert (more.status, more.problems) == (Status.CHANGED, (Problem("extra", "clips/more.mp4"),))
    less = verify_package(packed("less.zip", {n: d for n, d in files.items() if n != "actions.json"}), TRUSTED)
    assert (less.status, less.problems) == (Status.CHANGED, (Problem("missing", "actions.json"),))
    moved = verify_package(packed("moved.zip", dict(sorted(files.items()))), TRUSTED)
    assert {problem.kind for problem in moved.problems} == {"container"}
    with package.open("ab") as file:
        file.write(b"behind")
    assert verify_package(package, TRUSTED).status is Status.CHANGED


def test_the_same_name_twice_is_no_way_in(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        files = [(info.filename, opened.read(info)) for info in opened.infolist()]
    draft = evidence_draft.draft_for(tmp_path / "twice.zip")
    for inside, data in [("clips/cam01.mp4", b"another film"), *files]:
        draft.put(inside, len(data), (data,))
    draft.finish()
    assert verify_package(tmp_path / "twice.zip", TRUSTED).status is Status.CHANGED


def test_a_strangers_signature_is_an_unknown_signer(tmp_path: Path) -> None:
    export_package(tmp_path / "p.zip", FILES, INFO, STRANGER)
    assert verify_package(tmp_path / "p.zip", TRUSTED).status is Status.UNKNOWN_SIGNER


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" * 40, b"no zip at all" * 9])
def test_what_is_no_package_is_unreadable(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(data)
    assert verify_package(path, TRUSTED).status is Status.MALFORMED


def test_a_zip_packed_anew_by_another_tool_is_told_apart_from_a_changed_one(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as opened, zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as other:
        for info in opened.infolist():
            other.writestr(info.filename, opened.read(info))
    assert verify_package(tmp_path / "a.zip", TRUSTED).status is Status.MALFORMED


def test_large_numbers_go_into_zip64_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [("a.mp4", 5 << 30), ("b.mp4", 10), ("c.mp4", 6 << 30)]
    assert evidence_zip.size_of(sizes) > 11 << 30
    members: list[evidence_zip.Member] = []
    for name, size in sizes:
        members.append(evidence_zip.Member(name, size, 7, members[-1].end if members else 0))
    path = tmp_path / "sparse.zip"
    with path.open("wb") as file:  # 11 GiB of holes
        for member in members:
            file.seek(member.offset)
            file.write(evidence_zip.local_header(member.name, member.size, member.crc))
        file.seek(members[-1].end)
        file.write(evidence_zip.directory(members))
    with path.open("rb") as file:
        size = path.stat().st_size
        assert evidence_zip.members_by_headers(file, size) == members
        assert evidence_zip.members_by_directory(file, size) == members
    with zipfile.ZipFile(path) as opened:
        assert [(i.filename, i.file_size, i.header_offset) for i in opened.infolist()] == [
            (m.name, m.size, m.offset) for m in members
        ]


def test_room_is_asked_for_to_the_byte(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need = needed(tmp_path / "p.zip", NAMES)
    assert whole.stat().st_size <= need < whole.stat().st_size + 8 * BLOCK
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=need - 1))
    with pytest.raises(EvidenceError) as raised:
        export(tmp_path / "p.zip")
    assert raised.value.code == "no_space"
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=need))
    export(tmp_path / "p.zip")


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as raised:
        export_package(tmp_path / "p.zip", FILES, INFO, SIGNER, cancelled=lambda: True)
    assert raised.value.code == "cancelled"
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_is_pulled_out_leaves_nothing_that_looks_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object, name: str, _size: int, blocks: Iterator[bytes]) -> None:
        next(blocks)
        raise OSError(5, "Input/output error", name)

    monkeypatch.setattr(evidence_draft._ZipDraft, "put", broken)
    with pytest.raises(EvidenceError) as raised:
        export_package(tmp_path / "p.zip", FILES, INFO, SIGNER)
    assert raised.value.code == "unwritable"
    assert list(tmp_path.iterdir()) == []


def test_a_recording_that_grows_is_cut_where_it_was_measured(tmp_path: Path) -> None:
    growing = tmp_path / "growing.mp4"
    growing.write_bytes(b"a" * 100)
    file = ExportFile(growing, "growing.mp4", "clip")
    told: list[int] = []

    def grow(done: int, _total: int) -> None:
        told.append(done)
        with growing.open("ab") as out:
            out.write(b"b" * 50)

    first = ExportFile(b"x", "first.txt", "record")
    path = export_package(tmp_path / "p.zip", (first, file), INFO, SIGNER, progress=grow).path
    with zipfile.ZipFile(path) as opened:
        assert opened.read("growing.mp4") == b"a" * 100
    assert told == [1, 101]


def test_packages_of_the_first_version_still_verify(tmp_path: Path) -> None:
    folder = export(tmp_path / "old", FILES)
    body = json.loads((folder / MANIFEST).read_bytes())
    body["version"] = 1
    del body["info"]["register"]
    for entry in body["files"]:
        del entry["derived"], entry["derived_from"]
    manifest = canonical(body)
    (folder / MANIFEST).write_bytes(manifest)
    (folder / SIGNATURE).write_bytes(evidence_export.sign(manifest, SIGNER))
    assert verify_package(folder, TRUSTED).status is Status.VALID
    assert read_manifest(manifest).entries[0].derived == ""
