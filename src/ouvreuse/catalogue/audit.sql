-- C1: Every picture has its six renditions.
-- fr: Chaque image existe dans ses six formats.
SELECT i.digest AS image, count(r.id) AS renditions
  FROM catalogue_image i LEFT JOIN catalogue_rendition r ON r.image_id = i.digest GROUP BY i.digest HAVING count(r.id) <> 6

-- C2: Nothing is kept of a picture that no film shows.
-- fr: Aucune image n'est gardée qu'aucun film ne montre.
SELECT i.digest AS image FROM catalogue_image i
 WHERE NOT EXISTS (SELECT FROM catalogue_film f WHERE f.poster_id = i.digest)
   AND NOT EXISTS (SELECT FROM catalogue_still s WHERE s.image_id = i.digest)

-- C3: No film stands at an address that leads to another film.
-- fr: Aucun film n'a une adresse qui mène à un autre film.
SELECT f.id AS film, a.film_id AS other FROM catalogue_film f JOIN catalogue_formeraddress a ON a.slug = f.slug
