"""Loads the calls into a DuckDB file: `python to_duckdb.py config.json calls.duckdb`. Run it again for what is new."""

import json
import sys
from pathlib import Path

import airbyte as ab
from airbyte.caches import DuckDBCache


def main(config: str, database: str) -> None:
    settings = json.loads(Path(config).read_text())
    source = ab.get_source(
        "source-justcall",
        config=settings,
        streams=["calls"],
        # With Docker alone: docker_image="airbyte/source-justcall:0.1.0" in its place.
        local_executable="source-justcall",
    )
    source.check()
    # The two versions of the API give different columns: examples/sql/views/v2.1.sql shows those of v2.1 as v2 has them.
    is_v21 = settings.get("api_version") == "v2.1"
    # The cache holds the state as well, so one file is all there is to keep.
    cache = DuckDBCache(db_path=database, schema_name="justcall_v2_1" if is_v21 else "justcall")
    result = source.read(cache=cache)
    if is_v21:
        # The lists that give agents and lines their names. They are read whole.
        source.select_streams(["users", "phone_numbers"])
        source.read(cache=cache)
    print(f"{result.processed_records} calls are new or changed.")


if __name__ == "__main__":
    main(*sys.argv[1:])
