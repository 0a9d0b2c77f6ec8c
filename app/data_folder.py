"""Where a station keeps what: one folder, with a place for each kind of thing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import system
from app.site_document import SiteDocument


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths below a station's data folder."""

    root: Path

    @property
    def journal(self) -> Path:
        """The station's own database."""
        return self.root / "station.sqlite"

    @property
    def values(self) -> Path:
        """What devices measured in the last two days; no record, and begun anew where it is damaged."""
        return self.root / "values.sqlite"

    @property
    def sightings(self) -> Path:
        """What detection saw, by camera and time; no record, and begun anew where it is damaged."""
        return self.root / "sightings.sqlite"

    @property
    def clips(self) -> Path:
        """Clips of incidents, one folder each."""
        return self.root / "clips"

    @property
    def archive(self) -> Path:
        """Footage of all day, unless the site document names another place."""
        return self.root / "archive"

    @property
    def snapshots(self) -> Path:
        """Pictures that guards took by hand."""
        return self.root / "snapshots"

    @property
    def seen(self) -> Path:
        """Pictures of what camera rules told, the newest ones."""
        return self.root / "seen"

    @property
    def exports(self) -> Path:
        """Evidence packages, unless the supervisor names another place."""
        return self.root / "exports"

    @property
    def keys(self) -> Path:
        """The station's signing key."""
        return self.root / "keys"

    @property
    def voice(self) -> Path:
        """The names of zones and alarms, rendered to sound."""
        return self.root / "voice"

    @property
    def drills(self) -> Path:
        """Drill scenarios of this site's own, and what the command line asks for."""
        return self.root / "drills"

    @property
    def preferences(self) -> Path:
        """What the station remembers between starts."""
        return self.root / "preferences.json"

    @property
    def plan_draft(self) -> Path:
        """Site plans that are being drawn and are not published."""
        return self.root / "plan-draft.toml"

    @property
    def rule_drafts(self) -> Path:
        """Detection rules that are being drawn and are not published."""
        return self.root / "rule-drafts.json"

    @property
    def private_elsewhere(self) -> Path:
        """The private areas that other stations told of."""
        return self.root / "private-elsewhere.json"

    @property
    def models(self) -> Path:
        """Detection models and their register."""
        return self.root / "models"

    def create(self) -> None:
        """Make the folders; raises OSError where that is not possible."""
        for folder in (self.root, self.clips, self.snapshots, self.exports, self.keys, self.models, self.drills):
            folder.mkdir(parents=True, exist_ok=True)


def data_root(site: SiteDocument, site_file: Path | None) -> Path:
    """Return the station's data folder; a relative one starts at the site document."""
    if not site.station.data_dir:
        return system.data_folder()
    given = Path(site.station.data_dir)
    return given if given.is_absolute() or site_file is None else site_file.resolve().parent / given
