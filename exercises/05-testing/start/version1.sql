-- A file of orders as last year's program left it: version 1 knew no countries.
CREATE TABLE orders (id TEXT PRIMARY KEY, total_cents INTEGER);
CREATE TABLE lines (order_id TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER);
INSERT INTO orders VALUES ('o-7', 1390);
INSERT INTO lines VALUES ('o-7', 'CUP-BLUE', 2, 450);
INSERT INTO orders VALUES ('o-8', 2489);
INSERT INTO lines VALUES ('o-8', 'TEA-EARL-GREY', 1, 1999);
PRAGMA user_version = 1;
