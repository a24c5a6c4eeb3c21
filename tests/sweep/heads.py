"""What the headers of every answer must say, whatever its status."""

import re

from tests.sweep.caller import Answer

FIXED = {
    "X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "private, no-store",
}  # fmt: skip
REFERRERS = ("strict-origin-when-cross-origin", "same-origin")  # not no-referrer: https forms need one
_NONCE = re.compile(r"'nonce-([\w-]{20,})'")


def faults_of(answer: Answer) -> list[str]:
    """What is wrong with the headers of one answer."""
    faults = [
        f"{name} is {answer.header(name)!r}" for name, value in FIXED.items() if answer.header(name) != value
    ]
    sealed = bool(answer.header("X-Robots-Tag"))  # the page of a one-time link, whose form needs none
    if answer.header("Referrer-Policy") not in (("no-referrer",) if sealed else REFERRERS):
        faults.append(f"Referrer-Policy is {answer.header('Referrer-Policy')!r}")
    if "geolocation=()" not in answer.header("Permissions-Policy"):
        faults.append(f"Permissions-Policy is {answer.header('Permissions-Policy')!r}")
    vary = {v.strip() for k, value in answer.headers if k == "Vary" for v in value.split(",")}
    if not {"Cookie", "HX-Request"} <= vary:
        faults.append(f"Vary is {vary}")
    if any(name in ("Server", "X-Powered-By") for name, _ in answer.headers):
        faults.append("it says what serves it")
    faults += [
        f"the cookie is open: {value}" for name, value in answer.headers
        if name == "Set-Cookie" and not ("HttpOnly" in value and "SameSite=Lax" in value)
    ]  # fmt: skip
    return faults + _policy_faults(answer)


def nonce_of(answer: Answer) -> str:
    """The nonce in the content policy; '' if it has none, as a file's has not."""
    found = _NONCE.search(answer.header("Content-Security-Policy"))
    return found[1] if found else ""


def _policy_faults(answer: Answer) -> list[str]:
    policy = answer.header("Content-Security-Policy")
    parts = {p.split()[0]: p.split()[1:] for p in policy.split(";") if p.strip()}
    faults = [] if parts.get("default-src") == ["'none'"] else [f"default-src is {parts.get('default-src')}"]
    if "sandbox" in parts:
        return faults  # a file, which may do nothing at all
    faults += [
        f"{word} in the policy" for word in ("unsafe", "http:", "https:", "data:", "*") if word in policy
    ]
    for name in ("frame-ancestors", "base-uri", "object-src"):
        if parts.get(name) != ["'none'"]:
            faults.append(f"{name} is {parts.get(name)}")
    if parts.get("form-action") != ["'self'"]:
        faults.append(f"form-action is {parts.get('form-action')}")
    if parts.get("script-src") != ["'self'", f"'nonce-{nonce_of(answer)}'"]:
        faults.append(f"script-src is {parts.get('script-src')}")
    scripts = re.findall(rb"<script\b([^>]*)>", answer.body) if answer.body[:2] == b"<!" else []
    if any(b"nonce=" not in script and b"src=" not in script for script in scripts):
        faults.append("a script in the page has no nonce")
    return faults
