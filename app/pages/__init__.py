"""The pages of the main window: they compose widgets and call services."""
