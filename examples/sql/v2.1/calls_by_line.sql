-- How busy is each line, and who owns it? A number that the account has given up has calls, and no name any more.
with
  lines as (
    select
      '+' || justcall_number as number,
      coalesce(justcall_line_name, friendly_number) as line,
      number_owner ->> 'name' as owner
    from justcall_v2_1.phone_numbers
  ),
  calls as (
    select *, case direction when 'inbound' then "to" else "from" end as number
    from justcall.calls
  )
select
  line,
  number,
  owner,
  count(*) filter (direction = 'inbound') as inbound,
  count(*) filter (direction = 'outbound') as outbound,
  count(*) filter (direction = 'inbound' and status in ('missed', 'voicemail')) as missed
from calls
left join lines using (number)
group by all
order by inbound desc, number;
