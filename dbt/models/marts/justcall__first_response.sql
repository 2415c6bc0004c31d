{{ config(alias='first_response') }}

with calls as (
    {# A call of the same second is no response: outbound calls are counted first. #}
    select
        *,
        count(case when direction = 'outbound' then 1 end) over (
            partition by contact_number
            order by started_at, case when direction = 'outbound' then 0 else 1 end, call_id
            rows between unbounded preceding and current row
        ) as outbound_so_far
    from {{ ref('justcall__calls') }}
    where contact_number is not null and started_at is not null
),

responses as (
    select * from calls where direction = 'outbound'
)

select
    missed.call_id,
    missed.contact_number,
    missed.line_number,
    missed.status as missed_status,
    missed.started_at as missed_at,
    responses.call_id is not null as is_responded,
    responses.call_id as response_call_id,
    responses.agent_id as response_agent_id,
    responses.started_at as responded_at,
    {{ dbt.datediff('missed.started_at', 'responses.started_at', 'second') }} as response_seconds,
    responses.is_answered as response_is_answered
from calls as missed
left join responses
    on missed.contact_number = responses.contact_number
    and missed.outbound_so_far + 1 = responses.outbound_so_far
where missed.is_missed
