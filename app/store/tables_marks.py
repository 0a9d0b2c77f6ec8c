"""The table of what people noted about footage, in every station's own file and in the shared database.

`kind` is "bookmark" or "hold"; `camera` is empty where it is about all cameras. A mark is never removed, it ends:
`ended_by` says who ended it, and is empty where its time ran out.
"""

from sqlalchemy import Column, Double, Index, Table, Text

from app.store.schema import RECORDS

footage_mark = Table(
    "footage_mark",
    RECORDS,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("camera", Text, nullable=False, server_default=""),
    Column("incident", Text, nullable=False, server_default=""),
    Column("start", Double, nullable=False),
    Column("end", Double, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("owner", Text, nullable=False, server_default=""),
    Column("made_at", Double, nullable=False),
    Column("expires_at", Double),
    Column("ended_at", Double),
    Column("ended_by", Text, nullable=False, server_default=""),
    Column("station", Text, nullable=False, server_default=""),
    Column("updated_at", Double, nullable=False),
    Index(None, "kind", "start"),
)
