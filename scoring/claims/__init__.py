"""What a text claims: which of its sentences are worth checking, and the assertions in them."""

from scoring.claims.parts import Part, split_claim
from scoring.claims.worth import load_worth_model

__all__ = ["Part", "load_worth_model", "split_claim"]
