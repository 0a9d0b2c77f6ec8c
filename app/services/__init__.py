"""Use cases that join video, alarms and records by their ids."""
