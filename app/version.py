"""Which Watchroom this is."""

from importlib import metadata


def version() -> str:
    """The installed version, or "0+source" where the program runs from a folder that was never installed."""
    try:
        return metadata.version("watchroom")
    except metadata.PackageNotFoundError:
        return "0+source"
