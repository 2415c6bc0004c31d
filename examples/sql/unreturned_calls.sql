-- Whom has nobody called back? Callers whose last missed call was followed by no talk in either direction.
with
  contacts as (
    select
      case direction when 'inbound' then "from" else "to" end as contact,
      max(started_at) filter (direction = 'inbound' and status in ('missed', 'voicemail')) as last_missed,
      max(started_at) filter (status = 'completed') as last_talk,
      count(*) filter (direction = 'inbound' and status in ('missed', 'voicemail')) as missed
    from justcall.calls
    group by contact
  )
select contact, missed, last_missed
from contacts
where last_missed is not null and coalesce(last_talk < last_missed, true)
order by last_missed desc, contact
limit 8;
