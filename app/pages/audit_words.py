"""Words for the entries of the audit log: acts with how they ended, and what was noted with them."""

from __future__ import annotations

import uuid
from typing import Any

from PySide6.QtCore import QCoreApplication

from app import texts_people
from app.people.rights import Action
from widgets import times

translate = QCoreApplication.translate

_LONGEST = 400
_ACTS = frozenset(one.value for one in Action)


def act(name: str) -> str:
    """Say an act, and whether it was refused or failed."""
    for ending in ("_refused", "_failed"):
        base = name.removesuffix(ending)
        if base != name and (base in _ACTS or base in _others()):
            said = translate("Audit", "%1: refused") if ending == "_refused" else translate("Audit", "%1: failed")
            return said.replace("%1", act(base))
    if name in _ACTS:
        return texts_people.action(Action(name))
    return _others().get(name, name)


def offered(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return acts to choose from, as code and words in the words' order; refusals come with the act itself."""
    bases = {name.removesuffix("_refused").removesuffix("_failed") for name in names}
    return tuple(sorted(((name, act(name)) for name in bases), key=lambda one: one[1]))


def subject(name: str) -> str:
    """Say what something was done to; of an id that no word is known for, as much as tells it from others."""
    try:
        uuid.UUID(name)
    except ValueError:
        return name
    return translate("Audit", "record %1").replace("%1", f"…{name[-8:]}")


def detail(before: Any, after: Any) -> str:
    """Say what was noted, in short."""
    said = [_said(after)] if after is not None else []
    if before is not None:
        said.insert(0, translate("Audit", "before: %1").replace("%1", _said(before)))
    text = "; ".join(filter(None, said))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{_key(key)}: {_noted(key, item)}" for key, item in value.items() if key != "sha256")
    if isinstance(value, list):
        return ", ".join(_said(item) for item in value)
    if isinstance(value, bool):
        return translate("Audit", "yes") if value else translate("Audit", "no")
    text = subject(str(value))
    return texts_people.missing(text) or text


def _noted(key: str, value: Any) -> str:
    """What was looked for in the log itself is said as it was chosen."""
    if key in ("since", "until") and isinstance(value, (int, float)):
        return times.date(value if key == "since" else value - 1)
    if key == "recorded_at" and isinstance(value, (int, float)):
        return _moment(value)
    if key == "shown" and isinstance(value, list):
        return ", ".join(f"{_moment(start)} – {times.clock(end)}" for start, end in value)
    if key == "actions" and isinstance(value, list):
        return str(len(value))
    return act(value) if key == "action" and isinstance(value, str) else _said(value)


def _moment(at: float) -> str:
    return f"{times.date(at)} {times.clock(at)}"


def _key(key: str) -> str:
    return {
        "reason": translate("Audit", "reason"),
        "why": translate("Audit", "why"),
        "second": translate("Audit", "second person"),
        "failed": translate("Audit", "failed"),
        "actions": translate("Audit", "entries made"),
        "role": translate("Audit", "role"),
        "zones": translate("Audit", "zones"),
        "duty": translate("Audit", "on duty"),
        "actor": translate("Audit", "who"),
        "action": translate("Audit", "what"),
        "since": translate("Audit", "from"),
        "until": translate("Audit", "until"),
        "tries": translate("Audit", "tries"),
        "count": translate("Audit", "how many"),
        "recorded_at": translate("Audit", "recording of"),
        "shown": translate("Audit", "recording shown"),
        "minutes": translate("Audit", "minutes"),
    }.get(key, key)


def _others() -> dict[str, str]:
    return {
        "sign_in": translate("Audit", "Sign in"),
        "sign_in_held_off": translate("Audit", "Sign in: held off after wrong passwords"),
        "account_added": translate("Audit", "Account made"),
        "account_password": translate("Audit", "Password replaced"),
        "account_role": translate("Audit", "Role or zones changed"),
        "account_disabled": translate("Audit", "Account switched off"),
        "account_enabled": translate("Audit", "Account switched on"),
        "station_trusted": translate("Audit", "Other station's accounts trusted"),
        "accounts_restarted": translate("Audit", "Accounts begun anew"),
        "looked_unmasked": translate("Audit", "Private areas of a recording: what was shown"),
        "sign_out": translate("Audit", "Sign out"),
        "evidence_export": translate("Audit", "Evidence package made"),
        "footage_request": translate("Audit", "Request for footage entered"),
        "footage_handed_out": translate("Audit", "Footage handed out"),
        "footage_voided": translate("Audit", "Entry of the register voided"),
        "people_purged": translate("Audit", "Names of people deleted after their time"),
        "handover": translate("Audit", "Shift handed over"),
        "handover_signed": translate("Audit", "Handover signed"),
        "refused_login": translate("Audit", "Device or program: wrong password"),
        "refused_publish": translate("Audit", "Device: another's topic refused"),
        "refused_subscribe": translate("Audit", "Device: wanted to listen to others, refused"),
        "refused_retain": translate("Audit", "Device: retained command refused"),
        "refused_protocol": translate("Audit", "Device: broken connection talk"),
        "refused_rate": translate("Audit", "Device: too fast, slowed down"),
        "refused_connections": translate("Audit", "Device: too many connections"),
    }
