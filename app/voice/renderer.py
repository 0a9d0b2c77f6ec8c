"""Renders phrases in a process of its own: a fault or a hang of the engine costs the voice, never the station."""

from __future__ import annotations

import multiprocessing
import signal
from array import array
from collections.abc import Callable, Iterator, Sequence

from app.system import PipeEnd
from app.voice.espeak import EspeakVoice, Voice, VoiceError
from app.voice.phrases import Phrase

#: A phrase takes milliseconds; loading the engine on a slow disk takes seconds.
TIME_LIMIT_S = 30.0

#: Makes the engine, in the process that renders.
MakeVoice = Callable[[], Voice]


def render(
    phrases: Sequence[Phrase],
    stopping: Callable[[], bool],
    make: MakeVoice = EspeakVoice,
    time_limit_s: float = TIME_LIMIT_S,
) -> Iterator[tuple[Phrase, array[int]]]:
    """Give each phrase with its samples as it is rendered; ends early where `stopping` says so. Raises VoiceError."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    jobs = [(phrase.text, phrase.voice) for phrase in phrases]
    process = context.Process(target=_child, args=(sender, jobs, make), name="voice", daemon=True)
    process.start()
    sender.close()
    patience = 0.0
    try:
        with receiver:
            for phrase in phrases:
                yield phrase, _answer(receiver, stopping, time_limit_s)
            patience = 5.0  # it has nothing more to do
    finally:
        process.join(patience)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


class Stopped(Exception):  # noqa: N818 - what the station asked for
    """The station is being stopped."""


def _answer(receiver: PipeEnd, stopping: Callable[[], bool], time_limit_s: float) -> array[int]:
    waited = 0.0
    while not receiver.poll(0.1):
        waited += 0.1
        if stopping():
            raise Stopped
        if waited >= time_limit_s:
            raise VoiceError("engine_failed", "hung")
    try:
        answer = receiver.recv()
    except EOFError:
        raise VoiceError("engine_failed", "crashed") from None
    if isinstance(answer, VoiceError):
        raise answer
    return array("h", answer)


def _child(sender: PipeEnd, jobs: Sequence[tuple[str, str]], make: MakeVoice) -> None:
    """What the process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        voice = make()
        for text, language in jobs:
            sender.send(voice.render(text, language).tobytes())
    except VoiceError as error:
        sender.send(error)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the station is gone
    finally:
        sender.close()
