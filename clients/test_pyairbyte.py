"""PyAirbyte runs the connector as its users do: as a local executable and as a container, into its DuckDB cache."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import airbyte as ab
import pytest
from airbyte.caches import DuckDBCache
from airbyte.exceptions import AirbyteConnectorCheckFailedError
from sandbox import Sandbox

V2 = {
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


V21 = {
    **dict.fromkeys(["id", "agent_id", "cost_incurred"], "DECIMAL(38,9)"),
    **dict.fromkeys(["call_sid", "contact_number", "contact_name", "contact_email"], "VARCHAR"),
    **dict.fromkeys(["justcall_number", "justcall_line_name"], "VARCHAR"),
    **dict.fromkeys(["agent_name", "agent_email", "agent_active"], "VARCHAR"),
    **dict.fromkeys(["call_date", "call_time", "call_user_date", "call_user_time"], "VARCHAR"),
    **dict.fromkeys(["call_info", "call_duration", "ivr_info", "queue", "queue_callback", "justcall_ai"], "JSON"),
}
COLUMN_TYPES = {"v2": V2, "v2.1": V21}
COMPARED = {
    "v2": ["call_id", "notes", "duration", "agent_id"],
    "v2.1": ["id", "contact_number", "agent_id", "call_time", "call_info", "call_duration"],
}


@pytest.fixture(params=["local executable", "container image"])
def how(request: pytest.FixtureRequest) -> dict[str, Any]:
    if request.param == "local executable":
        return {"local_executable": request.getfixturevalue("connector")}
    return {"docker_image": request.getfixturevalue("image"), "use_host_network": True}


def get_source(config: dict[str, Any], how: dict[str, Any]) -> ab.Source:
    return ab.get_source("source-justcall", config=config, streams=["calls"], **how)


# The image differs from the command in nothing that the version changes.
VERSIONS = pytest.mark.parametrize(
    ("api", "how"),
    [("v2", "local executable"), ("v2", "container image"), ("v2.1", "local executable")],
    indirect=["how"],
)
CURSORS = {"v2": ["started_at"], "v2.1": ["call_date"]}


@pytest.fixture
def account(api: str) -> Iterator[Sandbox]:
    with Sandbox(api=api) as running:
        yield running


@VERSIONS
def test_check_and_discover(account: Sandbox, how):
    source = get_source(account.config(), how)
    source.check()
    assert source.get_available_streams() == account.streams
    stream = source.discovered_catalog.streams[0]
    assert stream.source_defined_primary_key == [[account.key]]
    assert stream.default_cursor_field == CURSORS[account.api]


def test_a_wrong_secret_fails_the_check_with_advice(sandbox: Sandbox, how):
    with pytest.raises(AirbyteConnectorCheckFailedError) as failure:
        get_source(sandbox.config(api_secret="wrong-secret-1234"), how).check()
    assert "API key" in str(failure.value)
    assert "wrong-secret-1234" not in str(failure.value)


@VERSIONS
def test_two_reads_into_duckdb(account: Sandbox, how, tmp_path: Path):
    database = tmp_path / "calls.duckdb"
    cache = DuckDBCache(db_path=database, schema_name="justcall")

    first = get_source(account.config(), how).read(cache=cache)
    assert first.processed_records == 500

    edited, added = account.move_on()
    # A source and a cache made anew, as in the next process: the state must come from the database.
    cache = DuckDBCache(db_path=database, schema_name="justcall")
    second = get_source(account.config(), how).read(cache=cache)
    assert second.processed_records == len(edited) + len(added)

    key, fields = account.key, COMPARED[account.api]
    [counts] = cache.run_sql_query(f"SELECT count(*) AS rows, count(DISTINCT {key}) AS ids FROM justcall.calls")
    assert counts == {"rows": 502, "ids": 502}
    rows = cache.run_sql_query(f"SELECT {', '.join(fields)} FROM justcall.calls ORDER BY {key}")
    listed = sorted(account.listed(), key=lambda call: call[key])
    assert rows == [{field: call[field] for field in fields} for call in listed]

    types = cache.run_sql_query(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'justcall' AND table_name = 'calls' AND NOT starts_with(column_name, '_airbyte_')"
    )
    assert {row["column_name"]: row["data_type"] for row in types} == COLUMN_TYPES[account.api]
