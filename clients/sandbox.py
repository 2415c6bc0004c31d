"""The project's own server of the API, as a process of its own that the tests drive over HTTP."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

PROJECT = Path(__file__).resolve().parents[1]


class Sandbox:
    """Lives inside `with`. Its account lies wholly in the past, so that nothing in it depends on the clock."""

    def __init__(self, *flags: str, api: str = "v2", calls: int = 500) -> None:
        self.api = api
        period = ["--from", "2024-03-01", "--to", "2024-03-31"] if calls else []
        self._command = ["node", "sandbox/main.ts", "--control", "--api", api, "--calls", str(calls), *period, *flags]

    def __enter__(self) -> Sandbox:
        self._process = subprocess.Popen(self._command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        first = self._process.stdout.readline()
        if not first.startswith("http"):
            raise RuntimeError(f"The sandbox did not start: {first!r}")
        self.url = first.split()[0]
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)

    def config(self, **changes: Any) -> dict[str, Any]:
        """The connector's configuration for this account. The lookback reaches a few days of calls."""
        sample = json.loads((PROJECT / "integration_tests/sample_config.json").read_text())
        return {**sample, "api_version": self.api, "lookback_days": 3, "base_url": self.url, **changes}

    def calls(self) -> list[dict[str, Any]]:
        """Every call that the API lists now, oldest first."""
        return self.rows("calls")

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a list that the API shows now, oldest first."""
        with urlopen(f"{self.url}/_sandbox/{name}") as answer:
            return json.load(answer)["data"]

    @property
    def key(self) -> str:
        """The field that is the primary key of the records."""
        return "id" if self.api == "v2.1" else "call_id"

    def listed(self) -> list[dict[str, Any]]:
        """Every call as the API itself shows it: in v2.1 with nested objects. Oldest first."""
        if self.api == "v2":
            return self.calls()
        credentials = self.config()
        headers = {"Authorization": f"{credentials['api_key']}:{credentials['api_secret']}"}
        found: list[dict[str, Any]] = []
        page = f"{self.url}/v2.1/calls?per_page=100&sort=id&order=asc"
        while page:
            with urlopen(Request(page, headers=headers)) as answer:
                body = json.load(answer)
            found += body["data"]
            page = body["next_page_link"]
        return found

    def control(self, **orders: Any) -> dict[str, Any]:
        body = json.dumps(orders).encode()
        with urlopen(Request(f"{self.url}/_sandbox", data=body, method="POST")) as answer:
            return json.load(answer)

    def requests(self) -> list[dict[str, Any]]:
        with urlopen(f"{self.url}/_sandbox") as answer:
            return json.load(answer)["requests"]

    def move_on(self) -> tuple[list[str], list[str]]:
        """Lets the account live: the three latest calls are edited, two new ones begin. Gives the ids of each."""
        edited = [call["call_id"] for call in self.calls()[-3:]]
        patch = {"notes": "Called back, wants the annual plan.", "disposition": "Won", "tags": ["renewal"]}
        added = self.control(
            edit=[{"call_id": call_id, "patch": patch} for call_id in edited],
            add=[{"call": {"started_at": f"2024-03-31T23:5{minute}:00Z"}} for minute in (1, 2)],
        )
        return edited, [call["call_id"] for call in added["added"]]
