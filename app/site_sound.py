"""The tables of the site document about sound: what cameras may be heard, and how alarms are."""

from __future__ import annotations

from pydantic import Field

from app.site_base import Entry


class Audio(Entry):
    """The sound of cameras: off until somebody answers for it."""

    enabled: bool = Field(default=False, title="Sound on", description="Guards may hear cameras that have sound.")
    reason: str = Field(
        default="", title="Reason", description="Why, by whose decision, and where people are told; without it: off."
    )

    @property
    def allowed(self) -> bool:
        """Whether cameras may be heard."""
        return self.enabled and bool(self.reason.strip())


class Sound(Entry):
    """How alarms are heard at this station."""

    device: str = Field(
        default="",
        title="Device",
        description="The loudspeaker's name, or words of it that no other has: `watchroom sound devices` lists them; "
        "empty: the system's own choice.",
    )
    volume: int = Field(
        default=100, ge=20, le=100, title="Volume", description="Per cent of what the system's own setting allows."
    )
    voice: bool = Field(default=True, title="Voice", description="Alarms are named; off: each priority's tone alone.")
