-- V1: A plan has one kind, one partner and one drawn seat for each of its places.
-- fr: Un plan a un seul genre, un seul partenaire et un seul siège dessiné pour chacune de ses places.
SELECT id AS seat_map, capacity, length(kinds) AS kinds, cardinality(partners) AS partners, jsonb_array_length(seats) AS drawn
  FROM venues_seatmap
 WHERE length(kinds) <> capacity OR cardinality(partners) <> capacity OR jsonb_array_length(seats) <> capacity
    OR kinds !~ '^[SWTCDE]+$'

-- V2: The partner of a place is a place of the same plan.
-- fr: Le partenaire d'une place est une place du même plan.
SELECT m.id AS seat_map, p.place, p.partner
  FROM venues_seatmap m CROSS JOIN LATERAL unnest(m.partners) WITH ORDINALITY AS p (partner, place)
 WHERE p.partner < 0 OR p.partner > m.capacity OR p.partner = p.place
