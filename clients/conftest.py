"""What the tests share. Nothing is skipped where something is missing: it fails, for nobody would see it pass."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """An account of one test's own: most tests change it."""
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def connector() -> Path:
    """The built command, which `clients/run` copied aside so that a build meanwhile does not disturb it."""
    return Path(os.environ["CONNECTOR"])


@pytest.fixture(scope="session")
def image() -> str:
    if shutil.which("docker") is None:
        pytest.fail("There is no `docker` on this machine.")
    return os.environ["CONTAINER_IMAGE"]
