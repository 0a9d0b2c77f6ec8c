"""The way by which stations see each other's footage: HTTPS, both sides known by their certificates."""
