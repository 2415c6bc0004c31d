"""Loads what the dbt package reads into DuckDB and PostgreSQL, as the examples do, in one process: `load.py config.json calls.duckdb`."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples/pyairbyte"))
import airbyte as ab
import to_postgres  # It keeps PyAirbyte from guessing types.
from airbyte.caches import DuckDBCache, PostgresCache

assert to_postgres.read_json
config, database = sys.argv[1:]
names = {"host": "PGHOST", "port": "PGPORT", "username": "PGUSER", "password": "PGPASSWORD", "database": "PGDATABASE"}
postgres = {name: os.environ[variable] for name, variable in names.items()}
settings = json.loads(Path(config).read_text())
streams = ["calls", "sms", "users", "phone_numbers"] if settings["api_version"] == "v2.1" else ["calls"]
for cache in (
    DuckDBCache(db_path=database, schema_name="justcall"),
    PostgresCache(schema_name="justcall", **{**postgres, "port": int(postgres["port"])}),
):
    source = ab.get_source("source-justcall", config=settings, streams=streams, local_executable="source-justcall")
    source.read(cache=cache)
