"""What is for Airbyte's API is as its client takes it: no Airbyte runs here."""

from __future__ import annotations

import json
from typing import Any

from airbyte_api.models import ConnectionCreateRequest, ScopedResourceRequirements
from jsonschema import Draft7Validator
from pods import manifest, pod_of
from sandbox import PROJECT

SOURCE: dict[str, Any] = json.loads((PROJECT / "examples/airbyte/source.json").read_text())


def test_the_source_is_what_the_api_and_the_connector_take():
    allocation = SOURCE["resourceAllocation"]
    assert ScopedResourceRequirements.from_dict(allocation).to_dict() == allocation
    spec = json.loads((PROJECT / "spec/spec.json").read_text())
    Draft7Validator(spec["connectionSpecification"]).validate(SOURCE["configuration"])


def test_its_limits_are_those_of_the_pods():
    [job] = SOURCE["resourceAllocation"]["jobSpecific"]
    [container] = pod_of(manifest("accounts.yaml", "CronJob"))["containers"]
    resources = container["resources"]
    assert job["resourceRequirements"] == {
        "cpu_request": resources["requests"]["cpu"],
        "memory_request": resources["requests"]["memory"],
        "memory_limit": resources["limits"]["memory"],
    }


def test_the_connection_is_what_the_api_takes():
    connection = json.loads((PROJECT / "examples/airbyte/connection.json").read_text())
    understood = ConnectionCreateRequest.from_dict(connection).to_dict()
    assert connection == {name: understood[name] for name in connection}
