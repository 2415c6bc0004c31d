"""
Loads the calls into PostgreSQL: `python to_postgres.py config.json`, with the usual PGHOST, PGPORT, PGUSER, PGPASSWORD and
PGDATABASE in the environment. Run it again for what is new.
"""

import json
import os
import sys
from functools import partial
from pathlib import Path

import airbyte as ab
import pandas
from airbyte.caches import PostgresCache

# PyAirbyte lets pandas guess types on the way into PostgreSQL, and pandas takes the phone number "+14155551234" for the
# integer 14155551234. The stream has a schema, so nothing need be guessed.
pandas.read_json = partial(pandas.read_json, dtype=False)


def main(config: str) -> None:
    source = ab.get_source(
        "source-justcall",
        config=json.loads(Path(config).read_text()),
        streams=["calls"],
        local_executable="source-justcall",
    )
    source.check()
    cache = PostgresCache(
        host=os.environ["PGHOST"],
        port=int(os.environ.get("PGPORT", "5432")),
        username=os.environ["PGUSER"],
        password=os.environ["PGPASSWORD"],
        database=os.environ["PGDATABASE"],
        schema_name="justcall",
    )
    result = source.read(cache=cache)
    print(f"{result.processed_records} calls are new or changed.")


if __name__ == "__main__":
    main(*sys.argv[1:])
