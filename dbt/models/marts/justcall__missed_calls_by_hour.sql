{{ config(alias='missed_calls_by_hour') }}

with inbound as (
    select {{ justcall.local_time('started_at') }} as started_locally, is_missed
    from {{ ref('justcall__calls') }}
    where direction = 'inbound' and started_at is not null
),

hours as (
    select
        cast(started_locally as date) as day,
        cast(extract(hour from started_locally) as {{ dbt.type_int() }}) as hour,
        is_missed
    from inbound
)

select
    day,
    hour,
    count(*) as inbound_calls,
    count(case when is_missed then 1 end) as missed_calls
from hours
group by day, hour
