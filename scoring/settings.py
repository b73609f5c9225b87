"""Settings: read once from the environment into one frozen object."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from scoring.errors import InvalidSetting

__all__ = ["InvalidSetting", "Settings", "settings_table"]


def _setting(default: Any, description: str, *, allowed: Container[Any] | None = None) -> Any:
    """A setting; `allowed` holds what its value may be, a range or words; None for anything."""
    return field(default=default, metadata={"description": description, "allowed": allowed})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set: field `port` is the environment variable `PORT`, and so on."""

    corpus_uri: str = _setting(
        "var/corpus",
        "Folder that holds the corpus, made when absent; or object storage, such as "
        "`s3://bucket/corpus`.",
    )
    host: str = _setting("127.0.0.1", "Address that `secondsource serve` listens on.")
    port: int = _setting(8000, "Port that `secondsource serve` listens on.", allowed=range(1 << 16))
    workers: int = _setting(2, "Worker processes of `secondsource serve`.", allowed=range(1, 1025))
    embedding_model: str = _setting(
        "multilingual-e5-small",
        "Encoder: the packaged one, or any sentence-transformers model id or folder. "
        "A corpus is tied to the encoder it was made with.",
    )
    model_cache: str = _setting(
        "~/.cache/secondsource", "Folder for prepared models, about 700 MB; safe to delete."
    )
    encoder_threads: int = _setting(
        0, "Processor threads of one encoding; 0 for one a core.", allowed=range(1025)
    )
    rate_limit: str = _setting(
        "600/minute",
        'Requests that one API key may send, such as "5/second;600/minute"; `none` for no limit.',
    )
    rate_limit_storage: str = _setting(
        "memory://",
        "Where requests are counted: in each worker for itself, or at `redis://host:port` for all "
        "workers and replicas.",
    )
    check_seconds: int = _setting(
        30,
        "Seconds after which a check is finished in the background, unless `Prefer: wait` asks for "
        "fewer.",
        allowed=range(1, 601),
    )
    batch_claims: int = _setting(
        1_000, "Claims that a batch of checks may have.", allowed=range(1, 10_001)
    )
    unfinished_jobs: int = _setting(
        100, "Unfinished jobs that one key may have.", allowed=range(1, 100_001)
    )
    job_days: int = _setting(
        7, "Days for which a job that is over is kept; its checks stay.", allowed=range(1, 3_651)
    )
    history_hours: int = _setting(
        1,
        "Hours for which past states of the corpus are kept, for `as_of` and for pages of a list; "
        "they take room and slow writes down.",
        allowed=range(1, 8_761),
    )
    cors_origins: str = _setting(
        "none",
        "Origins whose pages may call the API from a browser, such as `https://cms.example.org`, "
        "separated by commas.",
    )
    fetch_hosts: str = _setting(
        "none",
        "Hosts that `POST /v1/documents/fetch` and `secondsource ingest --fetch` may ask, with all "
        "below them, such as `example.org`, separated by commas; the latter besides those that are "
        "named to it.",
    )
    log_level: str = _setting(
        "info",
        "debug, info, warning or error.",
        allowed=("debug", "info", "warning", "error"),
    )
    log_format: str = _setting(
        "text",
        "text, or json: one object a line, with the request's id, path, status and time.",
        allowed=("text", "json"),
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings.

        Raises:
            InvalidSetting: A value is not a number where one is needed, or not one of those
                allowed; names the variable and its value.
        """
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = setting.name.upper()
            text = environment.get(name, "").strip()
            if text:
                values[setting.name] = _parse(
                    name, text, type(setting.default), setting.metadata["allowed"]
                )
        return cls(**values)

    @property
    def hosts_to_fetch(self) -> list[str]:
        """The hosts that may be asked."""
        if self.fetch_hosts.lower() == "none":
            return []
        return [host.strip() for host in self.fetch_hosts.split(",") if host.strip()]

    @property
    def model_cache_folder(self) -> Path:
        """The model cache with `~` expanded."""
        return Path(self.model_cache).expanduser()


def _parse(name: str, text: str, kind: type, allowed: Container[Any] | None) -> Any:
    value: int | str = text
    if kind is int:
        try:
            value = int(text)
        except ValueError:
            raise InvalidSetting(f"{name} is {text!r}; set it to a whole number") from None
    if allowed is None or value in allowed:
        return value
    if isinstance(allowed, range):
        choice = f"a whole number from {allowed[0]} to {allowed[-1]}"
    else:
        choice = f"one of {allowed}"
    raise InvalidSetting(f"{name} is {text!r}; set it to {choice}")


def settings_table() -> str:
    """The settings as a Markdown table, for the README."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    rows += [
        f"| `{s.name.upper()}` | `{s.default}` | {s.metadata['description']} |"
        for s in fields(Settings)
    ]
    return "\n".join(rows)
