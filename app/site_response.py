"""The tables of the site document that a guard answers with: what an alarm may come from, and who can be sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.site_base import Named
from app.site_fields import Id, Segment

AlarmClasses = Annotated[tuple[Segment, ...], Field(strict=False)]


class Cause(Named):
    """A cause that the guard may choose with a digit after a verdict, or a reason for calling help."""

    id: Id = Field(title="Cause id", description="Unique; kept in the record.")
    when: Literal["real", "false", "test", "escalate"] = Field(
        default="false", title="When", description="After which key it is offered: F6, F7, F8 or F9."
    )
    classes: AlarmClasses = Field(
        default=(), title="Classes", description="Classes of alarms that it is offered for; empty: all."
    )


class Responder(Named):
    """Somebody who can be sent to an alarm: a guard on patrol, a post, the property's night service."""

    id: Id = Field(title="Responder id", description="Unique; kept in the record.")
    number: str = Field(
        default="", title="Number", description="Phone or radio, as dialled.", pattern=r"^[0-9+*# -]{0,24}$"
    )
