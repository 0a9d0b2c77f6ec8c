"""The register of footage requests, in every station's own file and in the shared database: rows that only grow.

`kind` is "request" (somebody asks for footage), "handed_out" (a package was made for it) or "voided"; the latter two
name the request they belong to. `content` is what the row says, `digest` its SHA-256 with all else.
"""

from sqlalchemy import JSON, Column, Double, Index, Table, Text

from app.store.metadata import RECORDS

footage_request = Table(
    "footage_request",
    RECORDS,
    Column("id", Text, primary_key=True),
    Column("station", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("kind", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("number", Text, nullable=False, server_default=""),
    Column("person", Text, nullable=False),
    Column("account", Text, nullable=False, server_default=""),
    Column("content", JSON, nullable=False),
    Column("digest", Text, nullable=False),
    Index(None, "at", "id"),
    Index(None, "request"),
)
