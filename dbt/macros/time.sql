{# A loaded instant as a timestamp in UTC, whether its column has a zone or is in UTC without one. #}
{% macro to_utc(column) %}
  {{- return(adapter.dispatch('to_utc', 'justcall')(column)) -}}
{% endmacro %}

{% macro duckdb__to_utc(column) -%}
  make_timestamp(epoch_us({{ column }}))
{%- endmacro %}

{% macro postgres__to_utc(column) -%}
  (to_timestamp(extract(epoch from {{ column }})) at time zone 'UTC')
{%- endmacro %}

{% macro snowflake__to_utc(column) -%}
  to_timestamp_ntz(date_part(epoch_microsecond, {{ column }}), 6)
{%- endmacro %}

{% macro bigquery__to_utc(column) -%}
  cast({{ column }} as timestamp)
{%- endmacro %}

{# The date and the time of v2.1 as a timestamp in UTC; null if they are none. The hour may have one digit. #}
{% macro date_and_time(date, time) %}
  {{- return(adapter.dispatch('date_and_time', 'justcall')("(" ~ date ~ " || ' ' || lpad(" ~ time ~ ", 8, '0'))")) -}}
{% endmacro %}

{% macro default__date_and_time(text) -%}
  try_cast({{ text }} as {{ dbt.type_timestamp() }})
{%- endmacro %}

{% macro postgres__date_and_time(text) -%}
  case
    when {{ justcall.matches(text, '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]') }}
    then cast({{ text }} as {{ dbt.type_timestamp() }})
  end
{%- endmacro %}

{% macro bigquery__date_and_time(text) -%}
  safe_cast({{ text }} as {{ dbt.type_timestamp() }})
{%- endmacro %}

{# What the clock in the zone of `justcall_time_zone` shows at a timestamp in UTC. #}
{% macro local_time(column) %}
  {{- return(adapter.dispatch('local_time', 'justcall')(column, var('justcall_time_zone'))) -}}
{% endmacro %}

{% macro default__local_time(column, zone) -%}
  (({{ column }} at time zone 'UTC') at time zone '{{ zone }}')
{%- endmacro %}

{% macro snowflake__local_time(column, zone) -%}
  convert_timezone('UTC', '{{ zone }}', {{ column }})
{%- endmacro %}

{% macro bigquery__local_time(column, zone) -%}
  datetime({{ column }}, '{{ zone }}')
{%- endmacro %}

{% macro local_day(column) -%}
  cast({{ justcall.local_time(column) }} as date)
{%- endmacro %}

{% macro plus_seconds(column, seconds) -%}
  cast({{ dbt.dateadd('second', seconds, column) }} as {{ dbt.type_timestamp() }})
{%- endmacro %}
