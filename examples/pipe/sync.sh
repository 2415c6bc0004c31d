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

# The calls first. What was read before a failure is sound, so it is kept as well.
jq -cR 'fromjson? | select(.type == "RECORD") | .record.data' messages.jsonl >>calls.jsonl
sync calls.jsonl

# Then the state that stands for them, in one move: a half-written state never takes the place of a good one.
jq -cR 'fromjson? | select(.type == "STATE") | .state' messages.jsonl | tail -n 1 >state.new
if [[ -s state.new ]]; then
  sync state.new
  mv state.new state.json
fi

# What went wrong, in one sentence, for whoever reads the scheduler's mail.
jq -rR 'fromjson? | select(.trace.type == "ERROR") | .trace.error.message' messages.jsonl >&2
exit "$code"
