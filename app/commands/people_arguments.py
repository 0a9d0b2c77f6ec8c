"""The arguments of `watchroom accounts`, `watchroom keys` and `watchroom audit`."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.people.rights import Role


def accounts(parser: argparse.ArgumentParser) -> None:
    """`watchroom accounts ACTION ...`; passwords are asked for, never given on the command line."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = _action(actions, "list", "who has an account at this station", acting=False)
    listing.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    add = _action(actions, "add", "make an account; the first one is the installer's")
    add.add_argument("name", metavar="NAME", help="what the person signs in with")
    add.add_argument("--label", default="", help="the name that screens and records show; default: NAME")
    add.add_argument("--role", choices=[role.value for role in Role], help="default: guard; the first: installer")
    add.add_argument("--zones", default="", metavar="IDS", help="zones with a comma between; default: everywhere")
    for name, text in (
        ("password", "set a new first password, which its owner replaces"),
        ("disable", "switch an account off"),
        ("enable", "switch an account on again"),
    ):
        _action(actions, name, text).add_argument("name", metavar="NAME")
    trust = _action(actions, "trust", "take the accounts of another station")
    trust.add_argument("station", metavar="STATION", help="the other station's id")
    trust.add_argument("key", metavar="KEY", help="its key, as `watchroom accounts key` prints it there")
    _action(actions, "key", "print this station's key, to be compared at another", acting=False)
    recover = _action(actions, "recover", "begin anew with one installer: all other accounts become void", acting=False)
    recover.add_argument("name", metavar="NAME")
    recover.add_argument("--label", default="")
    recover.add_argument("--reason", required=True, help="kept in the audit log for good")


def keys(parser: argparse.ArgumentParser) -> None:
    """`watchroom keys ACTION ...`; no key is ever given or shown."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = _action(actions, "list", "which stations can read names of people, as far as known here", acting=False)
    listing.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    for name, text in (
        ("admit", "let another station read names of people, new ones and what is there"),
        ("shut-out", "let a station read no new names; what it has read, it has"),
    ):
        action = _action(actions, name, text)
        action.add_argument("station", metavar="STATION", help="the other station's id")
        action.add_argument("--reason", default="", help="kept in the audit log; a supervisor has to give one")


def audit(parser: argparse.ArgumentParser) -> None:
    """`watchroom audit verify`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="follow the records' chains and name the first link that does not hold")
    verify.add_argument("site", nargs="?", type=Path, metavar="SITE", help="site file; default: this machine's")
    verify.add_argument("--data", type=Path, metavar="DIR", help="a station's data folder, or a copy of one")
    verify.add_argument("--station", default="", metavar="ID", help="with --data: the station's id")
    verify.add_argument("--key", metavar="KEY", help="the station's public key file or fingerprint; default: its own")
    verify.add_argument("--shared", action="store_true", help="compare with the shared database's copy as well")
    verify.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, *, acting: bool = True
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
    parser.add_argument("--site", type=Path, metavar="SITE", help="site file; default: this machine's")
    if acting:
        parser.add_argument("--as", dest="actor", default="", metavar="NAME", help="your own account")
    return parser
