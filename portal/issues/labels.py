"""The words people read for issues."""

from portal.web.i18n import _l

KINDS = {
    "late_or_missing": _l("Late or missing"),
    "damaged": _l("Damaged or defective"),
    "wrong_item": _l("Wrong item or quantity"),
    "documents": _l("Documents or invoice"),
    "communication": _l("Communication"),
    "other_problem": _l("Other problem"),
    "suggestion": _l("Suggestion"),
    "praise": _l("Praise"),
}
STATES = {
    "open": _l("Not yet seen"),
    "acknowledged": _l("Seen"),
    "in_progress": _l("Being worked on"),
    "resolved": _l("Solved, to be confirmed"),
    "confirmed": _l("Solved and confirmed"),
    "reopened": _l("Reopened"),
}
GLYPHS = {
    "open": "open",
    "acknowledged": "acknowledged",
    "in_progress": "in_progress",
    "resolved": "resolved",
    "confirmed": "done",
    "reopened": "reopened",
}
SEVERITIES = {
    "urgent": _l("Urgent: work stands still"),
    "high": _l("High"),
    "normal": _l("Normal"),
    "low": _l("Low"),
}
ABOUT = {
    "line": _l("This line"),
    "receipt": _l("This receipt"),
    "order": _l("The whole order"),
    "notice": _l("This ship notice"),
    "relationship": _l("Our work together"),
}
HANDLING = {"good": _l("Well"), "fair": _l("Acceptably"), "poor": _l("Badly")}
VERBS = {
    "acknowledge": _l("We have seen it"),
    "start": _l("We are working on it"),
    "resolve": _l("It is solved"),
    "confirm": _l("Yes, it is solved"),
    "reopen": _l("Not solved, reopen"),
}
DONE = {
    "opened": _l("%(who)s opened it"),
    "said": _l("%(who)s wrote something"),
    "edited": _l("%(who)s changed the words of a message"),
    "attached": _l("%(who)s added a file"),
    "assigned": _l("%(who)s gave it to somebody"),
    "acknowledged": _l("%(who)s has seen it"),
    "started": _l("%(who)s began to work on it"),
    "resolved": _l("%(who)s says that it is solved"),
    "confirmed": _l("%(who)s agrees that it is solved"),
    "reopened": _l("%(who)s reopened it"),
    "added-person": _l("%(who)s let somebody take part"),
    "removed-person": _l("%(who)s released somebody"),
    "merged": _l("%(who)s merged it into another issue"),
    "took-in": _l("%(who)s merged another issue into it"),
    "unmerged": _l("%(who)s opened it again, which had been merged"),
    "split-off": _l("%(who)s split a question off it"),
    "graded": _l("%(who)s changed how severe it is"),
}
