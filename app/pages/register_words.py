"""The words of the register: its lines, what handing out asks for, and the sheet that is printed and signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from app import texts
from app.pages.register_lacking import lacking_tables
from app.services.evidence_order import Phase
from app.services.incident_report import Report, Table
from app.store.register import HandedOut, RegisterEntry, Requester
from widgets import times
from widgets.register_content import RegisterRow

translate = QCoreApplication.translate
MEGA = 1_000_000


def requester(one: Requester) -> str:
    """Say who asks."""
    return {
        Requester.POLICE: translate("Register", "Police"),
        Requester.COURT: translate("Register", "Court or other authority"),
        Requester.RESIDENT: translate("Register", "Resident"),
        Requester.COMPANY: translate("Register", "Company, insurer"),
        Requester.INSIDE: translate("Register", "Our own people"),
    }[one]


def field(name: str) -> str:
    """Name a field of a request."""
    return {
        "name": translate("EvidenceForm", "Name"),
        "unit": translate("EvidenceForm", "Unit or address"),
        "document": translate("EvidenceForm", "Document number"),
        "reason": translate("EvidenceForm", "Reason"),
        "approver": translate("EvidenceForm", "Approved by"),
    }.get(name, name)


def phase(one: Phase) -> str:
    """Say what an export is doing."""
    return {
        "gathering": translate("Register", "Looking for the footage"),
        "deriving": translate("Register", "Making copies to look at"),
        "writing": translate("Register", "Writing and signing"),
    }[one]


def refusal(code: str, detail: str) -> str:
    """Say why nothing was handed out, and what to do."""
    words = {
        "missing": translate("Register", "Fill in first: %1."),
        "no_space": translate("Register", "Too little room in %1. Free some, or choose another place."),
        "file_too_large": translate(
            "Register", "This stick takes no file of this size (FAT32). Choose a folder instead of one ZIP file."
        ),
        "read_only": translate("Register", "%1 cannot be written to. Choose another place."),
        "unwritable": translate("Register", "%1 cannot be written to. Is the stick still there?"),
        "source_missing": translate("Register", "A recording is no longer there: %1. Nothing was handed out."),
        "source_changed": translate(
            "Register", "A recording is not what was recorded: %1. Nothing was handed out. Call the installer."
        ),
        "source_unreadable": translate("Register", "A recording cannot be read: %1. Nothing was handed out."),
        "not_derived": translate("Register", "No masked copy could be made of %1. Nothing was handed out."),
        "footage_away": translate("Register", "The station that recorded %1 cannot be reached. Try again later."),
        "undeclared": translate(
            "Register",
            "What is private on %1 is lost: nothing of it is handed out until somebody who may declares its private "
            "areas (Ctrl+Shift+P).",
        ),
        "footage_undeclared": translate(
            "Register",
            "The station that recorded %1 has lost what is private on it: its areas are to be declared there first "
            "(Ctrl+Shift+P).",
        ),
        "cancelled": translate("Register", "Stopped; nothing was written."),
        "register_needed": translate("Register", "Footage is handed out only for an entry in the register."),
        "register_void": translate("Register", "This entry of the register is void: %1."),
        "no_footage": translate("Register", "There is no recording of this time."),
        "voided": translate("Register", "This entry of the register is void: %1."),
    }
    return words[code].replace("%1", detail) if code in words else texts.refusal(code)


def row(entry: RegisterEntry) -> RegisterRow:
    """A line, and all of it."""
    asked = entry.request
    who = " ".join(filter(None, (asked.unit, asked.name)))
    given = ", ".join(one.name for one in entry.handed_out)
    state = translate("Register", "void") if entry.voided else given
    columns = (entry.number, texts.date_time(entry.at), who, asked.reason, asked.approver, state)
    return RegisterRow(entry.id, columns, _facts(entry), bool(entry.voided))


def _facts(entry: RegisterEntry) -> tuple[tuple[str, str], ...]:
    asked = entry.request
    facts = [
        (translate("RegisterView", "Number"), entry.number),
        (translate("Register", "Entered"), f"{texts.date_time(entry.at)} · {entry.person} · {entry.station}"),
        (translate("RegisterView", "Who asks"), requester(asked.requester)),
    ]
    facts += [(field(name), getattr(asked, name)) for name in ("name", "unit", "document", "reason", "approver")]
    facts.append((translate("Register", "Footage"), asked.scope))
    for one in entry.handed_out:
        facts += _given(one)
    facts.append((translate("Register", "Void because"), entry.voided))
    return tuple((what, words) for what, words in facts if words)


def _given(one: HandedOut) -> list[tuple[str, str]]:
    size = translate("Register", "%1 files, %2 MB").replace("%1", str(one.files))
    told = [one.name, size.replace("%2", f"{one.size / MEGA:.1f}"), one.place]
    told += [translate("Register", "private areas shown")] if one.unmasked else []
    return [
        (translate("RegisterView", "Handed out"), f"{texts.date_time(one.at)} · {one.person}"),
        (translate("Register", "Package"), " · ".join(told)),
        (translate("Register", "Manifest's SHA-256"), one.manifest),
        (translate("Register", "Signer's fingerprint"), one.fingerprint),
    ]


def sheet(entry: RegisterEntry, site: str, made: str, language: str, camera: Callable[[str], str] = str) -> Report:
    """The sheet that goes with a package: what was handed out and what not, how it is checked, and room to sign.

    camera: gives the name of one.
    """
    check = (
        (translate("Register", "1. Keep this sheet apart from the package: the fingerprint above is what proves it."),),
        (translate("Register", "2. Open verify.html of the package in a browser, and type the fingerprint."),),
        (translate("Register", "3. Or, which proves more: watchroom verify PACKAGE --fingerprint FINGERPRINT"),),
    )
    signatures = (
        (translate("Register", "Received by"), "\n\n"),
        (translate("Register", "Handed out by"), "\n\n"),
        (field("approver"), "\n\n"),
    )
    parts = (
        Table(translate("Register", "Request and package"), _facts(entry)),
        *lacking_tables(entry.handed_out, camera),
        Table(translate("Register", "How to check the package"), check, ("",)),
        Table(translate("Register", "Signatures and dates"), signatures),
    )
    title = translate("Register", "Footage handed out: %1").replace("%1", entry.number)
    return Report(title, site, parts, made, language)


def listing(entries: Sequence[RegisterEntry], site: str, made: str, language: str) -> Report:
    """The register as a list: what was asked for by whom, why, who approved it, and what was handed out."""
    heads = (
        translate("RegisterView", "Number"),
        translate("RegisterView", "When"),
        translate("RegisterView", "Who asks"),
        field("document"),
        translate("RegisterView", "Reason"),
        translate("RegisterView", "Approved by"),
        translate("RegisterView", "Handed out"),
    )
    rows = []
    for one in entries:
        number, at, who, reason, approver, _state = row(one).columns
        given = ", ".join(each.name for each in one.handed_out)
        void = ": ".join((translate("Register", "void"), one.voided)) if one.voided else ""
        state = "\n".join(filter(None, (given, void)))  # what was handed out stays said where the entry is void
        rows.append((number, at, who, one.request.document, reason, approver, state))
    title = translate("RegisterView", "Register of footage requests")
    return Report(title, site, (Table(title, tuple(rows), heads),), made, language)


def made(at: float, who: str, station: str) -> str:
    """Who printed the sheet, and when."""
    words = translate("ReportDesk", "Made on %1 by %2, station %3").replace("%3", station).replace("%2", who)
    return words.replace("%1", f"{times.date(at)} {times.clock(at)}")
