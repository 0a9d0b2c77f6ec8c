"""The built-in MQTT broker: it acknowledges after the journal's commit."""
