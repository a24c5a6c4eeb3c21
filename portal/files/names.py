"""What an upload is called: the sender's name for it, made harmless."""

import re
import unicodedata

from portal.files import limits

# Endings that say what a file is. They give way to the ending of what it really is; any other
# ('report v1.2', 'PT. Logam') belongs to the name.
ENDINGS = re.compile(
    r"\.(?:jpe?g|jpe|jfif|png|webp|hei[cf]|gif|avif|bmp|tiff?|svg|pdf|csv|tsv|txt|xls[xmb]?|docx?|xml"
    r"|html?|php\d?|phtml|js|mjs|exe|com|bat|cmd|scr|ps1|vbs|sh|py|zip)$",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(r'[<>:"|?*]')
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def cleaned(name: str | None, extension: str) -> str:
    """`name` without folders, control and direction characters and what Windows forbids, ending in
    .`extension`, of at most NAME_LENGTH characters; 'file' stands for a name of which nothing is
    left."""
    stem = unicodedata.normalize("NFC", re.split(r"[/\\]", name or "")[-1])
    stem = "".join(c for c in stem if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    stem = " ".join(FORBIDDEN.sub("_", stem).split())
    while ending := ENDINGS.search(stem):
        stem = stem[: ending.start()]
    stem = stem[: limits.NAME_LENGTH - len(extension) - 1].strip(" .")
    if DEVICES.match(stem):  # Windows opens a device for these, whatever follows the dot
        stem = f"_{stem}"[: limits.NAME_LENGTH - len(extension) - 1]
    return f"{stem or 'file'}.{extension}"
