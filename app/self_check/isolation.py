"""Runs a probe in a process of its own: native libraries that abort or hang become a finding, not the end."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import Any

from app.self_check.model import Finding, failed
from app.system import PipeEnd

TIME_LIMIT_S = 60.0
Note = Callable[[str], None]

#: Takes its arguments and a `note` to leave last words with, should the process die in the next call.
Probe = Callable[..., Finding]


def _child(pipe: PipeEnd, probe: Probe, arguments: tuple[Any, ...]) -> None:
    def note(text: str) -> None:
        pipe.send(text)

    pipe.send(probe(*arguments, note=note))
    pipe.close()


def isolated(part: str, probe: Probe, *arguments: Any, time_limit_s: float = TIME_LIMIT_S) -> Finding:
    """What `probe` finds in a fresh process; a finding "crashed" or "hung" where it gives none."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(sender, probe, arguments), name=f"self-check-{part}")
    process.start()
    sender.close()
    with receiver:
        finding = _wait(part, receiver, time_limit_s)
    process.join(0 if finding.code == "hung" else 10)
    if process.is_alive():
        process.kill()
        process.join()
    exit_code = str(process.exitcode)
    process.close()
    return finding if finding.code != "crashed" else failed(part, "crashed", exit=exit_code, **finding.detail)


def _wait(part: str, receiver: PipeEnd, time_limit_s: float) -> Finding:
    note = ""
    while receiver.poll(time_limit_s):
        try:
            answer = receiver.recv()
        except EOFError:
            return failed(part, "crashed", note=note)
        if isinstance(answer, Finding):
            return answer
        note = answer
    return failed(part, "hung", seconds=f"{time_limit_s:g}", note=note)
