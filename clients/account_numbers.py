"""The numbers of the marts, computed from the calls of the sandbox's account in plain Python: the loaded tables are not asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
Row = tuple[str | None, ...]

CALLS = """call_id direction status is_answered is_missed contact_number line_number agent_id agent_name started_at ended_at
duration_seconds talk_seconds disposition notes""".split()
AGENT_DAYS = """agent_id agent_name day calls inbound_calls outbound_calls answered_calls missed_calls talk_seconds first_call_at
last_call_at""".split()
NUMBER_DAYS = """line_number line_name day calls inbound_calls outbound_calls answered_calls missed_calls contacts talk_seconds""".split()
HOURS = "day hour inbound_calls missed_calls".split()
FIRST_RESPONSE = """call_id contact_number line_number missed_status missed_at is_responded response_call_id response_agent_id
responded_at response_seconds response_is_answered""".split()
TIMELINE = """event_id kind contact_number happened_at direction status is_missed line_number agent_id duration_seconds body
call_id sms_id""".split()

# The columns that are compared, in the order of the rows of `numbers`.
COLUMNS = {
    "calls": CALLS,
    "agent_days": AGENT_DAYS,
    "number_days": NUMBER_DAYS,
    "missed_calls_by_hour": HOURS,
    "first_response": FIRST_RESPONSE,
    "contact_timeline": TIMELINE,
}


def numbers(
    account: Iterable[dict[str, Any]], users: dict[int, str], lines: dict[str, str | None], sms: list[dict[str, Any]]
) -> dict[str, set[Row]]:
    """
    The rows of each mart, as text. The calls are as v2 shows them, with the identifier that the version gives. The names of users
    and lines by identifier and number, and the messages, are those of v2.1.
    """
    calls = [judged(call) for call in account]
    return {
        "calls": {row(call, CALLS) for call in calls},
        "agent_days": set(agent_days(calls, users)),
        "number_days": set(number_days(calls, lines)),
        "missed_calls_by_hour": set(missed_calls_by_hour(calls)),
        "first_response": set(first_response(calls)),
        "contact_timeline": {row(event, TIMELINE) for event in [*map(of_call, calls), *map(of_sms, sms)]},
    }


def judged(call: dict[str, Any]) -> dict[str, Any]:
    inbound, answered = call["direction"] == "inbound", call["status"] == "completed"
    start = datetime.fromisoformat(call["started_at"])
    local = start.astimezone(ZONE)
    return {
        **call,
        "is_answered": answered,
        "is_missed": inbound and call["status"] in ("missed", "voicemail"),
        "contact_number": call["from"] if inbound else call["to"],
        "line_number": call["to"] if inbound else call["from"],
        "started_at": start,
        "ended_at": call["ended_at"] and datetime.fromisoformat(call["ended_at"]),
        "duration_seconds": call["duration"],
        "talk_seconds": call["duration"] if answered else 0,
        "notes": call["notes"] or None,
        "day": local.date(),
        "hour": local.hour,
    }


def agent_days(calls: list[dict[str, Any]], users: dict[int, str]) -> Iterable[Row]:
    handled = [call for call in calls if call["agent_id"] is not None]
    names = {call["agent_id"]: call["agent_name"] for call in sorted(handled, key=lambda call: call["started_at"])}
    names |= users
    for (agent, day), those in grouped(handled, lambda call: (call["agent_id"], call["day"])).items():
        starts = [call["started_at"] for call in those]
        yield texts(agent, names[agent], day, *counts(those), talk(those), min(starts), max(starts))


def number_days(calls: list[dict[str, Any]], lines: dict[str, str | None]) -> Iterable[Row]:
    for (line, day), those in grouped(calls, lambda call: (call["line_number"], call["day"])).items():
        yield texts(line, lines.get(line), day, *counts(those), len({call["contact_number"] for call in those}), talk(those))


def missed_calls_by_hour(calls: list[dict[str, Any]]) -> Iterable[Row]:
    inbound = [call for call in calls if call["direction"] == "inbound"]
    for (day, hour), those in grouped(inbound, lambda call: (call["day"], call["hour"])).items():
        yield texts(day, hour, len(those), sum(call["is_missed"] for call in those))


def first_response(calls: list[dict[str, Any]]) -> Iterable[Row]:
    order: Callable[[dict[str, Any]], Any] = lambda call: (call["started_at"], call["call_id"])
    outbound = sorted((call for call in calls if call["direction"] == "outbound"), key=order)
    for missed in (call for call in calls if call["is_missed"]):
        at, contact = missed["started_at"], missed["contact_number"]
        later = (call for call in outbound if call["contact_number"] == contact and call["started_at"] > at)
        response = next(later, None)
        head = (missed["call_id"], contact, missed["line_number"], missed["status"], at, response is not None)
        if response is None:
            yield texts(*head, *[None] * 5)
        else:
            seconds = int((response["started_at"] - at).total_seconds())
            names = ("call_id", "agent_id", "started_at")
            yield texts(*head, *(response[name] for name in names), seconds, response["is_answered"])


def of_call(call: dict[str, Any]) -> dict[str, Any]:
    said = {"event_id": f"call-{call['call_id']}", "kind": "call", "body": call["notes"], "sms_id": None}
    return {**call, **said, "happened_at": call["started_at"]}


def of_sms(sms: dict[str, Any]) -> dict[str, Any]:
    return {
        **{"event_id": f"sms-{sms['id']}", "kind": "sms", "call_id": None, "sms_id": sms["id"]},
        "contact_number": f"+{sms['contact_number']}",
        "line_number": f"+{sms['justcall_number']}",
        "happened_at": datetime.fromisoformat(f"{sms['sms_date']}T{sms['sms_time']}"),
        "direction": {"Incoming": "inbound"}.get(sms["direction"], "outbound"),
        "status": sms["delivery_status"].lower(),
        **{"is_missed": False, "agent_id": sms["agent_id"], "duration_seconds": None},
        "body": sms["sms_info"]["body"],
    }


def grouped(calls: list[dict[str, Any]], key: Callable[[dict[str, Any]], Any]) -> dict[Any, list[dict[str, Any]]]:
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for call in calls:
        groups[key(call)].append(call)
    return groups


def counts(calls: list[dict[str, Any]]) -> tuple[int, ...]:
    directions = [call["direction"] for call in calls]
    answered, missed = (sum(call[name] for call in calls) for name in ("is_answered", "is_missed"))
    return (len(calls), directions.count("inbound"), directions.count("outbound"), answered, missed)


def talk(calls: list[dict[str, Any]]) -> int:
    return sum(call["talk_seconds"] for call in calls)


def row(record: dict[str, Any], names: list[str]) -> Row:
    return texts(*(record[name] for name in names))


def texts(*values: Any) -> Row:
    return tuple(text(value) for value in values)


def text(value: Any) -> str | None:
    """As both databases write it."""
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)
