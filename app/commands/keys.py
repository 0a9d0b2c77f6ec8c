"""`watchroom keys ...`: which stations can read names of people; letting one read them, and shutting one out.

Under the same rights as at the window, beside the running station or without it, and without the shared database: what
was decided is carried over when it is there. No key is shown, given or asked for.
"""

from __future__ import annotations

import argparse
import json

from app.commands.accounts import WORDS, Opened, actor_of, answered, finish
from app.people.key_acts import KeyActs
from app.people.rights import Answer
from app.store.sealing import station_seal
from app.store.site_keys import SiteKeys

_WORDS = {
    **WORDS,
    Answer.REASON.value: "this account has to say why: --reason WHY",
    "own_station": "this is this station itself: it is admitted, or shut out, at another one",
    "not_published": "no key of that station is here yet: it has to run with the shared database once, and its own key"
    " has to be confirmed here first (watchroom accounts trust)",
    "already_admitted": "that station is admitted already",
    "not_admitted": "that station is not admitted",
    "not_member": "this station is not admitted itself; do it at one that is (watchroom keys list)",
}


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for: 0 done, 1 the records cannot be used, 2 refused."""

    def work(opened: Opened) -> None:
        seal = station_seal(opened.folder.keys)
        keys = SiteKeys(opened.database, opened.station, opened.signing, seal, opened.clock, opened.book.confirmed)
        keys.refresh()
        if arguments.action == "list":
            _list(opened.station, keys, as_json=arguments.json)
        else:
            _change(opened, keys, arguments)

    return answered(arguments.site, work, _WORDS)


def _list(here: str, keys: SiteKeys, *, as_json: bool) -> None:
    circle = keys.circle
    stations = {one: _state(keys, one) for one in sorted({here, *circle.published, *circle.members, *circle.out})}
    if as_json:
        told = {"station": here, "stations": stations, "keys": len(circle.generations), "here": keys.held()}
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for station, state in stations.items():
        print(f"{station}  {_STATES[state]}{'  (this station)' if station == here else ''}")
    print(f"site keys: {len(circle.generations)}; this station has {keys.held()} of them")


_STATES = {
    "admitted": "reads names of people",
    "waiting": "not admitted",
    "shut_out": "shut out",
    "unknown": "has published no key yet",
}


def _state(keys: SiteKeys, station: str) -> str:
    circle = keys.circle
    if station in circle.out:
        return "shut_out"
    if station in circle.waiting():
        return "waiting"
    return "admitted" if station in circle.members else "unknown"


def _change(opened: Opened, keys: SiteKeys, arguments: argparse.Namespace) -> None:
    held = actor_of(opened, arguments)
    acts, station = KeyActs(opened.authorised, keys), arguments.station
    if arguments.action == "admit":
        finish(acts.admit(station, arguments.reason), held)
        print(f"{station} can read names of people once this has come there.")
    else:
        finish(acts.shut_out(station, arguments.reason), held)
        print(f"{station} reads no new names of people. Change its role's password in the shared database too.")
