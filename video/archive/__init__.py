"""Recorded footage: written beside the live picture, in files that survive any end."""
