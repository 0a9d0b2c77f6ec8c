"""The tables of the records, for SQLite and PostgreSQL alike.

Three groups. `RECORDS` exists in every station's own file and in the shared database; `STATION` (outbox and what it set
aside, settings, what is known of each device and of other stations' chains) only in the station's file; `SHARED` (who
owns what, who is there) only in the shared database. Times are UTC seconds as doubles, ids are
text (UUIDs; those of derived facts are UUIDv5 of their cause, so two stations that were cut apart write the same row).
Nothing refers to a projection by a foreign key: projections are folded from actions and may arrive in any order. A
chain is named by the file it grew in, so a station that is set up anew starts a new one.

A change here needs a new revision in `migrations/versions`; a test compares the two.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.store.columns import flag_column, text_column, time_column
from app.store.metadata import RECORDS, SHARED, STATION
from app.store.tables_duty import drill, duty_log, handover, presence_check
from app.store.tables_keys import key_event
from app.store.tables_register import footage_request
from app.store.tables_shared import camera_control, lease, station_seen
from app.store.tables_station import chain_mark, device_sequence, latest_state, outbox, outbox_refused, setting

__all__ = [
    "RECORDS",
    "SHARED",
    "STATION",
    "camera_control",
    "chain_mark",
    "device_sequence",
    "drill",
    "duty_log",
    "footage_request",
    "handover",
    "key_event",
    "latest_state",
    "lease",
    "outbox",
    "outbox_refused",
    "presence_check",
    "setting",
    "station_seen",
]

raw_message = Table(
    "raw_message",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("topic"),
    Column("payload", LargeBinary, nullable=False),
    time_column("received_at"),
    text_column("device"),
    text_column("origin"),
    time_column("device_time", optional=True),
    text_column("boot"),
    Column("seq", BigInteger),
    text_column("problem"),
    text_column("station"),
    Index(None, "received_at"),
)

alarm_action = Table(
    "alarm_action",
    RECORDS,
    Column("id", Text, nullable=False),
    text_column("station", empty=False),
    text_column("chain", empty=False),
    Column("sequence", BigInteger, nullable=False),
    text_column("kind", empty=False),
    Column("occurrence", Text),
    Column("incident", Text),
    time_column("at"),
    text_column("actor"),
    text_column("clock", empty=False),
    Column("data", JSON, nullable=False),
    text_column("previous_hash", empty=False),
    text_column("hash", empty=False),
    PrimaryKeyConstraint("id", "station"),
    UniqueConstraint("chain", "sequence"),
    Index(None, "clock", "station", "id"),
    Index(None, "incident", "clock"),
    Index(None, "occurrence"),
    Index(
        "ix_alarm_action_of_no_case",
        "kind",
        "clock",
        sqlite_where=text("occurrence IS NULL AND incident IS NULL"),
        postgresql_where=text("occurrence IS NULL AND incident IS NULL"),
    ),
)

#: What keeps an occurrence on a list, or may put it there again; see `app.store.hot_set`.
STANDING = "condition = 'active' OR awaiting_reset OR (acknowledgement = 'unacked' AND NOT raised_suppressed)"

alarm = Table(
    "alarm",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("point", empty=False),
    text_column("device"),
    text_column("zone"),
    text_column("alarm_class"),
    text_column("kind"),
    Column("priority", Integer, nullable=False),
    text_column("condition"),
    text_column("acknowledgement"),
    flag_column("awaiting_reset"),
    text_column("suppression"),
    time_column("raised_at"),
    time_column("device_time", optional=True),
    time_column("received_at", optional=True),
    time_column("returned_at", optional=True),
    time_column("acked_at", optional=True),
    text_column("acked_by"),
    time_column("called_at", optional=True),
    time_column("looked_at", optional=True),
    time_column("reset_at", optional=True),
    time_column("silenced_at", optional=True),
    Column("incident", Text),
    Column("count", Integer, nullable=False, server_default="1"),
    flag_column("latching"),
    flag_column("recovered"),
    flag_column("replay"),
    flag_column("drill"),
    flag_column("raised_suppressed"),
    Column("data", JSON, nullable=False),
    text_column("clock", empty=False),
    Index(None, "incident"),
    Index(None, "raised_at", "id"),
    Index(None, "point", "raised_at"),
    Index("ix_alarm_standing", "id", sqlite_where=text(STANDING), postgresql_where=text(STANDING)),
)

incident = Table(
    "incident",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("number"),
    text_column("zone"),
    text_column("category"),
    Column("priority", Integer, nullable=False),
    time_column("opened_at"),
    text_column("handling"),
    text_column("verdict"),
    text_column("cause"),
    time_column("closed_at", optional=True),
    text_column("closed_by"),
    time_column("last_raised_at"),
    time_column("first_acked_at", optional=True),
    time_column("first_on_scene_at", optional=True),
    text_column("escalation"),
    flag_column("drill"),
    Column("alarms", Integer, nullable=False, server_default="0"),
    Column("notes", JSON, nullable=False),
    text_column("search"),
    text_column("clock", empty=False),
    text_column("title"),
    text_column("opened_by"),
    Column("place", BigInteger, nullable=False, server_default="0"),
    text_column("terms"),
    Index(None, "closed_at"),
    Index(None, "place"),
    Index(None, "zone", "place"),
    Index(None, "category", "place"),
    Index(None, "priority", "place"),
    Index(None, "handling", "place"),
)

#: What the migrations make besides, in each database's own way: an index over `incident.terms`; see `app.store.search`.
SEARCH_TABLE, SEARCH_INDEX = "incident_search", "ix_incident_terms"

incident_person = Table(
    "incident_person",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("incident", empty=False),
    Column("sealed", LargeBinary, nullable=False),
    text_column("key"),
    text_column("station"),
    time_column("recorded_at"),
    time_column("purge_at", optional=True),
    time_column("updated_at"),
    Index(None, "incident"),
)

incident_step = Table(
    "incident_step",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("incident", empty=False),
    text_column("step", empty=False),
    flag_column("done"),
    time_column("at"),
    text_column("actor"),
    text_column("clock", empty=False),
    Index(None, "incident"),
)

incident_dispatch = Table(
    "incident_dispatch",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("incident", empty=False),
    *(text_column(name) for name in ("guard", "name", "zone", "point")),
    time_column("sent_at"),
    text_column("sent_by"),
    time_column("arrived_at", optional=True),
    text_column("arrived_by"),
    time_column("cleared_at", optional=True),
    text_column("cleared_by"),
    flag_column("withdrawn"),
    text_column("clock", empty=False),
    Index(None, "incident"),
    Index(None, "guard", "sent_at"),
)

evidence = Table(
    "evidence",
    RECORDS,
    Column("id", Text, primary_key=True),
    Column("incident", Text),
    text_column("station"),
    text_column("kind", empty=False),
    text_column("path", empty=False),
    text_column("sha256", empty=False),
    Column("size", BigInteger, nullable=False),
    text_column("camera"),
    time_column("start", optional=True),
    time_column("end", optional=True),
    Column("clock_offset_ms", Double),
    time_column("recorded_at"),
    flag_column("legal_hold"),
    time_column("retain_until", optional=True),
    time_column("updated_at"),
    Index(None, "incident", "camera", "start"),
    Index(None, "camera", "start"),
)

evidence_access = Table(
    "evidence_access",
    RECORDS,
    Column("id", Text, primary_key=True),
    Column("evidence", Text, ForeignKey("evidence.id"), nullable=False),
    text_column("action", empty=False),
    text_column("actor", empty=False),
    text_column("station"),
    text_column("reason"),
    text_column("package"),
    time_column("at"),
    Index(None, "evidence", "at"),
)

passage = Table(
    "passage",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("gate", empty=False),
    text_column("device"),
    time_column("at"),
    time_column("device_time", optional=True),
    text_column("plate"),
    text_column("raw_plate"),
    text_column("colour"),
    Column("confidence", Double),
    text_column("direction"),
    text_column("matched_by"),
    text_column("decision"),
    text_column("decided_by"),
    text_column("picture"),
    flag_column("replay"),
    text_column("station"),
    time_column("updated_at"),
    Index(None, "at", "id"),
    Index(None, "gate", "at", "id"),
    Index(None, "plate", "at"),
)

stall = Table(
    "stall",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("group"),
    Column("occupied", Boolean),
    time_column("since", optional=True),
    text_column("plate"),
    time_column("updated_at"),
    Index(None, "group"),
)

audit = Table(
    "audit",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("station", empty=False),
    text_column("chain", empty=False),
    Column("sequence", BigInteger, nullable=False),
    time_column("at"),
    text_column("actor", empty=False),
    text_column("action", empty=False),
    text_column("object"),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    text_column("previous_hash", empty=False),
    text_column("hash", empty=False),
    UniqueConstraint("chain", "sequence"),
    Index(None, "object", "at"),
    Index(None, "actor"),
    Index(None, "action"),
    Index(None, "actor", "action"),
    Index(None, "at"),
)

account_event = Table(
    "account_event",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("station", empty=False),
    text_column("chain", empty=False),
    Column("sequence", BigInteger, nullable=False),
    time_column("at"),
    text_column("clock", empty=False),
    text_column("kind", empty=False),
    text_column("account"),
    text_column("actor", empty=False),
    Column("data", JSON, nullable=False),
    text_column("signer", empty=False),
    text_column("previous_hash", empty=False),
    text_column("hash", empty=False),
    text_column("signature", empty=False),
    UniqueConstraint("chain", "sequence"),
    Index(None, "account", "clock"),
)

anchor = Table(
    "anchor",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("station", empty=False),
    time_column("at"),
    text_column("kind", empty=False),
    Column("content", JSON, nullable=False),
    text_column("fingerprint"),
    text_column("signature"),
    Index(None, "kind", "at"),
)

#: Rows of these are never changed nor removed by a station; the databases enforce it.
APPEND_ONLY: tuple[Table, ...] = (
    *(raw_message, alarm_action, evidence_access, audit, anchor, account_event),
    *(duty_log, handover, presence_check, drill, footage_request, key_event),
)

#: Rows of these follow the newest writer: the column says which of two writings is newer.
NEWEST_WINS: dict[str, str] = {
    "alarm": "clock",
    "incident": "clock",
    "incident_step": "clock",
    "incident_person": "updated_at",
    "incident_dispatch": "clock",
    "evidence": "updated_at",
    "passage": "updated_at",
    "stall": "updated_at",
    "footage_mark": "updated_at",
}
