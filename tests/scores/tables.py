"""What a page shows, read the way a test says it: hidden values, rows of a table, where a link leads."""

from tests.page import CheckedClient


def values(client: CheckedClient, name: str) -> list[str]:
    """The values of all inputs of this name."""
    return [field.get("value") or "" for field in client.page.root.iter("input") if field.get("name") == name]


def cells(client: CheckedClient, caption: str) -> list[list[str]]:
    """The texts of the rows of the table with this caption, headings left out."""
    for table in client.page.root.iter("table"):
        title = table.find("caption")
        if title is not None and "".join(title.itertext()).strip() == caption:
            rows = (row for body in table.iter("tbody") for row in body.iter("tr"))
            return [
                [" ".join("".join(cell.itertext()).split()) for cell in row]
                for row in rows if "table-group" not in (row.get("class") or "")
            ]  # fmt: skip
    return []


def href(client: CheckedClient, label: str) -> str:
    """Where the link with these words leads."""
    return next(
        link.get("href") or ""
        for link in client.page.root.iter("a")
        if "".join(link.itertext()).strip() == label
    )
