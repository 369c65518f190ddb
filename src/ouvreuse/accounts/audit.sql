-- T1: Each link of the trail's chain holds its entry and the link before, in positions without gap.
-- fr: Chaque maillon de la chaîne du journal tient son écriture et le maillon d'avant, sans trou.
SELECT position, entry, why FROM (
  SELECT l.position, l.entry_id AS entry,
         CASE WHEN l.position <> row_number() OVER w THEN 'gap'
              WHEN l.previous <> coalesce(lag(l.hash) OVER w, repeat('0', 64)) THEN 'not chained'
              WHEN l.hash <> trail_hash(l.previous, e) THEN 'altered' END AS why
    FROM accounts_traillink l JOIN accounts_auditentry e ON e.id = l.entry_id
  WINDOW w AS (ORDER BY l.position)) AS chain
 WHERE why IS NOT NULL

-- T2: Every entry of the trail is chained, but for the last ten thousand, which may wait for it.
-- fr: Toute écriture du journal est chaînée, sauf les dix mille dernières, qui peuvent attendre.
SELECT e.id AS entry, e.at, e.verb FROM accounts_auditentry e
 WHERE NOT EXISTS (SELECT 1 FROM accounts_traillink l WHERE l.entry_id = e.id)
   AND e.id <= (SELECT max(entry_id) - 10000 FROM accounts_traillink)

-- A1: An account that is closed sees no chain and waits for no link.
-- fr: Un compte fermé ne voit pas le réseau et n'attend aucun lien.
SELECT u.id AS person FROM accounts_user u
 WHERE NOT u.is_active AND (u.is_operator OR EXISTS
       (SELECT 1 FROM accounts_onetimelink l WHERE l.user_id = u.id AND l.ended_at IS NULL))
