"""Golden pictures of the gallery."""
