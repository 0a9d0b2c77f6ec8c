"""Stand-ins that tests of every part share."""
