{# Whether a text is made as a regular expression says; of syntax that all databases share. #}
{% macro matches(text, pattern) %}
  {{- return(adapter.dispatch('matches', 'justcall')(text, pattern)) -}}
{% endmacro %}

{% macro duckdb__matches(text, pattern) -%}
  regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro postgres__matches(text, pattern) -%}
  {{ text }} ~ '^({{ pattern }})$'
{%- endmacro %}

{% macro snowflake__matches(text, pattern) -%}
  regexp_like({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro bigquery__matches(text, pattern) -%}
  regexp_contains({{ text }}, r'^({{ pattern }})$')
{%- endmacro %}

{# A number as text or of any type; null if the text is none. #}
{% macro to_number(text) %}
  {{- return(adapter.dispatch('to_number', 'justcall')(text)) -}}
{% endmacro %}

{% macro default__to_number(text) -%}
  try_cast({{ text }} as {{ dbt.type_numeric() }})
{%- endmacro %}

{% macro postgres__to_number(text) -%}
  case when {{ justcall.matches(text, '-?[0-9]+([.][0-9]+)?') }} then cast({{ text }} as {{ dbt.type_numeric() }}) end
{%- endmacro %}

{% macro bigquery__to_number(text) -%}
  safe_cast({{ text }} as {{ dbt.type_numeric() }})
{%- endmacro %}

{% macro to_whole(text) -%}
  cast({{ justcall.to_number(text) }} as {{ dbt.type_bigint() }})
{%- endmacro %}

{# An identifier of v2.1, which is a number there, as the text that it is in v2. #}
{% macro id_text(column) -%}
  cast(cast({{ column }} as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }})
{%- endmacro %}

{# In E.164 form: v2.1 gives digits alone. What is no number, as "anonymous", stays as it is. #}
{% macro phone_number(column) -%}
  case when {{ justcall.matches(column, '[0-9]+') }} then '+' || {{ column }} else nullif({{ column }}, '') end
{%- endmacro %}

{% macro direction(text) -%}
  case
    when lower({{ text }}) in ('incoming', 'inbound') then 'inbound'
    when lower({{ text }}) in ('outgoing', 'outbound') then 'outbound'
  end
{%- endmacro %}

{# A column that is named as a word of SQL. #}
{% macro reserved(name) %}
  {{- return(adapter.quote(name | upper if target.type == 'snowflake' else name)) -}}
{% endmacro %}
