"""The scenes the demo cameras look at."""
