"""Alarm states, engine, intake and journal ports, without Qt."""
