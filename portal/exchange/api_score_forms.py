"""The forms of scores that programs get, as JSON schemas."""

from portal.exchange.api_forms import (
    DAY,
    DECIMAL,
    MAYBE_DECIMAL,
    MAYBE_TEXT,
    PARTNER,
    TEXT,
    TIME,
    TRUTH,
    WHOLE,
    Schema,
    maybe,
    objects,
)

_STATE: Schema = {"type": "string", "enum": ["enough", "few", "no_data"]}
_PARTS: dict[str, Schema] = {
    "state": _STATE, "text": TEXT, "value": MAYBE_DECIMAL, "numerator": DECIMAL, "denominator": DECIMAL, "rows": WHOLE,
    "left_out": WHOLE,
    "units": {"type": "array", "items": objects(unit=TEXT, numerator=DECIMAL, denominator=DECIMAL, rows=WHOLE)},
}  # fmt: skip
_FIGURE = objects(
    metric=TEXT, name=TEXT, party={"type": "string", "enum": ["partner", "company"]}, group=TEXT, kind=TEXT,
    better={"type": "string", "enum": ["more", "less"]}, **_PARTS, target=MAYBE_DECIMAL, met=maybe(TRUTH),
    before=maybe(objects(**_PARTS)), restated_from=maybe(objects(**_PARTS)), href=TEXT,
)  # fmt: skip
_VERSION: dict[str, Schema] = {
    "of": {"type": "string", "enum": ["installed", "kind", "partner"]}, "version": WHOLE,
}  # fmt: skip
_COUNTED: dict[str, Schema] = {
    "partner": PARTNER,
    "period": {"type": "object", "required": ["from", "to"], "properties": {"from": DAY, "to": DAY}},
    "definition": objects(**_VERSION, starts_on=DAY, says={"type": "object"}),
    "closed": {
        "type": "array",
        "items": objects(month=TEXT, number=WHOLE, closed_at=TIME, definition=objects(**_VERSION)),
    },
}
_TOTAL = objects(
    value=MAYBE_DECIMAL, text=TEXT, before=MAYBE_DECIMAL,
    parts={
        "type": "array",
        "items": objects(metric=TEXT, weight=DECIMAL, share=DECIMAL, target=DECIMAL, reached=DECIMAL, points=DECIMAL),
    },
    missing={"type": "array", "items": objects(metric=TEXT, state=TEXT)},
)  # fmt: skip
_ROW = objects(
    kind=TEXT, ref=TEXT, label=TEXT, on=DAY, line=maybe(WHOLE), part=maybe(WHOLE),
    counted={"type": "string", "enum": ["met", "missed", "part", "left_out"]}, numerator=DECIMAL, denominator=DECIMAL, unit=TEXT,
    left_out=MAYBE_TEXT, text=TEXT, facts={"type": "array", "items": objects(name=TEXT, says=TEXT)}, href=MAYBE_TEXT,
)  # fmt: skip

SCORE_SCHEMAS: dict[str, Schema] = {
    "Scorecard": objects(
        **_COUNTED, total=objects(partner=_TOTAL, company=_TOTAL), figures={"type": "array", "items": _FIGURE}
    ),
    "Rows": objects(**_COUNTED, figure=_FIGURE, rows={"type": "array", "items": _ROW}, next=MAYBE_TEXT),
}
