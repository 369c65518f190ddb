-- I13: Screen, plan and price list of a screening are those of its own cinema, and its version is of its film.
-- fr: Salle, plan et grille d'une séance sont de son propre cinéma, et sa version est de son film.
SELECT s.id AS screening, s.cinema_id AS cinema, r.cinema_id AS screen_cinema, l.cinema_id AS price_cinema
  FROM programme_screening s JOIN venues_screen r ON r.id = s.screen_id JOIN venues_seatmap m ON m.id = s.seat_map_id
  JOIN pricing_pricelistversion v ON v.id = s.price_version_id JOIN pricing_pricelist l ON l.id = v.price_list_id
  JOIN catalogue_filmversion f ON f.id = s.version_id
 WHERE r.cinema_id <> s.cinema_id OR m.screen_id <> s.screen_id OR l.cinema_id <> s.cinema_id OR f.film_id <> s.film_id

-- I2: A screening never sells more than its plan has places.
-- fr: Une séance ne vend jamais plus que son plan n'a de places.
SELECT s.id AS screening, s.capacity, m.capacity AS plan
  FROM programme_screening s JOIN venues_seatmap m ON m.id = s.seat_map_id WHERE s.capacity > m.capacity

-- P1: What a programmer took back is newer than every step of theirs that stands.
-- fr: Ce qu'un programmateur a repris est plus récent que toutes ses actions qui tiennent.
SELECT undone.id AS step, stands.id AS stands
  FROM programme_planstep undone JOIN programme_planstep stands
    ON stands.cinema_id = undone.cinema_id AND stands.week = undone.week AND stands.user_id = undone.user_id
   AND stands.id > undone.id AND stands.undone_at IS NULL
 WHERE undone.undone_at IS NOT NULL
