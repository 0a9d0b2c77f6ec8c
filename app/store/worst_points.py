"""The points that cried wolf most, from a station's own record."""

from typing import Final

from sqlalchemy import or_, select

from alarms.nuisance import PointReport, judged, worst_points
from app.store import rows
from app.store.database import StationDatabase
from app.store.schema import alarm, alarm_action

DAY_S: Final = 86_400.0


def worst_of(
    database: StationDatabase, until: float, *, days: float = 7.0, alarms: int | None = None
) -> tuple[PointReport, ...]:
    """The worst points of the days before `until` (UTC seconds), each with a proposal; not for the GUI thread.

    Only the newest `alarms` are looked at, where that is given: a flood of a week takes long to go through.
    """
    found = select(alarm.c.id, alarm.c.incident).where(alarm.c.raised_at >= until - days * DAY_S)
    recent = found.order_by(alarm.c.raised_at.desc()).limit(alarms).subquery()
    mine = or_(
        alarm_action.c.occurrence.in_(select(recent.c.id)),
        alarm_action.c.incident.in_(select(recent.c.incident)),
    )
    with database.read.connect() as connection:
        listed = connection.execute(select(alarm_action).where(mine)).all()
    actions = (rows.known_action(row) for row in listed)
    return worst_points(judged(action for action in actions if action is not None), until, days=days)
