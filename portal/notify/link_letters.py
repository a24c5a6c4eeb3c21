"""The words of the mail that carries a one-time link. Said within `speaking`."""

from typing import Any

from portal import clock
from portal.notify.texts import Text
from portal.web import formats
from portal.web.i18n import _, _n


def text(locale: str, company: str, context: dict[str, Any]) -> Text:
    """`context` as portal.orders.links.send fills it."""
    ref, purpose = context["ref"], context["purpose"]
    today = clock.now().date()
    asks = {
        "answer": _("%(company)s asks you to answer order %(ref)s", company=company, ref=ref),
        "file": _("%(company)s asks you for a file for order %(ref)s", company=company, ref=ref),
        "dispatch": _("%(company)s asks you when order %(ref)s ships", company=company, ref=ref),
    }[purpose]
    said = (
        _("%(name)s, %(company)s", name=context["inviter"], company=company)
        if context["inviter"]
        else company
    )
    lines = [
        _("Line %(line)s: %(quantity)s %(unit)s %(item)s, for %(day)s", line=number, item=item, unit=unit,
          quantity=formats.quantity(quantity, locale),
          day=formats.day(day, locale, today) if day else formats.UNKNOWN)
        for number, item, quantity, unit, day in context["lines"]
    ]  # fmt: skip
    more = context["count"] - len(lines)
    if more > 0:
        lines.append(_n("and %(num)s more line", "and %(num)s more lines", more))
    parts = [
        f"{asks}.",
        "\n".join(lines),
        _("You need no account. Open this page, fill it in and send it:") + f"\n{context['link']}",
        _n(
            "The link is for you alone. It opens this one order, works once, and for %(num)s day.",
            "The link is for you alone. It opens this one order, works once, and for %(num)s days.",
            context["days"],
        ),
        said,
    ]
    return Text(asks, "\n\n".join(part for part in parts if part) + "\n")


def several(company: str, context: dict[str, Any]) -> Text:
    """The mail with links to several orders; `context` as portal.orders.links.send_to_contacts fills it."""
    orders, more = context["orders"], context["more"]
    asks = _n(
        "%(company)s asks you to answer %(num)s order", "%(company)s asks you to answer %(num)s orders", len(orders),
        company=company,
    )  # fmt: skip
    each = [
        _n("%(ref)s, %(num)s line:", "%(ref)s, %(num)s lines:", count, ref=ref) + f"\n{link}"
        for ref, count, link in orders
    ]
    parts = [f"{asks}.", _("You need no account. Each link opens one order:"), *each]
    if more:
        parts.append(
            _n("%(num)s more order waits; ask %(company)s for its link.",
               "%(num)s more orders wait; ask %(company)s for their links.", more, company=company)
        )  # fmt: skip
    parts.append(
        _n("The links are for you alone. Each works once, and for %(num)s day.",
           "The links are for you alone. Each works once, and for %(num)s days.", context["days"])
    )  # fmt: skip
    return Text(asks, "\n\n".join([*parts, company]) + "\n")


def review(locale: str, company: str, context: dict[str, Any]) -> Text:
    """The mail that asks how a partner sees it before a review; `context` as portal.reviews.links.send fills it."""
    asks = _("%(company)s asks how your side sees the work together", company=company)
    day = formats.day(context["day"], locale, clock.now().date())
    parts = [
        _("On %(day)s both sides look back at their work together. Say before it what is difficult, what you wish and what you expect.", day=day),
        _("You need no account. Open this page, fill it in and send it:") + f"\n{context['link']}",
        _n(
            "The link is for you alone. It opens these questions, works once, and for %(num)s day. Both sides read what you say, with your name.",
            "The link is for you alone. It opens these questions, works once, and for %(num)s days. Both sides read what you say, with your name.",
            context["days"],
        ),
        _("%(name)s, %(company)s", name=context["inviter"], company=company),
    ]  # fmt: skip
    return Text(asks, "\n\n".join(parts) + "\n")
