"""The voice: names of zones and alarms rendered to sound when the site is published, so that none is at alarm time."""
