"""
Writes each mart of the dbt package as one SELECT for DuckDB over the demo's tables, into `demo/sql`: `write_sql.py`.
The demo runs them without dbt.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from dbt.cli.main import dbtRunner

PROJECT = Path(__file__).resolve().parents[1]
# Where the demo loads the calls of each version.
SCHEMAS = {"v2": "main", "v2.1": "justcall_v2_1"}
# Everything between a mart and the loaded table becomes a part of its statement.
CONFIGURATION = """
name: demo
profile: demo
models:
  justcall:
    staging: {+materialized: ephemeral}
    marts:
      +materialized: ephemeral
      justcall__calls: {+materialized: ephemeral}
      justcall__contact_timeline: {+materialized: ephemeral}
"""
PROFILE = "demo: {target: duckdb, outputs: {duckdb: {type: duckdb, path: ':memory:'}}}\n"


def write_sql(output: Path) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "dbt_project.yml").write_text(CONFIGURATION)
        (folder / "profiles.yml").write_text(PROFILE)
        # Without descriptions and tests, which take most of the time.
        ignored = shutil.ignore_patterns("staging.yml", "marts.yml")
        shutil.copytree(PROJECT / "dbt", folder / "dbt_packages/justcall", ignore=ignored)
        (folder / "packages.yml").write_text(f"packages: [{{local: {PROJECT / 'dbt'}}}]\n")
        for version, schema in SCHEMAS.items():
            compiled = compile_marts(folder, version, schema)
            marts = output / version
            shutil.rmtree(marts, ignore_errors=True)
            marts.mkdir(parents=True)
            for file in compiled:
                (marts / file.name.removeprefix("justcall__")).write_text(tidied(file.read_text()))


def compile_marts(folder: Path, version: str, schema: str) -> list[Path]:
    variables = {"justcall_api_version": version, "justcall_schema": schema, "justcall_time_zone": "America/Bogota"}
    variables |= {f"justcall_using_{stream}": False for stream in ("sms", "users", "phone_numbers")}
    target = folder / version
    options = ["--project-dir", folder, "--profiles-dir", folder, "--target-path", target, "--log-path", target]
    command = ["--quiet", "compile", "--select", "justcall.marts", *map(str, options), "--vars", json.dumps(variables)]
    done = dbtRunner().invoke(command)
    if not done.success:
        raise SystemExit(f"{version}: {done.exception or done.result}")
    return sorted((target / "compiled").rglob("marts/*.sql"))


def tidied(sql: str) -> str:
    """Without the blank lines that templates leave, and without the name of the database, which differs from file to file."""
    lines = [line.rstrip() for line in re.sub(r'"memory"."(\w+)"."(\w+)"', r"\1.\2", sql).splitlines()]
    text = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
    return f"-- Written by clients/write_sql.py from dbt/: do not edit.\n{text}\n"


if __name__ == "__main__":
    write_sql(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "demo/sql")
