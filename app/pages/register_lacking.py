"""What the sheet of the register says is not in a package: whoever signs for it signs for no more than there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from app import texts
from app.services.incident_report import Table
from app.store.register import HandedOut
from app.store.register_lacks import Lacks

translate = QCoreApplication.translate
#: Times of one camera that are written out; the report in the package names all.
MOST: Final = 20
#: Within this many seconds of the time asked for, all of it is missing.
_ALL: Final = 1.0


def lacking_tables(given: Sequence[HandedOut], camera: Callable[[str], str]) -> tuple[Table, ...]:
    """One list for each package; `camera` names one."""
    heading = translate("Register", "What is not in the package %1")
    return tuple(Table(heading.replace("%1", one.name), tuple(_rows(one.lacks, camera))) for one in given)


def _rows(lacks: Lacks | None, camera: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    if lacks is None:
        unknown = translate("Register", "This was not noted at that time; the report in the package says it.")
        yield translate("Register", "Recordings"), unknown
        return
    asked = f"{texts.date_time(lacks.start)} – {texts.date_time(lacks.end)}"
    yield translate("Register", "Time asked for"), asked
    for one in dict.fromkeys(part[0] for part in lacks.parts):
        gaps = [(start, end) for camera_, start, end in lacks.parts if camera_ == one]
        yield camera(one), _gaps(gaps, lacks)
    for one in lacks.covered:
        yield camera(one), translate("Register", "Private areas stay black; what lies behind them is not handed out.")
    for one in lacks.stations:
        words = translate("Register", "It may hold more of this, and could not be reached when the package was made.")
        yield translate("Register", "Station %1").replace("%1", one), words
    if not lacks.parts and not lacks.stations:
        yield translate("Register", "Recordings"), translate("Register", "None is missing of the time asked for.")


def _gaps(gaps: Sequence[tuple[float, float]], lacks: Lacks) -> str:
    if any(start - lacks.start <= _ALL and lacks.end - end <= _ALL for start, end in gaps):
        return translate("Register", "No recording at all of this time.")
    line = translate("Register", "No recording from %1 to %2 (%3)")
    told = [
        line.replace("%3", texts.duration(end - start))
        .replace("%2", texts.date_time(end))
        .replace("%1", texts.date_time(start))
        for start, end in gaps[:MOST]
    ]
    if len(gaps) > MOST:
        more = translate("EvidencePage", "and %1 more times; the report in the package names them")
        told.append(more.replace("%1", str(len(gaps) - MOST)))
    return "\n".join(told)
