"""A real warehouse: PyAirbyte loads the calls into PostgreSQL, twice, by the example."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import airbyte as ab
import pytest
from airbyte.caches import PostgresCache
from postgres import Postgres
from sandbox import PROJECT, Sandbox

V2 = {
    **dict.fromkeys(["call_id", "direction", "from", "to", "agent_name", "status"], "character varying"),
    **dict.fromkeys(["recording_url", "notes", "disposition"], "character varying"),
    **dict.fromkeys(["agent_id", "duration"], "bigint"),
    **dict.fromkeys(["started_at", "ended_at"], "timestamp without time zone"),
    "voicemail": "boolean",
    "tags": "json",
}
V21 = {
    **dict.fromkeys(["id", "agent_id", "cost_incurred"], "numeric"),
    **dict.fromkeys(["call_sid", "contact_number", "contact_name", "contact_email"], "character varying"),
    **dict.fromkeys(["justcall_number", "justcall_line_name"], "character varying"),
    **dict.fromkeys(["agent_name", "agent_email", "agent_active"], "character varying"),
    **dict.fromkeys(["call_date", "call_time", "call_user_date", "call_user_time"], "character varying"),
    **dict.fromkeys(["call_info", "call_duration", "ivr_info", "queue", "queue_callback", "justcall_ai"], "json"),
}
TYPES = {"v2": V2, "v2.1": V21}
COMPARED = {
    "v2": "call_id direction from to agent_id agent_name duration voicemail notes tags started_at".split(),
    "v2.1": "id contact_number justcall_number agent_id agent_name call_date call_time call_info call_duration".split(),
}


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    with Postgres() as running:
        yield running


def test_the_example_loads_what_is_new_and_alters_nothing(
    on_path: dict[str, str], either: Sandbox, postgres: Postgres, tmp_path: Path
):
    (tmp_path / "config.json").write_text(json.dumps(either.config()))
    environment = {**os.environ, **on_path, **postgres.environment}

    def sync() -> str:
        command = [sys.executable, PROJECT / "examples/pyairbyte/to_postgres.py", "config.json"]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout.splitlines()[-1]

    assert sync() == "500 calls are new or changed."
    edited, added = either.move_on()
    assert sync() == f"{len(edited) + len(added)} calls are new or changed."

    key, fields = either.key, COMPARED[either.api]
    [counts] = postgres.query(f"SELECT count(*) AS rows, count(DISTINCT {key}) AS ids FROM justcall.calls")
    assert counts == {"rows": 502, "ids": 502}
    rows = postgres.query("SELECT * FROM justcall.calls")
    if either.api == "v2":
        rows = [{**row, "started_at": row["started_at"] + "Z"} for row in rows]
    loaded = {row[key]: [row[field] for field in fields] for row in rows}
    assert loaded == {call[key]: [call[field] for field in fields] for call in either.listed()}

    types = postgres.query(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'justcall' "
        "AND table_name = 'calls' AND NOT starts_with(column_name, '_airbyte_')"
    )
    assert {column["column_name"]: column["data_type"] for column in types} == TYPES[either.api]


def test_the_example_replaces_the_character_that_postgresql_cannot_hold(
    on_path: dict[str, str], sandbox: Sandbox, postgres: Postgres, tmp_path: Path
):
    [first, second] = [call["call_id"] for call in sandbox.calls()[:2]]
    patch = {"notes": "a\0b \\u0000", "disposition": "\0", "tags": ["x\0y", "\0"], "agent_name": "Zoë 🔑\0"}
    extra = {"call_score": {"to\0pics": ["\0"]}, "notes": None}
    sandbox.control(edit=[{"call_id": first, "patch": patch}, {"call_id": second, "patch": extra}])
    (tmp_path / "config.json").write_text(json.dumps(sandbox.config()))
    command = [sys.executable, PROJECT / "examples/pyairbyte/to_postgres.py", "config.json"]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, **on_path, **postgres.environment}, check=True)
    rows = postgres.query("SELECT call_id, notes, disposition, tags, agent_name FROM justcall.calls")
    assert len(rows) == 500
    loaded = {row.pop("call_id"): row for row in rows}
    mark = "\ufffd"
    assert loaded[first] == {
        "notes": f"a{mark}b \\u0000",
        "disposition": mark,
        "tags": [f"x{mark}y", mark],
        "agent_name": f"Zoë 🔑{mark}",
    }
    assert loaded[second]["notes"] is None
    # As jsonb, which no escape of the character may be in either.
    assert postgres.query("SELECT count(*) AS n FROM justcall.calls WHERE tags::jsonb IS NOT NULL") == [{"n": 500}]


def test_pyairbyte_alone_still_takes_phone_numbers_for_integers(
    connector: Path, sandbox: Sandbox, postgres: Postgres
):
    """Once this fails, the example no longer has to keep PyAirbyte from guessing types."""
    source = ab.get_source("source-justcall", config=sandbox.config(), streams="*", local_executable=connector)
    source.read(cache=PostgresCache(schema_name="plain", **postgres.login))
    [count] = postgres.query("""SELECT count(*) AS with_plus FROM plain.calls WHERE "from" LIKE '+%'""")
    assert count == {"with_plus": 0}
    assert all(call["from"].startswith("+") for call in sandbox.calls())
