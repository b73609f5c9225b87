"""Documents by the thousand: NDJSON in, NDJSON out."""

from __future__ import annotations

import io
import select
import sys
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import flask

from api.access import needs
from api.answers import to_json
from api.batch import read_lines, store_lines
from api.body import Routes, require_content_type
from api.context import caller, engine, parts
from api.engine import Engine
from api.idempotency import answer_once, once_documented
from api.keys import Scope
from api.schemas.documents import BatchResultSchema, DocumentRequest
from api.schemas.fields import example_of
from api.spec import problems
from scoring.formats.lines import Readable

NDJSON = "application/x-ndjson"

routes = Routes("batch", __name__, description="")

_SPOOL_BYTES = 1 << 20  # kept in memory before results go to a temporary file
_COPY_BYTES = 1 << 16


@routes.route("/v1/documents/batch", methods=["POST"], tags=["documents"])
@needs(Scope.INGEST)
@once_documented
@routes.doc(
    operationId="storeDocuments",
    requestBody={
        "required": True,
        "description": "One document a line, each as `POST /v1/documents` takes it. UTF-8; a line "
        "ends with a line feed.",
        "content": {
            NDJSON: {
                "schema": {"type": "string", "description": "Lines, each a `DocumentRequest`."},
                "example": "\n".join(
                    to_json({"id": f"silo-0{n}", "text": example_of(DocumentRequest)["text"]})
                    for n in (1, 2)
                ),
            }
        },
    },
)
@routes.response(
    200,
    BatchResultSchema,
    content_type=NDJSON,
    description="One result a line, for each line of the request, in its order.",
)
@problems(415, 503)
def store_documents() -> flask.Response:
    """Store many documents.

    Lines are read and stored while they arrive, so a file may have any length. Each line has a
    result of its own, in the order of the request: a broken line is refused with a problem and
    the others are stored. A blank line gets a result with status 204. A result is sent once
    its document is durable; whatever has a result with 200 or 201 is stored, whatever happens
    to the rest of the request. A line may have 8 MiB.
    """
    require_content_type(NDJSON)
    current = engine()
    admit = caller().require_collections
    opened = parts()

    def store(body: Readable) -> Iterator[bytes]:
        results = store_lines(read_lines(body), opened, admit=admit)
        lines = (to_json(result.as_dict()).encode() + b"\n" for result in results)
        return _noting_writes(lines, current)

    socket = flask.request.environ.get("gunicorn.socket")
    return answer_once(_body(), store, lambda results: _without_blocking(results, socket), NDJSON)


def _body() -> Readable:
    """The body as a stream; each line has its own limit, all of them together have none."""
    environ = flask.request.environ
    if environ.get("wsgi.input_terminated"):  # gunicorn's own stream ends with the body
        return cast("Readable", environ["wsgi.input"])
    flask.request.max_content_length = sys.maxsize
    # Without a buffer, werkzeug's stream would be read byte by byte for the end of the line.
    return io.BufferedReader(cast("io.RawIOBase", flask.request.stream))


def _noting_writes(results: Iterator[bytes], current: Engine) -> Iterator[bytes]:
    try:
        for count, result in enumerate(results):
            if count % 1_000 == 0:
                current.note_write()
            yield result
    finally:
        current.note_write()


def _without_blocking(results: Iterator[bytes], socket: Any) -> Iterator[bytes]:
    """Send results while the client takes them, and put them by while it does not.

    Most clients send their whole body before they read. Once the buffers of the
    connection are full of results, such a client and a server that insists on sending
    would wait for each other for ever; so results that would not go out at once wait in
    a temporary file until the request has been read.
    """
    if socket is None:  # a test client, or another server
        yield from results
        return
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        spooling = False
        for result in results:
            spooling = spooling or not _takes_more(socket)
            if spooling:
                spool.write(result)
            else:
                yield result
        spool.seek(0)
        yield from _pieces(cast("BinaryIO", spool))


def _takes_more(socket: Any) -> bool:
    poll = select.poll()  # select() takes no descriptor over 1023
    poll.register(socket, select.POLLOUT)
    return bool(poll.poll(0))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_COPY_BYTES):
        yield piece
