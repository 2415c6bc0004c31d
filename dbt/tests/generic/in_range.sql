{# Every value is at least `min`, and at most `max` if one is given. #}
{% test in_range(model, column_name, min=0, max=none) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} < {{ min }}{% if max is not none %} or {{ column_name }} > {{ max }}{% endif %}
{% endtest %}
