\set screening random(1, :screenings)
\set place random(1, 499)
SELECT * FROM bench_hold(:screening, :place);
