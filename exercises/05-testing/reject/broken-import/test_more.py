"""More tests."""

import checkuot
