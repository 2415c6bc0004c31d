-- The questions behind the demo's picture, asked of the marts that the dbt package makes. Days and hours are those of the account,
-- which is in Bogotá (UTC-5). Runs by itself too: duckdb demo/output/calls.duckdb < demo/report.sql

-- name: days
with
  answers as (
    select (started_at at time zone 'UTC' at time zone 'America/Bogota')::date as day, status from marts.calls
  ),
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
with names as (select agent_id, max(agent_name) as agent from calls where agent_id is not null group by agent_id)
select
  agent,
  sum(agent_days.calls) as calls,
  sum(talk_seconds) / 3600 as hours,
  sum(answered_calls) / sum(agent_days.calls) as answered
from marts.agent_days join names using (agent_id)
group by agent_id, agent
order by calls desc, agent
limit 8;

-- name: missed_by_hour
select hours.hour, coalesce(sum(missed_calls), 0) as missed
from range(24) as hours (hour) left join marts.missed_calls_by_hour as missed on missed.hour = hours.hour
group by hours.hour
order by hours.hour;
