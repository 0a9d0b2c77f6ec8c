"""The thin joint between video and Qt."""
