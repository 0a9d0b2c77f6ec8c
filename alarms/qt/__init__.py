"""The thin joint between alarms and Qt."""
