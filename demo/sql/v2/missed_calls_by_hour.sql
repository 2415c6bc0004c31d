-- Written by clients/write_sql.py from dbt/: do not edit.
with  __dbt__cte__stg_justcall__calls as (
with calls as (
    select
        *,
        case
    when lower(direction) in ('incoming', 'inbound') then 'inbound'
    when lower(direction) in ('outgoing', 'outbound') then 'outbound'
  end as way,
        case when regexp_full_match("from", '[0-9]+') then '+' || "from" else nullif("from", '') end as caller,
        case when regexp_full_match("to", '[0-9]+') then '+' || "to" else nullif("to", '') end as recipient
    from main.calls
)
select
    call_id,
    'v2' as api_version,
    cast(null as TEXT) as call_sid,
    way as direction,
    replace(lower(status), ' ', '-') as status,
    case way when 'inbound' then caller when 'outbound' then recipient end as contact_number,
    cast(null as TEXT) as contact_name,
    cast(null as TEXT) as contact_email,
    case way when 'inbound' then recipient when 'outbound' then caller end as line_number,
    cast(null as TEXT) as line_name,
    cast(nullif(agent_id, 0) as bigint) as agent_id,
    nullif(agent_name, '') as agent_name,
    cast(null as TEXT) as agent_email,
    make_timestamp(epoch_us(started_at)) as started_at,
    make_timestamp(epoch_us(ended_at)) as ended_at,
    cast(duration as bigint) as duration_seconds,
    cast(null as bigint) as ring_seconds,
    cast(null as bigint) as queue_wait_seconds,
    cast(null as bigint) as hold_seconds,
    cast(null as bigint) as conversation_seconds,
    cast(null as bigint) as wrap_up_seconds,
    cast(null as TEXT) as missed_reason,
    nullif(disposition, '') as disposition,
    nullif(notes, '') as notes,
    cast(null as TEXT) as rating,
    cast(to_json(tags) as varchar) as tags,
    nullif(recording_url, '') as recording_url,
    cast(null as TEXT) as voicemail_transcription,
    cast(null as numeric(28,6)) as cost,
    make_timestamp(epoch_us(_airbyte_extracted_at)) as extracted_at
from calls
),  __dbt__cte__calls as (
with judged as (
    select
        *,
        coalesce(status = 'completed', false) as is_answered,
        coalesce(direction = 'inbound' and status in ('missed', 'voicemail'), false) as is_missed
    from __dbt__cte__stg_justcall__calls
)
select
    call_id,
    api_version,
    call_sid,
    direction,
    status,
    is_answered,
    is_missed,
    missed_reason,
    contact_number,
    contact_name,
    contact_email,
    line_number,
    line_name,
    agent_id,
    agent_name,
    agent_email,
    started_at,
    ended_at,
    duration_seconds,
    case when is_answered then coalesce(conversation_seconds, duration_seconds, 0) else 0 end as talk_seconds,
    ring_seconds,
    queue_wait_seconds,
    hold_seconds,
    wrap_up_seconds,
    disposition,
    notes,
    rating,
    tags,
    recording_url,
    voicemail_transcription,
    cost,
    extracted_at
from judged
), inbound as (
    select ((started_at at time zone 'UTC') at time zone 'America/Bogota') as started_locally, is_missed
    from __dbt__cte__calls
    where direction = 'inbound' and started_at is not null
),
hours as (
    select
        cast(started_locally as date) as day,
        cast(extract(hour from started_locally) as integer) as hour,
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
