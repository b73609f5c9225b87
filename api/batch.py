"""Lines of NDJSON into the corpus: in order, in bounded memory, each with a result of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gunicorn.http.errors import ParseException
from marshmallow import ValidationError

from api.engine import Parts
from api.errors import Problem, ProblemError, problem_of
from api.metrics import step
from api.problem_types import TOO_LARGE
from api.schemas.documents import LONGEST_HTML, DocumentRequest
from api.strict_json import parse_json
from scoring.corpus.ingest import document_key, find_unchanged, ingest
from scoring.corpus.validation import validate_document
from scoring.errors import CorpusError, InputError, SecondSourceError
from scoring.formats.lines import Readable, cut_lines
from scoring.records import Document, SubmittedDocument

_log = logging.getLogger(__name__)

# Bytes of one line. JSON may write each byte of a text as six, so the longest text always fits.
LONGEST_LINE = 2 * LONGEST_HTML
# A commit costs about 30 ms whatever it holds, so documents are stored this many at a time,
# or fewer when they are long: a chunk's texts, statements and vectors are in memory at once.
_CHUNK_DOCUMENTS = 64
_CHUNK_CHARACTERS = 1 << 20
_CHUNK_RESULTS = 1_024  # with those of broken lines, which wait for the good ones before them

_DOCUMENT = DocumentRequest()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a batch, or a document that was read in another form.

    Attributes:
        number: Counted from 1.
        body: JSON; None when it was over the limit and not kept, or could not be read.
        problem: Why it could not be read.
        fields: The document, where it is not JSON that is still to be parsed.
    """

    number: int
    body: bytes | None
    problem: Problem | None = None
    fields: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a line; see `BatchResultSchema`."""

    line: int
    status: int
    id: str | None = None
    collection: str | None = None
    problem: Problem | None = None

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON."""
        body: dict[str, Any] = {
            "line": self.line,
            "id": self.id,
            "collection": self.collection,
            "status": self.status,
        }
        if self.problem is not None:
            body["problem"] = self.problem.as_dict()
        return body


def read_lines(stream: Readable, longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Cut a stream into lines, holding at most one; a longer one is read past and not held.

    A last line without a line feed counts; nothing after the last line feed is no line. Where the
    stream cannot be read on, that is its last line.
    """
    number = 0
    try:
        for number, body in enumerate(cut_lines(stream, longest), 1):
            yield Line(number, body)
    except (ProblemError, ParseException) as error:
        # Of a compressed or chunked body, whose lines before are answered.
        yield Line(number + 1, None, problem_of(error))


def store_lines(
    lines: Iterable[Line],
    parts: Parts,
    *,
    collection: str | None = None,
    admit: Callable[[Sequence[str]], None] = lambda _: None,
    skip_unchanged: bool = False,
) -> Iterator[Result]:
    """Store the document of each line.

    Args:
        lines: The lines, each a JSON object as `POST /v1/documents` takes it.
        parts: The corpus and the models.
        collection: Put all documents there, whatever their lines say.
        admit: Raises a ProblemError for collections that may not be written to.
        skip_unchanged: Leave a document as it is, with the status 304, where the corpus holds
            the same one; otherwise it is analysed again and replaced.

    Yields:
        One result for each line, in their order, once its document is durable.
    """
    waiting: list[Result | Pending] = []
    documents = characters = 0
    for line in lines:
        item = read_line(line, collection, admit)
        waiting.append(item)
        if isinstance(item, Pending):
            documents += 1
            characters += len(item.document.text)
        full = documents == _CHUNK_DOCUMENTS or characters >= _CHUNK_CHARACTERS
        if full or documents == 0 or len(waiting) == _CHUNK_RESULTS:
            yield from _settle(waiting, parts, skip_unchanged=skip_unchanged)
            waiting, documents, characters = [], 0, 0
    yield from _settle(waiting, parts, skip_unchanged=skip_unchanged)


@dataclass(frozen=True, slots=True)
class Pending:
    """A line whose document can be stored."""

    line: int
    document: SubmittedDocument


def read_line(
    line: Line, collection: str | None, admit: Callable[[Sequence[str]], None]
) -> Result | Pending:
    """Read the document of a line; arguments as in `store_lines`."""
    if line.problem is not None:
        return failed(line.number, ProblemError(line.problem))
    if line.body is None and line.fields is None:
        detail = f"the line has over {LONGEST_LINE:,} bytes; split the document"
        return failed(line.number, ProblemError(Problem(TOO_LARGE, detail)))
    if line.body is not None and not line.body.strip():
        return Result(line.number, 204)
    fields: Any = line.fields
    try:
        if line.body is not None:
            fields = parse_json(line.body)
        document: SubmittedDocument = _DOCUMENT.load(fields)
        if collection is not None:
            document = replace(document, collection=collection)
        admit([document.collection])
        validate_document(document)
    except (ProblemError, ValidationError, InputError) as error:
        return failed(line.number, error, _named(fields, "id"), _named(fields, "collection"))
    except Exception as error:  # noqa: BLE001  one page that breaks an extractor fails alone
        _log.exception("line %d could not be read", line.number)
        return failed(line.number, error, _named(fields, "id"), _named(fields, "collection"))
    return Pending(line.number, document)


def _named(fields: Any, name: str) -> str | None:
    """A field of a refused line, for its result, when it is a string that can be sent back."""
    value = fields.get(name) if isinstance(fields, dict) else None
    return value if isinstance(value, str) and value.isprintable() and len(value) <= 200 else None


def failed(
    line: int, error: Exception, document_id: str | None = None, collection: str | None = None
) -> Result:
    """The result of a line that was not stored."""
    problem = problem_of(error)
    return Result(line, problem.kind.status, document_id, collection, problem)


def _settle(
    waiting: list[Result | Pending], parts: Parts, *, skip_unchanged: bool
) -> Iterator[Result]:
    """Store what is pending in one commit; a line that the engine refuses fails alone."""
    pending = [item for item in waiting if isinstance(item, Pending)]
    settled = _unchanged(pending, parts) if skip_unchanged else {}
    settled |= _store([item for item in pending if item.line not in settled], parts)
    for item in waiting:
        yield item if isinstance(item, Result) else settled[item.line]


def _unchanged(pending: list[Pending], parts: Parts) -> dict[int, Result]:
    try:
        same = find_unchanged([item.document for item in pending], parts.corpus)
    except CorpusError:
        return {}  # what storing them says of it counts
    return {
        item.line: Result(line=item.line, status=304, id=name, collection=item.document.collection)
        for item, name in zip(pending, same, strict=True)
        if name is not None
    }


def _store(pending: list[Pending], parts: Parts) -> dict[int, Result]:
    if not pending:
        return {}
    try:
        known = parts.corpus.known_keys({document_key(item.document) for item in pending})
        submitted = [item.document for item in pending]
        with step("ingest"):
            documents = ingest(submitted, corpus=parts.corpus, encoder=parts.models.encoder)
    except CorpusError as error:
        _log.error("lines %d to %d: %s", pending[0].line, pending[-1].line, error)
        return {item.line: _refused(item, error) for item in pending}
    except Exception as error:  # noqa: BLE001  whatever one line breaks must not fail the rest
        if len(pending) > 1:  # find the one line at fault
            return {item.line: _store([item], parts)[item.line] for item in pending}
        if not isinstance(error, SecondSourceError):
            _log.exception("line %d could not be stored", pending[0].line)
        return {pending[0].line: _refused(pending[0], error)}
    results = {}
    for item, document in zip(pending, documents, strict=True):
        results[item.line] = stored(item.line, document, replaced=document.key in known)
        known.add(document.key)
    return results


def _refused(item: Pending, error: Exception) -> Result:
    return failed(item.line, error, item.document.id, item.document.collection)


def stored(line: int, document: Document, *, replaced: bool) -> Result:
    """The result of a line whose document is durable."""
    return Result(line, 200 if replaced else 201, document.id, document.collection)
