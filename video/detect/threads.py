"""How much of the machine detection may take. The wall's decoders and the painting come first."""

from __future__ import annotations

import os


def inference_threads(configured: int, cores: int | None = None) -> int:
    """Threads for the inference: as configured, else half of the cores, at least one."""
    if configured > 0:
        return configured
    return max(1, (cores or os.cpu_count() or 2) // 2)
