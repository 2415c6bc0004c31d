"""Loads the calls every hour. Airflow's workers need `source-justcall` on the PATH, jq, and examples/pipe/sync.sh."""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG(
    "justcall_calls",
    schedule="17 * * * *",
    start_date=datetime(2026, 1, 1),
    # The state says what is missing, not the hour of the run: past hours need no runs of their own, and two at once
    # would load the same calls.
    catchup=False,
    max_active_runs=1,
    tags=["justcall"],
):
    BashOperator(
        task_id="sync",
        bash_command="{{ var.value.get('justcall_sync', '/opt/justcall/sync.sh') }} "
        "{{ var.value.get('justcall_folder', '/var/lib/justcall') }}",
        append_env=True,
        retries=2,
        retry_delay=timedelta(minutes=10),
        # A quota that is used up is waited for, by default up to 70 minutes.
        execution_timeout=timedelta(hours=6),
    )
