"""What a text claims: which of its sentences are worth checking, and the assertions in them."""

from scoring.claims.parts import Part, split_claim

__all__ = ["Part", "split_claim"]
