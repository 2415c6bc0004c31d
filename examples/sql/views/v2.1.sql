-- Shows the calls of API v2.1 with the columns of v2, so that each question here is asked of both versions alike.
-- Run it once, after the first load: it makes the view justcall.calls over the table justcall_v2_1.calls.
create schema if not exists justcall;
create or replace view justcall.calls as
with
  read as (
    select
      *,
      -- The type is an open set, in any case: "answered", "In Progress".
      replace(lower(call_info ->> 'type'), ' ', '-') as type,
      lower(call_info ->> 'direction') as way,
      -- Numbers come as digits alone. What is no number, as "anonymous", stays as it is.
      regexp_replace(nullif(contact_number, ''), '^(\d+)$', '+\1') as contact,
      regexp_replace(nullif(justcall_number, ''), '^(\d+)$', '+\1') as line,
      cast(try_cast(call_duration ->> 'total_duration' as double) as bigint) as seconds,
      -- In UTC, and the hour may have one digit.
      try_cast(call_date || ' ' || call_time as timestamp) as start
    from justcall_v2_1.calls
  )
select
  cast(cast(id as bigint) as varchar) as call_id,
  case way when 'incoming' then 'inbound' when 'outgoing' then 'outbound' else way end as direction,
  case way when 'incoming' then contact when 'outgoing' then line end as "from",
  case way when 'incoming' then line when 'outgoing' then contact end as "to",
  cast(nullif(agent_id, 0) as bigint) as agent_id,
  nullif(agent_name, '') as agent_name,
  case type when 'answered' then 'completed' else type end as status,
  seconds as duration,
  nullif(call_info ->> 'recording', '') as recording_url,
  coalesce(type = 'voicemail', false) as voicemail,
  coalesce(call_info ->> 'notes', '') as notes,
  nullif(call_info ->> 'disposition', '') as disposition,
  -- Those of JustCall's AI, loaded with fetch_ai_data: people set none in v2.1.
  coalesce(justcall_ai -> 'tags', '[]'::json) as tags,
  start as started_at,
  case when type <> 'in-progress' then start + to_seconds(seconds) end as ended_at,
  _airbyte_extracted_at
from read;
