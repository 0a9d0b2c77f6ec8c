"""Keeps the inference libraries from calling home or installing things: a guard station talks to its site only.

Call `settle` first thing in every process that may import ultralytics or openvino; spawned processes inherit the
environment but not the closed door in `sys.modules`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from typing import Any

#: What the libraries read, as of ultralytics 8.4 and huggingface_hub; `watchroom models fetch` alone may lift OFFLINE.
SETTINGS = {
    "YOLO_AUTOINSTALL": "false",
    "YOLO_OFFLINE": "true",
    "YOLO_VERBOSE": "false",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}

#: `import openvino` reports itself to its maker through this package wherever it is installed, and does without it.
_TELEMETRY = "openvino_telemetry"


def settle(environment: MutableMapping[str, str] = os.environ, modules: MutableMapping[str, Any] = sys.modules) -> None:
    """Put the settings into `environment` and make the telemetry package unimportable in this process."""
    environment.update(SETTINGS)
    modules[_TELEMETRY] = None
