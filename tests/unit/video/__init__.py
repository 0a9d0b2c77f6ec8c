"""Tests: unit of video."""
