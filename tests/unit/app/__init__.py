"""Tests: unit of app."""
