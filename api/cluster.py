"""`secondsource ingest --ray ADDRESS`: documents are analysed on a cluster, and stored by one.

Each node needs this package and its models. A chunk of lines is a task: language, statements,
hedges, attributions, fingerprints and vectors are computed wherever there is room, and a task whose
node dies is done again elsewhere. What comes back is committed here, a chunk at a time and in the
order of the lines, so that each document is stored once; a run that was stopped can be repeated,
since a document that comes again unchanged makes no new version.
"""

from __future__ import annotations

import importlib.util
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from api.batch import Line, Pending, Result, failed, read_line, stored
from scoring.corpus.ingest import analyse_all
from scoring.corpus.upkeep import VECTOR_BITS, train_vector_index
from scoring.errors import CorpusError, ModelError, SecondSourceError
from scoring.models.encoder import Encoder, EncoderIdentity
from scoring.records import AnalysedDocument
from scoring.settings import Settings

if TYPE_CHECKING:
    from scoring.corpus.store import Corpus

_Done = TypeVar("_Done")
MakeEncoder = Callable[[], Encoder]

_LINES = 64  # in one task, and in one commit
_BYTES = 1 << 20  # or fewer when they are long
_AHEAD = 2  # tasks for each processor of the cluster: one at work, one waiting
_ROWS_A_PART = 256  # that lance-ray wants at least, of the index over vectors
_RETRIES = 10  # of a task whose node died


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a task made of some lines, in their order.

    Attributes:
        items: For each line its document, or what became of it.
        encoder: What made the vectors.
    """

    items: tuple[Result | tuple[int, AnalysedDocument], ...]
    encoder: EncoderIdentity


@dataclass(frozen=True, slots=True)
class Cluster:
    """A connected cluster.

    Attributes:
        encoder: Of its nodes.
        processors: How many tasks it does at once.
    """

    make_encoder: MakeEncoder
    encoder: EncoderIdentity
    processors: int


@dataclass(frozen=True, slots=True)
class EncoderOfNode:
    """Makes the encoder on a node: the driver's model from the node's own cache."""

    model: str

    def __call__(self) -> Encoder:
        """Load it; one thread, as a node does as many tasks as it has processors."""
        from scoring.models.encoder import load_encoder

        settings = Settings.from_environment()
        return load_encoder(self.model, settings.model_cache_folder, threads=1)


@contextmanager
def connected(address: str, make_encoder: MakeEncoder) -> Iterator[Cluster]:
    """Connect to a cluster while the context is open, to read and encode documents on it.

    Args:
        address: As Ray takes it: "auto", "host:6379" or "ray://host:10001".
        make_encoder: Makes the encoder on a node; anything that can be pickled.

    Raises:
        ModelError: Ray is not installed, the cluster cannot be reached, or a node has no encoder.
    """
    with joined(address) as ray:
        identity = ray.get(_task(_identity).remote(make_encoder))
        yield Cluster(make_encoder, identity, max(1, int(ray.cluster_resources().get("CPU", 1))))


def done_on(address: str, work: Callable[..., _Done], *args: Any) -> _Done:
    """Do one thing on some node of a cluster; again on another where that one dies.

    Args:
        address: As of `connected`.
        work: A function of a module, which may be done twice.
        args: What can be pickled.

    Raises:
        ModelError: Ray is not installed, the cluster cannot be reached, or it could not be done.
    """
    with joined(address) as ray:
        done: _Done = ray.get(_task(work).remote(*args))
        return done


def train_on(address: str, uri: str, history_hours: int) -> bool:
    """Train the index over vectors on all nodes of a cluster, where lance-ray is installed here.

    Each node trains the part of some files; one commit puts them together.

    Args:
        address: As of `connected`.
        uri: The corpus, as every machine reaches it.
        history_hours: For how long past states are kept.

    Returns:
        Whether one was trained; not where none is due, or lance-ray is not installed.

    Raises:
        CorpusError: The corpus cannot be opened.
        ModelError: As of `done_on`.
    """
    if importlib.util.find_spec("lance_ray") is None:
        return False
    from scoring.corpus.opened import identity_of
    from scoring.corpus.store import Corpus

    corpus = Corpus(uri, identity_of(uri), timedelta(hours=history_hours))

    def train(statements: Any, name: str) -> None:
        rows = statements.count_rows()
        with joined(address) as ray:
            import lance_ray

            lance_ray.create_index(
                f"{uri}/statements.lance",
                "vector",
                "IVF_RQ",
                name=name,
                metric="dot",
                num_bits=VECTOR_BITS,
                num_partitions=max(1, min(round(rows**0.5), rows // _ROWS_A_PART)),
                num_workers=max(1, int(ray.cluster_resources().get("CPU", 1))),
            )
        statements.checkout_latest()

    return train_vector_index(corpus.statements, train)


@contextmanager
def joined(address: str) -> Iterator[Any]:
    """Be a driver of a cluster while the context is open; gives Ray. Errors as `connected`."""
    try:
        import ray
    except ImportError as error:
        raise ModelError(
            "Ray is not installed; install secondsource[cluster] here and on every node"
        ) from error
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise ModelError(
            f"the Ray cluster at {address!r} cannot be reached ({error}); start one with "
            "`ray start --head`, or correct --ray"
        ) from error
    try:
        yield ray
    except ray.exceptions.RayError as error:
        raise ModelError(
            f"the Ray cluster at {address!r} could not do the work ({error}); what was told as "
            "stored is stored, run it again for the rest"
        ) from error
    finally:
        ray.shutdown()


def store_lines_on(
    cluster: Cluster, lines: Iterable[Line], corpus: Corpus, *, collection: str | None = None
) -> Iterator[Result]:
    """Store the document of each line, read and encoded on a cluster.

    Args:
        cluster: A connected one.
        lines: The lines, each a JSON object as `POST /v1/documents` takes it.
        corpus: Where they go; opened with the cluster's encoder.
        collection: Put all documents there, whatever their lines say.

    Yields:
        One result for each line, in their order, once its document is durable.

    Raises:
        ModelError: Nodes have different encoders.
    """
    import ray

    task = _task(analyse_lines)
    at_work: deque[Any] = deque()
    for chunk in _chunks(lines):
        at_work.append(task.remote(chunk, collection, cluster.make_encoder))
        if len(at_work) >= _AHEAD * cluster.processors:
            yield from _settle(ray.get(at_work.popleft()), corpus)
    while at_work:
        yield from _settle(ray.get(at_work.popleft()), corpus)


def analyse_lines(
    lines: Sequence[Line], collection: str | None, make_encoder: MakeEncoder
) -> Chunk:
    """Read some lines and compute everything of their documents; done on a node."""
    encoder = _encoder(make_encoder)
    read = [read_line(line, collection, lambda _: None) for line in lines]
    pending = [item for item in read if isinstance(item, Pending)]
    made = dict(zip((item.line for item in pending), _analyse(pending, encoder), strict=True))
    items = tuple(made[item.line] if isinstance(item, Pending) else item for item in read)
    return Chunk(items, encoder.identity)


def _analyse(
    pending: Sequence[Pending], encoder: Encoder
) -> list[Result | tuple[int, AnalysedDocument]]:
    try:
        found = analyse_all([item.document for item in pending], encoder)
    except Exception as error:  # noqa: BLE001  whatever one line breaks must not fail the rest
        if len(pending) > 1:
            return [each for item in pending for each in _analyse([item], encoder)]
        (item,) = pending
        return [failed(item.line, error, item.document.id, item.document.collection)]
    return [(item.line, analysed) for item, analysed in zip(pending, found, strict=True)]


def _settle(chunk: Chunk, corpus: Corpus) -> Iterator[Result]:
    """Store the documents of a chunk in one commit."""
    if chunk.encoder != corpus.identity:
        raise ModelError(
            f"a node of the cluster has the encoder {chunk.encoder.name!r} (weights "
            f"{chunk.encoder.weights[:12]}), the corpus {corpus.identity.name!r} (weights "
            f"{corpus.identity.weights[:12]}); install the same release and model everywhere"
        )
    documents = {
        item[1].document.key: item[1] for item in chunk.items if not isinstance(item, Result)
    }
    problem: SecondSourceError | None = None
    known: set[str] = set()
    try:
        known = corpus.known_keys(documents)
        corpus.put(list(documents.values()))
    except CorpusError as error:
        problem = error
    for item in chunk.items:
        if isinstance(item, Result):
            yield item
            continue
        line, document = item[0], item[1].document
        if problem is not None:
            yield failed(line, problem, document.id, document.collection)
        else:
            yield stored(line, document, replaced=document.key in known)
            known.add(document.key)


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line.body or b"") + len(str((line.fields or {}).get("text", "")))
        if len(chunk) == _LINES or size >= _BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _task(work: Callable[..., Any]) -> Any:
    import ray

    return ray.remote(num_cpus=1, max_retries=_RETRIES)(work)


def _identity(make_encoder: MakeEncoder) -> EncoderIdentity:
    return _encoder(make_encoder).identity


@cache
def _encoder(make_encoder: MakeEncoder) -> Encoder:
    """The encoder of this process of a node: made once, for all its tasks."""
    return make_encoder()
