"""Arming by the week: each change of a zone's schedule is written down once, by whichever station comes to it.

What a person does against the schedule holds until its next change. The record keeps the armed state over a power cut;
a change that fell into it is made up for. Panic, fire, gas, tamper and the equipment's own troubles ignore all of it.
"""

from __future__ import annotations

from alarms.ledger import Ledger, Register
from alarms.messages import derived_id
from alarms.model import ActionKind
from alarms.overview import ArmedZone
from alarms.recorder import Recorder
from alarms.schedule import LOOK_AGAIN_S
from alarms.site import ArmingPlan
from alarms.suppression import Suppressor


class Arming:
    """Follows the schedules. A zone that several plans name is armed while any of them holds."""

    def __init__(self, recorder: Recorder, suppressor: Suppressor) -> None:
        self._recorder = recorder
        self._suppressor = suppressor
        self._ledger: Ledger = recorder.ledger
        self._plans: dict[str, tuple[ArmingPlan, ...]] = {}
        self._shown: dict[str, tuple[tuple[str, str, str], float, float, ArmedZone]] = {}
        for plan in recorder.site.arming:
            for zone in plan.zones:
                self._plans[zone] = (*self._plans.get(zone, ()), plan)

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that a schedule arms."""
        return tuple(self._plans)

    def attend(self, zone: str, at: float) -> None:
        """Make the newest change of a zone's schedule, if it was not made yet."""
        if not self._behind(zone, at):
            return
        change, mark = self._last(zone, at), self._mark(zone)
        kind = ActionKind.ARM if self._wanted(zone, at) else ActionKind.DISARM
        data = {"zone": zone, "scheduled": True, "change": change, "plan": mark}
        self._recorder.record(kind, cause=f"schedule {zone} {change:.0f} {mark}", data=data)
        self._suppressor.refresh(zone=zone)

    def due(self, zone: str, at: float) -> float | None:
        """UTC seconds at which to attend to a zone; None where it has no schedule."""
        if zone not in self._plans:
            return None
        return at if self._behind(zone, at) else self._next(zone, at) or at + LOOK_AGAIN_S

    def _behind(self, zone: str, at: float) -> bool:
        written = self._ledger.register("disarm", zone).data
        current = written.get("plan") == self._mark(zone)
        return not current or float(written.get("change", 0.0)) < self._last(zone, at)

    def _last(self, zone: str, at: float) -> float:
        return max(plan.schedule.last_change(at) or 0.0 for plan in self._plans[zone])

    def carried(self, zone: str) -> dict[str, object]:
        """What a person's arming or disarming has to carry, so that it is known which change it comes after."""
        written = self._ledger.register("disarm", zone).data
        return {key: written[key] for key in ("change", "plan") if key in written}

    def overview(self, at: float) -> tuple[ArmedZone, ...]:
        """Every zone that has a schedule or was ever armed or disarmed, in the order of the site, then by name."""
        others = sorted(zone for zone, _ in self._ledger.written("disarm") if zone not in self._plans)
        return tuple(self._armed(zone, at) for zone in (*self._plans, *others))

    def _armed(self, zone: str, at: float) -> ArmedZone:
        register = self._ledger.register("disarm", zone)
        known = self._shown.get(zone)
        if known is None or known[0] != register.order or not known[1] <= at < known[2]:
            made = self._show(zone, register, at)
            known = self._shown[zone] = (register.order, at, made.next_change or at + LOOK_AGAIN_S, made)
        return known[3]

    def _show(self, zone: str, register: Register, at: float) -> ArmedZone:
        following = self._next(zone, at)
        return ArmedZone(
            zone=zone,
            armed=not register.on,
            since=register.at,
            user=register.user,
            by_schedule=bool(register.data.get("scheduled", False)),
            next_change=following,
            next_armed=following is None or self._wanted(zone, following),
        )

    def _wanted(self, zone: str, at: float) -> bool:
        return any(plan.schedule.holds(at) for plan in self._plans[zone])

    def _next(self, zone: str, at: float) -> float | None:
        times = (plan.schedule.next_change(at) for plan in self._plans.get(zone, ()))
        return min((time for time in times if time is not None), default=None)

    def _mark(self, zone: str) -> str:
        """Names the schedules themselves: where an installer changed them they hold at once."""
        return derived_id("arming", *(f"{plan.id} {plan.schedule.signature}" for plan in self._plans[zone]))
