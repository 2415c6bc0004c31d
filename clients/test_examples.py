"""Every example runs, as its reader would run it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from pods import manifest
from sandbox import PROJECT, Sandbox

EXAMPLES = PROJECT / "examples"
PIPE = EXAMPLES / "pipe/sync.sh"
LONG = "1234567890123456789"
CONFIG_MAP = manifest("cronjob.yaml", "ConfigMap")
VERSION: str = json.loads((PROJECT / "package.json").read_text())["version"]


@pytest.fixture
def folder(tmp_path: Path, sandbox: Sandbox) -> Path:
    """What the pipe works in."""
    shutil.copy(EXAMPLES / "catalog.json", tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(sandbox.config()))
    # A container's user is another one, and has to reach it.
    for parent in [tmp_path, *tmp_path.parents][:3]:
        parent.chmod(0o755)
    return tmp_path


def lines_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "calls.jsonl").read_text().splitlines()]


def assert_complete(folder: Path, sandbox: Sandbox) -> None:
    """The last line of each call is as the account shows it."""
    latest = {call["call_id"]: call for call in lines_of(folder)}
    assert latest == {call["call_id"]: call for call in sandbox.calls()}


def record(data: str) -> str:
    """The line of a record, for a source that prints what a test gives it."""
    return f'{{"type":"RECORD","record":{{"stream":"calls","emitted_at":1,"data":{data}}}}}\n'


def state(cursor: int) -> str:
    stream = f'{{"stream_descriptor":{{"name":"calls"}},"stream_state":{{"cursor":{cursor}}}}}'
    return f'{{"type":"STATE","state":{{"type":"STREAM","stream":{stream},"sourceStats":{{"recordCount":1.0}}}}}}\n'


# Each with what a cut by pattern would take for the end, and numbers that a double cannot hold.
TEXTS = [
    f'{{"call_id":"a","agent_id":{LONG},"price":0.12345678901234567890,"one":1.0}}',
    f'{{"notes":"a \\"data\\":{{}} \\\\","meta":{{"changes":[]}},"tags":["}}}}","\\\\\\""],"n":-{LONG}}}',
    '{"data":{"record":{"data":1}},"record":2,"line":"\\u2028","emoji":"\U0001f511 \\ud83d\\udd11"}',
    f'{{ "spaced" : [ {LONG} , {{ }} ] }}',
    "{}",
]
META = ',"meta":{"changes":[{"field":"x\\"]}","change":"NULLED","reason":"SOURCE_SERIALIZATION_ERROR"}]}'
EXACT = [
    *(record(text) for text in TEXTS),
    *(record(text + META) for text in TEXTS),
    *(f'{{"record": {{"data": {text}, "stream": "calls"}}, "type": "RECORD"}}\n' for text in TEXTS),
    '{"type":"LOG","log":{"level":"INFO","message":"\\"type\\":\\"RECORD\\""}}\n',
    state(int(LONG)),
]

# A text that no strict reader takes, half of a line, another program's words, and two lines in one.
UNREADABLE = [record('{"notes":"\\ud83d"')[:-2] + "\n", record("{}")[:40] + "\n", "Killed\n", record("{}").strip() + record("{}")]


def assert_two_syncs(sync: list[str | Path], folder: Path, sandbox: Sandbox, environment: dict[str, str]) -> None:
    subprocess.run(sync, env={**os.environ, **environment}, check=True)
    assert len(lines_of(folder)) == 500
    sandbox.move_on()
    subprocess.run(sync, env={**os.environ, **environment}, check=True)
    assert len(lines_of(folder)) == 505
    assert_complete(folder, sandbox)


class TestPipe:
    def test_a_second_sync_appends_what_is_new_or_changed(self, folder, sandbox, on_path):
        assert_two_syncs([PIPE, folder], folder, sandbox, on_path)

    @pytest.mark.parametrize("after", [0.4, 0.8, 1.2])
    def test_a_sync_that_was_killed_loses_nothing(self, folder, sandbox, on_path, after):
        sandbox.control(set={"latencyMs": [150, 150]})
        (folder / "config.json").write_text(json.dumps(sandbox.config(per_page=50, num_workers=2)))
        environment = {**os.environ, **on_path}
        process = subprocess.Popen([PIPE, folder], env=environment, start_new_session=True)
        time.sleep(after)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        # The others of its group may take a moment longer to go, and hold the lock until then.
        subprocess.run(["flock", "--timeout", "20", folder / ".lock", "true"], check=True)
        sandbox.move_on()
        subprocess.run([PIPE, folder], env=environment, check=True)
        assert_complete(folder, sandbox)

    def test_a_failed_sync_says_why_and_keeps_the_state(self, folder, sandbox, on_path):
        environment = {**os.environ, **on_path}
        subprocess.run([PIPE, folder], env=environment, check=True)
        state = json.loads((folder / "state.json").read_text())
        (folder / "config.json").write_text(json.dumps(sandbox.config(api_secret="wrong")))
        failed = subprocess.run([PIPE, folder], env=environment, stderr=subprocess.PIPE, text=True)
        assert failed.returncode == 1
        assert "API secret" in failed.stderr
        assert json.loads((folder / "state.json").read_text())["stream"] == state["stream"]

    @pytest.fixture
    def printed(self, tmp_path: Path):
        """Runs the pipe on what a source prints."""
        (tmp_path / "bin").mkdir()
        command = tmp_path / "bin/source-justcall"
        command.write_text('#!/bin/sh\ncat printed\nexit "$(cat code)"\n')
        command.chmod(0o755)
        environment = {**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}"}

        def sync(text: str, code: int = 0) -> subprocess.CompletedProcess[str]:
            (tmp_path / "printed").write_text(text)
            (tmp_path / "code").write_text(str(code))
            return subprocess.run([PIPE, tmp_path], env=environment, stderr=subprocess.PIPE, text=True)

        return sync

    def test_data_and_state_are_kept_as_they_are_written(self, tmp_path, printed):
        assert (printed("".join(EXACT)).returncode) == 0
        assert [line.strip() for line in (tmp_path / "calls.jsonl").read_text().splitlines()] == TEXTS * 3
        assert f'"cursor":{LONG}}}' in (tmp_path / "state.json").read_text()

    @pytest.mark.parametrize("unreadable", UNREADABLE)
    @pytest.mark.parametrize("code", [0, 1])
    def test_a_line_that_cannot_be_read_fails_the_sync_and_keeps_the_state(self, tmp_path, printed, unreadable, code):
        printed(record('{"n":1}') + state(1))
        before = {path: (tmp_path / path).read_text() for path in ("calls.jsonl", "state.json")}
        failed = printed(record('{"n":2}') + state(2) + unreadable + record('{"n":3}') + state(3), code)
        assert (failed.returncode, "Line 3 of" in failed.stderr) == (65, True)
        assert before == {path: (tmp_path / path).read_text() for path in before}

    @pytest.mark.parametrize("code, expected", [(137, 137), (0, 65)])
    def test_a_last_line_that_was_cut_fails_the_sync_and_keeps_what_was_whole(self, tmp_path, printed, code, expected):
        failed = printed(record('{"n":1}') + state(1) + record('{"n":2}')[:50], code)
        assert failed.returncode == expected
        assert lines_of(tmp_path) == [{"n": 1}]
        assert '"cursor":1}' in (tmp_path / "state.json").read_text()

    def test_two_syncs_at_once_are_refused(self, folder, sandbox, on_path):
        sandbox.control(set={"faults": [{"fault": "hang"}]})
        environment = {**os.environ, **on_path}
        first = subprocess.Popen([PIPE, folder], env=environment, start_new_session=True)
        try:
            until = time.monotonic() + 20
            while not sandbox.requests() and time.monotonic() < until:
                time.sleep(0.05)
            second = subprocess.run([PIPE, folder], env=environment, stderr=subprocess.PIPE, text=True)
            assert (second.returncode, "under way" in second.stderr) == (75, True)
        finally:
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()


def test_the_command_in_docker_takes_the_place_of_an_installed_one(folder, sandbox, image):
    environment = {
        "PATH": f"{EXAMPLES / 'docker'}:{os.environ['PATH']}",
        "SOURCE_JUSTCALL_IMAGE": image,
        "DOCKER_OPTIONS": "--network host",
    }
    assert_two_syncs([PIPE, folder], folder, sandbox, environment)


def test_examples_name_the_image_by_its_present_version():
    named = {
        path.name: re.findall(r"airbyte/source-justcall:([\w.-]+)", path.read_text())
        for path in EXAMPLES.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert {version for versions in named.values() for version in versions} == {VERSION}


class TestKeep:
    """The script of the CronJob that keeps what a sync has printed, run by the project's own Node."""

    @pytest.fixture
    def keep(self, tmp_path: Path):
        script = tmp_path / "keep.mjs"
        script.write_text(CONFIG_MAP["data"]["keep.mjs"])

        def keep(text: str, code: int = 0) -> subprocess.CompletedProcess[str]:
            (tmp_path / "messages.jsonl").write_text(text)
            command = [PROJECT / "node_modules/.bin/node", script, str(code)]
            return subprocess.run(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)

        return keep

    def test_data_and_state_are_kept_as_they_are_written(self, tmp_path, keep):
        assert keep("".join(EXACT)).returncode == 0
        assert (tmp_path / "calls.jsonl").read_text().splitlines() == TEXTS * 3
        assert f'"cursor":{LONG}}}' in (tmp_path / "state.json").read_text()

    @pytest.mark.parametrize("unreadable", UNREADABLE[1:])
    @pytest.mark.parametrize("code", [0, 1])
    def test_a_line_that_cannot_be_read_fails_the_sync_and_keeps_the_state(self, tmp_path, keep, unreadable, code):
        keep(record('{"n":1}') + state(1))
        before = {path: (tmp_path / path).read_text() for path in ("calls.jsonl", "state.json")}
        failed = keep(record('{"n":2}') + state(2) + unreadable + record('{"n":3}') + state(3), code)
        assert (failed.returncode, "Line 3 of" in failed.stderr) == (65, True)
        assert before == {path: (tmp_path / path).read_text() for path in before}

    @pytest.mark.parametrize("code, kept", [(137, [{"n": 1}]), (0, None)])
    def test_a_last_line_that_was_cut_is_left_out_where_the_sync_failed(self, tmp_path, keep, code, kept):
        done = keep(record('{"n":1}') + state(1) + record('{"n":2}')[:50], code)
        assert done.returncode == (0 if kept else 65)
        assert (lines_of(tmp_path) if kept else None) == kept


class TestAirflow:
    @pytest.fixture
    def airflow(self, tmp_path: Path):
        environment = {
            **os.environ,
            "AIRFLOW_HOME": str(tmp_path / "airflow"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(EXAMPLES / "airflow"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        }

        def airflow(*args: str, **more: str) -> None:
            command = [os.environ["AIRFLOW"], *args]
            done = subprocess.run(
                command, env={**environment, **more}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            assert done.returncode == 0, done.stdout[-4_000:]

        airflow("db", "migrate")
        return airflow

    def test_a_run_of_the_dag_loads_the_calls(self, folder, sandbox, on_path, airflow):
        variables = {"AIRFLOW_VAR_JUSTCALL_SYNC": str(PIPE), "AIRFLOW_VAR_JUSTCALL_FOLDER": str(folder)}
        airflow("dags", "test", "justcall_calls", **on_path, **variables)
        assert_complete(folder, sandbox)

    def test_a_run_of_the_other_dag_loads_many_accounts(self, folder, on_path, airflow):
        with Sandbox() as one, Sandbox("--seed", "2") as other:
            accounts = {folder / "accounts" / name: sandbox for name, sandbox in (("one", one), ("other", other))}
            for account, sandbox in accounts.items():
                account.mkdir(parents=True)
                shutil.copy(EXAMPLES / "catalog.json", account)
                (account / "config.json").write_text(json.dumps(sandbox.config()))
            variables = {
                "AIRFLOW_VAR_JUSTCALL_SYNC": str(PIPE),
                "AIRFLOW_VAR_JUSTCALL_ACCOUNTS": str(folder / "accounts"),
            }
            airflow("dags", "test", "justcall_accounts", **on_path, **variables)
            for account, sandbox in accounts.items():
                assert_complete(account, sandbox)


class TestKestra:
    """No Kestra runs here: its flow is held to what its documentation asks for, and its command to what it does."""

    flow: dict[str, Any] = yaml.safe_load((EXAMPLES / "kestra/justcall_calls.yaml").read_text())

    def test_has_the_form_of_a_flow(self):
        assert {"id", "namespace", "tasks"} <= self.flow.keys()
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", self.flow["namespace"])
        for part in [self.flow, *self.flow["tasks"], *self.flow["triggers"]]:
            assert re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9_-]*", part["id"])
        [task], [trigger] = self.flow["tasks"], self.flow["triggers"]
        types = [task["type"], task["taskRunner"]["type"], trigger["type"]]
        assert types == [
            "io.kestra.plugin.scripts.shell.Commands",
            "io.kestra.plugin.core.runner.Process",
            "io.kestra.plugin.core.trigger.Schedule",
        ]
        assert len(trigger["cron"].split()) == 5
        assert self.flow["concurrency"] == {"limit": 1, "behavior": "CANCEL"}

    def test_its_command_loads_the_calls(self, folder, sandbox, on_path):
        variables = {"sync": str(PIPE), "folder": str(folder)}
        assert variables.keys() == self.flow["variables"].keys()
        [command] = self.flow["tasks"][0]["commands"]
        rendered = re.sub(r"{{ vars\.(\w+) }}", lambda match: variables[match[1]], command)
        assert_two_syncs(["/bin/sh", "-c", rendered], folder, sandbox, on_path)


class TestDuckDB:
    @pytest.fixture(scope="class", params=["v2", "v2.1"])
    def database(self, request, on_path, tmp_path_factory) -> Path:
        folder = tmp_path_factory.mktemp("duckdb")
        with Sandbox(api=request.param, calls=5_000) as sandbox:
            (folder / "config.json").write_text(json.dumps(sandbox.config()))
            command = [sys.executable, EXAMPLES / "pyairbyte/to_duckdb.py", "config.json", "calls.duckdb"]
            environment = {**os.environ, **on_path}
            for expected in ("5000", "0"):
                printed = subprocess.check_output(command, cwd=folder, env=environment, text=True)
                assert printed.splitlines()[-1] == f"{expected} calls are new or changed."
            if request.param == "v2.1":
                with duckdb.connect(str(folder / "calls.duckdb")) as connection:
                    connection.execute((EXAMPLES / "sql/views/v2.1.sql").read_text())
        return folder / "calls.duckdb"

    @pytest.mark.parametrize("name", sorted(path.stem for path in (EXAMPLES / "sql").glob("*.sql")))
    def test_a_question_has_the_answer_that_is_shown(self, name: str, database: Path):
        """UPDATE_EXAMPLES=1 in the environment writes the answers into the page in place of comparing them."""
        assert_shown(f"{name}.sql", database)

    @pytest.mark.parametrize("name", sorted(path.stem for path in (EXAMPLES / "sql/v2.1").glob("*.sql")))
    @pytest.mark.parametrize("database", ["v2.1"], indirect=True)
    def test_a_question_of_several_streams_has_the_answer_that_is_shown(self, name: str, database: Path):
        assert_shown(f"v2.1/{name}.sql", database)


def assert_shown(name: str, database: Path) -> None:
    page = EXAMPLES / "sql/README.md"
    with duckdb.connect(str(database), read_only=True) as connection:
        answer = as_table(connection.execute((EXAMPLES / "sql" / name).read_text()))
    place = re.compile(rf"(\[{re.escape(name)}\]\({re.escape(name)}\)\n\n)(\|[^\n]*\n)*", re.M)
    assert len(place.findall(page.read_text())) == 1, f"{page} does not show {name}"
    shown = place.sub(lambda match: match[1] + answer, page.read_text())
    if os.environ.get("UPDATE_EXAMPLES"):
        page.write_text(shown)
    assert page.read_text() == shown


def as_table(cursor: duckdb.DuckDBPyConnection) -> str:
    head = [column[0] for column in cursor.description]
    rows = [head, *([str(value) for value in row] for row in cursor.fetchall())]
    widths = [max(len(row[index]) for row in rows) for index in range(len(head))]
    lines = [[value.ljust(width) for value, width in zip(row, widths)] for row in rows]
    lines.insert(1, ["-" * width for width in widths])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


SCRIPTS = [PIPE, EXAMPLES / "docker/source-justcall", PROJECT / "clients/run"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.relative_to(PROJECT)))
def test_shellcheck_finds_nothing_in(script: Path):
    subprocess.run(["shellcheck", script], check=True)


def test_shellcheck_finds_nothing_in_the_script_of_the_cron_job():
    script = CONFIG_MAP["data"]["sync.sh"]
    # Left to be split at spaces: it is a command with its argument.
    subprocess.run(["shellcheck", "--shell=sh", "--exclude=SC2086", "-"], input=script, text=True, check=True)
