-- Written by clients/write_sql.py from dbt/: do not edit.
with  __dbt__cte__stg_justcall__calls as (
with calls as (
    select
        *,
        case
    when lower((call_info ->> '$.direction')) in ('incoming', 'inbound') then 'inbound'
    when lower((call_info ->> '$.direction')) in ('outgoing', 'outbound') then 'outbound'
  end as way,
        replace(lower((call_info ->> '$.type')), ' ', '-') as call_type,
        cast(try_cast((call_duration ->> '$.total_duration') as numeric(28,6)) as bigint) as total_seconds,
        try_cast((call_date || ' ' || lpad(call_time, 8, '0')) as timestamp) as began
    from justcall_v2_1.calls
)
select
    cast(cast(id as bigint) as TEXT) as call_id,
    'v2.1' as api_version,
    nullif(call_sid, '') as call_sid,
    way as direction,
    case call_type when 'answered' then 'completed' else call_type end as status,
    case when regexp_full_match(contact_number, '[0-9]+') then '+' || contact_number else nullif(contact_number, '') end as contact_number,
    nullif(contact_name, '') as contact_name,
    nullif(contact_email, '') as contact_email,
    case when regexp_full_match(justcall_number, '[0-9]+') then '+' || justcall_number else nullif(justcall_number, '') end as line_number,
    nullif(justcall_line_name, '') as line_name,
    cast(nullif(agent_id, 0) as bigint) as agent_id,
    nullif(agent_name, '') as agent_name,
    nullif(agent_email, '') as agent_email,
    began as started_at,
    case when call_type <> 'in-progress' then cast(
    (began + cast(total_seconds as bigint) * interval 1 second) as timestamp) end as ended_at,
    total_seconds as duration_seconds,
    cast(try_cast((call_duration ->> '$.ring_time') as numeric(28,6)) as bigint) as ring_seconds,
    cast(try_cast((call_duration ->> '$.queue_wait_time') as numeric(28,6)) as bigint) as queue_wait_seconds,
    cast(try_cast((call_duration ->> '$.hold_time') as numeric(28,6)) as bigint) as hold_seconds,
    cast(try_cast((call_duration ->> '$.conversation_time') as numeric(28,6)) as bigint) as conversation_seconds,
    cast(try_cast((call_duration ->> '$.wrap_up_time') as numeric(28,6)) as bigint) as wrap_up_seconds,
    nullif((call_info ->> '$.missed_call_reason'), '') as missed_reason,
    nullif((call_info ->> '$.disposition'), '') as disposition,
    nullif((call_info ->> '$.notes'), '') as notes,
    nullif((call_info ->> '$.rating'), '') as rating,
    cast(null as TEXT) as tags,
    nullif((call_info ->> '$.recording'), '') as recording_url,
    nullif((call_info ->> '$.voicemail_transcription'), '') as voicemail_transcription,
    cast(cost_incurred as numeric(28,6)) as cost,
    make_timestamp(epoch_us(_airbyte_extracted_at)) as extracted_at
from calls
), judged as (
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
