"""Icons, sounds, styles, translations and demo data."""
