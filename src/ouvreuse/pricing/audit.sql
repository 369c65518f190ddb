-- P1: The first version of a price list serves every screening: none can be planned with a list that serves nothing.
-- fr: La première version d'une grille sert toutes les séances : aucune n'est planifiée avec une grille qui ne sert rien.
SELECT v.id AS version, v.price_list_id AS price_list, v.valid_from
  FROM pricing_pricelistversion v WHERE v.number = 1 AND v.valid_from IS NOT NULL

-- P2: The versions of a price list are numbered from 1 without a gap.
-- fr: Les versions d'une grille sont numérotées à partir de 1 sans trou.
SELECT price_list_id AS price_list, count(*) AS versions, max(number) AS last
  FROM pricing_pricelistversion GROUP BY price_list_id HAVING count(*) <> max(number)
