/** The vendor's own words, as values of fields that say what kind of call it was. In lower case. */
export const VALUE_WORDS: ReadonlySet<string> = new Set([
  ...['success', 'failed', 'error', 'incoming', 'outgoing', 'inbound', 'outbound', 'archived', 'unarchived'],
  ...['answered', 'missed', 'voicemail', 'unanswered', 'abandoned', 'abandoned before ringing', 'busy'],
  ...['blocked', 'restricted', 'cancelled', 'in progress', 'in-progress', 'completed', 'active', 'inactive'],
])

/** What messages about requests are made of. In lower case; names of our own parameters among them. */
export const MESSAGE_WORDS: ReadonlySet<string> = new Set(
  `a an the of in on to from for by with without at is are was be been can cannot could may must should will not no only or and
  if than then that this these those there it its you your we please try again later after before between within
  more less greater least most maximum minimum max min up equal exceed exceeds exceeded exceeding limit limits limited
  last past first next previous current future today ago day days week weeks month months year years hour hours minute minutes
  second seconds date dates datetime time times timezone zone range ranges period window start end begin
  from_datetime to_datetime start_date end_date page per_page sort order last_call_id_fetched call_direction call_type
  direction status type agent number foo bar
  parameter parameters param params query field fields value values format formats invalid valid validation required missing
  unknown unexpected unsupported supported allowed accepted permitted wrong incorrect bad request requests response data
  record records result results call calls call-logs log logs list user users account plan key keys secret api token
  authorization authentication authenticated unauthorized forbidden access denied permission permissions
  found exist exists available unavailable internal server error errors failed failure success
  too many rate quota used support contact export history old older new newer
  use using used provide provided specify specified set get retrieve fetch fetched returned return
  bad_parameter unauthorized not_found
  integer string boolean digit digits yyyy-mm-dd hh:mm:ss yyyy mm dd hh ss iso utc`.split(/\s+/),
)
