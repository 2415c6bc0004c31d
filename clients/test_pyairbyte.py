"""PyAirbyte runs the connector as its users do: as a local executable and as a container, into its DuckDB cache."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import airbyte as ab
import pytest
from airbyte.caches import DuckDBCache
from airbyte.exceptions import AirbyteConnectorCheckFailedError
from sandbox import Sandbox

COLUMN_TYPES = {
    "call_id": "VARCHAR",
    "direction": "VARCHAR",
    "from": "VARCHAR",
    "to": "VARCHAR",
    "agent_id": "BIGINT",
    "agent_name": "VARCHAR",
    "status": "VARCHAR",
    "duration": "BIGINT",
    "recording_url": "VARCHAR",
    "voicemail": "BOOLEAN",
    "notes": "VARCHAR",
    "disposition": "VARCHAR",
    "tags": "JSON",
    "started_at": "TIMESTAMP",
    "ended_at": "TIMESTAMP",
}


@pytest.fixture(params=["local executable", "container image"])
def how(request: pytest.FixtureRequest) -> dict[str, Any]:
    if request.param == "local executable":
        return {"local_executable": request.getfixturevalue("connector")}
    return {"docker_image": request.getfixturevalue("image"), "use_host_network": True}


def get_source(config: dict[str, Any], how: dict[str, Any]) -> ab.Source:
    return ab.get_source("source-justcall", config=config, streams="*", **how)


def test_check_and_discover(sandbox: Sandbox, how):
    source = get_source(sandbox.config(), how)
    source.check()
    assert source.get_available_streams() == ["calls"]
    [stream] = source.discovered_catalog.streams
    assert stream.source_defined_primary_key == [["call_id"]]
    assert stream.default_cursor_field == ["started_at"]


def test_a_wrong_secret_fails_the_check_with_advice(sandbox: Sandbox, how):
    with pytest.raises(AirbyteConnectorCheckFailedError) as failure:
        get_source(sandbox.config(api_secret="wrong-secret-1234"), how).check()
    assert "API key" in str(failure.value)
    assert "wrong-secret-1234" not in str(failure.value)


def test_two_reads_into_duckdb(sandbox: Sandbox, how, tmp_path: Path):
    database = tmp_path / "calls.duckdb"
    cache = DuckDBCache(db_path=database, schema_name="justcall")

    first = get_source(sandbox.config(), how).read(cache=cache)
    assert first.processed_records == 500

    edited, added = sandbox.move_on()
    # A source and a cache made anew, as in the next process: the state must come from the database.
    cache = DuckDBCache(db_path=database, schema_name="justcall")
    second = get_source(sandbox.config(), how).read(cache=cache)
    assert second.processed_records == len(edited) + len(added)

    [counts] = cache.run_sql_query("SELECT count(*) AS rows, count(DISTINCT call_id) AS ids FROM justcall.calls")
    assert counts == {"rows": 502, "ids": 502}
    rows = cache.run_sql_query("SELECT call_id, notes, duration, agent_id FROM justcall.calls ORDER BY call_id")
    listed = sorted(sandbox.calls(), key=lambda call: call["call_id"])
    assert rows == [{key: call[key] for key in ("call_id", "notes", "duration", "agent_id")} for call in listed]

    types = cache.run_sql_query(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'justcall' AND table_name = 'calls' AND NOT starts_with(column_name, '_airbyte_')"
    )
    assert {row["column_name"]: row["data_type"] for row in types} == COLUMN_TYPES
