-- When does nobody pick up? Inbound calls by the hour of the day in which they began, in the office's own time.
-- A timestamp without a zone, as PyAirbyte makes it, is UTC: say so first, then ask for the office's.
select
  hour(started_at at time zone 'UTC' at time zone 'Europe/Berlin') as hour,
  count(*) as inbound,
  count(*) filter (status in ('missed', 'voicemail')) as missed,
  round(100.0 * count(*) filter (status in ('missed', 'voicemail')) / count(*), 1) as missed_percent
from justcall.calls
where direction = 'inbound'
group by all
order by hour;
