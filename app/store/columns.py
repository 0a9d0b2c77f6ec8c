"""Columns as the tables have them most: words, UTC seconds, yes or no."""

from sqlalchemy import Boolean, Column, Double, Text


def text_column(name: str, *, empty: bool = True) -> "Column[str]":
    """Words; empty: left out, they are the empty text."""
    return Column(name, Text, nullable=False, server_default="" if empty else None)


def time_column(name: str, *, optional: bool = False) -> "Column[float]":
    """UTC seconds."""
    return Column(name, Double, nullable=optional)


def flag_column(name: str) -> "Column[bool]":
    """Yes or no."""
    return Column(name, Boolean, nullable=False)
