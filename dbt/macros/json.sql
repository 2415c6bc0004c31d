{# A value inside a column of nested JSON, as text; null where it is missing. The path is `name` or `name.name`. #}
{% macro json_value(column, path) %}
  {{- return(adapter.dispatch('json_value', 'justcall')(column, path)) -}}
{% endmacro %}

{% macro duckdb__json_value(column, path) -%}
  ({{ column }} ->> '$.{{ path }}')
{%- endmacro %}

{# json and jsonb alike #}
{% macro postgres__json_value(column, path) -%}
  ({{ column }} #>> '{ {{- path | replace('.', ',') -}} }')
{%- endmacro %}

{% macro snowflake__json_value(column, path) -%}
  cast(get_path({{ column }}, '{{ path }}') as varchar)
{%- endmacro %}

{% macro bigquery__json_value(column, path) -%}
  json_value({{ column }}, '$.{{ path }}')
{%- endmacro %}

{# A whole column of nested JSON, or of an array, as JSON text. #}
{% macro json_text(column) %}
  {{- return(adapter.dispatch('json_text', 'justcall')(column)) -}}
{% endmacro %}

{% macro duckdb__json_text(column) -%}
  cast(to_json({{ column }}) as varchar)
{%- endmacro %}

{% macro postgres__json_text(column) -%}
  cast(to_json({{ column }}) as text)
{%- endmacro %}

{% macro snowflake__json_text(column) -%}
  to_json({{ column }})
{%- endmacro %}

{% macro bigquery__json_text(column) -%}
  to_json_string({{ column }})
{%- endmacro %}
