-- V1: A plan has one drawn seat for each letter of its kinds, one partner for each place number, and counts its seats.
-- fr: Un plan a un siège dessiné pour chaque lettre de ses genres, un partenaire pour chaque numéro de place, et compte ses sièges.
SELECT id AS seat_map, capacity, length(kinds) AS kinds, cardinality(partners) AS partners, jsonb_array_length(seats) AS drawn
  FROM venues_seatmap
 WHERE length(kinds) <> cardinality(partners) OR jsonb_array_length(seats) <> capacity
    OR length(replace(kinds, '-', '')) <> capacity OR kinds !~ '^[SWTCDE-]*[SWTCDE]$'

-- V2: The partner of a place is a place of the same plan.
-- fr: Le partenaire d'une place est une place du même plan.
SELECT m.id AS seat_map, p.place, p.partner
  FROM venues_seatmap m CROSS JOIN LATERAL unnest(m.partners) WITH ORDINALITY AS p (partner, place)
 WHERE p.partner < 0 OR p.partner > length(m.kinds) OR p.partner = p.place
    OR (p.partner > 0 AND substr(m.kinds, p.partner, 1) = '-')

-- V3: A place number of a screen means the same row and seat in all its plans.
-- fr: Un numéro de place d'une salle désigne le même rang et le même siège dans tous ses plans.
SELECT m.screen_id AS screen, s.place, count(DISTINCT (s."row", s.number)) AS names
  FROM venues_seatmap m CROSS JOIN LATERAL jsonb_to_recordset(m.seats) AS s(place int, "row" text, number text)
 GROUP BY m.screen_id, s.place HAVING count(DISTINCT (s."row", s.number)) > 1

-- V4: Seats kept off sale are seats of their screen.
-- fr: Les places retirées de la vente sont des places de leur salle.
SELECT b.id AS block, p.place
  FROM venues_seatblock b CROSS JOIN LATERAL unnest(b.places) AS p (place)
 WHERE NOT EXISTS (SELECT 1 FROM venues_seatmap m
                    WHERE m.screen_id = b.screen_id AND substr(m.kinds, p.place, 1) NOT IN ('', '-'))
