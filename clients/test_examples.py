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
import kubernetes_validate
import pytest
import yaml
from sandbox import PROJECT, Sandbox

EXAMPLES = PROJECT / "examples"
PIPE = EXAMPLES / "pipe/sync.sh"
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


class TestKubernetes:
    documents: list[dict[str, Any]] = list(yaml.safe_load_all((EXAMPLES / "kubernetes/cronjob.yaml").read_text()))
    _, config_map, cron_job = documents
    pod: dict[str, Any] = cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"]

    @pytest.mark.parametrize("document", documents, ids=lambda document: document["kind"])
    def test_fits_the_schema_of_kubernetes(self, document):
        kubernetes_validate.validate(document, "1.30", strict=True)

    def test_its_pod_fits_the_image(self, image):
        facts = json.loads(subprocess.check_output(["docker", "image", "inspect", image]))[0]["Config"]
        user, _, group = facts["User"].partition(":")
        context = self.pod["securityContext"]
        assert (str(context["runAsUser"]), str(context["runAsGroup"])) == (user, group)
        [container] = self.pod["containers"]
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in self.pod["volumes"]}
        assert self.config_map["metadata"]["name"] in json.dumps(self.pod["volumes"])

    def test_its_command_runs_under_its_own_restrictions(self, folder, sandbox, image):
        """As the kubelet would start it, with folders for volumes."""
        [container] = self.pod["containers"]
        data, sync, secret = (folder / name for name in ("data", "sync", "secret"))
        for path in (data, sync, secret):
            path.mkdir()
        data.chmod(0o777)
        for name, text in self.config_map["data"].items():
            (sync / name).write_text(text)
        shutil.move(folder / "config.json", secret)
        program, *arguments = container["command"]
        security = container["securityContext"]
        assert security["readOnlyRootFilesystem"] and security["capabilities"] == {"drop": ["ALL"]}
        limit = container["resources"]["limits"]["memory"].removesuffix("Mi")
        command = [
            *["docker", "run", "--rm", "--network", "host", "--read-only", "--cap-drop", "ALL"],
            *["--user", "1000:1000", "--env", f"NODE_OPTIONS=--max-old-space-size={int(limit) // 2}"],
            *["--volume", f"{data}:/data", "--volume", f"{sync}:/sync:ro", "--volume", f"{secret}:/secret:ro"],
            *["--entrypoint", program, image, *arguments],
        ]
        assert_two_syncs(command, data, sandbox, {})


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
    @pytest.fixture(scope="class")
    def database(self, on_path, tmp_path_factory) -> Path:
        folder = tmp_path_factory.mktemp("duckdb")
        with Sandbox(calls=5_000) as sandbox:
            (folder / "config.json").write_text(json.dumps(sandbox.config()))
            command = [sys.executable, EXAMPLES / "pyairbyte/to_duckdb.py", "config.json", "calls.duckdb"]
            environment = {**os.environ, **on_path}
            for expected in ("5000", "0"):
                printed = subprocess.check_output(command, cwd=folder, env=environment, text=True)
                assert printed.splitlines()[-1] == f"{expected} calls are new or changed."
        return folder / "calls.duckdb"

    @pytest.mark.parametrize("name", sorted(path.stem for path in (EXAMPLES / "sql").glob("*.sql")))
    def test_a_question_has_the_answer_that_is_shown(self, name: str, database: Path):
        """UPDATE_EXAMPLES=1 in the environment writes the answers into the page in place of comparing them."""
        page = EXAMPLES / "sql/README.md"
        with duckdb.connect(str(database), read_only=True) as connection:
            answer = as_table(connection.execute((EXAMPLES / f"sql/{name}.sql").read_text()))
        place = re.compile(rf"(\[{name}\.sql\]\({name}\.sql\)\n\n)(\|[^\n]*\n)*", re.M)
        assert len(place.findall(page.read_text())) == 1, f"{page} does not show {name}.sql"
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
    script = TestKubernetes.config_map["data"]["sync.sh"]
    # Left to be split at spaces: it is a command with its argument.
    subprocess.run(["shellcheck", "--shell=sh", "--exclude=SC2086", "-"], input=script, text=True, check=True)
