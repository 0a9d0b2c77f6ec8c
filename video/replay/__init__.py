"""Playback of several cameras on one clock."""
