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

from app.store.metadata import RECORDS, SHARED, STATION
from app.store.tables_keys import key_event
from app.store.tables_register import footage_request

__all__ = ["RECORDS", "SHARED", "STATION", "footage_request", "key_event"]


def _text(name: str, *, empty: bool = True) -> "Column[str]":
    return Column(name, Text, nullable=False, server_default="" if empty else None)


def _time(name: str, *, optional: bool = False) -> "Column[float]":
    return Column(name, Double, nullable=optional)


def _flag(name: str) -> "Column[bool]":
    return Column(name, Boolean, nullable=False)


raw_message = Table(
    "raw_message",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("topic"),
    Column("payload", LargeBinary, nullable=False),
    _time("received_at"),
    _text("device"),
    _text("origin"),
    _time("device_time", optional=True),
    _text("boot"),
    Column("seq", BigInteger),
    _text("problem"),
    _text("station"),
    Index(None, "received_at"),
)

alarm_action = Table(
    "alarm_action",
    RECORDS,
    Column("id", Text, nullable=False),
    _text("station", empty=False),
    _text("chain", empty=False),
    Column("sequence", BigInteger, nullable=False),
    _text("kind", empty=False),
    Column("occurrence", Text),
    Column("incident", Text),
    _time("at"),
    _text("actor"),
    _text("clock", empty=False),
    Column("data", JSON, nullable=False),
    _text("previous_hash", empty=False),
    _text("hash", empty=False),
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
    _text("point", empty=False),
    _text("device"),
    _text("zone"),
    _text("alarm_class"),
    _text("kind"),
    Column("priority", Integer, nullable=False),
    _text("condition"),
    _text("acknowledgement"),
    _flag("awaiting_reset"),
    _text("suppression"),
    _time("raised_at"),
    _time("device_time", optional=True),
    _time("received_at", optional=True),
    _time("returned_at", optional=True),
    _time("acked_at", optional=True),
    _text("acked_by"),
    _time("called_at", optional=True),
    _time("looked_at", optional=True),
    _time("reset_at", optional=True),
    _time("silenced_at", optional=True),
    Column("incident", Text),
    Column("count", Integer, nullable=False, server_default="1"),
    _flag("latching"),
    _flag("recovered"),
    _flag("replay"),
    _flag("drill"),
    _flag("raised_suppressed"),
    Column("data", JSON, nullable=False),
    _text("clock", empty=False),
    Index(None, "incident"),
    Index(None, "raised_at", "id"),
    Index(None, "point", "raised_at"),
    Index("ix_alarm_standing", "id", sqlite_where=text(STANDING), postgresql_where=text(STANDING)),
)

incident = Table(
    "incident",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("number"),
    _text("zone"),
    _text("category"),
    Column("priority", Integer, nullable=False),
    _time("opened_at"),
    _text("handling"),
    _text("verdict"),
    _text("cause"),
    _time("closed_at", optional=True),
    _text("closed_by"),
    _time("last_raised_at"),
    _time("first_acked_at", optional=True),
    _time("first_on_scene_at", optional=True),
    _text("escalation"),
    _flag("drill"),
    Column("alarms", Integer, nullable=False, server_default="0"),
    Column("notes", JSON, nullable=False),
    _text("search"),
    _text("clock", empty=False),
    _text("title"),
    _text("opened_by"),
    Column("place", BigInteger, nullable=False, server_default="0"),
    _text("terms"),
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
    _text("incident", empty=False),
    Column("sealed", LargeBinary, nullable=False),
    _text("key"),
    _text("station"),
    _time("recorded_at"),
    _time("purge_at", optional=True),
    _time("updated_at"),
    Index(None, "incident"),
)

incident_step = Table(
    "incident_step",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("incident", empty=False),
    _text("step", empty=False),
    _flag("done"),
    _time("at"),
    _text("actor"),
    _text("clock", empty=False),
    Index(None, "incident"),
)

incident_dispatch = Table(
    "incident_dispatch",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("incident", empty=False),
    *(_text(name) for name in ("guard", "name", "zone", "point")),
    _time("sent_at"),
    _text("sent_by"),
    _time("arrived_at", optional=True),
    _text("arrived_by"),
    _time("cleared_at", optional=True),
    _text("cleared_by"),
    _flag("withdrawn"),
    _text("clock", empty=False),
    Index(None, "incident"),
    Index(None, "guard", "sent_at"),
)

evidence = Table(
    "evidence",
    RECORDS,
    Column("id", Text, primary_key=True),
    Column("incident", Text),
    _text("station"),
    _text("kind", empty=False),
    _text("path", empty=False),
    _text("sha256", empty=False),
    Column("size", BigInteger, nullable=False),
    _text("camera"),
    _time("start", optional=True),
    _time("end", optional=True),
    Column("clock_offset_ms", Double),
    _time("recorded_at"),
    _flag("legal_hold"),
    _time("retain_until", optional=True),
    _time("updated_at"),
    Index(None, "incident", "camera", "start"),
    Index(None, "camera", "start"),
)

evidence_access = Table(
    "evidence_access",
    RECORDS,
    Column("id", Text, primary_key=True),
    Column("evidence", Text, ForeignKey("evidence.id"), nullable=False),
    _text("action", empty=False),
    _text("actor", empty=False),
    _text("station"),
    _text("reason"),
    _text("package"),
    _time("at"),
    Index(None, "evidence", "at"),
)

passage = Table(
    "passage",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("gate", empty=False),
    _text("device"),
    _time("at"),
    _time("device_time", optional=True),
    _text("plate"),
    _text("raw_plate"),
    _text("colour"),
    Column("confidence", Double),
    _text("direction"),
    _text("matched_by"),
    _text("decision"),
    _text("decided_by"),
    _text("picture"),
    _flag("replay"),
    _text("station"),
    _time("updated_at"),
    Index(None, "at", "id"),
    Index(None, "gate", "at", "id"),
    Index(None, "plate", "at"),
)

stall = Table(
    "stall",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("group"),
    Column("occupied", Boolean),
    _time("since", optional=True),
    _text("plate"),
    _time("updated_at"),
    Index(None, "group"),
)

duty_log = Table(
    "duty_log",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("station"),
    _time("at"),
    _text("person"),
    _text("kind"),
    _text("text"),
    _text("corrects"),
    _text("account"),
    Index(None, "at", "id"),
)

handover = Table(
    "handover",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("station", empty=False),
    _time("at"),
    _text("outgoing", empty=False),
    _text("incoming", empty=False),
    Column("content", JSON, nullable=False),
    _text("digest", empty=False),
    Index(None, "at", "id"),
)

presence_check = Table(
    "presence_check",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("station", empty=False),
    _time("at"),
    _time("ended_at"),
    _text("outcome", empty=False),
    _text("person"),
    _text("account"),
    Column("misses", Integer, nullable=False, server_default="0"),
    Index(None, "at", "id"),
)

drill = Table(
    "drill",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("station", empty=False),
    _time("at"),
    _time("ended_at"),
    _text("scenario", empty=False),
    _text("person"),
    _text("outcome", empty=False),
    Column("content", JSON, nullable=False),
    _text("digest", empty=False),
    Index(None, "at", "id"),
)

audit = Table(
    "audit",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("station", empty=False),
    _text("chain", empty=False),
    Column("sequence", BigInteger, nullable=False),
    _time("at"),
    _text("actor", empty=False),
    _text("action", empty=False),
    _text("object"),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    _text("previous_hash", empty=False),
    _text("hash", empty=False),
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
    _text("station", empty=False),
    _text("chain", empty=False),
    Column("sequence", BigInteger, nullable=False),
    _time("at"),
    _text("clock", empty=False),
    _text("kind", empty=False),
    _text("account"),
    _text("actor", empty=False),
    Column("data", JSON, nullable=False),
    _text("signer", empty=False),
    _text("previous_hash", empty=False),
    _text("hash", empty=False),
    _text("signature", empty=False),
    UniqueConstraint("chain", "sequence"),
    Index(None, "account", "clock"),
)

anchor = Table(
    "anchor",
    RECORDS,
    Column("id", Text, primary_key=True),
    _text("station", empty=False),
    _time("at"),
    _text("kind", empty=False),
    Column("content", JSON, nullable=False),
    _text("fingerprint"),
    _text("signature"),
    Index(None, "kind", "at"),
)

outbox = Table(
    "outbox",
    STATION,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    _text("table_name", empty=False),
    _text("record", empty=False),
    _time("at"),
    UniqueConstraint("table_name", "record"),
    Index(None, "table_name", "sequence"),
    sqlite_autoincrement=True,
)

outbox_refused = Table(
    "outbox_refused",
    STATION,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _text("table_name", empty=False),
    _text("record", empty=False),
    _time("at"),
    _text("code", empty=False),
    _text("message"),
    _time("refused_at"),
    UniqueConstraint("table_name", "record"),
)

device_sequence = Table(
    "device_sequence",
    STATION,
    Column("device", Text, primary_key=True),
    _text("boot", empty=False),
    Column("seq", BigInteger, nullable=False),
)

latest_state = Table(
    "latest_state",
    STATION,
    Column("topic", Text, primary_key=True),
    _text("message", empty=False),
)

chain_mark = Table(
    "chain_mark",
    STATION,
    Column("chain", Text, primary_key=True),
    _text("station"),
    Column("sequence", BigInteger, nullable=False),
    Column("missing", JSON, nullable=False),
)

setting = Table(
    "setting",
    STATION,
    Column("key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
    _time("updated_at"),
)

lease = Table(
    "lease",
    SHARED,
    Column("name", Text, primary_key=True),
    _text("station", empty=False),
    _time("until"),
    Column("epoch", BigInteger, nullable=False),
)

station_seen = Table(
    "station_seen",
    SHARED,
    Column("station", Text, primary_key=True),
    _time("at"),
    Column("clock_offset", Double, nullable=False),
)

camera_control = Table(
    "camera_control",
    SHARED,
    Column("camera", Text, primary_key=True),
    _text("station", empty=False),
    _text("person"),
    _text("label"),
    Column("rank", Integer, nullable=False),
    _time("until"),
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
