"""Everything that a person can change at a station, each through the table of rights. Pages call this and nothing else.

Every method gives a future: of what the service below gives, or failing with ``AuthorityNeeded``, with the service's
own refusal, or with StoreError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from alarms.commands import CommandResult
from alarms.model import Action as Entry
from alarms.model import EscalationStep, Handling, Verdict
from alarms.service import AlarmService
from app.people.authorised import Asked, Authorised, Authority
from app.people.rights import Action
from app.services.evidence_order import UNWATCHED, ExportOrder, Watched
from app.services.places import Places
from app.store.records import Clip
from app.store.register import FootageRequest, Register, RegisterEntry
from video.evidence import ExportResult

Entries = Future[tuple[Entry, ...]]


class Gates(Protocol):
    """What opens gates."""

    def open(self, gate: str, user: str) -> Future[CommandResult]:
        """Ask a gate to open."""


class Evidence(Protocol):
    """What makes packages."""

    @property
    def register(self) -> Register:
        """The register of footage requests."""

    def begin(self, order: ExportOrder, user: str, account: str, watched: Watched) -> Future[ExportResult]:
        """Make a package in a thread of its own."""


class Clips(Protocol):
    """What keeps recordings."""

    def get(self, clip: str) -> Clip | None:
        """One clip."""

    def put(self, clip: Clip) -> Clip:
        """Keep what is new about it."""


class Acts:
    """See the module."""

    def __init__(
        self,
        authorised: Authorised,
        alarms: AlarmService,
        gates: Gates,
        evidence: Evidence,
        clips: Clips,
        places: Places,
        exports: Path,
    ) -> None:
        self._authorised = authorised
        self._alarms = alarms
        self._gates = gates
        self._evidence = evidence
        self._clips = clips
        self._places = places
        self._exports = exports

    def permit(
        self,
        action: Action,
        subject: str,
        zone: str = "",
        reason: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> Future[Authority]:
        """Ask for a right and enter that it was used: before looking at something, or before a change of settings."""
        asked = Asked(action, subject, self._lineage(zone), detail, reason)
        return self._authorised.do(asked, lambda held: held)

    # Answering an alarm: open to whoever stands here.

    def acknowledge(
        self,
        occurrence: str,
        picture_at: float | None = None,
        *,
        no_picture: bool = False,
        called_at: float | None = None,
    ) -> Entries:
        """Take notice of exactly one occurrence."""
        return self._at_once(
            Action.ACKNOWLEDGE,
            occurrence,
            lambda user: self._alarms.acknowledge(
                occurrence, user, picture_at, no_picture=no_picture, called_at=called_at
            ),
        )

    def acknowledge_many(self, occurrences: Iterable[str]) -> Entries:
        """Take notice of several, P1 and P2 left out."""
        listed = tuple(occurrences)
        subject = listed[0] if len(listed) == 1 else f"{len(listed)} occurrences"
        return self._at_once(Action.ACKNOWLEDGE, subject, lambda user: self._alarms.acknowledge_many(listed, user))

    def silence(self, occurrence: str) -> Entries:
        """Stop the sound of one occurrence."""
        return self._at_once(Action.SILENCE, occurrence, lambda user: self._alarms.silence(occurrence, user))

    def silenced(self, occurrences: Sequence[str]) -> Future[Authority]:
        """The sound of these was stopped at this station; the alarms themselves are as they were."""
        subject = occurrences[0] if len(occurrences) == 1 else f"{len(occurrences)} occurrences"
        asked = Asked(Action.SILENCE, subject, detail={"occurrences": list(occurrences)})
        return self._authorised.do(asked, _already)

    def tick_step(self, incident: str, step: str, *, done: bool = True) -> Entries:
        """Tick a step of the guidance."""
        return self._at_once(
            Action.TICK_STEP, incident, lambda user: self._alarms.tick_step(incident, step, user, done=done)
        )

    def note(self, incident: str, text: str) -> Entries:
        """Add a note."""
        return self._at_once(Action.NOTE, incident, lambda user: self._alarms.note(incident, text, user))

    def verdict(self, incident: str, verdict: Verdict, cause: str) -> Entries:
        """Say what it was."""
        return self._at_once(
            Action.GIVE_VERDICT, incident, lambda user: self._alarms.verdict(incident, verdict, cause, user)
        )

    def escalate(self, incident: str, cause: str = "", *, step: EscalationStep | None = None) -> Entries:
        """Bring a case before the next who can help, or say why it was."""
        return self._at_once(
            Action.ESCALATE, incident, lambda user: self._alarms.escalate(incident, user, cause, step=step)
        )

    def dispatch(self, incident: str, guard: str, *, name: str = "", zone: str = "", point: str = "") -> Entries:
        """Send somebody about a case."""
        return self._at_once(
            Action.DISPATCH,
            incident,
            lambda user: self._alarms.dispatch(incident, guard, user, name=name, zone=zone, point=point),
        )

    def arrived(self, incident: str, dispatch: str) -> Entries:
        """Say that somebody who was sent is there."""
        return self._at_once(Action.DISPATCH, incident, lambda user: self._alarms.arrived(incident, dispatch, user))

    def cleared(self, incident: str, dispatch: str) -> Entries:
        """Say that somebody who was sent is free again."""
        return self._at_once(Action.DISPATCH, incident, lambda user: self._alarms.cleared(incident, dispatch, user))

    def handling(self, incident: str, handling: Handling, zone: str = "") -> Entries:
        """Say how far people have come; "reviewed" is a supervisor's word."""

        def act(held: Authority) -> Entries:
            return self._alarms.handling(incident, handling, held.user)

        if handling is not Handling.REVIEWED:
            return self._authorised.do(Asked(Action.HANDLE, incident), act)
        return self._authorised.do(Asked(Action.REVIEW, incident, self._lineage(zone)), act)

    def undo(self, incident: str) -> Entries:
        """Take back the newest act on an incident."""
        return self._at_once(Action.UNDO, incident, lambda user: self._alarms.undo(incident, user))

    # Ending it, and everything else: asks who it is.

    def reset(self, occurrence: str, disposition: Verdict) -> Entries:
        """Release a latched occurrence."""
        asked = Asked(Action.RESET, occurrence)
        return self._authorised.do(asked, lambda held: self._alarms.reset(occurrence, disposition, held.user))

    def close(self, incident: str) -> Entries:
        """Close an incident."""
        asked = Asked(Action.CLOSE, incident)
        return self._authorised.do(asked, lambda held: self._alarms.close(incident, held.user))

    def shelve(self, point: str, seconds: float, reason: str = "") -> Entries:
        """Put a point aside for a while."""
        asked = self._at_point(Action.SHELVE, point, reason, seconds=seconds)
        return self._authorised.do(asked, lambda held: self._alarms.shelve(point, held.reason, seconds, held.user))

    def unshelve(self, point: str) -> Entries:
        """Take a point back."""
        asked = self._at_point(Action.UNSHELVE, point)
        return self._authorised.do(asked, lambda held: self._alarms.unshelve(point, held.user))

    def take_out_of_service(self, point: str, seconds: float, patrol: str, reason: str = "") -> Entries:
        """Take a point out of service, with a second person and a patrol in its place."""

        def act(held: Authority) -> Entries:
            second = held.second.label if held.second is not None else ""
            return self._alarms.take_out_of_service(
                point, held.reason, seconds, held.user, second=second, patrol=patrol
            )

        asked = self._at_point(Action.OUT_OF_SERVICE, point, reason, seconds=seconds, patrol=patrol)
        return self._authorised.do(asked, act)

    def return_to_service(self, point: str) -> Entries:
        """Put a point back into service."""
        asked = self._at_point(Action.RETURN_TO_SERVICE, point)
        return self._authorised.do(asked, lambda held: self._alarms.return_to_service(point, held.user))

    def arm(self, zone: str, *, armed: bool = True, reason: str = "") -> Entries:
        """Arm or disarm a zone."""
        asked = Asked(Action.ARM if armed else Action.DISARM, zone, self._lineage(zone), None, reason)
        return self._authorised.do(asked, lambda held: self._alarms.arm(zone, held.user, armed=armed))

    def open_gate(self, gate: str) -> Future[CommandResult]:
        """Ask a gate to open."""
        asked = Asked(Action.OPEN_GATE, gate, self._lineage(self._places.gate_zone(gate)))
        return self._authorised.do(asked, lambda held: self._gates.open(gate, held.user))

    def listen(self, camera: str) -> Future[Authority]:
        """Ask for the right to hear a camera, and enter that it was used."""
        return self.permit(Action.LISTEN, camera, self._places.camera_zone(camera))

    def turn(self, camera: str) -> Future[Authority]:
        """Ask for the right to turn a camera by hand, and enter that it was used: once for each time it is taken."""
        return self.permit(Action.PTZ, camera, self._places.camera_zone(camera))

    @property
    def exports(self) -> Path:
        """Where packages are written unless somebody chooses another place."""
        return self._exports

    def export(
        self,
        order: ExportOrder,
        zone: str,
        request: FootageRequest | None = None,
        watched: Watched = UNWATCHED,
    ) -> Future[ExportResult]:
        """Make a signed package; `request` is entered in the register first, with whoever approved it.

        Where the site wants a second person's approval, that one signs here, and is the approver that is entered.
        Originals of cameras with private areas take a right of their own.
        """
        subject, lineage = order.incident or ",".join(order.cameras), self._lineage(zone)
        action = Action.EXPORT_APPROVED if self._places.site.evidence.second_approver else Action.EXPORT_EVIDENCE
        asked = Asked(action, subject, lineage, {"entry": order.entry} if order.entry else None, order.reason)

        def act(held: Authority) -> Future[ExportResult]:
            wanted = replace(order, reason=held.reason or order.reason)
            if request is not None:
                approver = held.second.label if held.second is not None else request.approver
                entry = self._evidence.register.enter(replace(request, approver=approver), signed_by(held), held.actor)
                wanted = replace(wanted, entry=entry.id)
            return self._evidence.begin(wanted, signed_by(held), held.actor, watched)

        if not order.unmasked:
            return self._authorised.do(asked, act)
        shown = Asked(Action.EXPORT_UNMASKED, subject, lineage, None, order.reason)
        return self._authorised.do(shown, lambda held: self._authorised.do(asked, act, held))

    def void_request(self, entry: str, reason: str) -> Future[None]:
        """Say that an entry of the register was a mistake."""
        asked = Asked(Action.VOID_REQUEST, entry, (), None, reason)
        return self._authorised.do(
            asked, lambda held: self._evidence.register.void(entry, held.reason, held.user, held.actor)
        )

    def enter_request(self, request: FootageRequest) -> Future[RegisterEntry]:
        """Enter a request for footage, to be answered later."""
        asked = Asked(Action.ENTER_REQUEST, request.incident or request.requester)
        return self._authorised.do(asked, lambda held: self._evidence.register.enter(request, held.user, held.actor))

    def look_unmasked(self, camera: str, recorded_at: float | None = None, minutes: int = 0) -> Future[Authority]:
        """Ask to see a camera's private areas for some minutes, live or from a time on that was recorded."""
        detail = None if recorded_at is None else {"recorded_at": recorded_at, "minutes": minutes}
        return self.permit(Action.LOOK_UNMASKED, camera, self._places.camera_zone(camera), detail=detail)

    def looked_unmasked(self, camera: str, held: Authority, shown: Sequence[tuple[float, float]]) -> None:
        """Enter which times of a recording were shown with their private areas, once that is over."""
        detail = {"shown": [list(stretch) for stretch in shown], "reason": held.reason}
        self._authorised.note(held, "looked_unmasked", camera, detail)

    def hold(self, clip: str, camera: str, *, on: bool = True, reason: str = "") -> Future[Clip | None]:
        """Keep a recording of a camera from being removed, or let it go again."""

        def act(_held: Authority) -> Clip | None:
            found = self._clips.get(clip)
            return self._clips.put(replace(found, legal_hold=on)) if found is not None else None

        action = Action.HOLD_EVIDENCE if on else Action.RELEASE_HOLD
        asked = Asked(action, clip, self._lineage(self._places.camera_zone(camera)), None, reason)
        return self._authorised.do(asked, act)

    def _at_once(self, action: Action, subject: str, act: Callable[[str], Entries]) -> Entries:
        return self._authorised.do(Asked(action, subject), lambda held: act(held.user))

    def _at_point(self, action: Action, point: str, reason: str = "", **detail: Any) -> Asked:
        return Asked(action, point, self._lineage(self._places.point_zone(point)), detail or None, reason)

    def _lineage(self, zone: str | None) -> tuple[str, ...]:
        return tuple(one.id for one in self._places.zone_chain(zone))


def _already(held: Authority) -> Future[Authority]:
    """It is done; what is left is to enter it."""
    done: Future[Authority] = Future()
    done.set_result(held)
    return done


def signed_by(held: Authority) -> str:
    """Both names, where two signed."""
    return f"{held.user}, {held.second.label}" if held.second is not None else held.user
