"""
Compiles the dbt package for Snowflake and BigQuery with their adapters, without a connection, and parses what comes out:
`compile_elsewhere.py PROJECT OUTPUT`. Each model is taken to exist, so that incremental models compile as such.
"""

import json
import sys
from pathlib import Path

import sqlglot
from dbt.adapters.bigquery import BigQueryAdapter
from dbt.adapters.snowflake import SnowflakeAdapter
from dbt.cli.main import dbtRunner
from sqlglot import exp

PROFILES = """
answers:
  target: none
  outputs:
    snowflake: {type: snowflake, account: a, user: u, password: p, database: lake, warehouse: w, schema: analytics, threads: 1}
    bigquery: {type: bigquery, method: oauth-secrets, token: t, project: lake, dataset: analytics, threads: 1}
"""
# Functions that sqlglot takes by any name; that they exist was looked up in the manuals of the two.
FUNCTIONS = {"snowflake": {"DATE_PART"}, "bigquery": set()}


def existing(adapter, database, schema, identifier):
    return adapter.Relation.create(database, schema, identifier, type="table")


for adapter in (SnowflakeAdapter, BigQueryAdapter):
    adapter.get_relation = existing

project, output = map(Path, sys.argv[1:])
(output / "profiles.yml").write_text(PROFILES)
for target in ("snowflake", "bigquery"):
    for version in ("v2", "v2.1"):
        folder = output / target / version
        variables = {"justcall_api_version": version}
        options = ["--project-dir", project, "--profiles-dir", output, "--target", target, "--target-path", folder]
        command = ["--quiet", "--log-path", folder, "compile", "--select", "resource_type:model", *options, "--vars", json.dumps(variables)]
        done = dbtRunner().invoke([*map(str, command), "--no-populate-cache", "--no-introspect"])
        if not done.success:
            sys.exit(f"{target}, {version}: {done.exception or [result.message for result in done.result]}")
        files = sorted((folder / "compiled").rglob("*.sql"))
        for file in files:
            for statement in sqlglot.parse(file.read_text(), dialect=target):
                unknown = {call.name.upper() for call in statement.find_all(exp.Anonymous)} - FUNCTIONS[target]
                if unknown:
                    sys.exit(f"{file}: {unknown}")
        print(target, version, len(files))
