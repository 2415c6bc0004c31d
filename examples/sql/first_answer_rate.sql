-- Of the people who called, how many were answered at their first call? And how many of the others called again the same day?
with
  inbound as (
    select
      "from" as caller,
      strftime(started_at, '%Y-%m') as month,
      status = 'completed' as answered,
      row_number() over calls_of_the_day as nth,
      count(*) over (partition by "from", started_at::date) as calls
    from justcall.calls
    where direction = 'inbound'
    window calls_of_the_day as (partition by "from", started_at::date order by started_at, call_id)
  )
select
  month,
  count(*) as callers,
  count(*) filter (answered) as answered_first,
  round(100.0 * count(*) filter (answered) / count(*), 1) as first_answer_percent,
  count(*) filter (not answered and calls > 1) as called_again
from inbound
-- The first call of a caller on a day.
where nth = 1
group by month
order by month;
