"""The corpus: documents into it, statements out of it."""
