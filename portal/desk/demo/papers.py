"""Papers that people attach: a small PDF and tables as CSV."""


def pdf(title: str, lines: tuple[str, ...]) -> bytes:
    """One A4 page of plain text in the PDF standard's own Helvetica."""

    def shown(text: str) -> bytes:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return escaped.encode("cp1252", "replace")

    content = b"BT /F1 16 Tf 60 770 Td (" + shown(title) + b") Tj /F1 11 Tf 0 -34 Td"
    for line in lines:
        content += b" (" + shown(line) + b") Tj 0 -18 Td"
    content += b" ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(out),
    )  # fmt: skip


def csv(*rows: tuple[str, ...]) -> bytes:
    """Rows as a spreadsheet program in Indonesia saves them: semicolons, comma decimals, CRLF."""
    return ("\r\n".join(";".join(row) for row in rows) + "\r\n").encode()
