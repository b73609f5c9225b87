"""A process that works on a corpus until it is told or killed, and says what was acknowledged."""

from __future__ import annotations

import multiprocessing
import resource
import time
from multiprocessing.connection import Connection

# What takes long to import and survives a fork; the corpus does not, so each process imports it.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    ["flask", "scoring.attribution", "scoring.models.encoder", "scoring.stance", "sklearn"]
)

_LITTLE = 3_000  # bytes of a file: less than one of statements

LENGTHS = {"k0": 1, "k1": 2, "k2": 5}  # statements of each document that is replaced


def text_by(name: str, key: str) -> str:
    """The text that the writer of this name gives a document."""
    return " ".join(f"{name} wrote line {n} of {key}." for n in range(LENGTHS[key]))


class Writer:
    """A process on the corpus at `uri`; it waits for `go` and then does one of these `count` times.

    - "new" puts documents "<name>0", "<name>1", …, each of two statements
    - "replace" puts one of three documents, with statements by `name`
    - "delete" deletes one of those three
    - "maintain" folds and merges after every few rows
    - "until full" puts documents like "new", from the third on with little room in any file, says
      the first error and stops
    """

    def __init__(self, mode: str, uri: str, name: str, count: int) -> None:
        self._here, there = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(
            target=_work, args=(there, mode, uri, name, count), daemon=True
        )
        self.process.start()
        there.close()

    def go(self) -> None:
        """Let it begin; it is at work when this returns."""
        assert self._here.recv() == "ready"
        self._here.send("go")

    def acknowledged(self) -> list[str]:
        """What it has acknowledged, once it has ended or was killed."""
        lines = []
        try:
            while True:
                lines.append(self._here.recv())
        except (EOFError, ConnectionResetError):
            self.process.join()
        return lines

    def finished(self) -> list[str]:
        """What it has acknowledged, once it has ended by itself."""
        lines = self.acknowledged()
        assert self.process.exitcode == 0
        return lines


def _work(parent: Connection, mode: str, uri: str, name: str, count: int) -> None:
    from scoring.corpus import upkeep
    from scoring.corpus.store import Corpus
    from scoring.errors import CorpusError, NotFound
    from tests.scoring.corpus.making import ENCODER, made

    corpus = Corpus(uri, ENCODER.identity)
    parent.send("ready")
    parent.recv()
    for n in range(count):
        key = f"k{n % len(LENGTHS)}"
        if mode == "new":
            corpus.put([made(f"{name}{n}", f"First of {n}. Second of {n}.")])
            parent.send(f"{name}{n}")
        elif mode == "until full":
            if n == 3:
                # Python ignores the signal, so that writing fails as on a full disk.
                resource.setrlimit(resource.RLIMIT_FSIZE, (_LITTLE, _LITTLE))
            try:
                corpus.put([made(f"{name}{n}", f"First of {n}. Second of {n}.")])
            except CorpusError as error:
                parent.send(str(error))
                return
            parent.send(f"{name}{n}")
        elif mode == "replace":
            corpus.put([made(key, text_by(name, key))])
            parent.send(key)
        elif mode == "delete":
            time.sleep(0.02)
            try:
                corpus.delete("default", key)
            except NotFound:
                continue
            parent.send(key)
        else:
            time.sleep(0.05)
            upkeep._UNINDEXED_ROWS, upkeep._FRAGMENTS = 4, 3
            parent.send(str(corpus.maintain()))
