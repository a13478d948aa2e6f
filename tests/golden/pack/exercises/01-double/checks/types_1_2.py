from typing import assert_type

from double import double

assert_type(double(2), int)  # means: double(n) must be an int for whoever calls it.
double("2")  # E: arg-type  means: double must refuse a text.
