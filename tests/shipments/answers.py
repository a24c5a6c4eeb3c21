"""Small raw answers in each carrier's shape, for tests that need no folder of real ones."""

import json
from typing import Any

Answer = dict[str, Any] | list[Any]

GLS: Answer = {
    "parcels": [
        {
            "requested": "4011", "unitno": "4011", "status": "INDELIVERY", "statusDateTime": "2026-03-04T08:00:00+0100",
            "events": [
                {"code": "OUTBOD.NORMAL", "city": "Kassel", "country": "DE", "description": "The parcel has left the parcel center.",
                 "eventDateTime": "2026-03-03T22:10:00+0100"},
                {"code": "INTIAL.NORMAL", "city": "", "country": "DE", "description": "The parcel was handed over to GLS.",
                 "eventDateTime": "2026-03-03T17:00:00+0100"},
            ],
        },
        {"requested": "4012", "errorCode": "E_404_01", "errorMessage": "Resource Not Found"},
    ]
}  # fmt: skip
HERMES: Answer = {
    "shipmentinfo": [
        {
            "internationalShipmentID": "0034", "result": {"code": "i001", "message": "Success"},
            "deliveryForecast": {"date": "2026-03-05"},
            "status": [
                {"timestamp": "2026-03-05T09:00:00+01:00", "code": 3731, "description": "The recipient was not met."},
                {"timestamp": "2026-03-04T09:00:00+01:00", "code": 0, "description": "Notified electronically."},
            ],
        }
    ]
}  # fmt: skip
LAPOSTE: Answer = {
    "lang": "fr_FR", "returnCode": 200,
    "shipment": {
        "idShip": "7X1", "estimDate": "2026-03-06T00:00:00+01:00",
        "event": [
            {"code": "DO3", "label": "Votre envoi est retenu en douane.", "date": "2026-03-04T10:00:00+01:00"},
            {"code": "PC1", "label": "Pris en charge.", "date": "2026-03-03T10:00:00+01:00"},
        ],
    },
}  # fmt: skip
UPS: Answer = {
    "trackResponse": {
        "shipment": [
            {
                "inquiryNumber": "1ZA1",
                "package": [
                    {
                        "trackingNumber": "1ZA1", "deliveryDate": [{"type": "SDD", "date": "20260305"}, {"type": "RDD", "date": "20260306"}],
                        "activity": [
                            {"date": "20260304", "time": 91500, "gmtOffset": "-05:00", "location": {"address": {"city": "NEWARK", "countryCode": "US"}},
                             "status": {"type": "I", "code": "OT", "description": "Out For Delivery Today"}},
                            {"date": "20260303", "time": "201500", "gmtOffset": "-05:00",
                             "status": {"type": "I", "code": "OR", "description": "Origin Scan"}},
                        ],
                    }
                ],
            },
            {"inquiryNumber": "1ZA2", "warnings": [{"code": "TW0001", "message": "Tracking Information Not Found"}]},
        ]
    }
}  # fmt: skip
USPS: Answer = [
    {
        "trackingNumber": 9400, "statusCategory": "Delivered", "expectedDeliveryTimeStamp": "2026-03-05T20:00:00Z",
        "trackingEvents": [
            {"eventType": "Arrived at Post Office", "eventTimestamp": "2026-03-05T08:00:00", "GMTTimestamp": "2026-03-05T13:00:10Z",
             "GMTOffset": "-5:00", "eventCity": "LECANTO", "eventState": "FL", "eventCode": "07"},
            {"eventType": "Shipping Label Created, USPS Awaiting Item", "eventTimestamp": "2026-03-02T08:00:00", "eventCode": "GX"},
        ],
    }
]  # fmt: skip
DHL: Answer = {
    "shipments": [
        {
            "id": 777, "estimatedTimeOfDelivery": "2026-03-05T00:00:00Z",
            "status": {"timestamp": "2026-03-05T10:00:00", "statusCode": "delivered", "status": "DELIVERED"},
            "details": {"proofOfDelivery": {"timestamp": "2026-03-05T10:00:00Z"}},
            "events": [
                {"timestamp": "2026-03-05T10:00:00", "statusCode": "delivered", "status": "DELIVERED", "description": "Delivered"},
                {"timestamp": "2026-03-05T07:00:00", "statusCode": "transit", "status": "OUT FOR DELIVERY"},
                {"timestamp": "2026-03-04T07:00:00", "statusCode": "pre-transit", "description": "Label created"},
            ],
        }
    ]
}  # fmt: skip
FEDEX: Answer = {
    "output": {
        "completeTrackResults": [
            {
                "trackingNumber": "501",
                "trackResults": [
                    {
                        "trackingNumberInfo": {"trackingNumber": "501", "trackingNumberUniqueId": "a~501"},
                        "latestStatusDetail": {"code": "DL", "description": "Delivered"},
                        "dateAndTimes": [{"type": "ACTUAL_DELIVERY", "dateTime": "2026-03-05T11:00:00-07:00"}],
                        "estimatedDeliveryTimeWindow": {"window": {"ends": "2026-03-04T20:00:00-07:00"}},
                        "scanEvents": [
                            {"date": "2026-03-03T12:00:00-07:00", "eventType": "DP", "eventDescription": "Left FedEx origin facility",
                             "scanLocation": {"city": "DENVER", "stateOrProvinceCode": "CO", "countryCode": "US"}},
                        ],
                    }
                ],
            }
        ]
    }
}  # fmt: skip

# By carrier: the answer, and of each parcel in it what a right reading says.
READINGS: dict[str, tuple[Answer, list[tuple[Any, ...]]]] = {
    # number, state, delivered_at, estimated_on, events, problems
    "gls": (GLS, [("4011", "out_for_delivery", None, None, 2, 0), ("4012", "unknown", None, None, 0, 1)]),
    "hermes": (HERMES, [("0034", "delivery_failed", None, "2026-03-05", 2, 0)]),
    "laposte": (LAPOSTE, [("7X1", "on_hold", None, "2026-03-06", 2, 0)]),
    "ups": (
        UPS,
        [("1ZA1", "out_for_delivery", None, "2026-03-06", 2, 0), ("1ZA2", "unknown", None, None, 0, 1)],
    ),
    "usps": (USPS, [("9400", "in_transit", None, "2026-03-05", 2, 1)]),
    "dhl": (DHL, [("777", "delivered", "2026-03-05T10:00:00", "2026-03-05", 3, 0)]),
    "fedex": (FEDEX, [("501", "delivered", "2026-03-05T11:00:00-07:00", "2026-03-04", 1, 0)]),
}


def as_bytes(answer: Any) -> bytes:
    """The file a carrier would send."""
    return json.dumps(answer).encode()
