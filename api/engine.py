"""The models and the corpus of this process: opened in the background, kept up after writes.

LanceDB and ONNX sessions do not survive a fork, so a worker opens its own after it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from api.errors import ProblemError, starting_problem
from scoring.errors import ModelError, SecondSourceError
from scoring.settings import Settings

if TYPE_CHECKING:
    from scoring.check import Models
    from scoring.corpus.own_sources import SourceStore, SourceWatch
    from scoring.corpus.store import Corpus
    from scoring.fact_checks import FactCheckStore

_log = logging.getLogger(__name__)

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Parts:
    """What answers a claim.

    Attributes:
        corpus: The news, as the caller may see it.
        models: The encoder and the stance model.
        published: The fact-checks of others, of every collection.
    """

    corpus: Corpus
    models: Models
    published: FactCheckStore


def open_parts(settings: Settings, report: Report = lambda _: None) -> Parts:
    """Load the models and open the corpus.

    Args:
        settings: Which models, which corpus.
        report: Called with a line of text before each step that takes over two seconds.

    Raises:
        ModelError: A model cannot be prepared or loaded.
        CorpusError: The corpus cannot be opened with them.
    """
    from scoring.check import load_models
    from scoring.corpus.own_sources import SourceStore, SourceWatch
    from scoring.corpus.store import Corpus
    from scoring.fact_checks import FactCheckStore

    models = load_models(settings, report)
    identity = models.encoder.identity
    uri = settings.corpus_uri
    SourceWatch(SourceStore(uri)).refresh()  # for the command line; the engine goes on looking
    corpus = Corpus(uri, identity, timedelta(hours=settings.history_hours))
    return Parts(corpus, models, FactCheckStore(uri, identity))


class Engine:
    """The parts, once they are there."""

    def __init__(self, load: Callable[[], Parts]) -> None:
        """Make an engine that has not started.

        Args:
            load: Opens the parts; called once, in a thread of its own.
        """
        self._load = load
        self._parts: Parts | None = None
        self._sources: tuple[SourceStore, SourceWatch] | None = None
        self._failure: SecondSourceError | None = None
        self._loaded = threading.Event()
        self._written = threading.Event()
        self._closing = False
        self._upkeep: list[Callable[[], None]] = []
        self._once_open: list[Callable[[Parts], None]] = []
        self._workers: list[Callable[[], None]] = []
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    def start(self) -> None:
        """Open the parts in the background."""
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until the parts are open or have failed to; says whether either happened."""
        return self._loaded.wait(seconds)

    def close(self) -> None:
        """Stop what works beside the requests, after what may be under way."""
        self.stop_work()
        self._closing = True
        self._written.set()
        self._thread.join()

    @property
    def parts(self) -> Parts:
        """The parts.

        Raises:
            ProblemError: They are not open yet.
            SecondSourceError: They could not be opened.
        """
        if self._failure is not None:
            raise self._failure
        if self._parts is None:
            raise ProblemError(starting_problem())
        self._watched()[1].refresh()
        return self._parts

    @property
    def sources(self) -> SourceStore:
        """The sources that were added to the packaged ones; errors as `parts`."""
        _ = self.parts
        return self._watched()[0]

    def refresh_sources(self) -> None:
        """Know at once what was just written of the sources.

        Raises:
            CorpusError: They cannot be read.
        """
        self._watched()[1].refresh(now=True)

    def _watched(self) -> tuple[SourceStore, SourceWatch]:
        if self._sources is None:
            from scoring.corpus.own_sources import SourceStore, SourceWatch

            if self._parts is None:
                raise ProblemError(starting_problem())
            store = SourceStore(self._parts.corpus.uri)
            self._sources = (store, SourceWatch(store))
        return self._sources

    @property
    def failure(self) -> SecondSourceError | None:
        """Why the parts could not be opened; None while they may still be."""
        return self._failure

    def is_open(self) -> bool:
        """Whether the parts are there."""
        return self._parts is not None

    def note_write(self) -> None:
        """Say that the corpus was written to, so that upkeep looks at it."""
        self._written.set()

    def also_maintain(self, work: Callable[[], None]) -> None:
        """Do this too after writes, in the thread of the upkeep."""
        self._upkeep.append(work)

    def also_work(self, begin: Callable[[Parts], None], stop: Callable[[], None]) -> None:
        """Begin this too once the parts are open, and stop it when the engine closes."""
        self._workers.append(stop)
        self._once_open.append(begin)
        if self._parts is not None:
            begin(self._parts)

    def stop_work(self) -> None:
        """Stop what `also_work` began."""
        for stop in self._workers:
            stop()

    def _run(self) -> None:
        try:
            parts = self._parts = self._load()
            for begin in self._once_open:
                begin(parts)
        except SecondSourceError as error:
            _log.critical("%s", error)
            self._failure = error
            return
        except Exception as error:  # noqa: BLE001  shown at /readyz: silence looks like a slow start
            _log.exception("the models and the corpus could not be opened")
            self._failure = ModelError(
                f"the models and the corpus could not be opened ({type(error).__name__}); the log "
                "of the service has the cause"
            )
            return
        finally:
            self._loaded.set()
        _log.info("ready: the models and the corpus are open")
        while not self._closing:
            self._written.wait()
            self._written.clear()
            if not self._closing:
                self._maintain(parts.corpus)

    def _maintain(self, corpus: Corpus) -> None:
        try:
            corpus.maintain()
            for work in self._upkeep:
                work()
        except Exception:  # noqa: BLE001  upkeep is for speed only, and the next one must come
            _log.exception("upkeep of the corpus failed")
