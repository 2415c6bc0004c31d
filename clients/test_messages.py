"""Every line of every command against Airbyte's own models of the protocol."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from airbyte_protocol.models import AirbyteMessage, AirbyteStateBlob, Type
from pydantic import BaseModel
from sandbox import Sandbox

CATALOG = {"streams": [{"stream": {"name": "calls"}, "sync_mode": "incremental"}]}


class Output:
    def __init__(self, stdout: str, exit_code: int) -> None:
        self.exit_code = exit_code
        assert stdout.endswith("\n"), "the last line was cut"
        self.lines = stdout.splitlines()
        # In strict mode, else "1" would pass as a number.
        self.messages = [AirbyteMessage.model_validate_json(line, strict=True) for line in self.lines]

    def of(self, kind: Type) -> list[AirbyteMessage]:
        return [message for message in self.messages if message.type is kind]


@pytest.fixture
def run(connector: Path, tmp_path: Path):
    def run(command: str, **files: Any) -> Output:
        flags: list[str] = []
        for name, content in files.items():
            path = tmp_path / f"{name}.json"
            path.write_text(json.dumps(content))
            flags += [f"--{name}", str(path)]
        done = subprocess.run([connector, command, *flags], stdout=subprocess.PIPE, text=True)
        return Output(done.stdout, done.returncode)

    return run


def unknown_fields(model: BaseModel, raw: dict[str, Any], path: str = "$") -> list[str]:
    """Fields that no model declares. The models let them through, and so does the platform: they are lost there."""
    if isinstance(model, AirbyteStateBlob):
        return []
    declared = {field.alias or name: name for name, field in type(model).model_fields.items()}
    found = [f"{path}.{key}" for key in raw if key not in declared]
    for key, name in declared.items():
        values, raws = getattr(model, name), raw.get(key)
        if not isinstance(values, list):
            values, raws = [values], [raws]
        for value, inner in zip(values, raws or []):
            if isinstance(value, BaseModel) and isinstance(inner, dict):
                found += unknown_fields(value, inner, f"{path}.{key}")
    return found


def assert_known(output: Output) -> None:
    pairs = zip(output.messages, output.lines, strict=True)
    assert [field for model, line in pairs for field in unknown_fields(model, json.loads(line))] == []


def test_spec_parses_strictly(run):
    output = run("spec")
    assert_known(output)
    assert [message.type for message in output.messages] == [Type.SPEC]


def test_discover_parses_strictly(run, either: Sandbox):
    output = run("discover", config=either.config())
    assert_known(output)
    [catalog] = output.of(Type.CATALOG)
    streams = catalog.catalog.streams
    assert [stream.name for stream in streams] == either.streams
    assert streams[0].source_defined_primary_key == [[either.key]]


@pytest.mark.parametrize(
    ("changes", "status"),
    [({}, "SUCCEEDED"), ({"api_secret": "wrong"}, "FAILED"), ({"start_date": "01.03.2024"}, "FAILED")],
    ids=["good credentials", "a wrong secret", "a malformed date"],
)
def test_check_parses_strictly(run, sandbox: Sandbox, changes, status):
    output = run("check", config=sandbox.config(**changes))
    assert_known(output)
    [answer] = output.of(Type.CONNECTION_STATUS)
    assert (answer.connectionStatus.status.value, output.exit_code) == (status, 0)


def test_two_reads_parse_strictly(run, either: Sandbox):
    first = run("read", config=either.config(), catalog=CATALOG)
    assert_known(first)
    assert len(first.of(Type.RECORD)) == 500

    before = either.listed()
    either.move_on()
    state = [json.loads(line)["state"] for line in first.lines if '"type":"STATE"' in line][-1]
    second = run("read", config=either.config(), catalog=CATALOG, state=[state])
    assert_known(second)
    sent = {message.record.data[either.key] for message in second.of(Type.RECORD)}
    assert sent == {call[either.key] for call in either.listed() if call not in before}
    assert len(sent) == 5


def test_values_of_wrong_types_are_reported_in_the_form_of_the_models(run, sandbox: Sandbox):
    spoilt = sandbox.calls()[-1]["call_id"]
    sandbox.control(edit=[{"call_id": spoilt, "patch": {"duration": "a while"}}])
    output = run("read", config=sandbox.config(), catalog=CATALOG)
    assert_known(output)
    [record] = [m.record for m in output.of(Type.RECORD) if m.record.data["call_id"] == spoilt]
    assert [change.field for change in record.meta.changes] == ["duration"]


def test_a_wait_for_quota_is_told_in_the_form_of_the_models(run, sandbox: Sandbox):
    # Shorter waits are not worth telling.
    refusal = {"kind": "status", "status": 429, "retryAfter": "4"}
    sandbox.control(set={"faults": [{"fault": refusal, "when": {"request": 2}}]})
    output = run("read", config=sandbox.config(), catalog=CATALOG)
    assert_known(output)
    statuses = [m.trace.stream_status for m in output.of(Type.TRACE) if m.trace.stream_status]
    reasons = [reason for status in statuses for reason in status.reasons or []]
    assert [reason.type.value for reason in reasons] == ["RATE_LIMITED"]
    emitted = output.of(Type.TRACE)[0].trace.emitted_at
    assert 0 < reasons[0].rate_limited.quota_reset - emitted < 20_000


def test_a_failed_read_parses_strictly(run, sandbox: Sandbox):
    output = run("read", config=sandbox.config(api_secret="wrong"), catalog=CATALOG)
    assert_known(output)
    [error] = [message.trace.error for message in output.of(Type.TRACE) if message.trace.error]
    assert (error.failure_type.value, output.exit_code) == ("config_error", 1)


def test_record_counts_have_a_decimal_point_and_add_up(run, sandbox: Sandbox):
    """Parsers in Java read the count as a double, and some take a number without a point for an integer."""
    output = run("read", config=sandbox.config(), catalog=CATALOG)
    states = [line for line in output.lines if '"type":"STATE"' in line]
    counts = [re.search(r'"recordCount":(\d+\.\d+)[,}]', line) for line in states]
    assert states and all(counts), states
    assert sum(float(count.group(1)) for count in counts if count) == len(output.of(Type.RECORD))
