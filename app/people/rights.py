"""Who may do what: the one table of rights. docs/rights.md is written from it, and tests try each of its cells.

What keeps people alive asks for nobody's name: taking notice of an alarm, and everything that helps in answering it, is
open to whoever stands at the station, and recorded as that. All else asks who it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is at a station."""

    GUARD = "guard"
    SUPERVISOR = "supervisor"
    INSTALLER = "installer"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What people do, as far as rights tell it apart."""

    ACKNOWLEDGE = "acknowledge"
    SILENCE = "silence"
    TICK_STEP = "tick_step"
    NOTE = "note"
    HANDLE = "handle"
    GIVE_VERDICT = "give_verdict"
    ESCALATE = "escalate"
    DISPATCH = "dispatch"
    OPEN_INCIDENT = "open_incident"
    DESCRIBE_INCIDENT = "describe_incident"
    TAKE_SNAPSHOT = "take_snapshot"
    CHANGE_LAYOUT = "change_layout"
    UNDO = "undo"
    RESET = "reset"
    CLOSE = "close"
    INVOLVE_PERSON = "involve_person"
    REVIEW = "review"
    EXPORT_LIST = "export_list"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    OUT_OF_SERVICE = "out_of_service"
    RETURN_TO_SERVICE = "return_to_service"
    ARM = "arm"
    DISARM = "disarm"
    OPEN_GATE = "open_gate"
    LISTEN = "listen"
    PTZ = "ptz"
    LOOK_AT_RECORDINGS = "look_at_recordings"
    LOOK_AT_PERSONAL_DATA = "look_at_personal_data"
    BOOKMARK = "bookmark"
    EXPORT_EVIDENCE = "export_evidence"
    EXPORT_APPROVED = "export_approved"
    EXPORT_UNMASKED = "export_unmasked"
    LOOK_UNMASKED = "look_unmasked"
    ENTER_REQUEST = "enter_request"
    READ_REGISTER = "read_register"
    VOID_REQUEST = "void_request"
    HOLD_EVIDENCE = "hold_evidence"
    RELEASE_HOLD = "release_hold"
    CHANGE_RULES = "change_rules"
    CHANGE_SETTINGS = "change_settings"
    MANAGE_GUARDS = "manage_guards"
    MANAGE_PEOPLE = "manage_people"
    ADMIT_STATION = "admit_station"
    SHUT_OUT_STATION = "shut_out_station"
    READ_AUDIT = "read_audit"
    WRITE_LOG = "write_log"
    CONFIRM_PRESENCE = "confirm_presence"
    HAND_OVER = "hand_over"
    START_DRILL = "start_drill"
    STOP_DRILL = "stop_drill"


class Need(StrEnum):
    """What one role needs for one action. A second person always comes with a reason."""

    ALLOWED = "allowed"
    REASON = "reason"
    SECOND = "second"
    EMERGENCY = "emergency"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    ``nobody`` is a station where nobody is signed in: never means there that it asks for a sign-in. ``second`` are the
    roles of those who may stand as second person. ``by_zone``: a person with named zones has the right only there.
    """

    nobody: Need
    guard: Need
    supervisor: Need
    installer: Need
    auditor: Need
    second: frozenset[Role] = frozenset()
    by_zone: bool = False

    def of(self, role: Role | None) -> Need:
        """What a role needs, or a station with nobody signed in."""
        needs: dict[Role | None, Need] = {
            None: self.nobody,
            Role.GUARD: self.guard,
            Role.SUPERVISOR: self.supervisor,
            Role.INSTALLER: self.installer,
            Role.AUDITOR: self.auditor,
        }
        return needs[role]


_YES, _WHY, _TWO, _P1, _NO = Need.ALLOWED, Need.REASON, Need.SECOND, Need.EMERGENCY, Need.NEVER
_ANYBODY = Rule(_YES, _YES, _YES, _YES, _YES)
_ON_SITE = frozenset({Role.GUARD, Role.SUPERVISOR, Role.INSTALLER})
_IN_CHARGE = frozenset({Role.SUPERVISOR, Role.INSTALLER})
_SUPERVISOR = frozenset({Role.SUPERVISOR})

#: Action -> what nobody, guard, supervisor, installer and auditor need for it.
RIGHTS: Final[Mapping[Action, Rule]] = {
    Action.ACKNOWLEDGE: _ANYBODY,
    Action.SILENCE: _ANYBODY,
    Action.TICK_STEP: _ANYBODY,
    Action.NOTE: _ANYBODY,
    Action.HANDLE: _ANYBODY,
    Action.GIVE_VERDICT: _ANYBODY,
    Action.ESCALATE: _ANYBODY,
    Action.DISPATCH: _ANYBODY,
    Action.OPEN_INCIDENT: _ANYBODY,
    Action.DESCRIBE_INCIDENT: _ANYBODY,
    Action.TAKE_SNAPSHOT: _ANYBODY,
    Action.CHANGE_LAYOUT: _ANYBODY,
    Action.UNDO: _ANYBODY,
    Action.RESET: Rule(_NO, _YES, _YES, _YES, _NO),
    Action.CLOSE: Rule(_NO, _YES, _YES, _YES, _NO),
    Action.INVOLVE_PERSON: Rule(_NO, _YES, _YES, _NO, _NO),
    Action.EXPORT_LIST: Rule(_NO, _NO, _YES, _NO, _WHY),
    Action.REVIEW: Rule(_NO, _NO, _YES, _NO, _NO, by_zone=True),
    Action.SHELVE: Rule(_NO, _WHY, _WHY, _WHY, _NO, by_zone=True),
    Action.UNSHELVE: Rule(_NO, _YES, _YES, _YES, _NO, by_zone=True),
    Action.OUT_OF_SERVICE: Rule(_NO, _NO, _TWO, _TWO, _NO, second=_ON_SITE, by_zone=True),
    Action.RETURN_TO_SERVICE: Rule(_NO, _YES, _YES, _YES, _NO, by_zone=True),
    Action.ARM: Rule(_NO, _YES, _YES, _YES, _NO, by_zone=True),
    Action.DISARM: Rule(_NO, _WHY, _WHY, _WHY, _NO, by_zone=True),
    Action.OPEN_GATE: Rule(_P1, _YES, _YES, _YES, _P1, by_zone=True),
    Action.LISTEN: Rule(_P1, _YES, _YES, _NO, _NO, by_zone=True),
    Action.PTZ: Rule(_P1, _YES, _YES, _YES, _P1, by_zone=True),
    Action.LOOK_AT_RECORDINGS: Rule(_NO, _YES, _YES, _YES, _WHY, by_zone=True),
    Action.LOOK_AT_PERSONAL_DATA: Rule(_NO, _YES, _YES, _NO, _WHY),
    Action.BOOKMARK: Rule(_NO, _YES, _YES, _YES, _NO, by_zone=True),
    Action.EXPORT_EVIDENCE: Rule(_NO, _TWO, _WHY, _NO, _NO, second=_SUPERVISOR, by_zone=True),
    Action.EXPORT_APPROVED: Rule(_NO, _TWO, _TWO, _NO, _NO, second=_SUPERVISOR, by_zone=True),
    Action.EXPORT_UNMASKED: Rule(_NO, _NO, _WHY, _NO, _NO, by_zone=True),
    Action.LOOK_UNMASKED: Rule(_NO, _TWO, _WHY, _WHY, _NO, second=_SUPERVISOR, by_zone=True),
    Action.ENTER_REQUEST: Rule(_NO, _YES, _YES, _NO, _NO),
    Action.READ_REGISTER: Rule(_NO, _YES, _YES, _NO, _YES),
    Action.VOID_REQUEST: Rule(_NO, _NO, _WHY, _NO, _NO),
    Action.HOLD_EVIDENCE: Rule(_NO, _WHY, _WHY, _NO, _NO, by_zone=True),
    Action.RELEASE_HOLD: Rule(_NO, _NO, _TWO, _NO, _NO, second=_SUPERVISOR, by_zone=True),
    Action.CHANGE_RULES: Rule(_NO, _NO, _WHY, _YES, _NO),
    Action.CHANGE_SETTINGS: Rule(_NO, _NO, _WHY, _YES, _NO),
    Action.MANAGE_GUARDS: Rule(_NO, _NO, _YES, _YES, _NO),
    Action.MANAGE_PEOPLE: Rule(_NO, _NO, _TWO, _YES, _NO, second=_IN_CHARGE),
    Action.ADMIT_STATION: Rule(_NO, _NO, _WHY, _YES, _NO),
    Action.SHUT_OUT_STATION: Rule(_NO, _NO, _WHY, _YES, _NO),
    Action.READ_AUDIT: Rule(_NO, _NO, _YES, _YES, _YES),
    Action.WRITE_LOG: Rule(_YES, _YES, _YES, _YES, _NO),
    Action.CONFIRM_PRESENCE: Rule(_YES, _YES, _YES, _YES, _NO),
    Action.HAND_OVER: Rule(_NO, _YES, _YES, _YES, _NO),
    Action.START_DRILL: Rule(_NO, _NO, _YES, _NO, _NO, by_zone=True),
    Action.STOP_DRILL: Rule(_YES, _YES, _YES, _YES, _YES),
}

#: What nobody is ever kept from: no lock-out, no missing account and no fault of the audit log stands in its way.
OPEN_TO_ALL: Final = frozenset(action for action, rule in RIGHTS.items() if rule is _ANYBODY)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose password was checked. ``account`` is the account's id, ``label`` what records and screens say.

    ``zones``: where the rights hold; empty means everywhere.
    """

    account: str
    name: str
    label: str
    role: Role
    zones: tuple[str, ...] = ()

    def covers(self, lineage: tuple[str, ...]) -> bool:
        """Whether the rights hold in a zone, given with all that it lies in; no zone at all is the whole site."""
        return not self.zones or any(zone in self.zones for zone in lineage)


class Answer(StrEnum):
    """What the table says of an act at hand; all but ``GRANTED`` are codes of a refusal."""

    GRANTED = "granted"
    SIGN_IN = "sign_in_needed"
    SECOND = "second_person_needed"
    SECOND_SAME = "second_person_same"
    SECOND_ROLE = "second_person_role"
    REASON = "reason_needed"
    ROLE = "role_lacks_right"
    ZONE = "zone_lacks_right"


def judge(
    action: Action,
    person: Person | None,
    *,
    lineage: tuple[str, ...] = (),
    second: Person | None = None,
    reason: str = "",
    emergency: bool = False,
) -> Answer:
    """Say whether an act may be done now, and if not, what is missing first.

    ``lineage`` is the zone it concerns and all above it; ``emergency`` that an alarm of priority 1 stands open.
    """
    rule = RIGHTS[action]
    need = rule.of(person.role if person is not None else None)
    if emergency and Need.EMERGENCY in (need, rule.nobody):
        return Answer.GRANTED  # whoever is signed in may do at least what nobody may
    if person is None:
        return Answer.GRANTED if need is Need.ALLOWED else Answer.SIGN_IN
    if need in (Need.NEVER, Need.EMERGENCY):
        return Answer.ROLE
    if rule.by_zone and not person.covers(lineage):
        return Answer.ZONE
    if need is not Need.ALLOWED and not reason.strip():
        return Answer.REASON
    return _judge_second(rule, person, second, lineage) if need is Need.SECOND else Answer.GRANTED


def _judge_second(rule: Rule, person: Person, second: Person | None, lineage: tuple[str, ...]) -> Answer:
    if second is None:
        return Answer.SECOND
    if second.account == person.account:
        return Answer.SECOND_SAME
    if second.role not in rule.second:
        return Answer.SECOND_ROLE
    return Answer.ZONE if rule.by_zone and not second.covers(lineage) else Answer.GRANTED
