"""The built-in profile for USAID's SCMS delivery history, in every form it circulates in."""

from portal.exchange.profiles import MODES, Profile

OWN_WAREHOUSE = "SCMS from RDC"
PACK = "pack"

PROFILE = Profile(
    name="scms",
    header_row=1,
    columns={
        "order_ref": "PO / SO #",
        "partner_name": "Vendor",
        "line_ref": "ID",
        "item": "Item Description",
        "detail": "Molecule/Test Type",
        "quantity": "Line Item Quantity",
        "unit_price": "Pack Price",
        "line_value": "Line Item Value",
        "ordered_on": "PO Sent to Vendor Date",
        # The file knows one day per line that was agreed, and none that was only wished for.
        "requested_on": "Scheduled Delivery Date",
        "promised_on": "Scheduled Delivery Date",
        "arrived_on": "Delivered to Client Date",
        "received_on": "Delivery Recorded Date",
        "mode": "Shipment Mode",
        "incoterm": "Vendor INCO Term",
        "notice_ref": "ASN/DN #",
        "country": "Country",
        "site": "Manufacturing Site",
        "weight": "Weight (Kilograms)",
        "freight": "Freight Cost (USD)",
    },
    constants={"unit": PACK, "currency": "USD"},
    dates=dict.fromkeys(
        (
            "PO Sent to Vendor Date",
            "Scheduled Delivery Date",
            "Delivered to Client Date",
            "Delivery Recorded Date",
        ),
        "mdy",
    ),
    decimal=".",
    required=("order_ref", "partner_name", "line_ref", "item", "quantity", "promised_on", "notice_ref"),
    no_value={
        "ordered_on": ("N/A - From RDC", "Date Not Captured"),
        "weight": ("Weight Captured Separately",),
        "freight": ("Freight Included in Commodity Cost", "Invoiced Separately"),
    },
    references=("weight", "freight"),
    modes=MODES,
    internal_partners=(OWN_WAREHOUSE,),
    repair=("site",),
)

BUILT_IN = {PROFILE.name: PROFILE}


def recognised(headers: tuple[str, ...]) -> Profile | None:
    """The built-in profile whose columns are all among `headers`, or None."""
    found = set(headers)
    return next(
        (profile for profile in BUILT_IN.values() if found.issuperset(profile.columns.values())), None
    )
