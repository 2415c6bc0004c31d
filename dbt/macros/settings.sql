{% macro api_version() %}
  {% set version = var('justcall_api_version') | string %}
  {% if version not in ['v2', 'v2.1'] %}
    {{ exceptions.raise_compiler_error("justcall_api_version must be v2 or v2.1, not " ~ version) }}
  {% endif %}
  {{ return(version) }}
{% endmacro %}

{# Whether a stream is loaded that a connection need not load. #}
{% macro using(stream) %}
  {{ return(justcall.api_version() == 'v2.1' and var('justcall_using_' ~ stream) | as_bool) }}
{% endmacro %}

{# The connector's table of a stream. #}
{% macro loaded(stream) %}
  {{ return(source('justcall_' ~ justcall.api_version() | replace('.', '_'), stream)) }}
{% endmacro %}
