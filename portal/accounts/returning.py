"""Where a person may be sent back to: paths of this portal and nothing else."""

from urllib.parse import unquote, urlsplit

LONGEST = 600


def safe_path(text: str | None) -> str:
    """`text` if it is a path of this portal that every browser reads as one, else '/'.

    Browsers drop tabs and line breaks and read a backslash as a slash, so `/\\t/evil.example` leaves
    the site; what is hidden by percent signs is looked at twice.
    """
    if not text or len(text) > LONGEST:
        return "/"
    for form in (text, unquote(text), unquote(unquote(text))):
        if not form.startswith("/") or form.startswith("//") or "\\" in form:
            return "/"
        if any(ord(c) < 32 or ord(c) == 127 for c in form):
            return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    return text if not parts.scheme and not parts.netloc else "/"


def path_of(referrer: str | None, host_url: str) -> str:
    """The page a form was sent from, if the browser names one of ours (`host_url` ends in '/')."""
    if referrer and referrer.startswith(host_url):
        return safe_path(referrer[len(host_url) - 1 :])
    return "/"
