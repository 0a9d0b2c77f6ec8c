"""The table [backup] of the site document: where the station's records are copied to, when, and for whom they open."""

from __future__ import annotations

from pydantic import Field

from app.site_base import Entry
from app.site_fields import Secret


class Backup(Entry):
    """Copies of database, site document and keys on another disk."""

    target: str = Field(
        default="",
        title="Target",
        description="Folder on another disk or a mounted share, which must be there already; empty: no backups.",
    )
    at: str = Field(
        default="03:30",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        title="Time of day",
        description="When, each day, by the site's clock: 03:30.",
    )
    keep: int = Field(default=14, ge=2, le=400, title="Keep", description="How many whole backups stay; older ones go.")
    overdue_h: int = Field(
        default=50, ge=25, le=1000, title="Overdue", description="Hours without a good backup that are an alarm."
    )
    recovery_key: str = Field(
        default="",
        max_length=100,
        title="Recovery key",
        description="The public half, as `watchroom backup --new-recovery-key FILE` prints it; the other half opens "
        "the backups and is kept off this computer.",
    )
    passphrase: Secret | None = Field(
        default=None,
        title="Passphrase",
        description="Opens the backups as well: env:NAME or file:PATH, 12 letters or more.",
    )

    @property
    def closed_by(self) -> bool:
        """Whether anything is named that backups can be encrypted for."""
        return bool(self.recovery_key or self.passphrase is not None)
