-- Who talks how long? Calls that nobody took have no agent, and calls that were not completed have no talk in them.
select
  agent_name as agent,
  count(*) filter (status = 'completed') as talks,
  round(sum(duration) filter (status = 'completed') / 3600.0, 1) as hours,
  round(avg(duration) filter (status = 'completed') / 60.0, 1) as minutes_a_talk,
  round(median(duration) filter (status = 'completed') / 60.0, 1) as median_minutes
from justcall.calls
where agent_id is not null
-- By the number: people change their names, and two may share one.
group by agent_id, agent_name
order by hours desc, agent;
