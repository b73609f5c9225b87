"""gunicorn around the application: each worker opens its own models and corpus after the fork."""

from __future__ import annotations

import errno
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from api.logs import ServerLog
from api.loopback import is_loopback
from api.setting_checks import check_rate_limits, read_origins
from api.starting import Starting
from api.worker import Worker
from scoring.errors import CorpusError, InvalidSetting, ModelError
from scoring.settings import Settings

# A check waits for LanceDB and ONNX, which both let other threads run; eight threads keep two
# cores busy, and let /healthz answer while batches are read.
_THREADS = 8
_START_SECONDS = 600  # for a model that has to be prepared first on a slow machine
_TIMEOUT = 120  # seconds without a sign of life before a worker is replaced
# Heartbeats and counts that are written there never wait for a disk.
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  not a temporary file of ours


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """The service under gunicorn; nothing is imported or opened before the fork that must not be.

    Args:
        settings: Where to listen, with how many workers, and all the application needs.
        as_json: Say where it listens in JSON.
    """

    def __init__(self, settings: Settings, *, as_json: bool = False) -> None:
        self.settings = settings
        self.as_json = as_json
        self._worker: Any = None
        self._engine: Any = None
        self._first_is_ready, self._tell_ready = os.pipe()
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn our settings; it reads neither its own files nor the command line."""
        options: dict[str, Any] = {
            "bind": f"{_bracketed(self.settings.host)}:{self.settings.port}",
            "workers": max(self.settings.workers, 1),
            "worker_class": Worker,
            "threads": _THREADS,
            "timeout": _TIMEOUT,
            "preload_app": False,
            "loglevel": self.settings.log_level,
            "logger_class": ServerLog,
            "proc_name": "secondsource",
            "control_socket_disable": True,
            "when_ready": self._announce,
            "post_fork": self._remember,
            "worker_exit": self._give_back,
            "child_exit": _forget,
        }
        if (memory := _shared_memory()) is not None:
            options["worker_tmp_dir"] = memory
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application; gunicorn calls this in each worker.

        The first worker listens from the start, to say that the service lives and is not
        ready. The others listen once they and the first are ready, and so do those that
        replace a dead one: once the service has said that it is ready, it is.
        """
        if self._worker.age == 1:
            return Starting(self._make_ready, self._tell_the_others)
        app = self._make_ready()
        self._wait(lambda: bool(select.select([self._first_is_ready], [], [], 0)[0]))
        return app

    def _make_ready(self) -> Any:
        from api.app import create_app
        from api.context import EXTENSION

        app = create_app(self.settings)
        self._engine = app.extensions[EXTENSION]
        self._wait(lambda: bool(self._engine.wait(0)))
        return app

    def _wait(self, done: Callable[[], bool]) -> None:
        """Wait with signs of life, without which gunicorn would replace this worker."""
        deadline = time.monotonic() + _START_SECONDS
        while not done() and time.monotonic() < deadline:
            if not self._worker.alive:  # told to stop meanwhile
                raise SystemExit(0)
            self._worker.notify()
            time.sleep(0.05)

    def _remember(self, _: Any, worker: Any) -> None:
        self._worker = worker

    def _give_back(self, _: Any, __: Any) -> None:
        """Stop the jobs of a worker that ends, so that another one takes them at once."""
        if self._engine is not None:
            self._engine.stop_work()

    def _tell_the_others(self) -> None:
        os.write(self._tell_ready, b"1")  # never read, so that every worker can see it

    def _announce(self, server: Any) -> None:
        host, port = server.LISTENERS[0].getsockname()[:2]
        url = f"http://{_bracketed(host)}:{port}"
        if self.as_json:
            click.echo(json.dumps({"url": url, "workers": self.cfg.workers}))
        else:
            click.echo(f"Second Source listens at {url} (documentation at {url}/docs)")


def serve(settings: Settings, *, as_json: bool = False) -> None:
    """Listen until told to stop.

    Args:
        settings: Where to listen, and with what.
        as_json: Say where it listens in JSON.

    Raises:
        InvalidSetting: A setting cannot be used, the address cannot be listened on, or others
            could reach it and there is no key.
        CorpusError: The keys cannot be read.
        ModelError: The models could not be prepared.
    """
    check_rate_limits(settings)
    read_origins(settings.cors_origins)
    _check_address(settings.host, settings.port)
    if not is_loopback(settings.host):
        _require_key(settings)
    prepare_before_fork(settings)
    folder = tempfile.mkdtemp(prefix="secondsource-metrics-", dir=_shared_memory())
    # Read when the metrics are first imported, which is after the fork.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    master = os.getpid()
    try:
        Server(settings, as_json=as_json).run()
    finally:
        if os.getpid() == master:  # a worker that ends comes by here too
            shutil.rmtree(folder, ignore_errors=True)


def _shared_memory() -> str | None:
    """A folder in memory, where there is one to write to."""
    there = _SHARED_MEMORY.is_dir() and os.access(_SHARED_MEMORY, os.W_OK)
    return str(_SHARED_MEMORY) if there else None


def _forget(_: Any, worker: Any) -> None:
    """Take a worker that is gone out of the requests under way."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the client is untyped


def prepare_before_fork(settings: Settings) -> None:
    """Prepare the model cache in a process of its own, when it looks empty.

    This process must stay free of threads and of the models' libraries, since workers
    are forked from it. Where there is a prepared model for another processor, the workers
    prepare the right one, one of them while the others wait.
    """
    if any(settings.model_cache_folder.glob("*/onnx/*.onnx")):
        return
    finished = subprocess.run([sys.executable, "-m", "api.cli", "prepare"], check=False)
    if finished.returncode != 0:
        raise ModelError("the models could not be prepared, see above")


def _require_key(settings: Settings) -> None:
    """Refuse to serve others without a key; asked in a process of its own, see below.

    Raises:
        InvalidSetting: No key is active.
        CorpusError: The keys cannot be read.
    """
    environment = {**os.environ, "CORPUS_URI": settings.corpus_uri}
    asked = subprocess.run(
        [sys.executable, "-m", "api.cli", "keys", "list", "--json"],
        check=False,
        env=environment,
        stdout=subprocess.PIPE,
    )
    if asked.returncode != 0:
        raise CorpusError("the API keys could not be read, see above")
    if not any(key["state"] == "active" for key in json.loads(asked.stdout)):
        raise InvalidSetting(
            f"others can reach {settings.host}, and no API key of the corpus at "
            f"{settings.corpus_uri!r} is active; make one with `secondsource keys create NAME`, or "
            "set HOST to 127.0.0.1"
        )


def _check_address(host: str, port: int) -> None:
    """Say in one line what gunicorn would say in ten."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        raise InvalidSetting(
            f"cannot listen on {host}:{port}: "
            + ("the port is in use; choose another with --port" if taken else f"{error}")
        ) from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
