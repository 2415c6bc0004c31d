-- Which group talks how long, and who of it after hours? The names, groups and time zones are those of the users today.
-- An agent of two groups counts in both.
with
  agents as (
    select
      id,
      name,
      timezone,
      unnest(
        case when json_array_length(groups) > 0 then cast(groups as json[]) else [null] end
      ) as member_of
    from justcall_v2_1.users
  )
select
  -- Groups come as objects, or as names.
  coalesce(member_of ->> 'group_name', member_of ->> '$', 'no group') as "group",
  name as agent,
  timezone as time_zone,
  count(*) as talks,
  round(sum(duration) / 3600.0, 1) as hours,
  -- By the agent's own clock.
  count(*) filter (hour(started_at at time zone 'UTC' at time zone timezone) not between 9 and 17) as after_hours
from justcall.calls
join agents on agents.id = calls.agent_id
where status = 'completed'
group by all
order by "group", hours desc, agent;
