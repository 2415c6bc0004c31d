{{ config(alias='agent_days') }}

with calls as (
    select *, {{ justcall.local_day('started_at') }} as day
    from {{ ref('justcall__calls') }}
    where agent_id is not null and started_at is not null
),

names as (
    {# People change their names: the latest holds. #}
    select agent_id, agent_name
    from (
        select
            agent_id,
            agent_name,
            row_number() over (partition by agent_id order by started_at desc, call_id desc) as nth
        from calls
        where agent_name is not null
    ) as ranked
    where nth = 1
),

days as (
    select
        agent_id,
        day,
        count(*) as calls,
        count(case when direction = 'inbound' then 1 end) as inbound_calls,
        count(case when direction = 'outbound' then 1 end) as outbound_calls,
        count(case when is_answered then 1 end) as answered_calls,
        count(case when is_missed then 1 end) as missed_calls,
        cast(sum(talk_seconds) as {{ dbt.type_bigint() }}) as talk_seconds,
        min(started_at) as first_call_at,
        max(started_at) as last_call_at
    from calls
    group by agent_id, day
)

select
    days.agent_id,
    {% if justcall.using('users') -%}
    coalesce(users.agent_name, names.agent_name) as agent_name,
    {%- else -%}
    names.agent_name,
    {%- endif %}
    days.day,
    days.calls,
    days.inbound_calls,
    days.outbound_calls,
    days.answered_calls,
    days.missed_calls,
    days.talk_seconds,
    days.first_call_at,
    days.last_call_at
from days
left join names on days.agent_id = names.agent_id
{% if justcall.using('users') -%}
left join {{ ref('stg_justcall__users') }} as users on days.agent_id = users.agent_id
{%- endif %}
