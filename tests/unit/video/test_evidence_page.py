"""The verifier inside a package: a page that any browser runs, tried with the same language outside of one.

Its script is run by Node.js on the same packages, whole and bent, that `watchroom verify` is asked about.
"""

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.unit.video.test_evidence import CLIP, FILES, INFO, SIGNER, STRANGER, TRUSTED
from tests.unit.video.test_evidence_zip import contents, flip
from video.evidence import Status, export_package, fingerprint, verify_package
from video.evidence_manifest import BLOCK

PAGE = Path("resources/evidence/verify.html")
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="the page's script is tried with Node.js, which is not here")

_RUN = """
const fs = require("fs"), path = require("path");
function walk(folder, prefix, found) {
  for (const one of fs.readdirSync(folder, { withFileTypes: true })) {
    if (one.isDirectory()) walk(path.join(folder, one.name), prefix + one.name + "/", found);
    else found.set(prefix + one.name, new Blob([fs.readFileSync(path.join(folder, one.name))]));
  }
  return found;
}
async function ask({ package: file, fingerprint, withoutBrowser, flip }) {
  let pack;
  if (fs.statSync(file).isDirectory()) pack = WatchroomVerifier.openFolder(walk(file, "", new Map()));
  else {
    const bytes = fs.readFileSync(file);
    if (flip) bytes[flip[0]] ^= 1 << flip[1];
    pack = await WatchroomVerifier.openZip(new Blob([bytes]));
  }
  if (!pack) return { status: "malformed", problems: [] };
  const result = await WatchroomVerifier.check(pack, fingerprint, { withoutBrowser, name: path.basename(file) });
  return { status: result.status, problems: result.problems.map((one) => [one.kind, one.file, one.block]) };
}
(async () => {
  const answers = [];
  for (const question of JSON.parse(fs.readFileSync(0, "utf8"))) answers.push(await ask(question));
  console.log(JSON.stringify(answers));
})();
"""


def script() -> str:
    found = re.search(r"<script>(.*)</script>", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


def ask(folder: Path, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    program = folder / "verifier.js"
    program.write_text(script() + _RUN, encoding="utf-8")
    assert NODE is not None
    asked = [{"fingerprint": fingerprint(SIGNER.public_key()), **one} for one in questions]
    done = subprocess.run(
        [NODE, str(program)], input=json.dumps(asked), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def told(package: Path) -> dict[str, Any]:
    """What the command says of it, in the page's form."""
    result = verify_package(package, TRUSTED)
    return {"status": result.status.name.lower(), "problems": [[p.kind, p.file, p.block] for p in result.problems]}


def test_the_page_needs_nothing_else() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    for outside in ("http://", "https://", "src=", "import(", "fetch(", "XMLHttpRequest", "innerHTML", "eval("):
        assert outside not in page, outside


@needs_node
@pytest.mark.parametrize("name", ["package", "package.zip"])
def test_it_tells_the_same_four_cases_as_the_command(tmp_path: Path, name: str) -> None:
    whole = export_package(tmp_path / "a" / name, FILES, INFO, SIGNER).path
    other = export_package(tmp_path / "b" / name, FILES, INFO, STRANGER).path
    answers = ask(
        tmp_path,
        [
            {"package": str(whole)},
            {"package": str(whole), "withoutBrowser": True},
            {"package": str(whole), "fingerprint": fingerprint(SIGNER.public_key()).lower().replace("-", " ")},
            {"package": str(other)},
            {"package": str(whole), "fingerprint": "AB12"},
        ],
    )
    assert [one["status"] for one in answers] == ["valid", "valid", "valid", "unknown_signer", "no_fingerprint"]


@needs_node
def test_its_own_ed25519_refuses_what_the_browsers_refuses(tmp_path: Path) -> None:
    whole = export_package(tmp_path / "p.zip", FILES[2:], INFO, SIGNER).path
    start, size = next((at, size) for name, at, size in contents(whole) if name == "manifest.sig")
    body = whole.read_bytes()[start : start + size]
    at = start + body.index(b'"signature":"') + 13
    flips = [[at + digit, 0] for digit in (0, 1, 63, 64, 100, 127)]
    questions = [{"package": str(whole), "flip": one, "withoutBrowser": own} for one in flips for own in (True, False)]
    for answer in ask(tmp_path, questions):
        assert answer == {"status": "changed", "problems": [["changed", "manifest.sig", 0]]}


@needs_node
def test_flipped_bits_anywhere_are_told_as_the_command_tells_them(tmp_path: Path) -> None:
    whole = export_package(tmp_path / "p.zip", FILES, INFO, SIGNER).path
    chance = random.Random(7)
    size, clip = whole.stat().st_size, len(CLIP)
    offsets = [chance.randrange(size) for _ in range(10)] + [chance.randrange(clip, size) for _ in range(60)]
    offsets += range(size - 60, size)
    flips = [[offset, chance.randrange(8)] for offset in offsets]
    expected = []
    for offset, bit in flips:
        flip(whole, offset, bit)
        expected.append(told(whole))
        flip(whole, offset, bit)
    answers = ask(tmp_path, [{"package": str(whole), "flip": one} for one in flips])
    for answer, wanted, one in zip(answers, expected, flips, strict=True):
        assert answer == wanted, one
    assert {one["status"] for one in answers} == {Status.CHANGED.name.lower()}


@needs_node
def test_missing_extra_and_cut_files_of_a_folder_are_named(tmp_path: Path) -> None:
    folder = export_package(tmp_path / "p", FILES, INFO, SIGNER).path
    (folder / "actions.json").unlink()
    (folder / "other.txt").write_bytes(b"x")
    with (folder / "clips/cam01.mp4").open("r+b") as file:
        file.truncate(BLOCK)
    answer = ask(tmp_path, [{"package": str(folder)}])[0]
    assert answer["status"] == "changed"
    assert sorted(map(tuple, answer["problems"]), key=str) == sorted(
        [("extra", "other.txt", None), ("missing", "actions.json", None)]
        + [("changed", "clips/cam01.mp4", block) for block in (1, 2)],
        key=str,
    )
