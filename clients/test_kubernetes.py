"""The manifests fit Kubernetes, and their pods run, by Podman: there is no cluster here, so nothing that schedules them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from pods import PODMAN, Pods, manifest, pod_of, podman
from sandbox import PROJECT, Sandbox
from test_examples import assert_complete, lines_of

NAMES = ["cronjob.yaml", "accounts.yaml"]


@pytest.fixture(scope="session")
def pod_image(image: str) -> Iterator[str]:
    """The image where Podman finds it: Docker keeps its own elsewhere."""
    if subprocess.run([*PODMAN, "image", "exists", image]).returncode == 0:
        yield image
        return
    with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saved:
        subprocess.run([*PODMAN, "load"], stdin=saved.stdout, check=True)
    assert saved.returncode == 0
    yield image
    podman("rmi", image)


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((PROJECT / "examples/kubernetes" / name).read_text()))


def cursor_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "state.json").read_text())["stream"]


@pytest.mark.parametrize("document", [document for name in NAMES for document in documents(name)], ids=lambda it: it["kind"])
def test_fits_the_schema_of_kubernetes(document):
    kubernetes_validate.validate(document, "1.30", strict=True)


@pytest.mark.parametrize("name", NAMES)
class TestPod:
    def test_fits_the_image(self, name, image):
        facts = json.loads(subprocess.check_output(["docker", "image", "inspect", image]))[0]["Config"]
        context = pod_of(manifest(name, "CronJob"))["securityContext"]
        assert f"{context['runAsUser']}:{context['runAsGroup']}" == facts["User"]

    def test_is_held_to_its_user_its_limits_and_a_file_system_that_it_cannot_write(self, name, pod_image):
        look = """
            id -u; id -g
            sed -nE 's/^(CapBnd|NoNewPrivs|Seccomp):\\s*/\\1 /p' /proc/self/status
            cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes
            for folder in /airbyte /sync /secret /data; do if [ -w "$folder" ]; then echo "$folder"; fi; done
        """
        with Pods(name, pod_image) as pods:
            [ended] = pods.run({"0.json": {}}, command=["sh", "-c", look])
        limit = 256 * 2**20
        seen = ["1000", "1000", "CapBnd 0000000000000000", "NoNewPrivs 1", "Seccomp 2", str(limit), "/data"]
        assert ended.log.split("\n") == [*seen, ""]


def test_the_pod_of_one_account_loads_its_calls_and_then_what_is_new_or_changed(sandbox, pod_image, tmp_path):
    with Pods("cronjob.yaml", pod_image) as pods:
        assert pods.run({"config.json": sandbox.config()}) == [(0, "")]
        assert len(lines_of(pods.data(tmp_path))) == 500
        sandbox.move_on()
        assert pods.run({"config.json": sandbox.config()}) == [(0, "")]
        folder = pods.data(tmp_path)
    assert len(lines_of(folder)) == 505
    assert_complete(folder, sandbox)


class TestAccounts:
    def test_each_has_its_own_calls_and_its_own_state(self, pod_image, tmp_path):
        with Pods("accounts.yaml", pod_image) as pods, Sandbox() as one, Sandbox("--seed", "2") as other:
            secret = {"0.json": one.config(), "1.json": other.config()}
            assert pods.run(secret) == [(0, ""), (0, "")]
            one.move_on()
            other.move_on()
            assert pods.run(secret) == [(0, ""), (0, "")]
            folder = pods.data(tmp_path)
            for account, sandbox in enumerate((one, other)):
                assert len(lines_of(folder / str(account))) == 505
                assert_complete(folder / str(account), sandbox)

    def test_one_whose_key_was_revoked_fails_alone_and_goes_on_with_a_new_one(self, pod_image, tmp_path):
        with Pods("accounts.yaml", pod_image) as pods, Sandbox() as one, Sandbox("--seed", "2") as other:
            secret = {"0.json": one.config(), "1.json": other.config()}
            assert pods.run(secret) == [(0, ""), (0, "")]
            before = pods.data(tmp_path) / "1"
            one.move_on()
            other.move_on()
            done, failed = pods.run({**secret, "1.json": other.config(api_secret="revoked")})
            assert (done, failed.code) == ((0, ""), 1)
            assert "API secret" in failed.log
            folder = pods.data(tmp_path)
            assert_complete(folder / "0", one)
            assert lines_of(folder / "1") == lines_of(before)
            assert cursor_of(folder / "1") == cursor_of(before)
            assert pods.run(secret) == [(0, ""), (0, "")]
            assert_complete(pods.data(tmp_path) / "1", other)

    def test_a_first_load_that_has_no_time_left_goes_on_in_the_next_run(self, sandbox, pod_image, tmp_path):
        sandbox.control(set={"latencyMs": [100, 100]})
        secret = {"0.json": sandbox.config(per_page=5, num_workers=1)}
        with Pods("accounts.yaml", pod_image) as pods:
            assert pods.run(secret, SYNC_LIMIT="9s")[0].code == 0
            assert 0 < len(lines_of(pods.data(tmp_path) / "0")) < 500
            before = len(sandbox.requests())
            assert pods.run(secret)[0].code == 0
            assert_complete(pods.data(tmp_path) / "0", sandbox)
        # Less than all of its pages.
        assert len(sandbox.requests()) - before < 100
