"""The demo corpus and the command that serves it."""
