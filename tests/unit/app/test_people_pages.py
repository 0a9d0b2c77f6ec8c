"""Pages change nothing but through the acts of the table of rights."""

import inspect
import re
from pathlib import Path

from alarms.service import AlarmService

ROOT = Path(__file__).resolve().parents[3]
PAGES = [*(ROOT / "app" / "pages").glob("*.py"), ROOT / "app" / "main_window.py"]
#: What does something for a person takes the person's name.
MUTATORS = {
    name
    for name, method in inspect.getmembers(AlarmService, inspect.isfunction)
    if not name.startswith("_") and "user" in inspect.signature(method).parameters
}


def calls(of: str, names: set[str]) -> list[str]:
    wanted = re.compile(rf"\b{of}\.({'|'.join(sorted(names))})\(")
    return [f"{page.name}: {found[0]}" for page in PAGES for found in wanted.finditer(page.read_text("utf-8"))]


def test_the_mutators_are_known() -> None:
    assert {"acknowledge", "shelve", "take_out_of_service", "arm", "close"} <= MUTATORS


def test_no_page_goes_past_the_acts() -> None:
    assert calls("alarms", MUTATORS) == []
    assert calls("gates", {"open"}) == []
    assert calls("evidence", {"export"}) == []
    assert calls("clips", {"put", "accessed"}) == []
    assert calls("accounts", {"add", "set_role", "disable", "enable", "reset_password", "recover"}) == []
