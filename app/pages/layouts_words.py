"""Words for layouts and tours."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.services.layouts import Layout
from app.services.tours import Tour

translate = QCoreApplication.translate


def layout_name(layout: Layout, language: str) -> str:
    """Name a layout; one without a name is called by its number of pictures."""
    return layout.label(language) or pictures(layout.places)


def pictures(count: int) -> str:
    """Say how many pictures a layout has."""
    if count == 1:
        return translate("Layouts", "1 picture")
    return translate("Layouts", "%1 pictures").replace("%1", str(count))


def tour_name(tour: Tour) -> str:
    """Name a tour; the one that every station has is called by what it does."""
    return tour.name or translate("Layouts", "All layouts in turn")
