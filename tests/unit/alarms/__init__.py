"""Tests: unit of alarms."""
