"""Which documents are copies, which rest on one source, and so how many origins there are."""
