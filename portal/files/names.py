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
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def shown(name: str) -> str:
    """`name` as a message about the file may repeat it: without folders, control and direction
    characters."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(c for c in last if unicodedata.category(c) not in INVISIBLE)
    return " ".join(kept.split())[: limits.NAME_LENGTH]


def cleaned(name: str, extension: str) -> str:
    """`name` as it is kept: also without what Windows forbids, ending in .`extension`, of at most
    NAME_LENGTH characters; 'file' stands for a name of which nothing is left."""
    most = limits.NAME_LENGTH - len(extension) - 1
    stem = FORBIDDEN.sub("_", shown(name))
    while ending := ENDINGS.search(stem):
        stem = stem[: ending.start()]
    stem = stem[:most].strip(" .")
    if DEVICES.match(stem):  # Windows opens a device for these, whatever follows the dot
        stem = f"_{stem}"[:most]
    return f"{stem or 'file'}.{extension}"
