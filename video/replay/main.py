"""What the GUI process names to have the worker of playback run, without loading codecs itself."""

from __future__ import annotations

from video.replay.commands import ReplayConfig
from video.worker_link import WorkerLink


def run_replay_worker(link: WorkerLink, config: ReplayConfig) -> None:
    """Play footage until told to end (a target for video.supervisor)."""
    from video.replay.worker import run_replay  # noqa: PLC0415 - only in the worker process

    run_replay(link, config)
