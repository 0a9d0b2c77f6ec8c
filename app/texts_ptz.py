"""What is said of a camera that turns: who has it, what keeps it from turning."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.services.ptz import PtzView
from app.texts_people import who
from video.onvif.model import PtzPhase

translate = QCoreApplication.translate


def reason(code: str) -> str:
    """Say why a camera cannot be turned."""
    known = {
        "unreachable": translate("Ptz", "it cannot be reached: check its power and network cable"),
        "timeout": translate("Ptz", "it does not answer in time"),
        "ended": translate("Ptz", "it ended the connection"),
        "unauthorized": translate("Ptz", "it refuses user name or password: correct them in the site file"),
        "untrusted": translate("Ptz", "its certificate is not trusted: check its fingerprint in the site file"),
        "unsupported": translate("Ptz", "it does not offer this"),
        "no_profile": translate("Ptz", "it has no profile that turns: check profile = in the site file"),
        "no_preset": translate("Ptz", "it has no such preset"),
        "refused": translate("Ptz", "it refused the movement"),
    }
    return known.get(code, translate("Ptz", "it sends data that cannot be understood"))


def trouble(code: str, camera: str, holder: str, left: float) -> str:
    """Say why a camera did not do what it was asked."""
    if code == "held":
        text = translate("Ptz", "%1: %2 turns it and has it for %3 s more.")
        return text.replace("%3", seconds(left)).replace("%2", who(holder)).replace("%1", camera)
    if code == "alarm":
        return translate("Ptz", "%1: the alarm is turning it. Press again.").replace("%1", camera)
    text = translate("Ptz", "%1 cannot be turned: %2.")
    return text.replace("%2", reason(code)).replace("%1", camera)


def on_tile(view: PtzView) -> str:
    """Say over the picture what keeps the hand from turning it now; "" where nothing does."""
    if view.phase is PtzPhase.CONNECTING:
        return translate("Ptz", "Connecting to the camera")
    if view.phase is PtzPhase.FAILED:
        return translate("Ptz", "Cannot be turned: %1").replace("%1", reason(view.reason))
    if view.by_alarm:
        return translate("Ptz", "The alarm is turning it")
    if view.holder and not view.mine:
        text = translate("Ptz", "%1 has it for %2 s more")
        return text.replace("%2", seconds(view.left)).replace("%1", who(view.holder))
    return ""


def on_pad(view: PtzView) -> str:
    """Say on the pad who has the camera and for how long."""
    words = on_tile(view)
    if words:
        return words
    if view.mine and view.left > 0:
        return translate("Ptz", "Yours for %1 s; each movement begins them anew").replace("%1", seconds(view.left))
    return translate("Ptz", "Nobody turns it. The first movement makes it yours for 30 s.")


def seconds(left: float) -> str:
    """Whole seconds, never 0 while there is something left."""
    return str(max(1, round(left)))
