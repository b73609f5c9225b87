"""`secondsource ingest`: sources found, read, fetched, cleaned, stored, and reported on."""
