{{ config(alias='calls') }}

{% set raw = justcall.loaded('calls') %}
{% if execute and (raw.schema | lower, raw.identifier | lower) == (this.schema | lower, this.identifier | lower) and raw.database == this.database %}
  {{ exceptions.raise_compiler_error("The model calls would overwrite the connector's table " ~ raw ~ ": build the marts in another schema.") }}
{% endif %}

with judged as (
    select
        *,
        coalesce(status = 'completed', false) as is_answered,
        coalesce(direction = 'inbound' and status in ({{ "'" ~ var('justcall_missed_statuses') | join("', '") ~ "'" }}), false) as is_missed
    from {{ ref('stg_justcall__calls') }}
    {% if is_incremental() %}
    where extracted_at >= {{ justcall.last_extracted() }}
    {% endif %}
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
