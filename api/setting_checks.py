"""Settings of which the form is checked before the service starts."""

from __future__ import annotations

import re

import limits

from scoring.errors import InvalidSetting
from scoring.settings import Settings

NONE = "none"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?")
_STORAGES = ("memory://", "redis://", "rediss://", "redis+unix://", "redis+sentinel://")


def check_rate_limit(limit: str) -> None:
    """Refuse a limit that cannot be read.

    Raises:
        InvalidSetting: It is neither "none" nor limits such as "5/second;600/minute".
    """
    if limit == NONE:
        return
    try:
        limits.parse_many(limit)
    except ValueError:
        raise InvalidSetting(
            f'the rate limit is {limit!r}; set it to one such as "600/minute", or to "none"'
        ) from None


def check_rate_limits(settings: Settings) -> None:
    """Refuse settings that requests cannot be counted by.

    Raises:
        InvalidSetting: The limit cannot be read, or the storage is of another kind.
    """
    check_rate_limit(settings.rate_limit)
    if not settings.rate_limit_storage.startswith(_STORAGES):
        raise InvalidSetting(
            f"RATE_LIMIT_STORAGE is {settings.rate_limit_storage!r}; set it to memory:// or "
            "redis://host:port"
        )


def read_origins(setting: str) -> frozenset[str]:
    """The origins of the setting CORS_ORIGINS.

    Raises:
        InvalidSetting: One is not an origin.
    """
    if setting == NONE:
        return frozenset()
    origins = frozenset(part.strip() for part in setting.split(",") if part.strip())
    for origin in sorted(origins):
        if not _ORIGIN.fullmatch(origin):
            raise InvalidSetting(
                f"CORS_ORIGINS has {origin!r}; an origin is a scheme and a host in lower case, "
                'without a path, such as "https://cms.example.org"'
            )
    return origins
