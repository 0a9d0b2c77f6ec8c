"""The verifier of a package as a receiver uses it: opened from the disk in a real browser, without Python or a network.

Needs Chromium or one of its relatives, and Firefox (`apt-get install chromium firefox-esr`); for the one that is not
there these are skipped. To see what the page says: `pytest -s tests/integration/test_evidence_browser.py`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.evidence_pictures import VERIFY_PAGE
from tests.fakes.browser import Browser, browser_program
from tests.fakes.firefox import Firefox, firefox_program
from tests.unit.video import test_evidence_hostile as hostile
from tests.unit.video.test_evidence import FILES, INFO, SIGNER, STRANGER
from tests.unit.video.test_evidence_page import told
from video.evidence import ExportFile, export_package, fingerprint
from video.evidence_manifest import BLOCK

PROGRAMS = {"chromium": browser_program(), "firefox": firefox_program()}
CONTENT = (*FILES, hostile.OTHER, ExportFile(VERIFY_PAGE.read_bytes(), "verify.html", "verifier"))
VERDICTS = {
    "valid": "VALID",
    "changed": "CHANGED",
    "unknown_signer": "UNKNOWN SIGNER",
    "malformed": "CANNOT BE CHECKED",
}
KINDS = {"changed": "changed", "missing": "missing", "extra": "not part of the package", "unreadable": "not readable"}
SHOWN = "document.getElementById('result').innerText"
KINDS |= {"container": "changed, outside the files in it", "not_ours": "not a manifest"}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same export as a folder and as one ZIP file."""
    folder = tmp_path_factory.mktemp("handed out")
    made = [export_package(folder / name, CONTENT, INFO, SIGNER).path for name in ("证据", "证据.zip")]
    return made[0], made[1]


@pytest.fixture(params=sorted(PROGRAMS))
def page(packages: tuple[Path, Path], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Browser | Firefox]:
    """The page out of the package, with the fingerprint typed in."""
    program = PROGRAMS[request.param]
    if program is None:
        pytest.skip(f"there is no {request.param} here")
    made = (Browser if request.param == "chromium" else Firefox)(program, tmp_path / "profile")
    with made as browser:
        browser.open(packages[0] / "verify.html")
        browser.type("#fingerprint", fingerprint(SIGNER.public_key()))
        yield browser
        assert browser.asked() == {"file"}, "the page asked for something"


def said(page: Browser | Firefox, how: str, path: Path) -> tuple[str, list[tuple[str, str, str]]]:
    """What stands on the page once a package was chosen or dropped: the verdict, and its lines."""
    page.value("document.getElementById('result').replaceChildren()")
    if how == "drop":
        page.drop("#drop", path)
    else:
        page.choose(how, path)
    page.until("!!document.getElementById('verdict')")
    verdict = str(page.value("document.querySelector('#verdict [lang=en]').innerText"))
    rows = page.value(
        "[...document.querySelectorAll('#result table:nth-of-type(1) tr')].filter((row) => row.children.length === 3)"
        ".slice(1).map((row) => [row.children[0].innerText, row.querySelector('[lang=en]').innerText,"
        " row.children[2].innerText.split(' ')[0]])"
    )
    print(f"\n{how} {path.name}: {page.value(SHOWN)}")
    return verdict.partition(":")[0], sorted((name, kind, block) for name, kind, block in rows)


def expected(path: Path) -> tuple[str, list[tuple[str, str, str]]]:
    """What the command says, in the page's words."""
    result = told(path)
    lines = [(file, KINDS[kind], "" if block is None else str(block)) for kind, file, block in result["problems"]]
    return VERDICTS[result["status"]], sorted(lines)


def test_a_package_is_valid_however_it_is_given_to_the_page(
    page: Browser | Firefox, packages: tuple[Path, Path]
) -> None:
    folder, packed = packages
    dropped = (("drop", folder), ("drop", packed)) if page.drops else ()
    for how, path in (("#folder", folder), ("#zip", packed), *dropped):
        assert said(page, how, path) == ("VALID", []), (how, path)
    assert "有效" in page.value("document.getElementById('verdict').innerText")
    assert INFO.recipient in page.value(SHOWN)
    assert base64.b64decode(page.picture()).startswith(b"\x89PNG")


def test_the_verdict_is_in_view_on_a_low_screen(page: Browser | Firefox, packages: tuple[Path, Path]) -> None:
    page.size(1000, 480)
    page.until("innerHeight <= 480")
    assert said(page, "#zip", packages[1]) == ("VALID", [])
    box = "document.getElementById('verdict').getBoundingClientRect()"
    assert page.value(f"{box}.top >= 0 && {box}.bottom <= innerHeight")
    page.value("document.getElementById('zip').dispatchEvent(new Event('click'))")  # as its dialog is opened again
    assert said(page, "#zip", packages[1]) == ("VALID", []), "the same file, chosen once more, says nothing"


def test_a_flipped_byte_is_named_by_file_and_block_and_a_stranger_is_unknown(
    page: Browser | Firefox, packages: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = export_package(tmp_path / "folder", CONTENT, INFO, SIGNER).path
    clip = folder / "clips/cam01.mp4"
    data = bytearray(clip.read_bytes())
    data[BLOCK + 4711] ^= 1
    clip.write_bytes(data)
    for how in ("#folder", "drop")[: 1 + page.drops]:
        assert said(page, how, folder) == ("CHANGED", [("clips/cam01.mp4", "changed", "1")])
    other = export_package(tmp_path / "other.zip", CONTENT, INFO, STRANGER).path
    assert said(page, "#zip", other) == ("UNKNOWN SIGNER", [])
    page.value("document.getElementById('fingerprint').value = '12'")
    assert said(page, "#zip", packages[1])[0] == "Type the fingerprint first"


def test_whatever_is_tried_the_browser_says_what_the_command_says(
    page: Browser | Firefox, packages: tuple[Path, Path], tmp_path: Path
) -> None:
    members = hostile.members_of(packages[1])
    hostile.OLDER.update(hostile.members_of(export_package(tmp_path / "older.zip", FILES, INFO, SIGNER).path))
    for number, (name, (attack, _)) in enumerate(hostile.ATTACKS.items()):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(attack(members, packages[1].read_bytes()))
        assert said(page, "#zip", path) == expected(path), name
