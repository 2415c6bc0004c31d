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


@pytest.fixture(params=["v2", "v2.1"])
def either(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """An account in each version of the API."""
    with Sandbox(api=request.param) as running:
        yield running


@pytest.fixture(scope="session")
def connector() -> Path:
    """The built command, which `clients/run` copied aside so that a build meanwhile does not disturb it."""
    return Path(os.environ["CONNECTOR"])


@pytest.fixture(scope="session")
def on_path(connector: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which `source-justcall` is a command, as after an installation."""
    folder = tmp_path_factory.mktemp("path")
    (folder / "source-justcall").symlink_to(connector)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def image() -> str:
    if shutil.which("docker") is None:
        pytest.fail("There is no `docker` on this machine.")
    return os.environ["CONTAINER_IMAGE"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The standard suite tries each command with each scenario, and skips what a scenario is not for. Leave those out."""
    commands = {"check": "check", "config_matches_spec": "spec", "discover": "discover", "read": "read"}

    def is_meant(item: pytest.Item) -> bool:
        scenario = getattr(item, "callspec", None) and item.callspec.params.get("scenario")
        if scenario is None:
            return True
        return scenario.runs(commands[item.originalname.removeprefix("test_docker_image_build_and_")])

    config.hook.pytest_deselected(items=[item for item in items if not is_meant(item)])
    items[:] = [item for item in items if is_meant(item)]
