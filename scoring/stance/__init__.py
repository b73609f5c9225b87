"""Stance: does a statement support the claim, refute it, or neither."""

from scoring.stance.document import document_stance
from scoring.stance.ensemble import load_stance_model
from scoring.stance.model import StanceModel, StatementInContext

__all__ = ["StanceModel", "StatementInContext", "document_stance", "load_stance_model"]
