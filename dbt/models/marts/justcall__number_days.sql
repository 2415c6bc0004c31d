{{ config(alias='number_days') }}

with calls as (
    select *, {{ justcall.local_day('started_at') }} as day
    from {{ ref('justcall__calls') }}
    where line_number is not null and started_at is not null
),

names as (
    select line_number, line_name
    from (
        select
            line_number,
            line_name,
            row_number() over (partition by line_number order by started_at desc, call_id desc) as nth
        from calls
        where line_name is not null
    ) as ranked
    where nth = 1
),

{% if justcall.using('phone_numbers') %}
phone_numbers as (
    {# A number can be listed once more after it was given away and taken back. #}
    select line_number, max(line_name) as line_name
    from {{ ref('stg_justcall__phone_numbers') }}
    group by line_number
),
{% endif %}

days as (
    select
        line_number,
        day,
        count(*) as calls,
        count(case when direction = 'inbound' then 1 end) as inbound_calls,
        count(case when direction = 'outbound' then 1 end) as outbound_calls,
        count(case when is_answered then 1 end) as answered_calls,
        count(case when is_missed then 1 end) as missed_calls,
        count(distinct contact_number) as contacts,
        cast(sum(talk_seconds) as {{ dbt.type_bigint() }}) as talk_seconds
    from calls
    group by line_number, day
)

select
    days.line_number,
    {% if justcall.using('phone_numbers') -%}
    coalesce(phone_numbers.line_name, names.line_name) as line_name,
    {%- else -%}
    names.line_name,
    {%- endif %}
    days.day,
    days.calls,
    days.inbound_calls,
    days.outbound_calls,
    days.answered_calls,
    days.missed_calls,
    days.contacts,
    days.talk_seconds
from days
left join names on days.line_number = names.line_number
{% if justcall.using('phone_numbers') -%}
left join phone_numbers on days.line_number = phone_numbers.line_number
{%- endif %}
