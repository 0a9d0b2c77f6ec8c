"""Site plans in the site document: an image per area and floor, and where on it everything stands.

Places are shares of the image's width and height, so that a sharper scan of the same drawing moves nothing. Directions
are degrees clockwise from the top of the image.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.site_base import Entry, Named
from app.site_fields import Id, Point2, Polygon


def _inside(at: Point2) -> Point2:
    if not all(0 <= share <= 1 for share in at):
        given = f"[{at[0]:g}, {at[1]:g}]"
        raise PydanticCustomError("plan_outside", "plan_outside", {"given": given})
    return at


def _beside(image: str) -> str:
    """An image lies in the document's folder or below it, so that the two can be carried to another computer."""
    parts = image.split("/") if image else ["none yet"]
    if image.strip() != image or "\\" in image or ":" in image or "" in parts or ".." in parts:
        raise PydanticCustomError("plan_image_path", "plan_image_path", {"given": image})
    return image


At = Annotated[Point2, Field(strict=False), AfterValidator(_inside)]
ImageFile = Annotated[str, AfterValidator(_beside)]


class PlanSpot(Entry):
    """Something that stands at one place of a plan."""

    id: Id = Field(title="Id", description="Id of what stands here.")
    at: At = Field(title="Place", description="[x, y], shares of the image's width and height from the top left.")


class PlanCamera(PlanSpot):
    """A camera and the cone it sees."""

    direction: float = Field(
        default=0.0, ge=0, lt=360, title="Direction", description="Degrees clockwise from the image's top."
    )
    angle: float = Field(default=70.0, ge=1, le=360, title="Angle", description="Opening of its view, degrees.")
    reach: float = Field(
        default=0.1, gt=0, le=2, title="Reach", description="How far it sees, a share of the image's width."
    )


class PlanStall(PlanSpot):
    """A parking stall."""

    direction: float = Field(
        default=0.0, ge=0, lt=360, title="Direction", description="Which way its length lies, degrees from the top."
    )


class PlanZone(Entry):
    """A zone's outline."""

    id: Id = Field(title="Id", description="The zone.")
    polygon: Polygon = Field(
        title="Polygon", description="Three corners or more, [x, y] from 0 to 1 of the image's width and height."
    )


class Plan(Named):
    """One drawing of the site, and what stands where on it."""

    id: Id = Field(title="Plan id", description="Unique.")
    area: Id | None = Field(default=None, title="Area", description="The zone it shows: the site, an area or a zone.")
    floor: int = Field(default=0, ge=-20, le=200, title="Floor", description="0: the ground, -1: the first below it.")
    image: ImageFile = Field(
        title="Image", description="PNG, JPEG or SVG file in this document's folder or below, with / between folders."
    )
    metres_per_pixel: float | None = Field(
        default=None, gt=0, le=100, title="Scale", description="Metres that one pixel of the image is wide."
    )
    zones: Annotated[tuple[PlanZone, ...], Field(strict=False)] = Field(
        default=(), alias="zone", title="Zones", description="Outlines of zones."
    )
    cameras: Annotated[tuple[PlanCamera, ...], Field(strict=False)] = Field(
        default=(), alias="camera", title="Cameras", description="Cameras with their views."
    )
    points: Annotated[tuple[PlanSpot, ...], Field(strict=False)] = Field(
        default=(), alias="point", title="Points", description="Alarm points."
    )
    doors: Annotated[tuple[PlanSpot, ...], Field(strict=False)] = Field(
        default=(), alias="door", title="Doors", description="Doors."
    )
    gates: Annotated[tuple[PlanSpot, ...], Field(strict=False)] = Field(
        default=(), alias="gate", title="Gates", description="Gates."
    )
    stalls: Annotated[tuple[PlanStall, ...], Field(strict=False)] = Field(
        default=(), alias="stall", title="Stalls", description="Parking stalls."
    )
    equipment: Annotated[tuple[PlanSpot, ...], Field(strict=False)] = Field(
        default=(), title="Equipment", description="Devices: controllers, panels."
    )


#: The lists of a plan as they are written, each with the kind of entry that its ids name.
PLACED = {
    "zone": "zone",
    "camera": "camera",
    "point": "point",
    "door": "door",
    "gate": "gate",
    "stall": "stall",
    "equipment": "device",
}
#: Those lists as attributes of a plan.
LISTS = {"zone": "zones", "camera": "cameras", "point": "points", "door": "doors", "gate": "gates", "stall": "stalls"}
LISTS["equipment"] = "equipment"
