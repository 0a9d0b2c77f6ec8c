"""The arguments of `watchroom backup`, `restore` and `door`; secrets come from files or the environment."""

from __future__ import annotations

import argparse
from pathlib import Path


def backup(parser: argparse.ArgumentParser) -> None:
    """`watchroom backup [TARGET]`."""
    parser.add_argument("to", nargs="?", type=Path, metavar="TARGET", help="folder on another disk; default: [backup]")
    parser.add_argument("--site", type=Path, metavar="SITE", help="site file; default: this machine's")
    parser.add_argument("--keep", type=int, metavar="N", help="how many whole backups stay; default: [backup] keep")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="or the variable WATCHROOM_BACKUP_PASSPHRASE"
    )
    parser.add_argument("--list", action="store_true", help="instead: name the whole backups that are there")
    parser.add_argument(
        "--new-recovery-key", type=Path, metavar="FILE", help="instead: make a recovery key; FILE gets its private half"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def restore(parser: argparse.ArgumentParser) -> None:
    """`watchroom restore SOURCE`."""
    parser.add_argument(
        "source", type=Path, metavar="SOURCE", help="a backup, or the folder that they are in: the newest"
    )
    parser.add_argument(
        "--site", type=Path, metavar="SITE", help="where the site file is to be; default: this machine's"
    )
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the data folder; default: as the site file says")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="or the variable WATCHROOM_BACKUP_PASSPHRASE"
    )
    parser.add_argument("--recovery-key", type=Path, metavar="FILE", help="the private half of the recovery key")
    parser.add_argument("--replace", action="store_true", help="set aside a station that is there; it is kept")
    parser.add_argument("--check", action="store_true", help="only check it: open all and compare the database")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def door(parser: argparse.ArgumentParser) -> None:
    """`watchroom door`."""
    parser.add_argument("--site", type=Path, metavar="SITE", help="site file; default: this machine's")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write it into this file; default: print it")
