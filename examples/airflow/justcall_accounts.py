"""Loads many accounts every hour, some at a time: a folder each, with its config.json, catalog.json, calls and state."""

from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Variable, task

with DAG(
    "justcall_accounts",
    schedule="17 * * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["justcall"],
):

    @task
    def folders() -> list[dict[str, str]]:
        accounts = Path(Variable.get("justcall_accounts", "/var/lib/justcall"))
        return [{"FOLDER": str(config.parent)} for config in sorted(accounts.glob("*/config.json"))]

    BashOperator.partial(
        task_id="sync",
        bash_command="{{ var.value.get('justcall_sync', '/opt/justcall/sync.sh') }} \"$FOLDER\"",
        append_env=True,
        retries=2,
        retry_delay=timedelta(minutes=10),
        execution_timeout=timedelta(hours=6),
        map_index_template="{{ task.env['FOLDER'] }}",
        # A sync waits for the API nearly all of its time: a worker may well run more of them than it has cores.
        max_active_tis_per_dagrun=20,
    ).expand(env=folders())
