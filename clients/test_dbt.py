"""The dbt package, by its example: built on DuckDB and PostgreSQL over two syncs, in both versions of the API."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from account_numbers import COLUMNS, Row, numbers
from postgres import Postgres
from sandbox import PROJECT, Sandbox

APIS = ["v2", "v2.1"]
WAREHOUSES = ["duckdb", "postgres"]
MARTS = list(COLUMNS)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with the package installed, in the places that they have to each other."""
    root = tmp_path_factory.mktemp("dbt")
    shutil.copytree(PROJECT / "examples/dbt", root / "examples/dbt")
    (root / "dbt").symlink_to(PROJECT / "dbt")
    run_dbt(root / "examples/dbt", root, "deps")
    return root / "examples/dbt"


def run_dbt(project: Path, output: Path, *args: str, **environment: str) -> None:
    command = ["dbt", "--log-path", output / "logs", *args]
    done = subprocess.run(
        command, cwd=project, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout[-8_000:]


class Warehouse:
    """A database that the connector has loaded and dbt builds in."""

    def __init__(self, kind: str, api: str, folder: Path, project: Path, environment: dict[str, str], postgres: Postgres) -> None:
        self.kind, self.project, self.environment, self.postgres = kind, project, environment, postgres
        self.variables = json.dumps({"justcall_api_version": api})
        self.folder = folder / kind
        self.marts = f"{'main' if kind == 'duckdb' else 'analytics'}_justcall_marts"

    def build(self) -> None:
        args = ["build", "--target", self.kind, "--target-path", str(self.folder / "target"), "--vars", self.variables]
        run_dbt(self.project, self.folder, *args, **self.environment)

    def query(self, sql: str) -> list[Row]:
        if self.kind == "postgres":
            return [tuple(row.values()) for row in self.postgres.query(sql)]
        with duckdb.connect(self.environment["DUCKDB_PATH"], read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def rows(self, mart: str) -> list[Row]:
        """As text, in the columns that are compared."""
        columns = ", ".join(f"cast({name} as varchar) as {name}" for name in COLUMNS[mart])
        return self.query(f"select {columns} from {self.marts}.{mart}")

    def change(self, sql: str) -> None:
        if self.kind == "postgres":
            self.postgres.execute(sql)
        else:
            with duckdb.connect(self.environment["DUCKDB_PATH"]) as connection:
                connection.execute(sql)


class Built:
    """What two syncs and builds of an account came to."""

    def __init__(self, api: str, folder: Path, project: Path, environment: dict[str, str]) -> None:
        self.loaded: dict[tuple[str, int], dict[str, list[Row]]] = {}
        self.expected: dict[int, dict[str, set[Row]]] = {}
        with Sandbox(api=api) as sandbox, Postgres() as postgres, ThreadPoolExecutor() as threads:
            (folder / "config.json").write_text(json.dumps(sandbox.config()))
            database = str(folder / "calls.duckdb")
            environment = {**environment, **postgres.environment, "DUCKDB_PATH": database}
            made = [Warehouse(kind, api, folder, project, environment, postgres) for kind in WAREHOUSES]
            self.warehouses = dict(zip(WAREHOUSES, made))
            for sync, live in enumerate((open_account, change_account)):
                live(sandbox)
                command = [sys.executable, PROJECT / "clients/load.py", "config.json", database]
                printed = {"stdout": subprocess.DEVNULL, "env": {**os.environ, **environment}}
                subprocess.run(command, cwd=folder, check=True, **printed)
                list(threads.map(Warehouse.build, made))
                self.expected[sync] = expected_of(sandbox)
                for warehouse in made:
                    self.loaded[warehouse.kind, sync] = {mart: warehouse.rows(mart) for mart in MARTS}
                    if sync == 0:
                        warehouse.change(LATER.format(warehouse.marts))
            kept = "select count(*) as n from {}.calls where rating = 'kept'"
            self.kept = {warehouse.kind: warehouse.query(kept.format(warehouse.marts)) for warehouse in made}


# Whatever the clock was, the calls of the first sync are older than what the mart has, and those of the second one are not.
LATER = """update {0}.calls
set rating = 'kept', extracted_at = (select max(extracted_at) from {0}.calls) + interval '1 millisecond'"""

CONTACT, LINE = "+493055501234", "+493023125446"


def call(call_id: str, at: str, direction: str, status: str, agent: str | None = None, seconds: int = 0) -> dict[str, Any]:
    ends = [CONTACT, LINE] if direction == "inbound" else [LINE, CONTACT]
    return {
        **{"call_id": call_id, "started_at": f"2024-03-31T{at}Z", "direction": direction, "status": status},
        **{"from": ends[0], "to": ends[1], "duration": seconds, "agent_id": agent and 42, "agent_name": agent},
    }


def open_account(sandbox: Sandbox) -> None:
    """Calls that the order of time decides, on the day on which the clocks of Berlin are put forward."""
    calls = [
        call("call_first", "00:30:00", "inbound", "missed"),
        call("call_second", "21:00:00", "inbound", "missed"),
        # Of the same second, so that it answers the first alone.
        call("call_back", "21:00:00", "outbound", "completed", "Ana Haddad", 61),
        call("call_third", "21:30:00", "inbound", "voicemail", "Ana Haddad", 20),
    ]
    sandbox.control(add=[{"call": {**call, "voicemail": call["status"] == "voicemail"}} for call in calls])


def change_account(sandbox: Sandbox) -> None:
    """Two calls turn out otherwise, and three are new: a response, a new name, a day of Berlin that is yet to come in UTC."""
    patches = {
        "call_first": {"status": "completed", "duration": 95, "ended_at": "2024-03-31T00:31:35Z", "agent_id": 42, "agent_name": "Ana Haddad"},
        "call_back": {"duration": 610, "ended_at": "2024-03-31T21:10:10Z", "notes": "Wants the annual plan."},
    }
    added = [
        call("call_again", "22:10:00", "outbound", "busy", "Ana Silva"),
        call("call_late", "22:30:00", "inbound", "missed"),
        call("call_later", "22:40:00", "outbound", "completed", "Ana Silva", 300),
    ]
    sandbox.control(
        edit=[{"call_id": call_id, "patch": patch} for call_id, patch in patches.items()],
        add=[{"call": call} for call in added],
    )
    if sandbox.api == "v2.1":
        change_lists(sandbox)


def change_lists(sandbox: Sandbox) -> None:
    """A message more and one that is delivered after all; an agent and a number have other names."""
    message = sandbox.rows("texts")[-1]
    agent, number = sandbox.rows("users")[0], sandbox.rows("phone_numbers")[0]
    names = ("contact_number", "contact_name", "justcall_number", "agent_id", "agent_name")
    new = {**{name: message[name] for name in names}, "sms_date": "2024-03-31", "sms_time": "23:59:00", "direction": "Outbound"}
    edits = [
        ("texts", message, {"delivery_status": "Failed"}),
        ("users", agent, {"name": "Ada Novák"}),
        ("phone_numbers", number, {"justcall_line_name": "Renewals"}),
    ]
    sandbox.control(
        add=[{"list": "texts", "row": new}],
        edit=[{"list": name, "id": row["id"], "patch": patch} for name, row, patch in edits],
    )


def expected_of(sandbox: Sandbox) -> dict[str, set[Row]]:
    if sandbox.api == "v2":
        return numbers(sandbox.calls(), {}, {}, [])
    users = {user["id"]: user["name"] for user in sandbox.rows("users")}
    lines = {f"+{number['justcall_number']}": number["justcall_line_name"] for number in sandbox.rows("phone_numbers")}
    return numbers(calls_of(sandbox), users, lines, sandbox.rows("texts"))


def calls_of(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The account's own calls, each with the number that stands for it in v2.1."""
    calls = sandbox.calls()
    ways = {"Incoming": "inbound", "Outgoing": "outbound"}
    ids = {
        (f"{row['call_date']}T{row['call_time']}Z", ways[row["call_info"]["direction"]], row["contact_number"]): row["id"]
        for row in sandbox.listed()
    }

    def key(call: dict[str, Any]) -> tuple[str, str, str]:
        contact = call["from"] if call["direction"] == "inbound" else call["to"]
        return call["started_at"], call["direction"], contact.removeprefix("+")

    assert len(ids) == len(calls)
    return [{**call, "call_id": str(ids[key(call)])} for call in calls]


@pytest.fixture(scope="module")
def beside_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("beside")


@pytest.fixture(scope="module")
def beside(project: Path, beside_output: Path) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """What only compiles, started before the syncs, since each is a process of one thread."""
    commands = {
        "demo": [sys.executable, PROJECT / "clients/write_sql.py", beside_output / "demo"],
        "elsewhere": [os.environ["WAREHOUSES_PYTHON"], PROJECT / "clients/compile_elsewhere.py", project, beside_output],
    }
    printed = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    running = {name: subprocess.Popen(command, cwd=beside_output, **printed) for name, command in commands.items()}
    yield running
    for process in running.values():
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def both(beside: dict[str, subprocess.Popen[str]], project: Path, on_path: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Both versions at once, for most of the time goes into processes of one thread."""
    folders = {api: tmp_path_factory.mktemp(f"api-{api}") for api in APIS}
    with ThreadPoolExecutor() as threads:
        made = threads.map(lambda api: Built(api, folders[api], project, on_path), APIS)
        return dict(zip(APIS, made))


@pytest.fixture(scope="module", params=APIS)
def built(request: pytest.FixtureRequest, both: dict[str, Built]) -> Built:
    return both[request.param]


@pytest.mark.parametrize("mart", MARTS)
@pytest.mark.parametrize("sync", [0, 1], ids=["first sync", "second sync"])
@pytest.mark.parametrize("warehouse", WAREHOUSES)
def test_a_mart_has_the_numbers_of_the_account(built: Built, warehouse: str, sync: int, mart: str):
    rows, expected = built.loaded[warehouse, sync][mart], built.expected[sync][mart]
    assert len(rows) == len(expected)
    assert set(rows) == expected


def test_a_mart_does_not_overwrite_the_table_of_its_name(both: dict[str, Built]):
    """Marts in the schema of the loaded tables."""
    warehouse = both["v2"].warehouses["duckdb"]
    raw = json.dumps({**json.loads(warehouse.variables), "justcall_schema": warehouse.marts})
    command = ["dbt", "compile", "--select", "justcall__calls", "--target-path", str(warehouse.folder / "refused"), "--vars", raw]
    refused = subprocess.run(
        command, cwd=warehouse.project, env={**os.environ, **warehouse.environment}, stdout=subprocess.PIPE, text=True
    )
    assert refused.returncode != 0
    assert "would overwrite the connector's table" in refused.stdout


@pytest.mark.parametrize("warehouse", WAREHOUSES)
def test_the_second_build_leaves_unchanged_calls_alone(built: Built, warehouse: str):
    [(kept,)] = built.kept[warehouse]
    assert kept == 502


def test_every_column_is_described(built: Built):
    warehouse = built.warehouses["duckdb"]
    manifest = json.loads((warehouse.folder / "target/manifest.json").read_text())
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    assert {model["alias"] for model in models} >= set(MARTS)
    for model in models:
        described = {name for name, column in model["columns"].items() if column["description"]}
        columns = warehouse.query(f"select column_name from (describe {model['relation_name']})")
        assert described == {name for (name,) in columns}, model["name"]


SCHEMAS = {
    ("justcall_v2", "calls"): "calls",
    ("justcall_v2_1", "calls"): "calls-v2.1",
    **{("justcall_v2_1", stream): stream for stream in ("sms", "users", "phone_numbers")},
}


@pytest.mark.parametrize("source, table", SCHEMAS)
def test_a_source_has_the_columns_of_its_stream(source: str, table: str):
    schema = json.loads((PROJECT / f"schemas/{SCHEMAS[source, table]}.json").read_text())
    sources = yaml.safe_load((PROJECT / "dbt/models/sources.yml").read_text())["sources"]
    [columns] = [known["columns"] for one in sources if one["name"] == source for known in one["tables"] if known["name"] == table]
    described = {column["name"]: column["description"] for column in columns if column["name"] != "_airbyte_extracted_at"}
    assert described == {name: field["description"] for name, field in schema["properties"].items()}


def test_the_demo_asks_the_marts_of_the_package(beside: dict[str, subprocess.Popen[str]], beside_output: Path):
    """`clients/.venv/clients/bin/python clients/write_sql.py` brings them in step."""
    printed, _ = beside["demo"].communicate()
    assert beside["demo"].returncode == 0, printed[-8_000:]
    assert files_in(PROJECT / "demo/sql") == files_in(beside_output / "demo")


def files_in(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.sql")}


def test_the_package_compiles_for_snowflake_and_bigquery(beside: dict[str, subprocess.Popen[str]]):
    """Without a connection, by their own adapters; what comes out is parsed as their SQL."""
    printed, _ = beside["elsewhere"].communicate()
    assert beside["elsewhere"].returncode == 0, printed[-8_000:]
    lines = [line.split() for line in printed.splitlines() if line.startswith(("snowflake", "bigquery"))]
    assert [(target, api) for target, api, _ in lines] == [(target, api) for target in ("snowflake", "bigquery") for api in APIS]
    assert all(int(files) >= len(MARTS) for *_, files in lines)
