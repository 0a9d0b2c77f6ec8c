"""The table of the site document for handing out footage, and for what of a picture is private."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.site_base import Entry
from app.site_fields import Polygon

#: Private areas of one camera.
PrivateAreas = Annotated[tuple[Polygon, ...], Field(strict=False)]


class Evidence(Entry):
    """Footage that is handed out, and private areas."""

    register_needed: bool = Field(
        default=True,
        alias="register",
        title="Register",
        description="Footage is handed out only for an entry in the register of footage requests.",
    )
    second_approver: bool = Field(
        default=False,
        title="Second person approves",
        description="Whoever approves an export is another person than who makes it, and signs for it at the station.",
    )
    unmasked_min: int = Field(
        default=5,
        ge=1,
        le=60,
        title="Unmasked",
        description="Minutes for which a person with the right and a reason sees private areas; then they are black "
        "again.",
    )
