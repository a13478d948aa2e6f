class ImportAborted(Exception):
    """Cannot go on."""


class Rejected(Exception):
    """This row will never be imported."""


class Unanswered(Exception):
    """This order was not imported today."""
