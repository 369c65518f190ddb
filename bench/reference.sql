\set screening random(1, 10000)
\set place random(1, 499)
WITH made AS (
    INSERT INTO bench_order (id, made_at) VALUES (gen_random_uuid(), clock_timestamp()) RETURNING id
)
INSERT INTO bench_claim (screening, place, order_id, until)
SELECT :screening, p, made.id, clock_timestamp() + interval '8 minutes' FROM made, generate_series(:place, :place + 1) AS p
ON CONFLICT (screening, place) DO UPDATE SET order_id = excluded.order_id, until = excluded.until;
