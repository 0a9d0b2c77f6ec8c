"""What the GUI process names to have a worker run, without loading codecs itself."""

from __future__ import annotations

from video.commands import WorkerConfig
from video.worker_link import WorkerLink


def run_worker(link: WorkerLink, config: WorkerConfig) -> None:
    """Serve cameras until told to end (a target for video.supervisor)."""
    from video.worker import serve  # noqa: PLC0415 - only in the worker process

    serve(link, config)
