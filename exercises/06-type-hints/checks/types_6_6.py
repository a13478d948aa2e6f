"""Another programmer's use of label: type-checked beside the learner's files, never run."""
# ruff: noqa: E501, I001, RUF100, T201  (one line of this file is one question to mypy)
# fmt: off

from orders_report import Status, label  # means: orders_report.py must have Status and label.


def use(status: Status) -> str:
    text: str = label(Status.PAID)  # means: label must accept Status.PAID and return a str.
    number: list[bytes] = label(Status.OPEN)  # E: assignment  # means: label returns a str, and nothing else: mypy let it pass as a list.
    label("paid")  # E: arg-type  # means: label takes a Status. mypy must refuse the text "paid".
    print(text, number)
    return label(status)  # means: label must accept any Status and return a str.
