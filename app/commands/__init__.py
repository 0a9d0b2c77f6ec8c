"""Commands that join the command line to a domain, and have no other home."""
