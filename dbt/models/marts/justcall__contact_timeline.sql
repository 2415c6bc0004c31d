{{ config(alias='contact_timeline') }}

with calls as (
    select
        'call-' || call_id as event_id,
        'call' as kind,
        contact_number,
        contact_name,
        started_at as happened_at,
        direction,
        status,
        is_missed,
        line_number,
        agent_id,
        agent_name,
        duration_seconds,
        notes as body,
        call_id,
        cast(null as {{ dbt.type_string() }}) as sms_id,
        extracted_at
    from {{ ref('justcall__calls') }}
    where contact_number is not null and started_at is not null
    {% if is_incremental() %}
    and extracted_at >= {{ justcall.last_extracted("where kind = 'call'") }}
    {% endif %}
)

{% if justcall.using('sms') %}
, sms as (
    select
        'sms-' || sms_id as event_id,
        'sms' as kind,
        contact_number,
        contact_name,
        sent_at as happened_at,
        direction,
        status,
        false as is_missed,
        line_number,
        agent_id,
        agent_name,
        cast(null as {{ dbt.type_bigint() }}) as duration_seconds,
        body,
        cast(null as {{ dbt.type_string() }}) as call_id,
        sms_id,
        extracted_at
    from {{ ref('stg_justcall__sms') }}
    where contact_number is not null and sent_at is not null
    {% if is_incremental() %}
    and extracted_at >= {{ justcall.last_extracted("where kind = 'sms'") }}
    {% endif %}
)
{% endif %}

select * from calls
{% if justcall.using('sms') %}
union all
select * from sms
{% endif %}
