"""The language of the command line: what it says is read before any window, and any translator, is there."""

from __future__ import annotations

import locale
import os

LANGUAGES = ("zh_CN", "en")


def system_language() -> str:
    """The user's language by environment, else by the system's locale; "en" where neither says.

    Windows names its locales in words ("Chinese (Simplified)_China"), which is "zh_CN" here.
    """
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    found = named or locale.getlocale()[0] or "en"
    return "zh_CN" if found.lower().startswith("chinese") else found
