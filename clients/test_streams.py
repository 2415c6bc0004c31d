"""All streams of API v2.1, by Airbyte's models and by PyAirbyte into DuckDB and PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import airbyte as ab
import pytest
from airbyte.caches import DuckDBCache
from airbyte_protocol.models import AirbyteMessage, Type
from postgres import Postgres
from sandbox import LISTS, PROJECT, Sandbox
from test_messages import unknown_fields

DATED = ["calls", "sms", "sales_dialer_calls"]


@pytest.fixture
def account() -> Iterator[Sandbox]:
    with Sandbox(api="v2.1", calls=200) as running:
        yield running


def key_of(stream: str) -> str:
    return "call_id" if stream == "sales_dialer_calls" else "id"


def assert_same(account: Sandbox, stream: str, loaded: list[dict[str, Any]]) -> None:
    """The rows of a table are those of the account, field by field."""
    listed = account.listed() if stream == "calls" else account.rows(LISTS[stream])
    rows = {int(row[key_of(stream)]): row for row in loaded}
    assert len(rows) == len(loaded)
    assert rows.keys() == {row[key_of(stream)] for row in listed}
    for row in listed:
        own = rows[row[key_of(stream)]]
        assert {field: plain(own[field]) for field in row} == {field: plain(value) for field, value in row.items()}


def plain(value: Any) -> Any:
    """A list or an object may come from a database as text, and a number as a decimal of nine places."""
    if isinstance(value, (Decimal, float)):
        return round(float(value), 9)
    if isinstance(value, str) and value[:1] in ("[", "{"):
        return json.loads(value)
    return value


def test_a_read_of_all_streams_parses_strictly(connector: Path, account: Sandbox, tmp_path: Path):
    streams = [
        {"stream": {"name": name}, "sync_mode": "incremental" if name in DATED else "full_refresh"}
        for name in account.streams
    ]
    (tmp_path / "config.json").write_text(json.dumps(account.config()))
    (tmp_path / "catalog.json").write_text(json.dumps({"streams": streams}))
    command = [connector, "read", "--config", "config.json", "--catalog", "catalog.json"]
    lines = subprocess.check_output(command, cwd=tmp_path, text=True).splitlines()
    messages = [AirbyteMessage.model_validate_json(line, strict=True) for line in lines]
    unknown = [unknown_fields(message, json.loads(line)) for message, line in zip(messages, lines)]
    assert [field for fields in unknown for field in fields] == []
    for name in account.streams:
        records = [m.record.data for m in messages if m.type is Type.RECORD and m.record.stream == name]
        assert_same(account, name, records)


def test_two_reads_of_all_streams_into_duckdb(connector: Path, account: Sandbox, tmp_path: Path):
    def read() -> tuple[DuckDBCache, int]:
        cache = DuckDBCache(db_path=tmp_path / "all.duckdb", schema_name="justcall")
        source = ab.get_source("source-justcall", config=account.config(), streams="*", local_executable=connector)
        return cache, source.read(cache=cache).processed_records

    rows = {name: len(account.rows(LISTS.get(name, name))) for name in account.streams}
    assert read()[1] == sum(rows.values())
    edited, added = account.move_on()
    cache, sent = read()
    # Lists without dates are read whole again.
    whole = sum(count for name, count in rows.items() if name not in DATED)
    assert sent == len(edited) + len(added) + whole
    for name in account.streams:
        assert_same(account, name, list(cache.run_sql_query(f"SELECT * FROM justcall.{name}")))


def test_all_streams_into_postgresql(on_path: dict[str, str], account: Sandbox, tmp_path: Path):
    (tmp_path / "config.json").write_text(json.dumps(account.config()))
    command = [sys.executable, PROJECT / "examples/pyairbyte/to_postgres.py", "config.json", *account.streams]
    with Postgres() as postgres:
        subprocess.run(command, cwd=tmp_path, env={**os.environ, **on_path, **postgres.environment}, check=True)
        for name in account.streams:
            assert_same(account, name, postgres.query(f"SELECT * FROM justcall.{name}"))
