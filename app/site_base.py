"""What every table of the site document is made from."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.site_fields import Id


class Entry(BaseModel):
    """Base of every table of the document."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Named(Entry):
    """Something with a name in both languages; `name_en` falls back to `name`."""

    name: str = Field(title="Name", description="Shown to the guard, in the site's own language.", min_length=1)
    name_en: str = Field(default="", title="English name", description="Shown when the program speaks English.")

    def label(self, language: str) -> str:
        """Return the name for a language code such as "zh_CN" or "en"."""
        return self.name if language.startswith("zh") else self.name_en or self.name


Ids = Annotated[tuple[Id, ...], Field(strict=False)]
Classes = Annotated[tuple[str, ...], Field(strict=False)]
#: Priorities of alarms, 1 to 4.
Priorities = Annotated[tuple[Annotated[int, Field(ge=1, le=4)], ...], Field(strict=False)]
