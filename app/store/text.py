"""The one way values are written down: what every database takes, and what a hash can be made of."""

import json
import math
from typing import Any


def clean(text: str) -> str:
    """Text that both databases take: no NUL, and no half of a surrogate pair (a device's JSON may hold either)."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "backslashreplace").decode("utf-8")


def plain(value: Any) -> Any:
    """The value as JSON knows it: numbers that are none become words, keys become text, tuples become lists."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {clean(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def canonical_json(value: Any) -> str:
    """Keys sorted, no spaces, nothing escaped that need not be: equal values give equal text."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
