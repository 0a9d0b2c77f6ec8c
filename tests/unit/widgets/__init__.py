"""Tests: unit of widgets."""
