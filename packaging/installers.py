"""Every kind of installer by its word on the command line."""

from collections.abc import Callable
from pathlib import Path

import linux_packages
import windows_packages

KINDS: dict[str, Callable[[], Path]] = {
    "deb": linux_packages.deb,
    "rpm": linux_packages.rpm,
    "tar": linux_packages.archive,
    "nsis": windows_packages.nsis,
    "msi": windows_packages.msi,
}
