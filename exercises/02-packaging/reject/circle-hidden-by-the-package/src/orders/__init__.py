"""Orders."""

import orders.cli
