"""Every error the engine raises on purpose.

    SecondSourceError
    ├── InputError               the caller's data is wrong; nothing was stored
    │   ├── InvalidClaim         blank, too long, or not text
    │   ├── InvalidDocument      a field of a document cannot be used
    │   └── InvalidFilter        a filter that can match nothing by its form
    ├── InvalidSetting           an environment variable has a value that cannot be used
    ├── NotFound                 no document or check has this id
    ├── VersionGone              a past version of the corpus is not kept any more
    ├── ModelError               a model could not be prepared or loaded
    │   └── WeightsMismatch      the weight file is not the one this release was measured with
    └── CorpusError              the corpus could not be read or written
        ├── EncoderMismatch      the corpus was made with another encoder
        └── SchemaMismatch       the corpus was made by another release

Messages state the offending value and what to do about it. HTTP status codes
are assigned in `api/errors.py` and nowhere else.
"""

from __future__ import annotations


class SecondSourceError(Exception):
    """Base of all errors in this module."""


class InputError(SecondSourceError):
    """The caller's data is wrong; nothing was stored.

    Attributes:
        pointer: JSON pointer (RFC 6901) to the offending field, "" for the whole body.
    """

    def __init__(self, message: str, *, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


class InvalidClaim(InputError):
    """The claim is blank, too long, or not text."""


class InvalidDocument(InputError):
    """A field of a document cannot be used."""


class InvalidFilter(InputError):
    """A filter that can match nothing by its form."""


class InvalidSetting(SecondSourceError):
    """An environment variable has a value that cannot be used."""


class NotFound(SecondSourceError):
    """No document or check has this id."""


class VersionGone(SecondSourceError):
    """A past version of the corpus, or of the checks stored in it, is not kept any more."""


class ModelError(SecondSourceError):
    """A model could not be prepared or loaded."""


class WeightsMismatch(ModelError):
    """The weight file is not the one this release was measured with."""


class CorpusError(SecondSourceError):
    """The corpus could not be read or written."""


class EncoderMismatch(CorpusError):
    """The corpus was made with another encoder."""


class SchemaMismatch(CorpusError):
    """The corpus was made by another release."""
