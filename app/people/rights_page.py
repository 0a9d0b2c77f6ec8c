"""Writes docs/rights.md from the table, in both languages: `python -m app.people.rights_page docs/rights.md`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app import texts_people
from app.people.rights import RIGHTS, Action, Role
from app.translations import LANGUAGES, Translations

COLUMNS: tuple[Role | None, ...] = (None, *Role)
HEAD = """\
# Rights

Who may do what, generated from the program's one table (`python -m app.people.rights_page docs/rights.md`); tests try
each cell. What helps in answering an alarm asks for nobody's name: with nobody signed in it is recorded as that, with
the station. "By zone": a person whose account names zones has the right there and in what lies below, and nowhere else.
While an alarm of priority 1 is active, whoever is signed in may do at least what a station with nobody signed in may.

Decisions and their reasons: [decisions/0501-people.md](decisions/0501-people.md).
"""


def page(application: QCoreApplication) -> str:
    """Return the page; the application's language is English again afterwards."""
    spoken = Translations(application)
    tables = []
    for language, title in sorted(LANGUAGES.items()):
        spoken.use(language)
        tables.append(f"## {title}\n\n{_table()}")
    spoken.clear()
    return "\n".join([HEAD, *tables])


def _table() -> str:
    translate = QCoreApplication.translate
    heads = [translate("People", "Action"), *(texts_people.role(role) for role in COLUMNS)]
    heads += [translate("People", "Second person"), translate("People", "By zone")]
    lines = [_line(heads), _line(["---"] * len(heads))]
    return "\n".join([*lines, *(_line(_row(action)) for action in Action)]) + "\n"


def _row(action: Action) -> list[str]:
    rule = RIGHTS[action]
    cells = [texts_people.need(rule.of(role), signed_in=role is not None) for role in COLUMNS]
    second = ", ".join(texts_people.role(role) for role in Role if role in rule.second)
    by_zone = QCoreApplication.translate("People", "yes") if rule.by_zone else ""
    return [f"{texts_people.action(action)} (`{action.value}`)", *cells, second, by_zone]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(QCoreApplication(sys.argv[:1])), encoding="utf-8", newline="\n")
