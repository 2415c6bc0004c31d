"""A PostgreSQL of the tests' own, from Debian's package, on a port and in a folder that nothing else uses."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path
from tempfile import mkdtemp
from typing import Any


class Postgres:
    username, password, database = "loader", "only-for-this-test", "warehouse"

    def __enter__(self) -> Postgres:
        self._binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self._folder = Path(mkdtemp(prefix="clients-postgres-"))
        # It refuses to run as root, and Debian's package brings a user for it.
        self._as = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as:
            shutil.chown(self._folder, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        data, secret = self._folder / "data", self._folder / "password"
        secret.write_text(self.password)
        if self._as:
            shutil.chown(secret, "postgres")
        self._run("initdb", "-D", data, "-U", self.username, f"--pwfile={secret}", "-A", "scram-sha-256", "-N")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self._folder} -c fsync=off"
        self._run("pg_ctl", "-D", data, "-w", "-l", self._folder / "log", "-o", options, "start")
        self._psql(f"CREATE DATABASE {self.database}", "postgres")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

    @property
    def login(self) -> dict[str, str | int]:
        """As PyAirbyte's cache takes it."""
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "username": self.username,
            "password": self.password,
            "database": self.database,
        }

    @property
    def environment(self) -> dict[str, str]:
        """As PostgreSQL's own programs take it."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": self.username,
            "PGPASSWORD": self.password,
            "PGDATABASE": self.database,
        }

    def query(self, sql: str) -> list[dict[str, Any]]:
        return json.loads(self._psql(f"SELECT coalesce(json_agg(row), '[]') FROM ({sql}) AS row", self.database))

    def execute(self, sql: str) -> None:
        self._psql(sql, self.database)

    def _psql(self, sql: str, database: str) -> str:
        environment = {**os.environ, **self.environment, "PGDATABASE": database}
        command = ["psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", sql]
        return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout

    def _run(self, program: str, *args: str | Path) -> None:
        command = [*self._as, self._binaries / program, *args]
        # Its output goes to a file: the server would keep a pipe open for ever.
        subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
