"""Where `scoring.corpus.tables` is known by its earlier name."""

from scoring.corpus.tables import SideTable, open_table

__all__ = ["SideTable", "open_table"]
