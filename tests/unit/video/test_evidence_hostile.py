"""What somebody who wants a changed package to pass may try: each is named, by the page as by the command."""

from __future__ import annotations

import json
import random
import shutil
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.unit.video.test_evidence import CLIP, FILES, INFO, SIGNER, STRANGER, TRUSTED
from tests.unit.video.test_evidence_page import ask, needs_node, told
from tests.unit.video.test_evidence_zip import contents
from video.evidence import ExportFile, export_package, run_verify
from video.evidence_export import sign
from video.evidence_manifest import BLOCK, canonical
from video.evidence_zip import Member, directory, local_header

OTHER: Final = ExportFile(CLIP[::-1], "clips/cam02.mp4", "clip", camera="cam02")
CONTENT: Final = (*FILES, OTHER)
Members = list[tuple[str, bytes]]
Expected = tuple[str, list[tuple[str, str, int | None]]]
OURS: Final[dict[str, str]] = {"public_key": json.loads(sign(b"", SIGNER))["public_key"]}
OLDER: dict[str, bytes] = {}
CHANGED, UNREADABLE, UNKNOWN = "changed", "malformed", "unknown_signer"


def members_of(path: Path) -> Members:
    with zipfile.ZipFile(path) as opened:
        return [(one.filename, opened.read(one)) for one in opened.infolist()]


def packed(members: Members) -> bytes:
    """The same container around whatever files."""
    import zlib

    body, listed = b"", []
    for name, data in members:
        crc = zlib.crc32(data)
        listed.append(Member(name, len(data), crc, len(body)))
        body += local_header(name, len(data), crc) + data
    return body + directory(listed)


def replaced(members: Members, **wanted: bytes) -> Members:
    """Other bytes for files, named with __ for / and _0 for a dot."""
    names = {name.replace("__", "/").replace("_0", "."): data for name, data in wanted.items()}
    return [(name, names.get(name, data)) for name, data in members]


def manifest_of(members: Members) -> Any:
    return json.loads(dict(members)["manifest.json"])


def resigned(members: Members, body: Any, *, key: Any = SIGNER, raw: bytes | None = None) -> bytes:
    """Another manifest, signed by whoever."""
    manifest = canonical(body) if raw is None else raw
    return packed(replaced(members, manifest_0json=manifest, manifest_0sig=sign(manifest, key)))


def swapped(members: Members) -> bytes:
    one, other = "clips/cam01.mp4", "clips/cam02.mp4"
    data = dict(members)
    return packed(
        [(name, data[{one: other, other: one}.get(name, name)]) for name, data_ in members if data_ is not None]
    )


def edited(change: Callable[[Any], object]) -> Callable[[Members, bytes], bytes]:
    """The trusted signer's own manifest, bent before it was signed."""

    def attack(members: Members, _whole: bytes) -> bytes:
        body = manifest_of(members)
        change(body)
        return resigned(members, body)

    return attack


def spelt(old: bytes, new: bytes) -> Callable[[Members, bytes], bytes]:
    """The same manifest written otherwise, signed by the trusted signer."""

    def attack(members: Members, _whole: bytes) -> bytes:
        manifest = dict(members)["manifest.json"]
        assert old in manifest
        return resigned(members, None, raw=manifest.replace(old, new, 1))

    return attack


def signature(**more: Any) -> Callable[[Members, bytes], bytes]:
    def attack(members: Members, _whole: bytes) -> bytes:
        body = json.loads(dict(members)["manifest.sig"]) | more
        return packed(replaced(members, manifest_0sig=canonical(body)))

    return attack


def commented(whole: bytes, text: bytes) -> bytes:
    return whole[:-2] + struct.pack("<H", len(text)) + text


NOT_OURS: Final[Expected] = (UNREADABLE, [("not_ours", "manifest.json", None)])
SIGNATURE_BENT: Final[Expected] = (CHANGED, [("changed", "manifest.sig", 0)])
AROUND: Final[Expected] = (CHANGED, [("container", "*", 5)])
FIRST: Final = len(local_header("clips/cam01.mp4", len(CLIP), 0))
ATTACKS: Final[dict[str, tuple[Callable[[Members, bytes], bytes], Expected]]] = {
    "nothing": (lambda _m, whole: whole, ("valid", [])),
    "two clips swapped": (
        lambda m, _w: swapped(m),
        (CHANGED, [("changed", f"clips/cam0{camera}.mp4", block) for camera in (1, 2) for block in range(3)]),
    ),
    "a file renamed": (
        lambda m, _w: packed([(n.replace("actions", "action5"), d) for n, d in m]),
        (CHANGED, [("extra", "action5.json", None), ("missing", "actions.json", None)]),
    ),
    "a file renamed by its case": (
        lambda m, _w: packed([(n.replace("actions", "Actions"), d) for n, d in m]),
        (CHANGED, [("extra", "Actions.json", None), ("missing", "actions.json", None)]),
    ),
    "a file added": (
        lambda m, _w: packed([*m, ("clips/more.mp4", b"x")]),
        (CHANGED, [("extra", "clips/more.mp4", None)]),
    ),
    "a way out": (lambda m, _w: packed([*m, ("../../evil", b"x")]), (CHANGED, [("extra", "../../evil", None)])),
    "a name twice, the other first": (
        lambda m, _w: packed([("actions.json", b"{}"), *m]),
        (CHANGED, [("container", "*", block) for block in (0, 2, 5)]),
    ),
    "a name twice, the other last": (
        lambda m, _w: packed([*m, ("actions.json", b"{}")]),
        (CHANGED, [("changed", "actions.json", 0), ("container", "*", 2), ("container", "*", 5)]),
    ),
    "bytes behind": (lambda _m, whole: whole + b"behind", AROUND),
    "a comment": (lambda _m, whole: commented(whole, b"see here"), AROUND),
    "a comment with an end record": (lambda _m, whole: commented(whole, whole[-22:]), AROUND),
    "a byte before": (lambda _m, whole: b"x" + whole, (CHANGED, [("container", "*", None)])),
    "a byte put into a clip": (
        lambda _m, whole: whole[: FIRST + BLOCK] + b"x" + whole[FIRST + BLOCK :],
        (CHANGED, [("changed", "clips/cam01.mp4", 1), ("changed", "clips/cam01.mp4", 2), ("container", "*", None)]),
    ),
    "a byte taken out of a clip": (
        lambda _m, whole: whole[: FIRST + 2 * BLOCK] + whole[FIRST + 2 * BLOCK + 1 :],
        (CHANGED, [("changed", "clips/cam01.mp4", 2), ("container", "*", None)]),
    ),
    "cut in the end record": (lambda _m, whole: whole[:-1], AROUND),
    "without an end record": (lambda _m, whole: whole[:-22], AROUND),
    "without a directory": (lambda m, whole: whole[: len(whole) - len(directory_of(m))], AROUND),
    "cut in a clip": (
        lambda _m, whole: whole[: BLOCK // 2],
        (UNREADABLE, [("unreadable", "*", None)]),
    ),
    "cut behind two files": (
        lambda m, whole: whole[: len(packed(m[:2])) - len(directory_of(m[:2])) + 40],
        (UNREADABLE, [("missing", "manifest.json", None), ("missing", "manifest.sig", None)]),
    ),
    "the manifest of another package of ours": (
        lambda m, _w: packed(replaced(m, manifest_0json=OLDER["manifest.json"], manifest_0sig=OLDER["manifest.sig"])),
        (CHANGED, [("changed", "report.html", 0), ("extra", "clips/cam02.mp4", None)]),
    ),
    "an old signature under a new manifest": (
        lambda m, _w: packed(
            replaced(m, manifest_0json=dict(m)["manifest.json"].replace("李主管".encode(), "张主管".encode()))
        ),
        (CHANGED, [("changed", "manifest.json", 0)]),
    ),
    "the signature of another package of ours": (
        lambda m, _w: packed(replaced(m, manifest_0sig=OLDER["manifest.sig"])),
        (CHANGED, [("changed", "manifest.json", 0)]),
    ),
    "signed again by a stranger": (
        lambda m, _w: resigned(m, manifest_of(m), key=STRANGER),
        (UNKNOWN, []),
    ),
    "changed and signed again by a stranger": (
        lambda m, _w: resigned(replaced(m, actions_0json=b"{}"), manifest_of(m), key=STRANGER),
        (UNKNOWN, []),
    ),
    "the right key's name on a stranger's signature": (
        lambda m, _w: packed(
            replaced(m, manifest_0sig=canonical(json.loads(sign(dict(m)["manifest.json"], STRANGER)) | OURS))
        ),
        SIGNATURE_BENT,
    ),
    "an empty signature": (lambda m, _w: packed(replaced(m, manifest_0sig=b"")), SIGNATURE_BENT),
    "neither manifest nor signature readable": (
        lambda m, _w: packed(replaced(m, manifest_0json=b"{}", manifest_0sig=b"")),
        NOT_OURS,
    ),
    "another word in the signature": (signature(more=1), SIGNATURE_BENT),
    "another algorithm": (signature(algorithm="none"), SIGNATURE_BENT),
    "blocks that are none": (signature(manifest_blocks=5), SIGNATURE_BENT),
    "blocks that are a word": (signature(manifest_blocks="ab"), SIGNATURE_BENT),
    "blocks that are numbers": (signature(manifest_blocks=[1]), SIGNATURE_BENT),
    "no blocks": (signature(manifest_blocks=[]), SIGNATURE_BENT),
    "a shorter signature": (signature(signature="00"), SIGNATURE_BENT),
    "a signature of odd length": (signature(signature="000"), SIGNATURE_BENT),
    "a key that is no point": (signature(public_key="02" + 62 * "0"), SIGNATURE_BENT),
    "a word that no version knows": (edited(lambda body: body.update(more=1)), NOT_OURS),
    "a word in what is told": (edited(lambda body: body["info"].update(more="1")), NOT_OURS),
    "a word in a file's line": (edited(lambda body: body["files"][0].update(more="1")), NOT_OURS),
    "a word less": (edited(lambda body: body["info"].pop("reason")), NOT_OURS),
    "a later version": (edited(lambda body: body.update(version=3)), NOT_OURS),
    "a version that is true": (edited(lambda body: body.update(version=True)), NOT_OURS),
    "a version with a point": (edited(lambda body: body.update(version=2.0)), NOT_OURS),
    "other blocks": (edited(lambda body: body.update(block_size=1 << 19)), NOT_OURS),
    "a size with a point": (edited(lambda body: body["files"][2].update(size=14.0)), NOT_OURS),
    "a hash in capitals": (edited(lambda b: b["files"][2].update(sha256=b["files"][2]["sha256"].upper())), NOT_OURS),
    "a way out, signed": (edited(lambda body: body["files"][0].update(name="../../x")), NOT_OURS),
    "a device's name, signed": (edited(lambda body: body["files"][0].update(name="clips/AUX.mp4")), NOT_OURS),
    "a file listed twice": (edited(lambda body: body["files"].append(body["files"][0])), NOT_OURS),
    "names that differ by case": (
        edited(lambda body: body["files"].append(body["files"][0] | {"name": "CLIPS/cam01.MP4"})),
        NOT_OURS,
    ),
    "a key twice": (spelt(b'{"block_size":', b'{"block_size":1,"block_size":'), NOT_OURS),
    "a space": (spelt(b'"files":[', b'"files": ['), NOT_OURS),
    "a number spelt otherwise": (spelt(b":1793627985.0", b":1793627985.00"), NOT_OURS),
    "a number as a power": (spelt(b":1793627985.0", b":1.793627985e+09"), NOT_OURS),
    "a letter escaped": (spelt(b'"watchroom-evidence"', b'"\\u0077atchroom-evidence"'), NOT_OURS),
    "something behind the manifest": (spelt(b'"version":2}', b'"version":2}\n'), NOT_OURS),
    "a mark before the manifest": (spelt(b'{"block', b'\xef\xbb\xbf{"block'), NOT_OURS),
    "no text": (spelt("李主管".encode(), b"\xff"), NOT_OURS),
    "a number that is none": (spelt(b":1793627985.0", b":NaN"), NOT_OURS),
    "a tiny number": (edited(lambda body: body["files"][0].update(start=1e-7, end=1.5e22)), ("valid", [])),
    "numbers of every kind": (
        edited(lambda body: body["files"][0].update(start=-0.0, end=0.000123, clock_offset_ms=123456789012345678)),
        ("valid", []),
    ),
}


def directory_of(members: Members) -> bytes:
    whole = packed(members)
    length = struct.unpack_from("<I", whole, len(whole) - 10)[0]
    return whole[-22 - length :]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    OLDER.update(members_of(export_package(folder / "older.zip", FILES, INFO, SIGNER).path))
    return export_package(folder / "whole.zip", CONTENT, INFO, SIGNER).path


def attacked(whole: Path, folder: Path, name: str) -> Path:
    path = folder / f"{list(ATTACKS).index(name)}.zip"
    path.write_bytes(ATTACKS[name][0](members_of(whole), whole.read_bytes()))
    return path


def plain(answer: dict[str, Any]) -> tuple[str, list[tuple[Any, ...]]]:
    return answer["status"], sorted((tuple(one) for one in answer["problems"]), key=str)


def fits(found: tuple[str, list[tuple[Any, ...]]], expected: Expected, file: str) -> bool:
    """Whether all that is expected is named; where the container's block does not matter any is taken."""
    status, problems = expected
    around = {one[2] for one in problems if one[0] == "container"}
    named = sorted((one for one in problems if one[0] != "container"), key=str)
    seen = [tuple(file if part == "*" else part for part in one) for one in named]
    if around and around != {None}:
        seen += [("container", file, block) for block in around]
        return found == (status, sorted(seen, key=str))
    others = [one for one in found[1] if one[0] != "container"]
    return (found[0], others) == (status, sorted(seen, key=str)) and (len(others) < len(found[1])) is bool(around)


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_is_named_by_the_command(whole: Path, tmp_path: Path, name: str) -> None:
    path = attacked(whole, tmp_path, name)
    found = plain(told(path))
    assert fits(found, ATTACKS[name][1], path.name), found


@needs_node
def test_the_page_says_of_each_attack_what_the_command_says(whole: Path, tmp_path: Path) -> None:
    paths = [attacked(whole, tmp_path, name) for name in ATTACKS]
    answers = ask(tmp_path, [{"package": str(path), "withoutBrowser": own} for own in (False, True) for path in paths])
    for name, path, *both in zip(ATTACKS, paths, answers[: len(paths)], answers[len(paths) :], strict=True):
        for answer in both:
            if answer["status"] == "malformed" and not answer["problems"]:
                answer["problems"] = [["unreadable", path.name, None]]
            assert plain(answer) == plain(told(path)), name


def bent(data: bytes, chance: random.Random, spans: list[tuple[int, int]]) -> bytes:
    """A package with bytes changed, put in, taken out or cut off, often where something begins or ends."""
    edges = [at for start, end in spans for at in (start - 40, start - 1, start, end - 1, end, end + 3)]
    at = chance.choice([*edges, chance.randrange(len(data)), len(data) - 1 - chance.randrange(900)])
    at, count = min(max(at, 0), len(data) - 1), chance.choice((1, 1, 2, 30))
    how = chance.choice(("change", "change", "change", "put in", "take out", "cut off"))
    if how == "change":
        other = bytes(byte ^ chance.randrange(1, 256) for byte in data[at : at + count])
        return data[:at] + other + data[at + count :]
    if how == "put in":
        return data[:at] + chance.randbytes(count) + data[at:]
    return data[:at] if how == "cut off" else data[:at] + data[at + count :]


@needs_node
def test_changes_by_chance_are_told_alike_and_none_passes(whole: Path, tmp_path: Path) -> None:
    chance, data = random.Random(20261121), whole.read_bytes()
    spans = [(start, start + size) for _, start, size in contents(whole)]
    paths = [tmp_path / f"{number}.zip" for number in range(120)]
    for path in paths:
        path.write_bytes(bent(data, chance, spans))
    answers = ask(tmp_path, [{"package": str(path)} for path in paths])
    for path, answer in zip(paths, answers, strict=True):
        expected = told(path)
        assert expected["status"] in (CHANGED, UNREADABLE), path
        assert expected["problems"], path
        if answer["status"] == "malformed" and not answer["problems"]:
            answer["problems"] = [["unreadable", path.name, None]]
        assert plain(answer) == plain(expected), path
        path.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_a_name_that_is_no_text_is_told_in_lines_and_to_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = export_package(tmp_path / "p", FILES, INFO, SIGNER).path
    Path(str(folder) + "/clips/\udcff.mp4").write_bytes(b"x")
    for as_json in (False, True):
        assert run_verify(folder, TRUSTED, as_json=as_json) == 3
        assert "udcff" in capsys.readouterr().out
    shutil.rmtree(folder)


FOLDER_ATTACKS: Final[dict[str, tuple[Callable[[Path], object], list[tuple[str, str, int | None]]]]] = {
    "nothing": (lambda _folder: None, []),
    "renamed": (
        lambda folder: (folder / "actions.json").rename(folder / "action5.json"),
        [("extra", "action5.json", None), ("missing", "actions.json", None)],
    ),
    "swapped": (
        lambda folder: [
            (folder / "clips/cam02.mp4").write_bytes(CLIP),
            (folder / "clips/cam01.mp4").write_bytes(CLIP[::-1]),
        ],
        [("changed", f"clips/cam0{camera}.mp4", block) for camera in (1, 2) for block in range(3)],
    ),
    "added deep below": (
        lambda folder: shutil.copytree(folder / "stills", folder / "a/b"),
        [("extra", "a/b/cam01.jpg", None)],
    ),
    "cut to a block's end": (
        lambda folder: (folder / "clips/cam01.mp4").write_bytes(CLIP[: 2 * BLOCK]),
        [("changed", "clips/cam01.mp4", 2)],
    ),
    "grown by a byte": (
        lambda folder: (folder / "clips/cam01.mp4").write_bytes(CLIP + b"x"),
        [("changed", "clips/cam01.mp4", 2)],
    ),
    "the verifier itself": (
        lambda folder: (folder / "report.html").write_bytes(b"all is well"),
        [("changed", "report.html", 0)],
    ),
}


@needs_node
def test_folders_are_told_alike_too(tmp_path: Path) -> None:
    folders = []
    for number, (attack, _) in enumerate(FOLDER_ATTACKS.values()):
        folders.append(export_package(tmp_path / str(number), CONTENT, INFO, SIGNER).path)
        attack(folders[-1])
    answers = ask(tmp_path, [{"package": str(folder)} for folder in folders])
    for folder, answer, (name, (_, problems)) in zip(folders, answers, FOLDER_ATTACKS.items(), strict=True):
        expected = (CHANGED if problems else "valid", sorted(problems, key=str))
        assert plain(told(folder)) == plain(answer) == expected, name
