"""The service under its own gunicorn, with small models: for tests of HTTP that send much.

`python -m tests.api.small_server` reads the settings as `secondsource serve` does, and says where
it listens in JSON.
"""

from __future__ import annotations

from dataclasses import replace

import api.app
from api.server import Server
from scoring.settings import Settings
from tests.support import small_parts


def main() -> None:
    """Serve until told to stop."""
    api.app.open_parts = lambda settings, *_: small_parts(settings.corpus_uri)
    settings = replace(Settings.from_environment(), port=0, workers=2)
    Server(settings, as_json=True).run()


if __name__ == "__main__":
    main()
