"""Models that turn text into numbers."""
