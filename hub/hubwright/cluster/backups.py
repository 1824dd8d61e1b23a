"""What the page says of the last backup of a node, in the words of `hubwright status`.

Those are in `operate/backup/node-backup.ts`; `hub/tests/backup-words.json` is for both.
"""

import json
import math
from datetime import datetime, timedelta

# What the backup of a node notes there: `bootstrap/backup/hubwright_note.py`.
NOTE = "hubwright/backup"


def described(note: str | None, now: datetime) -> tuple[str, list[str]]:
    """Its words, and what is wrong with it, each as a sentence without its capital and its end."""
    if note is None:
        return "none yet", ["it has no backup yet"]
    try:
        found = json.loads(note)
        return _words(found, now), _problems(found, now)
    except (ValueError, KeyError, TypeError):  # of another version, or of another hand
        return "unknown", []


def _words(found, now):
    age = f"{_span(now - _time(found['finished']))} ago"
    if found["state"] == "failed":
        return f"failed {age}: {found['failures'][0]['said'] if found['failures'] else ''}"
    files = found["unreadCount"]
    without = f", without {_counted(files, 'unreadable file')}" if found["state"] != "ok" else ""
    return f"{age}, {_in_units(found['bytes'])}{without}"


def _problems(found, now):
    finished = _time(found["finished"])
    if finished > now + timedelta(hours=1):
        return [f"its last backup is dated {finished.date()}, which is in the future"]
    good = found["lastGood"] and _time(found["lastGood"])
    since = f"its last good backup is {_span(now - good)} old" if good else "it has no good backup yet"
    said = [f"backup of {it['what']} failed: {it['said']}; {since}" for it in found["failures"]]
    if files := found["unreadCount"]:
        said.append(f"{_counted(files, 'file')} could not be read")
    longest = timedelta(seconds=found["longestAge"])
    if not said and not (good and now - good <= longest):
        said.append(since)
    if left := found["leftOut"]:
        said.append(f"{_counted(left, 'volume')} {'is' if left == 1 else 'are'} in no backup")
    return said


def _time(text):
    return datetime.fromisoformat(text)


def _span(time):
    """A time in the largest unit that fits twice."""
    minutes = max(0, _rounded(time.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{_rounded(minutes / 60)} h" if minutes < 48 * 60 else f"{_rounded(minutes / (24 * 60))} days"


def _in_units(size):
    if size >= 1e9:
        return f"{size / 1e9:.1f} GB"
    return f"{_rounded(size / 1e6)} MB" if size >= 1e6 else f"{math.ceil(size / 1e3)} KB"


def _rounded(number):
    return math.floor(number + 0.5)  # as JavaScript does it


def _counted(count, what):
    return f"{count} {what}{'' if count == 1 else 's'}"
