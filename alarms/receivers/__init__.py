"""How devices' messages reach the engine."""
