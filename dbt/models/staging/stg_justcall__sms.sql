{{ config(enabled=justcall.using('sms')) }}

select
    {{ justcall.id_text('id') }} as sms_id,
    {{ justcall.direction('direction') }} as direction,
    lower(nullif(delivery_status, '')) as status,
    {{ justcall.phone_number('contact_number') }} as contact_number,
    nullif(contact_name, '') as contact_name,
    nullif(contact_email, '') as contact_email,
    {{ justcall.phone_number('justcall_number') }} as line_number,
    nullif(justcall_line_name, '') as line_name,
    cast(nullif(agent_id, 0) as {{ dbt.type_bigint() }}) as agent_id,
    nullif(agent_name, '') as agent_name,
    nullif(agent_email, '') as agent_email,
    {{ justcall.date_and_time('sms_date', 'sms_time') }} as sent_at,
    {{ justcall.json_value('sms_info', 'body') }} as body,
    coalesce(lower({{ justcall.json_value('sms_info', 'is_mms') }}) in ('yes', 'true'), false) as is_mms,
    nullif(medium, '') as medium,
    cast(cost_incurred as {{ dbt.type_numeric() }}) as cost,
    {{ justcall.to_utc('_airbyte_extracted_at') }} as extracted_at
from {{ justcall.loaded('sms') }}
