"""The examples for many accounts run, as far as they can without a cluster and without an Airbyte."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from airbyte_api.models import ConnectionCreateRequest, ScopedResourceRequirements
from jsonschema import Draft7Validator
from sandbox import PROJECT, Sandbox
from test_examples import EXAMPLES, assert_complete, lines_of


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((EXAMPLES / "kubernetes" / name).read_text()))


class TestKubernetes:
    pod: dict[str, Any] = documents("accounts.yaml")[1]["spec"]["jobTemplate"]["spec"]["template"]["spec"]

    @pytest.fixture
    def volumes(self, tmp_path: Path) -> Path:
        """What the volumes hold before the first run."""
        for parent in [tmp_path, *tmp_path.parents][:3]:
            parent.chmod(0o755)
        for name in ("data", "sync", "secret"):
            (tmp_path / name).mkdir()
        (tmp_path / "data").chmod(0o777)
        config_map = next(document for document in documents("cronjob.yaml") if document["kind"] == "ConfigMap")
        for name, text in config_map["data"].items():
            (tmp_path / "sync" / name).write_text(text)
        return tmp_path

    def run(self, image: str, volumes: Path, account: int, **environment: str) -> None:
        """As the kubelet would start one of the pods, under its limits, with folders for volumes."""
        [container] = self.pod["containers"]
        program, *arguments = container["command"]
        memory = container["resources"]["limits"]["memory"].removesuffix("i").lower()
        values = {entry["name"]: entry.get("value") for entry in container["env"]}
        values |= {"ACCOUNT": str(account), **environment}
        command = [
            *["docker", "run", "--rm", "--network", "host", "--read-only", "--cap-drop", "ALL", "--user", "1000:1000"],
            *["--memory", memory, "--memory-swap", memory, "--cpus", "0.5"],
            *[word for name, value in values.items() for word in ("--env", f"{name}={value}")],
            *[word for name in ("data", "sync", "secret") for word in ("--volume", f"{volumes / name}:/{name}")],
            *["--entrypoint", program, image, *arguments],
        ]
        subprocess.run(command, check=True)

    @pytest.mark.parametrize("document", documents("accounts.yaml"), ids=lambda document: document["kind"])
    def test_fits_the_schema_of_kubernetes(self, document):
        kubernetes_validate.validate(document, "1.30", strict=True)

    def test_each_account_has_its_own_calls_and_its_own_state(self, volumes, image):
        with Sandbox() as one, Sandbox("--seed", "2") as other:
            for account, sandbox in enumerate((one, other)):
                (volumes / f"secret/{account}.json").write_text(json.dumps(sandbox.config()))
                self.run(image, volumes, account)
                sandbox.move_on()
                self.run(image, volumes, account)
                assert len(lines_of(volumes / f"data/{account}")) == 505
                assert_complete(volumes / f"data/{account}", sandbox)

    def test_a_first_load_that_has_no_time_left_goes_on_in_the_next_run(self, volumes, image, sandbox):
        sandbox.control(set={"latencyMs": [100, 100]})
        (volumes / "secret/0.json").write_text(json.dumps(sandbox.config(per_page=5, num_workers=1)))
        self.run(image, volumes, 0, SYNC_LIMIT="9s")
        loaded = len(lines_of(volumes / "data/0"))
        assert 0 < loaded < 500
        before = len(sandbox.requests())
        self.run(image, volumes, 0)
        assert_complete(volumes / "data/0", sandbox)
        # Less than all of its pages.
        assert len(sandbox.requests()) - before < 100


class TestAirbyte:
    def test_the_source_is_what_the_api_and_the_connector_take(self):
        source = json.loads((EXAMPLES / "airbyte/source.json").read_text())
        allocation = source["resourceAllocation"]
        assert ScopedResourceRequirements.from_dict(allocation).to_dict() == allocation
        spec = json.loads((PROJECT / "spec/spec.json").read_text())
        Draft7Validator(spec["connectionSpecification"]).validate(source["configuration"])

    def test_its_limits_are_those_of_the_pods(self):
        source = json.loads((EXAMPLES / "airbyte/source.json").read_text())
        [job] = source["resourceAllocation"]["jobSpecific"]
        [container] = TestKubernetes.pod["containers"]
        resources = container["resources"]
        assert job["resourceRequirements"] == {
            "cpu_request": resources["requests"]["cpu"],
            "memory_request": resources["requests"]["memory"],
            "memory_limit": resources["limits"]["memory"],
        }

    def test_the_connection_is_what_the_api_takes(self):
        connection = json.loads((EXAMPLES / "airbyte/connection.json").read_text())
        understood = ConnectionCreateRequest.from_dict(connection).to_dict()
        assert connection == {name: understood[name] for name in connection}
