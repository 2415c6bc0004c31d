#!/usr/bin/env bash
# Appends the calls that are new or changed to calls.jsonl, in the folder that holds config.json and catalog.json.
# The state is never ahead of the calls, whatever kills this, and wherever: then some calls are only sent again.
set -euo pipefail
cd "${1:?"usage: sync.sh FOLDER"}"

# A second sync meanwhile would start from the same state, and append the same calls.
exec 9>.lock
flock --nonblock 9 || { echo "A sync of $PWD is under way." >&2; exit 75; }

state=()
if [[ -s state.json ]]; then state=(--state state.json); fi

code=0
source-justcall read --config config.json --catalog catalog.json "${state[@]}" >messages.jsonl || code=$?

# A kill may cut the last line.
if [[ -n $(tail -c 1 messages.jsonl) ]]; then
  sed -i '$d' messages.jsonl
  ((code)) || code=65
fi

# With a line that cannot be read a call would be lost, so nothing of such a sync is kept.
unreadable=$(jq -nR 'try (inputs | fromjson | empty) catch input_line_number' messages.jsonl)
if [[ -n $unreadable ]]; then
  echo "Line $unreadable of $PWD/messages.jsonl is not JSON: the state stays, and the next sync reads all of this again." >&2
  exit 65
fi

# Prints the record's data, or the state, of each message as it is written: jq 1.6 would round long numbers.
# shellcheck disable=SC2016 # awk expands its own.
cut='
  # The text of a member of an object. Quotes part what is within strings from what is not.
  function member(object, name,    parts, count, i, j, at, char, key, depth, inString, from) {
    count = split(object, parts, "\"")
    for (i = at = 1; i <= count; at += length(parts[i++]) + 1) {
      if (inString) {
        if (depth == 1) key = key parts[i]
        if (parts[i] !~ /\\$/ || (match(parts[i], /\\+$/) && RLENGTH % 2 == 0)) inString = 0
        continue
      }
      if (depth < 2 || parts[i] ~ /[][{}]/) for (j = 1; j <= length(parts[i]); j++) {
        char = substr(parts[i], j, 1)
        if (char == "}" || char == "]") depth--
        if (from && (depth == 0 || depth == 1 && char == ",")) return substr(object, from, at + j - 1 - from)
        if (!from && char == ":" && depth == 1 && key == name) from = at + j
        if (char == "{" || char == "[") depth++
      }
      key = ""
      inString = 1
    }
  }
  { type = member($0, "type") }
  type ~ "\"" wanted "\"" { print wanted == "STATE" ? member($0, "state") : member(member($0, "record"), "data") }
'

# The calls first. What was read before a failure is sound, so it is kept as well.
LC_ALL=C awk -v wanted=RECORD "$cut" messages.jsonl >>calls.jsonl
sync calls.jsonl

# Then the state that stands for them, in one move: a half-written state never takes the place of a good one.
LC_ALL=C awk -v wanted=STATE "$cut" messages.jsonl | tail -n 1 >state.new
if [[ -s state.new ]]; then
  sync state.new
  mv state.new state.json
fi

# What went wrong, in one sentence, for the person who reads the scheduler's mail.
jq -rR 'fromjson | select(.trace.type? == "ERROR") | .trace.error.message' messages.jsonl >&2
exit "$code"
