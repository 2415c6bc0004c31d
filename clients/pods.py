"""The pods of `examples/kubernetes`, run by `podman kube play`. What the controllers of a cluster make of a CronJob, this does."""

from __future__ import annotations

import copy
import io
import json
import os
import subprocess
import tarfile
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import yaml
from sandbox import PROJECT

PODMAN = ["podman"] if os.geteuid() == 0 else ["sudo", "-n", "podman"]


class Ended(NamedTuple):
    code: int
    log: str


def manifest(name: str, kind: str, text: Any = str) -> dict[str, Any]:
    """The one document of a kind in a file, whose text may be changed before."""
    read = text((PROJECT / "examples/kubernetes" / name).read_text())
    [document] = [document for document in yaml.safe_load_all(read) if document["kind"] == kind]
    return document


def pod_of(cron_job: dict[str, Any]) -> dict[str, Any]:
    return cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def podman(*args: str, given: str | None = None) -> bytes:
    """Runs Podman to a good end, and gives what it printed, on standard error too."""
    done = subprocess.run(
        [*PODMAN, *args],
        input=given and given.encode(),
        stdout=subprocess.PIPE,
        stderr=None if args[0] == "volume" else subprocess.STDOUT,
        timeout=120,
    )
    assert done.returncode == 0, f"podman {' '.join(args)}: {done.stdout.decode(errors='replace')[-4_000:]}"
    return done.stdout


class Pods:
    """Of one manifest. Lives inside `with`, under names of its own, and leaves no pod and no volume behind."""

    def __init__(self, name: str, image: str) -> None:
        prefix = f"justcall-{uuid4().hex[:8]}-"

        def renamed(text: str) -> str:
            return text.replace("justcall-", prefix)

        self._image = image
        self._claim = manifest(name, "PersistentVolumeClaim", renamed)
        self._script = manifest("cronjob.yaml", "ConfigMap", renamed)
        self._cron_job = manifest(name, "CronJob", renamed)
        self._secret = f"{prefix}secret"

    def __enter__(self) -> Pods:
        podman("kube", "play", "-", given=yaml.safe_dump(self._claim))
        return self

    def __exit__(self, *_: object) -> None:
        podman("volume", "rm", "--force", self._claim["metadata"]["name"])

    def run(self, secret: dict[str, dict[str, Any]], command: list[str] | None = None, **environment: str) -> list[Ended]:
        """A pod for each configuration of the secret, all at once. As the Job does, it gives each pod of many its index."""
        pods = [self._pod(name.removesuffix(".json"), command, environment) for name in secret]
        names = [pod["metadata"]["name"] for pod in pods]
        files = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": self._secret},
            "data": {name: json.dumps(config) for name, config in secret.items()},
        }
        try:
            documents = yaml.safe_dump_all([self._script, files, *pods])
            podman("kube", "play", "--network", "host", "--log-driver", "k8s-file", "-", given=documents)
            containers = [f"{name}-source" for name in names]
            codes = [int(podman("wait", container)) for container in containers]
            return [Ended(code, podman("logs", name).decode()) for code, name in zip(codes, containers)]
        finally:
            for name in names:
                podman("pod", "rm", "--force", "--ignore", name)
            podman("volume", "rm", "--force", self._secret, self._script["metadata"]["name"])

    def _pod(self, index: str, command: list[str] | None, environment: dict[str, str]) -> dict[str, Any]:
        spec = copy.deepcopy(pod_of(self._cron_job))
        [container] = spec["containers"]
        container |= {"image": self._image, "imagePullPolicy": "Never"}
        if command is not None:
            container["command"] = command
        known = {variable["name"]: variable for variable in container.get("env", [])}
        known |= {name: {"name": name, "value": value} for name, value in environment.items()}
        container["env"] = list(known.values())
        # Podman before 4.4 mounts a Secret's values undecoded, and fails on one that does not say `optional`.
        for volume in spec["volumes"]:
            if volume.pop("secret", None):
                volume["configMap"] = {"name": self._secret}
        annotations = {"batch.kubernetes.io/job-completion-index": index} if index.isdigit() else {}
        name = f"{self._cron_job['metadata']['name']}-{index}"
        return {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "annotations": annotations},
            "spec": spec,
        }

    def data(self, folder: Path) -> Path:
        """What is on the volume now, copied into a new folder."""
        copied = folder / uuid4().hex
        with tarfile.open(fileobj=io.BytesIO(podman("volume", "export", self._claim["metadata"]["name"]))) as archive:
            archive.extractall(copied, filter="data")
        return copied
