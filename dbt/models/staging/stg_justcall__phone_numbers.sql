{{ config(enabled=justcall.using('phone_numbers')) }}

select
    cast(id as {{ dbt.type_bigint() }}) as phone_number_id,
    {{ justcall.phone_number('justcall_number') }} as line_number,
    nullif(justcall_line_name, '') as line_name,
    nullif(friendly_number, '') as friendly_number,
    lower(nullif(number_type, '')) as number_type,
    {{ justcall.to_utc('_airbyte_extracted_at') }} as extracted_at
from {{ justcall.loaded('phone_numbers') }}
