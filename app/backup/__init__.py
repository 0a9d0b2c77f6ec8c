"""Backups of a station: database, site document and keys, encrypted, checked, and put back whole or not at all."""
