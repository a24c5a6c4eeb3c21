"""Header rows: their names, and which field a name stands for in five languages."""

import re
import unicodedata
from collections.abc import Sequence

from portal.exchange.encodings import Unreadable
from portal.exchange.values import Cell, plain_text

# Per field the headers people write, in the order of trust; compared without case, accents, marks.
WORDS: dict[str, str] = {
    "order_ref": "PO / SO #|PO number|PO no|PO #|PO|purchase order|purchase order number|order number|order no|"
    "order ref|order id|order|sales order|salesorderid|purchdoc|purchasing document|Bestellnummer|Bestellung|"
    "N° commande|numéro commande|numero_commande|commande|nomor PO|no PO|nomor pesanan|no pesanan|ordine|pedido",
    "partner_name": "vendor|vendor name|supplier|supplier name|partner|partner name|Lieferant|Fournisseur|"
    "pemasok|nama pemasok|vendor/supplying plant|fornitore|forn|proveedor|distributor|carrier partner",
    "partner_code": "vendor code|vendor no|vendor number|supplier code|supplier no|supplier id|partner code|"
    "partnerid|Lieferantennummer|code fournisseur|kode pemasok",
    "line_ref": "line id|line ref|row id|ID",
    "line_number": "line|line no|line number|pos|position|item no|line item|salesorderitem|no baris|baris|ligne",
    "item_code": "item code|item number|product code|product id|productid|material|material number|SKU|"
    "part number|part no|article|Artikelnummer|Materialnummer|code article|kode barang|kode material",
    "item": "item description|description|short text|material description|product name|product|item|"
    "Materialkurztext|Bezeichnung|Désignation|article description|nama barang|uraian|deskripsi|barang|descrizione",
    "detail": "detail|details|specification|specifications|spec|spesifikasi|Molecule/Test Type",
    "quantity": "line item quantity|quantity|qty|order quantity|ordered quantity|PO quantity|qty ordered|qty packs|"
    "total order quantity round up|Bestellmenge|Menge|Qté commandée|quantité|Qté|jumlah|kuantitas|numero_dosi|"
    "quantità|cantidad|ordered",
    "unit": "unit|UOM|unit of measure|quantityunit|ME|Mengeneinheit|Einheit|unité|satuan|um",
    "unit_price": "unit price|price|pack price|net price|Nettopreis|Preis|Prix unitaire|harga|harga satuan|unit cost",
    "line_value": "line item value|line value|value|amount|total|line total|total cost|grossamount|Betrag|Montant|"
    "nilai|total harga",
    "currency": "currency|Währung|devise|mata uang|curr",
    "ordered_on": "order date|PO date|PO sent to vendor date|ordered on|Bestelldatum|date commande|"
    "tanggal pesan|tanggal PO|createdat",
    "requested_on": "requested date|requested delivery date|requested|need by|need by date|required date|"
    "Wunschtermin|date souhaitée|tanggal diminta",
    "promised_on": "scheduled delivery date|promised date|promised|promise date|confirmed date|delivery date|"
    "deliv date|deliverydate|due date|ETA|Liefertermin|Lieferdatum|Date prévue|date_prevue|tanggal janji|"
    "tanggal kirim|jatuh tempo",
    "arrived_on": "delivered to client date|delivered|delivered date|arrived|arrival date|actual delivery date|"
    "Date livrée|date livraison|data_consegna|tanggal tiba|Wareneingang|GR date",
    "received_on": "delivery recorded date|received|received date|receipt date|booked in|tanggal terima",
    "mode": "shipment mode|mode|transport mode|mode of transport|Versandart|mode transport|moda|moda transportasi",
    "incoterm": "vendor inco term|incoterm|incoterms|inco term",
    "carrier": "carrier|transporteur|Spediteur|ekspedisi|forwarder",
    "tracking_number": "tracking number|tracking no|tracking|awb|lien_tracking|no resi|resi",
    "notice_ref": "ASN/DN #|ASN|ASN number|ship notice|shipment ref|shipment|delivery note|Lieferschein|surat jalan",
    "country": "country|destination|destination country|Land|Pays|negara|tujuan|reg",
    "site": "manufacturing site|site|plant|Werk|usine|pabrik",
    "weight": "weight (kilograms)|weight|weight kg|gross weight|Gewicht|poids|berat",
    "freight": "freight cost (USD)|freight|freight cost|Fracht|fret|ongkos kirim",
}
MOST_COLUMNS = 1_000
CURRENCIES = ("USD", "EUR", "IDR", "GBP", "CHF", "SGD", "JPY", "CNY", "AUD", "MYR")
_CURRENCY = re.compile(rf"\b({'|'.join(CURRENCIES)})\b")


def _key(header: str) -> str:
    header = header.replace("#", " no ").replace("°", " o ")
    return "".join(each for each in unicodedata.normalize("NFKD", header).casefold() if each.isalnum())


_FIELD_OF: dict[str, tuple[int, str]] = {}
for _field, _words in WORDS.items():
    for _rank, _word in enumerate(_words.split("|")):
        _FIELD_OF.setdefault(_key(_word), (_rank, _field))


def column_letter(index: int) -> str:
    """The spreadsheet name of a column, from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def header_names(cells: Sequence[Cell]) -> tuple[str, ...]:
    """One distinct name per column: a blank header is named by its letter, a repeated one counted.

    Raises Unreadable: too_many_columns.
    """
    if len(cells) > MOST_COLUMNS:
        named = [index for index, cell in enumerate(cells) if plain_text(cell)]
        cells = cells[: named[-1] + 1 if named else 1]
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("too_many_columns")
    names: list[str] = []
    used: set[str] = set()
    for index, cell in enumerate(cells):
        name = " ".join(plain_text(cell).split("\n")).strip() or f"Column {column_letter(index)}"
        times, base = 1, name
        while name in used:
            times += 1
            name = f"{base} ({times})"
        used.add(name)
        names.append(name)
    return tuple(names)


def field_of(header: str) -> tuple[int, str] | None:
    """The field that `header` probably names, with its rank (0 is surest), or None."""
    if found := _FIELD_OF.get(_key(header)):
        return found
    bare = _CURRENCY.sub("", re.sub(r"\(.*?\)", "", header))
    return _FIELD_OF.get(_key(bare))


def columns_of(headers: Sequence[str]) -> dict[str, str]:
    """Field to header for every header that names a field; the surest header wins a field."""
    best: dict[str, tuple[int, str]] = {}
    for header in headers:
        found = field_of(header)
        if found and (found[1] not in best or found[0] < best[found[1]][0]):
            best[found[1]] = (found[0], header)
    return {field: header for field, (_, header) in best.items()}


def currency_in(headers: Sequence[str]) -> str | None:
    """The one currency the headers name, as in "Unit price (USD)", or None."""
    found = {code for header in headers for code in _CURRENCY.findall(header)}
    return found.pop() if len(found) == 1 else None
