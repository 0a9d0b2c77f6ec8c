"""The points that cry wolf, in words: what each did in a week, and the setting that would have spared most of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from alarms.nuisance import PointReport, Proposal, Setting
from app.services.places import Places

translate = QCoreApplication.translate


def line_of(report: PointReport, places: Places, language: str) -> str:
    """One point in one line."""
    text = translate("Nuisance", "%1: %2 of %3 alarms were nuisances. %4")
    name = places.point_name(report.point, language)
    text = text.replace("%4", advice(report.proposal)).replace("%3", str(report.alarms))
    return text.replace("%2", str(report.nuisances)).replace("%1", name)


def advice(proposal: Proposal) -> str:
    """What to do about it; the word in brackets is the one of the site document."""
    texts = {
        Setting.ON_DELAY: translate("Nuisance", "Alarm only after %1 s (on_delay_s): spares %2, loses none."),
        Setting.OFF_DELAY: translate("Nuisance", "Over only after %1 s of quiet (off_delay_s): spares %2, loses none."),
        Setting.COUNT: translate("Nuisance", "Alarm only at time %1 within a minute (count): spares %2, loses none."),
        Setting.MAINTAIN: translate("Nuisance", "Have the detector looked at."),
    }
    text = texts[proposal.setting].replace("%2", str(proposal.spared))
    return text.replace("%1", f"{proposal.value:g}")
