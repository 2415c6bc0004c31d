{{ config(enabled=justcall.using('users')) }}

select
    cast(id as {{ dbt.type_bigint() }}) as agent_id,
    nullif(name, '') as agent_name,
    nullif(email, '') as agent_email,
    nullif(role, '') as role,
    nullif(timezone, '') as time_zone,
    {{ justcall.to_utc('_airbyte_extracted_at') }} as extracted_at
from {{ justcall.loaded('users') }}
