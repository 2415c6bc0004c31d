"""Airbyte's standard test suite for connectors that are images, with every scenario of acceptance-test-config.yml."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from airbyte_cdk.test.standard_tests.docker_base import DockerConnectorTestSuite
from sandbox import PROJECT, Sandbox


class TestImage(DockerConnectorTestSuite):
    # It compares with the version published before, and asks a registry on the network for it. There is none.
    test_docker_image_spec_backward_compatibility = None

    @classmethod
    def get_connector_root_dir(cls) -> Path:
        """A copy, for the suite reads the name from the folder, and secrets are no business of a checkout."""
        if "_root" not in cls.__dict__:
            root = Path(mkdtemp()) / "source-justcall"
            root.mkdir()
            shutil.copy(PROJECT / "metadata.yaml", root)
            shutil.copy(PROJECT / "acceptance-test-config.yml", root)
            shutil.copytree(PROJECT / "integration_tests", root / "integration_tests")
            cls._root = root
        return cls._root


@pytest.fixture(scope="module", autouse=True)
def accounts() -> Iterator[None]:
    secrets = TestImage.get_connector_root_dir() / "secrets"
    secrets.mkdir()
    with Sandbox() as full, Sandbox(calls=0) as empty, Sandbox(api="v2.1") as current:
        settings = {"direction": "inbound", "num_workers": 2, "per_page": 50, "end_date": "2024-03-20"}
        no_secret = full.config()
        del no_secret["api_secret"]
        configurations = {
            "config": full.config(),
            "all_settings": full.config(**settings, requests_per_minute=600, emit_unchanged=True, max_wait_minutes=5),
            "empty_account": empty.config(),
            "v2_1": current.config(fetch_queue_data=True),
            "wrong_secret": full.config(api_secret="this-is-not-the-secret"),
            "no_secret": no_secret,
            "unreachable": full.config(base_url="http://127.0.0.1:9"),
        }
        for name, configuration in configurations.items():
            (secrets / f"{name}.json").write_text(json.dumps(configuration))
        yield
    shutil.rmtree(secrets.parent.parent)


@pytest.fixture(scope="module", autouse=True)
def containers_on_the_host_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The suite starts containers on a network of their own, where they would not find the sandbox."""
    folder = tmp_path_factory.mktemp("bin")
    docker = folder / "docker"
    docker.write_text(f"""#!/bin/sh
if [ "$1" = run ]; then shift; exec {shutil.which("docker")} run --network host "$@"; fi
exec {shutil.which("docker")} "$@"
""")
    docker.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        yield
