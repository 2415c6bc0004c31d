{# When the newest row of an incremental model was extracted: rows from then on are new or changed. #}
{% macro last_extracted(where='') -%}
  (select coalesce(max(extracted_at), cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }})) from {{ this }} {{ where }})
{%- endmacro %}
