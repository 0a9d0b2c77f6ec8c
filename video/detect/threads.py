"""How much of the machine detection may take. The wall's decoders and the painting come first."""

from __future__ import annotations

import os


def inference_threads(configured: int, cores: int | None = None) -> int:
    """Threads for the inference: as configured, else half of the cores, at least one."""
    if configured > 0:
        return configured
    return max(1, (cores or os.cpu_count() or 2) // 2)


def be_modest() -> None:
    """Lower this process's priority, so that decoding and painting never wait for it. Call before threads start.

    Where the system has no nice levels the program passes its own way (see DetectionEngine).
    """
    if hasattr(os, "nice"):
        os.nice(10)
