"""Evidence packages: what was signed verifies, and anything else is named."""

import hashlib
import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from video import evidence_export
from video.evidence import (
    EvidenceError,
    ExportFile,
    ExportInfo,
    Problem,
    ReportLine,
    Status,
    export_package,
    fingerprint,
    run_verify,
    trusted_digest,
    verify_package,
)
from video.evidence_manifest import (
    BLOCK,
    MANIFEST,
    REPORT,
    SIGNATURE,
    ManifestError,
    canonical,
    read_manifest,
    safe_name,
)

SIGNER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
TRUSTED = trusted_digest(fingerprint(SIGNER.public_key()))
CLIP = bytes(range(256)) * (BLOCK * 5 // 2 // 256)
INFO = ExportInfo(
    exported_by="李主管",
    reason="报警回执 <script>alert(1)</script>",
    created_at=1_793_628_000.0,
    site_name="柳园小区",
    incident_number="20261102-N-0007",
    recipient="派出所 & Co",
    timezone="Asia/Shanghai",
)
FILES = (
    ExportFile(CLIP, "clips/cam01.mp4", "clip", camera="cam01", start=1_793_627_985.0, end=1_793_628_030.0),
    ExportFile(b"", "clips/empty.mp4", "clip", camera="cam02", clock_offset_ms=-120.0),
    ExportFile(b'{"actions":[]}', "actions.json", "log"),
    ExportFile(b"\xff\xd8 a still", "stills/cam01.jpg", "snapshot", camera="cam01"),
)


def export(folder: Path, signer: Ed25519PrivateKey = SIGNER, files: tuple[ExportFile, ...] = FILES) -> Path:
    lines = (ReportLine(1_793_628_001.0, "王建国", "<b>确认</b>"),)
    return export_package(folder / "package", files, INFO, signer, timeline=lines).path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package that tests copy before they touch it."""
    return export(tmp_path_factory.mktemp("evidence"))


@pytest.fixture
def package(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "package"))


def flip(path: Path, offset: int, bit: int = 0) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 1 << bit
    path.write_bytes(data)


def test_a_package_as_it_was_signed_is_valid(whole: Path) -> None:
    result = verify_package(whole, TRUSTED)
    assert (result.status, result.problems) == (Status.VALID, ())
    assert result.signer == fingerprint(SIGNER.public_key())
    assert result.manifest is not None
    clip = result.manifest.entries[0]
    assert (clip.size, clip.sha256) == (len(CLIP), hashlib.sha256(CLIP).hexdigest())
    assert len(clip.blocks) == 3
    assert result.manifest.info == INFO


def test_the_exit_codes_tell_the_cases_apart() -> None:
    assert {status.name: int(status) for status in Status} == {
        "VALID": 0,
        "MALFORMED": 2,
        "CHANGED": 3,
        "UNKNOWN_SIGNER": 4,
    }


@pytest.mark.parametrize("block", [0, 1, 2])
def test_a_flipped_bit_in_a_clip_is_named_by_file_and_block(package: Path, block: int) -> None:
    flip(package / "clips/cam01.mp4", min(block * BLOCK + 4711, len(CLIP) - 1))
    result = verify_package(package, TRUSTED)
    assert result.status is Status.CHANGED
    assert result.problems == (Problem("changed", "clips/cam01.mp4", block),)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_flipped_bit_anywhere_is_named_by_file_and_block(package: Path, data: st.DataObject) -> None:
    names = sorted(p.relative_to(package).as_posix() for p in package.rglob("*") if p.is_file() and p.stat().st_size)
    name = data.draw(st.sampled_from(names))
    offset = data.draw(st.integers(0, (package / name).stat().st_size - 1))
    bit = data.draw(st.integers(0, 7))
    flip(package / name, offset, bit)
    result = verify_package(package, TRUSTED)
    flip(package / name, offset, bit)
    assert result.status is Status.CHANGED
    assert result.problems == (Problem("changed", name, offset // BLOCK),)


def test_every_bit_of_the_signature_file_counts(package: Path) -> None:
    path = package / SIGNATURE
    for offset in range(path.stat().st_size):
        flip(path, offset, 5)  # the bit between capital and small letters, where hexadecimal digits are easily bent
        result = verify_package(package, TRUSTED)
        flip(path, offset, 5)
        assert (result.status, result.problems) == (Status.CHANGED, (Problem("changed", SIGNATURE, 0),)), offset


def test_a_package_signed_again_by_a_stranger_is_refused_as_unknown(tmp_path: Path) -> None:
    assert verify_package(export(tmp_path, STRANGER), TRUSTED).status is Status.UNKNOWN_SIGNER


def test_a_manifest_rewritten_and_signed_by_a_stranger_is_refused_before_any_file_is_opened(package: Path) -> None:
    body = json.loads((package / MANIFEST).read_bytes())
    body["files"][0]["name"] = "../../../../etc/passwd"
    _sign(package, canonical(body), STRANGER)
    result = verify_package(package, TRUSTED)
    assert (result.status, result.problems) == (Status.UNKNOWN_SIGNER, ())


def _sign(package: Path, manifest: bytes, signer: Ed25519PrivateKey) -> None:
    (package / MANIFEST).write_bytes(manifest)
    (package / SIGNATURE).write_bytes(evidence_export.sign(manifest, signer))


BAD_NAMES = [
    *("../outside", "/etc/passwd", "clips/../../x", "C:\\x", "c:x", "a\\b", "", ".", "a//b", "a/./b", "nul"),
    *("clips/CON.mp4", "a\x00b", "trailing.", "trailing /x", "x" * 300, "stream:ads"),
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_that_leave_the_package_are_refused_even_when_signed(package: Path, name: str) -> None:
    assert not safe_name(name)
    body = json.loads((package / MANIFEST).read_bytes())
    body["files"][0]["name"] = name
    _sign(package, canonical(body), SIGNER)
    result = verify_package(package, TRUSTED)
    assert result.status is Status.MALFORMED
    assert result.problems[0].file == MANIFEST


@pytest.mark.parametrize("name", ["clips/cam01.mp4", "入口 1/夜.jpg", "a.b.c", "console.log"])
def test_ordinary_names_are_fine(name: str) -> None:
    assert safe_name(name)


@pytest.mark.parametrize("name", [*BAD_NAMES, "manifest.json", "REPORT.html"])
def test_they_cannot_be_exported_either(tmp_path: Path, name: str) -> None:
    with pytest.raises(EvidenceError) as raised:
        export_package(tmp_path / "p", [ExportFile(b"x", name, "clip")], INFO, SIGNER)
    assert raised.value.code == "bad_name"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "bend",
    [
        lambda body: body.update(version=3),
        lambda body: body.update(extra=1),
        lambda body: body.update(files={}),
        lambda body: body["files"].append(body["files"][0]),
        lambda body: body["files"][0].update(sha256="00"),
        lambda body: body["files"][0].update(blocks=[]),
        lambda body: body["files"][0].update(size=True),
        lambda body: body["files"][0].update(start="now"),
        lambda body: body["info"].pop("reason"),
    ],
)
def test_a_manifest_that_this_program_would_not_write_is_malformed(whole: Path, bend: Callable[[Any], object]) -> None:
    body = json.loads((whole / MANIFEST).read_bytes())
    bend(body)
    with pytest.raises(ManifestError):
        read_manifest(canonical(body))


@given(st.binary(max_size=200))
def test_garbage_is_malformed_and_nothing_else(data: bytes) -> None:
    with pytest.raises(ManifestError):
        read_manifest(data)


def test_deep_nesting_is_malformed() -> None:
    with pytest.raises(ManifestError):
        read_manifest(b"[" * 100_000)


def test_missing_and_extra_files_are_named(package: Path) -> None:
    (package / "clips/cam01.mp4").unlink()
    (package / "clips/other.mp4").write_bytes(b"x")
    result = verify_package(package, TRUSTED)
    assert result.status is Status.CHANGED
    assert set(result.problems) == {Problem("missing", "clips/cam01.mp4"), Problem("extra", "clips/other.mp4")}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_is_never_followed(package: Path, tmp_path: Path) -> None:
    clip = package / "clips/cam01.mp4"
    clip.rename(tmp_path / "elsewhere.mp4")
    clip.symlink_to(tmp_path / "elsewhere.mp4")
    result = verify_package(package, TRUSTED)
    assert (result.status, result.problems) == (Status.CHANGED, (Problem("link", "clips/cam01.mp4"),))


@pytest.mark.parametrize(("size", "block"), [(BLOCK, 1), (len(CLIP) - 1, 2)])
def test_a_file_cut_short_is_named_at_its_end(package: Path, size: int, block: int) -> None:
    os.truncate(package / "clips/cam01.mp4", size)
    assert Problem("changed", "clips/cam01.mp4", block) in verify_package(package, TRUSTED).problems


def test_bytes_added_to_an_empty_file_are_named(package: Path) -> None:
    (package / "clips/empty.mp4").write_bytes(b"x")
    assert verify_package(package, TRUSTED).problems == (Problem("changed", "clips/empty.mp4", 0),)


@pytest.mark.parametrize("name", [MANIFEST, SIGNATURE])
def test_without_manifest_or_signature_it_is_no_package(package: Path, name: str) -> None:
    (package / name).unlink()
    result = verify_package(package, TRUSTED)
    assert (result.status, result.problems) == (Status.MALFORMED, (Problem("missing", name),))


def test_an_empty_folder_and_no_folder_are_no_package(tmp_path: Path) -> None:
    assert verify_package(tmp_path, TRUSTED).status is Status.MALFORMED
    assert verify_package(tmp_path / "nothing", TRUSTED).status is Status.MALFORMED


def test_the_signature_can_be_checked_by_any_tool(whole: Path) -> None:
    body = json.loads((whole / SIGNATURE).read_bytes())
    SIGNER.public_key().verify(bytes.fromhex(body["signature"]), (whole / MANIFEST).read_bytes())


def test_a_clip_that_no_longer_fits_its_recorded_hash_is_not_exported(tmp_path: Path) -> None:
    bent = replace(FILES[0], sha256="0" * 64)
    with pytest.raises(EvidenceError) as raised:
        export_package(tmp_path / "p", [bent], INFO, SIGNER)
    assert (raised.value.code, raised.value.detail) == ("source_changed", "clips/cam01.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_clip_that_has_gone_is_named_before_anything_is_written(tmp_path: Path) -> None:
    gone = ExportFile(tmp_path / "gone.mp4", "gone.mp4", "clip")
    with pytest.raises(EvidenceError) as raised:
        export_package(tmp_path / "p", [FILES[0], gone], INFO, SIGNER)
    assert (raised.value.code, raised.value.detail) == ("source_missing", "gone.mp4")
    assert list(tmp_path.iterdir()) == []


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    with pytest.raises(EvidenceError) as raised:
        export_package(
            tmp_path / "p",
            FILES,
            INFO,
            SIGNER,
            progress=lambda *step: steps.append(step),
            cancelled=lambda: len(steps) >= 2,
        )
    assert raised.value.code == "cancelled"
    assert steps == [(BLOCK, sum(file.size for file in FILES)), (2 * BLOCK, sum(file.size for file in FILES))]
    assert list(tmp_path.iterdir()) == []


def test_no_room_is_said_before_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=BLOCK))
    with pytest.raises(EvidenceError) as raised:
        export_package(tmp_path / "p", FILES, INFO, SIGNER)
    assert raised.value.code == "no_space"


def test_an_existing_package_is_never_overwritten(tmp_path: Path) -> None:
    path = export(tmp_path)
    before = (path / SIGNATURE).read_bytes()
    with pytest.raises(EvidenceError) as raised:
        export(tmp_path)
    assert raised.value.code == "exists"
    assert (path / SIGNATURE).read_bytes() == before


def test_the_report_escapes_everything_and_needs_nothing_else(whole: Path) -> None:
    html = (whole / REPORT).read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html
    assert "派出所 &amp; Co" in html
    assert "http://" not in html
    assert "https://" not in html
    assert "证据包" in html
    assert "Evidence package" in html
    assert "2026-11-02 22:00:00.000 +0800" in html
    assert "-120 ms" in html
    assert "data:image/jpeg;base64," in html
    assert fingerprint(SIGNER.public_key()) in html


def _verify(package: Path, key: str) -> tuple[int, str]:
    out = io.StringIO()
    return run_verify(package, key, out), out.getvalue()


def test_the_command_says_it_in_lines(package: Path, tmp_path: Path) -> None:
    printed = fingerprint(SIGNER.public_key())
    code, text = _verify(package, printed.lower().replace("-", " "))
    assert (code, text.split(":")[0]) == (0, "VALID")
    flip(package / "clips/cam01.mp4", BLOCK)
    code, text = _verify(package, printed)
    assert code == 3
    assert "'clips/cam01.mp4': changed, block 1 (bytes 1048576 to 2097151)" in text
    key = tmp_path / "stranger.pub"
    key.write_bytes(STRANGER.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert _verify(package, str(key))[0] == 4


def test_the_command_speaks_json_to_programs(package: Path) -> None:
    flip(package / "clips/cam01.mp4", BLOCK)
    out = io.StringIO()
    assert run_verify(package, fingerprint(SIGNER.public_key()), out, as_json=True) == 3
    told = json.loads(out.getvalue())
    assert told["status"] == "changed"
    assert told["problems"] == [{"kind": "changed", "file": "clips/cam01.mp4", "block": 1}]
    assert told["info"]["recipient"] == "派出所 & Co"


@pytest.mark.parametrize("key", ["", "no such file", "AB12-CD34"])
def test_something_that_is_no_key_is_said_to_be_none(whole: Path, key: str) -> None:
    code, text = _verify(whole, key)
    assert code == 2
    assert text.startswith("--key:")


def test_a_key_file_without_a_key_is_said_to_be_none(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("not a key")
    assert _verify(whole, str(path)) == (2, f"--key: the file holds no Ed25519 public key: {str(path)!r}\n")
