{# Before the first row of an incremental model was extracted: from there on rows are new. #}
{% macro extracted_before(where='') -%}
  (select coalesce(max(extracted_at), cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }})) from {{ this }} {{ where }})
{%- endmacro %}
