"""How files of one kind are read: format, columns and what their words mean. Stored as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

TEXT, DAY, QUANTITY, MONEY, WHOLE = "text", "day", "quantity", "money", "whole"

# Every field a column may be mapped to: its kind and, for texts, the longest that is kept.
FIELDS: dict[str, tuple[str, int]] = {
    "order_ref": (TEXT, 40),
    "partner_name": (TEXT, 120),
    "partner_code": (TEXT, 20),
    "line_ref": (TEXT, 60),
    "line_number": (WHOLE, 0),
    "item_code": (TEXT, 60),
    "item": (TEXT, 300),
    "detail": (TEXT, 300),
    "quantity": (QUANTITY, 0),
    "unit": (TEXT, 20),
    "unit_price": (MONEY, 0),
    "line_value": (MONEY, 0),
    "currency": (TEXT, 3),
    "ordered_on": (DAY, 0),
    "requested_on": (DAY, 0),
    "promised_on": (DAY, 0),
    "arrived_on": (DAY, 0),
    "received_on": (DAY, 0),
    "mode": (TEXT, 40),
    "incoterm": (TEXT, 20),
    "carrier": (TEXT, 80),
    "tracking_number": (TEXT, 60),
    "notice_ref": (TEXT, 40),
    "country": (TEXT, 120),
    "site": (TEXT, 120),
    "weight": (QUANTITY, 0),
    "freight": (QUANTITY, 0),
}
DAYS = tuple(name for name, (kind, _) in FIELDS.items() if kind == DAY)
NUMBERS = tuple(name for name, (kind, _) in FIELDS.items() if kind in (QUANTITY, MONEY))

# The ways goods travel, by the words people use for them.
MODES = {
    "air": "air", "air charter": "air_charter", "ocean": "sea", "sea": "sea", "truck": "road", "road": "road",
    "rail": "rail", "courier": "courier", "n/a": "unknown", "aérien": "air", "maritime": "sea", "routier": "road",
    "luft": "air", "see": "sea", "strasse": "road", "lkw": "road", "udara": "air", "laut": "sea", "darat": "road",
    "kapal": "sea", "truk": "road", "kereta": "rail",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """Settings to read a file by. What is None or absent is found out from each file anew.

    `columns` maps a field to the header of its column (as Guess.headers spells it), `constants` a
    field to the value of every row. `dates` and `decimals` hold, per header, "dmy" or "mdy" and "."
    or ","; `decimal` is for columns without their own. `fill_down` names fields that stand only on
    the first row of a group. `no_value` lists, per field, the texts that say there is no value;
    `references` the fields whose cells may point to another line. `skip_rows` are rows below the
    header that are no data. `split_partner` reads "0000100234  CIPLA" as code and name.
    """

    name: str = ""
    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    skip_rows: tuple[int, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, str] = field(default_factory=dict)
    decimal: str | None = None
    fill_down: tuple[str, ...] = ()
    required: tuple[str, ...] = ("order_ref", "item", "quantity")
    no_value: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    modes: Mapping[str, str] = field(default_factory=dict)
    internal_partners: tuple[str, ...] = ()
    repair: tuple[str, ...] = ()
    split_partner: bool = False

    def corrected(self, **changes: Any) -> "Profile":
        """This profile with some settings replaced; columns, constants, dates and decimals are
        merged, and a value of None or "" takes an entry out."""
        for name in ("columns", "constants", "dates", "decimals"):
            if name in changes:
                merged = {**getattr(self, name), **changes[name]}
                changes[name] = {key: value for key, value in merged.items() if value}
        return replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON column."""
        plain: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, Mapping):
                value = {key: list(item) if isinstance(item, tuple) else item for key, item in value.items()}
            plain[each.name] = list(value) if isinstance(value, tuple) else value
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Profile":
        """The profile that to_json wrote. Raises ValueError for an unknown setting, field, encoding
        or separator: the data may come from a form."""
        known = {each.name for each in fields(cls)}
        if unknown := data.keys() - known:
            raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
        values: dict[str, Any] = {}
        for key, value in data.items():
            if isinstance(value, Mapping):
                value = {
                    name: tuple(item) if isinstance(item, list) else item for name, item in value.items()
                }
            values[key] = tuple(value) if isinstance(value, list) else value
        profile = cls(**values)
        profile.check()
        return profile

    def check(self) -> None:
        """Raise ValueError if a setting cannot mean anything."""
        named = [*self.columns, *self.constants, *self.fill_down, *self.no_value]
        if wrong := sorted({*named, *self.required, *self.references, *self.repair} - FIELDS.keys()):
            raise ValueError(f"unknown fields: {', '.join(wrong)}")
        try:
            "".encode(self.encoding or "utf-8")
        except LookupError:
            raise ValueError(f"unknown encoding: {self.encoding}") from None
        if self.separator is not None and (len(self.separator) != 1 or self.separator in '\r\n"'):
            raise ValueError("a separator is one character")
        if self.quote not in (None, "", '"', "'"):
            raise ValueError("a quote is \" or ' or none")
        if set(self.dates.values()) - {"dmy", "mdy", "ymd"}:
            raise ValueError("a date order is dmy, mdy or ymd")
        if {*self.decimals.values(), self.decimal} - {".", ",", None}:
            raise ValueError("a decimal mark is . or ,")
        if self.header_row is not None and self.header_row < 1:
            raise ValueError("rows count from 1")
