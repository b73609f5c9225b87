"""Stance of a statement, and of a document, towards the claim."""

from scoring.stance.document import document_stance
from scoring.stance.model import StanceModel, StatementInContext, load_stance_model

__all__ = ["StanceModel", "StatementInContext", "document_stance", "load_stance_model"]
