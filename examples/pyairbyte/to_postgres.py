"""
Loads the calls into PostgreSQL: `python to_postgres.py config.json`, with the usual PGHOST, PGPORT, PGUSER, PGPASSWORD and
PGDATABASE in the environment. Run it again for what is new. Other streams are named behind: `... config.json calls sms users`.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import airbyte as ab
import pandas
from airbyte.caches import PostgresCache

read_json = pandas.read_json


def read_records(*args: Any, **options: Any) -> pandas.DataFrame:
    """
    What PyAirbyte reads its files with on the way into PostgreSQL. It lets pandas guess types, and pandas takes the phone number
    "+14155551234" for the integer 14155551234, and the time "14:22:00" of v2.1 for that time today: the stream has a schema, so
    nothing need be guessed. And PostgreSQL holds no U+0000 in a text, where JSON may have one.
    """
    return read_json(*args, **options, dtype=False, convert_dates=False).map(without_nul)


def without_nul(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "\ufffd")
        case list():
            return [without_nul(item) for item in value]
        case dict():
            return {without_nul(name): without_nul(item) for name, item in value.items()}
    return value


pandas.read_json = read_records


def main(config: str, *names: str) -> None:
    streams = list(names) or ["calls"]
    source = ab.get_source(
        "source-justcall",
        config=json.loads(Path(config).read_text()),
        streams=streams,
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
    print(f"{result.processed_records} {' and '.join(streams)} are new or changed.")


if __name__ == "__main__":
    main(*sys.argv[1:])
