"""The station's records: journal, shared database, queries."""
