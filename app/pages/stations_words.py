"""What health says of other stations and their footage: how they stand, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

#: (part, code) -> (how it is, what to do next).
Words = dict[tuple[str, str], tuple[str, str]]


def stations_words() -> Words:
    """Return the words of these parts, in the present language."""
    return {**_of_archives(), **_of_stations(), **_of_their_records()}


def _of_archives() -> Words:
    return {
        ("archives", "all_there"): (translate("Health", "%here% of %stations% other stations give their footage"), ""),
        ("archives", "none"): (translate("Health", "no other station is named that gives footage"), ""),
        ("archives", "away"): (
            translate("Health", "no footage from: %names%"),
            translate("Health", "It is tried again by itself. Ask that post whether its computer is on."),
        ),
        ("archives", "refused"): (
            translate("Health", "footage refused by: %names%"),
            translate("Health", "Call the installer: both stations have to know each other's key."),
        ),
        ("archives", "not_listening"): (
            translate("Health", "the others cannot fetch footage: its address is taken or wrong"),
            translate("Health", "See the site document, [archive] listen."),
        ),
        ("archives", "no_certificate"): (
            translate("Health", "a certificate of another station cannot be read"),
            translate("Health", "Call the installer: watchroom door."),
        ),
    }


def _of_stations() -> Words:
    return {
        ("stations", "alone"): (translate("Health", "this station works alone"), ""),
        ("stations", "only_one"): (translate("Health", "no other station has reported yet"), ""),
        ("stations", "together"): (translate("Health", "%here% others are there"), ""),
        ("stations", "away"): (
            translate("Health", "not heard of: %names%"),
            translate("Health", "This station sounds their alarms too. Call that post by telephone."),
        ),
        ("stations", "apart"): (
            translate("Health", "cut off from the other stations (%cause%)"),
            translate("Health", "This station goes on by itself. Tell the other posts by telephone what you do."),
        ),
        ("stations", "clock"): (
            translate("Health", "the clock of station %station% is wrong by %seconds% s"),
            translate("Health", "The order of events is kept. Have its clock set right."),
        ),
    }


def _of_their_records() -> Words:
    return {
        ("stations", "chain_changed"): (
            translate("Health", "a record of station %station% was changed in the shared database (entry %place%)"),
            translate("Health", "It was not taken over here. Tell the supervisor; keep both stations as they are."),
        ),
        ("stations", "chain_ahead"): (
            translate("Health", "entries of station %station% bear a time far in the future (entry %place%)"),
            translate("Health", "They outrank nobody's. Have its clock set right."),
        ),
        ("stations", "chain_cut"): (
            translate("Health", "records of station %station% are gone from the shared database (after entry %place%)"),
            translate("Health", "This station still has them. Tell the supervisor; keep both stations as they are."),
        ),
    }
