"""What the cells of whole columns prove about the order of days and the decimal mark."""

from collections.abc import Iterable

from portal.exchange.days import looks_like_day, order_proved_by
from portal.exchange.numbers import looks_numeric, mark_proved_by
from portal.exchange.profiles import DAYS, NUMBERS
from portal.exchange.reading import Row
from portal.exchange.values import settled


def kinds(below: list[Row], headers: tuple[str, ...], columns: dict[str, str]) -> tuple[set[int], set[int]]:
    """The columns that hold days, and those that hold numbers with a mark, by mapping or by look."""
    places = {header: index for index, header in enumerate(headers)}
    days = {places[columns[name]] for name in DAYS if name in columns}
    numbers = {places[columns[name]] for name in NUMBERS if name in columns}
    for row in below:
        for index, cell in enumerate(row.cells[: len(headers)]):
            if index in days or index in numbers or not isinstance(cell, str) or not cell:
                continue
            if looks_like_day(cell.strip()):
                days.add(index)
            elif ("." in cell or "," in cell) and looks_numeric(cell):
                numbers.add(index)
    return days, numbers - days


def vote(stream: Iterable[Row], votes: tuple[dict[int, set[str]], dict[int, set[str]]]) -> int:
    """Let every cell of the file say what it proves; the number of rows that hold anything."""
    days, numbers = list(votes[0].items()), list(votes[1].items())
    count = 0
    for _number, cells, problem in stream:
        if problem or not any(cells):
            continue
        count += 1
        held = len(cells)
        for index, found in days:
            if (
                index < held
                and isinstance(cell := cells[index], str)
                and cell
                and (proved := order_proved_by(cell.strip()))
            ):
                found.add(proved)
        for index, found in numbers:
            if index < held and isinstance(cell := cells[index], str) and ("." in cell or "," in cell):
                digits = looks_numeric(cell)
                if digits and (proved := mark_proved_by(digits)):
                    found.add(proved)
    return count


def answers(headers: tuple[str, ...], votes: dict[int, set[str]]) -> dict[str, str]:
    answers = {headers[index]: settled(found) for index, found in votes.items()}
    return {header: answer for header, answer in answers.items() if answer}
