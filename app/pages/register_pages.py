"""Pages of the register on paper: one entry's sheet, and the list of entries; each as PDF and as web page."""

from __future__ import annotations

import functools
from datetime import datetime
from pathlib import Path

from app.pages import register_words
from app.pages.report_desk import write_pdf
from app.services.incident_report import Report, html_of
from app.station import Station
from app.store.register import RegisterError
from widgets import times

#: Entries of a list at most.
MOST = 5000


def write_sheet(station: Station, entry: str, language: str) -> Path:
    """Write an entry's sheet; raises RegisterError, StoreError and OSError. Not for the window's thread."""
    found = station.register.get(entry)
    if found is None:
        raise RegisterError("unknown", entry)
    names = functools.partial(station.places.camera_name, language=language)
    page = register_words.sheet(found, station.site.site.label(language), _made(station), language, names)
    return _written(station, page, found.number)


def write_list(station: Station, words: str, language: str) -> Path:
    """Write the entries that have all of these words, newest first, all where there are none; as `write_sheet`."""
    entries = station.register.entries(words, limit=MOST)
    page = register_words.listing(entries, station.site.site.label(language), _made(station), language)
    at: datetime = times.local(station.clock.now())
    return _written(station, page, f"list-{at:%Y%m%d-%H%M%S}")


def _made(station: Station) -> str:
    return register_words.made(station.clock.now(), station.user, station.site.station.id)


def _written(station: Station, page: Report, name: str) -> Path:
    folder = station.acts.exports / "register"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.pdf"
    write_pdf(page, {}, path)
    path.with_suffix(".html").write_text(html_of(page, lambda picture: picture), encoding="utf-8")
    return path
