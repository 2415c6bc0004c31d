-- The questions behind the demo's picture. Days and hours are those of the account, which is in Bogotá (UTC-5).
-- Runs by itself too: duckdb demo/output/calls.duckdb < demo/report.sql

-- name: days
with
  answers as (select (started_at at time zone 'America/Bogota')::date as day, status from calls),
  days as (
    select unnest(generate_series(max(day) - interval 20 days, max(day), interval 1 day))::date as day
    from answers
  )
select
  strftime(day, '%a %d %b') as day,
  count(status) as calls,
  count(*) filter (status = 'completed') as completed,
  count(*) filter (status = 'voicemail') as voicemail,
  count(*) filter (status = 'missed') as missed,
  count(*) filter (status not in ('completed', 'voicemail', 'missed')) as other
from days left join answers using (day)
group by days.day
order by days.day;

-- name: agents
select
  agent_name as agent,
  count(*) as calls,
  sum(duration) filter (status = 'completed') / 3600 as hours,
  count(*) filter (status = 'completed') / count(*) as answered
from calls
where agent_id is not null
group by agent_id, agent_name
order by calls desc, agent
limit 8;

-- name: missed_by_hour
select hour, count(call_id) as missed
from range(24) as hours (hour)
left join (
  select call_id, hour(started_at at time zone 'America/Bogota') as hour from calls where status = 'missed'
) using (hour)
group by hour
order by hour;
