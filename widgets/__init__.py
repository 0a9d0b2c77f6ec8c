"""Reusable Qt widgets: plain data in, signals out."""
