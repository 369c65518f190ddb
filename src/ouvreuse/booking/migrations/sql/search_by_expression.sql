-- A name or an address by any part of it, whatever its accents, in an index: three letters at a time.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_by_words ON booking_order
    USING gin (folded(name || ' ' || email) gin_trgm_ops) WHERE name <> '' OR email <> '';
