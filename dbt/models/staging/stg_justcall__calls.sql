{% set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
{% set no_whole = 'cast(null as ' ~ dbt.type_bigint() ~ ')' %}
{% set bigint = dbt.type_bigint() %}

{% if justcall.api_version() == 'v2' %}

with calls as (
    select
        *,
        {{ justcall.direction('direction') }} as way,
        {{ justcall.phone_number(justcall.reserved('from')) }} as caller,
        {{ justcall.phone_number(justcall.reserved('to')) }} as recipient
    from {{ justcall.loaded('calls') }}
)

select
    call_id,
    'v2' as api_version,
    {{ no_text }} as call_sid,
    way as direction,
    replace(lower(status), ' ', '-') as status,
    case way when 'inbound' then caller when 'outbound' then recipient end as contact_number,
    {{ no_text }} as contact_name,
    {{ no_text }} as contact_email,
    case way when 'inbound' then recipient when 'outbound' then caller end as line_number,
    {{ no_text }} as line_name,
    cast(nullif(agent_id, 0) as {{ bigint }}) as agent_id,
    nullif(agent_name, '') as agent_name,
    {{ no_text }} as agent_email,
    {{ justcall.to_utc('started_at') }} as started_at,
    {{ justcall.to_utc('ended_at') }} as ended_at,
    cast(duration as {{ bigint }}) as duration_seconds,
    {{ no_whole }} as ring_seconds,
    {{ no_whole }} as queue_wait_seconds,
    {{ no_whole }} as hold_seconds,
    {{ no_whole }} as conversation_seconds,
    {{ no_whole }} as wrap_up_seconds,
    {{ no_text }} as missed_reason,
    nullif(disposition, '') as disposition,
    nullif(notes, '') as notes,
    {{ no_text }} as rating,
    {{ justcall.json_text('tags') }} as tags,
    nullif(recording_url, '') as recording_url,
    {{ no_text }} as voicemail_transcription,
    cast(null as {{ dbt.type_numeric() }}) as cost,
    {{ justcall.to_utc('_airbyte_extracted_at') }} as extracted_at
from calls

{% else %}

with calls as (
    select
        *,
        {{ justcall.direction(justcall.json_value('call_info', 'direction')) }} as way,
        replace(lower({{ justcall.json_value('call_info', 'type') }}), ' ', '-') as call_type,
        {{ justcall.to_whole(justcall.json_value('call_duration', 'total_duration')) }} as total_seconds,
        {{ justcall.date_and_time('call_date', 'call_time') }} as began
    from {{ justcall.loaded('calls') }}
)

select
    {{ justcall.id_text('id') }} as call_id,
    'v2.1' as api_version,
    nullif(call_sid, '') as call_sid,
    way as direction,
    case call_type when 'answered' then 'completed' else call_type end as status,
    {{ justcall.phone_number('contact_number') }} as contact_number,
    nullif(contact_name, '') as contact_name,
    nullif(contact_email, '') as contact_email,
    {{ justcall.phone_number('justcall_number') }} as line_number,
    nullif(justcall_line_name, '') as line_name,
    cast(nullif(agent_id, 0) as {{ bigint }}) as agent_id,
    nullif(agent_name, '') as agent_name,
    nullif(agent_email, '') as agent_email,
    began as started_at,
    case when call_type <> 'in-progress' then {{ justcall.plus_seconds('began', 'total_seconds') }} end as ended_at,
    total_seconds as duration_seconds,
    {{ justcall.to_whole(justcall.json_value('call_duration', 'ring_time')) }} as ring_seconds,
    {{ justcall.to_whole(justcall.json_value('call_duration', 'queue_wait_time')) }} as queue_wait_seconds,
    {{ justcall.to_whole(justcall.json_value('call_duration', 'hold_time')) }} as hold_seconds,
    {{ justcall.to_whole(justcall.json_value('call_duration', 'conversation_time')) }} as conversation_seconds,
    {{ justcall.to_whole(justcall.json_value('call_duration', 'wrap_up_time')) }} as wrap_up_seconds,
    nullif({{ justcall.json_value('call_info', 'missed_call_reason') }}, '') as missed_reason,
    nullif({{ justcall.json_value('call_info', 'disposition') }}, '') as disposition,
    nullif({{ justcall.json_value('call_info', 'notes') }}, '') as notes,
    nullif({{ justcall.json_value('call_info', 'rating') }}, '') as rating,
    {{ no_text }} as tags,
    nullif({{ justcall.json_value('call_info', 'recording') }}, '') as recording_url,
    nullif({{ justcall.json_value('call_info', 'voicemail_transcription') }}, '') as voicemail_transcription,
    cast(cost_incurred as {{ dbt.type_numeric() }}) as cost,
    {{ justcall.to_utc('_airbyte_extracted_at') }} as extracted_at
from calls

{% endif %}
