"""Stations of a few lines for the keeper: each writes down that it lived, and ends as its name says."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from pathlib import Path

from app.keeper_wire import BEAT, END, Fall, Wire

_SOME = 10


def _lived(folder: Path | None, fall: Fall | None) -> int:
    """Note this life; gives which it is, from 1."""
    assert folder is not None
    with (folder / "lives").open("a", encoding="ascii") as file:
        file.write(f"{os.getpid()} {fall.code if fall else 'first'} {fall.count if fall else 0}\n")
    return len((folder / "lives").read_text(encoding="ascii").splitlines())


def dies_twice(folder: Path | None, fall: Fall | None, wire: Wire) -> None:
    """Stands, is killed by a fault of its own, twice; closes in order the third time."""
    life = _lived(folder, fall)
    wire.send_bytes(BEAT)
    if life < 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    wire.send_bytes(END)


def stands_still_once(folder: Path | None, fall: Fall | None, wire: Wire) -> None:
    """Stands, and never beats again; the second life closes in order."""
    if _lived(folder, fall) == 1:
        wire.send_bytes(BEAT)
        threading.Event().wait()
    wire.send_bytes(BEAT)
    wire.send_bytes(END)


def fails_late(folder: Path | None, fall: Fall | None, wire: Wire) -> None:
    """Stands, then ends with a failure, as after an exception nobody caught; closes in order the second time."""
    life = _lived(folder, fall)
    wire.send_bytes(BEAT)
    sys.exit(1 if life == 1 else 0)


def closes_slowly(folder: Path | None, fall: Fall | None, wire: Wire) -> None:
    """Says that it closes, and takes longer than it may stand still."""
    _lived(folder, fall)
    wire.send_bytes(BEAT)
    wire.send_bytes(END)
    threading.Event().wait(5.0)


def cannot_start(folder: Path | None, fall: Fall | None, wire: Wire) -> None:
    """Says in order that it cannot be started as it is."""
    _lived(folder, fall)
    sys.exit(2)


def breaks_at_start(folder: Path | None, fall: Fall | None, wire: Wire) -> None:
    """Never stands."""
    _lived(folder, fall)
    os.kill(os.getpid(), signal.SIGKILL)


def waits_to_be_asked(folder: Path | None, fall: Fall | None, wire: Wire) -> None:
    """Stands until it is asked to end; says when it has stood for some beats."""
    _lived(folder, fall)
    assert folder is not None
    for beat in itertools.count(1):
        wire.send_bytes(BEAT)
        if beat == _SOME:
            (folder / "stands").touch()
        if wire.poll(0.05) and wire.recv_bytes() == END:
            (folder / "asked").touch()
            wire.send_bytes(END)
            return
