"""Try it."""

from orders.pricing import money

print("one coffee:", money(280))
