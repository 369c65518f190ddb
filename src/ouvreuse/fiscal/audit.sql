-- F1: A book is as long as it says, without a gap, and its head is the hash of its last entry.
-- fr: Un livre est aussi long qu'il le dit, sans trou, et sa tête est l'empreinte de sa dernière écriture.
SELECT b.id AS book, b.length, e.entries, e.first, e.last
  FROM fiscal_book b
 CROSS JOIN LATERAL (SELECT count(*) AS entries, min(number) AS first, max(number) AS last
                       FROM fiscal_entry WHERE book_id = b.id) e
  LEFT JOIN fiscal_entry h ON h.book_id = b.id AND h.number = b.length
 WHERE e.entries <> b.length OR coalesce(e.last, 0) <> b.length OR coalesce(e.first, 1) <> 1
    OR b.head <> coalesce(h.hash, repeat('0', 64))

-- F2: Every entry is chained to the one before it, and its hash is that of its content.
-- fr: Chaque écriture est chaînée à la précédente, et son empreinte est celle de son contenu.
SELECT book AS book, number FROM (
    SELECT book_id AS book, number, previous, hash, payload,
           lag(hash, 1, repeat('0', 64)) OVER (PARTITION BY book_id ORDER BY number) AS before
      FROM fiscal_entry) e
 WHERE previous <> before OR hash <> encode(sha256(convert_to(previous || payload, 'UTF8')), 'hex')

-- F3: A series of rights is gap-free from one to its last number.
-- fr: Une série de droits va de un à son dernier numéro sans trou.
SELECT s.id AS series, s.last_number, r.rights, r.first, r.last
  FROM fiscal_series s
 CROSS JOIN LATERAL (SELECT count(*) AS rights, min(number) AS first, max(number) AS last
                       FROM fiscal_admissionright WHERE series_id = s.id) r
 WHERE r.rights <> s.last_number OR coalesce(r.last, 0) <> s.last_number OR coalesce(r.first, 1) <> 1

-- F4: A sale issues as many rights as it has numbered lines; a refund cancels those it lists; an exchange does both.
-- fr: Une vente délivre autant de droits que de lignes numérotées ; un remboursement annule ceux qu'il énumère ; un échange fait les deux.
SELECT e.id AS entry, e.kind, l.numbered, i.issued, c.cancelled
  FROM fiscal_entry e
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x ? 'right') AS numbered
                       FROM jsonb_array_elements(coalesce(e.payload::jsonb -> 'lines', '[]')) x) l
 CROSS JOIN LATERAL (SELECT count(*) AS issued FROM fiscal_admissionright WHERE entry_id = e.id) i
 CROSS JOIN LATERAL (SELECT count(*) AS cancelled FROM fiscal_cancelledright WHERE entry_id = e.id) c
 WHERE (e.kind = 'sale' AND (i.issued <> l.numbered OR c.cancelled > 0))
    OR (e.kind = 'refund' AND (c.cancelled <> l.numbered OR i.issued > 0))
    OR (e.kind = 'exchange' AND i.issued + c.cancelled <> l.numbered)
    OR (e.kind NOT IN ('sale', 'refund', 'exchange') AND i.issued + c.cancelled > 0)

-- F5: Lines, totals and money of an entry agree: a refund gives back its lines, a sale is covered.
-- fr: Lignes, totaux et argent d'une écriture concordent : un remboursement rend ses lignes, une vente est couverte.
SELECT e.id AS entry, e.kind, l.gross, t.gross AS totals, p.amount AS money
  FROM fiscal_entry e
 CROSS JOIN LATERAL (SELECT coalesce(sum((x ->> 'gross')::bigint), 0) AS gross
                       FROM jsonb_array_elements(coalesce(e.payload::jsonb -> 'lines', '[]')) x) l
 CROSS JOIN LATERAL (SELECT coalesce(sum((x.value ->> 'gross')::bigint), 0) AS gross
                       FROM jsonb_each(coalesce(e.payload::jsonb -> 'totals', '{}')) x) t
 CROSS JOIN LATERAL (SELECT coalesce(sum((x ->> 'amount')::bigint), 0) AS amount
                       FROM jsonb_array_elements(coalesce(e.payload::jsonb -> 'payments', '[]')) x) p
 WHERE (e.kind IN ('sale', 'refund', 'exchange') AND l.gross <> t.gross)
    OR (e.kind = 'sale' AND p.amount < l.gross) OR (e.kind IN ('refund', 'exchange') AND p.amount <> l.gross)

-- F6: A series and the book of its rights' entries are of one establishment.
-- fr: Une série et le livre des écritures de ses droits sont d'un même établissement.
SELECT r.id AS "right", s.cinema_id AS series_cinema, b.cinema_id AS book_cinema
  FROM fiscal_admissionright r JOIN fiscal_series s ON s.id = r.series_id
  JOIN fiscal_entry e ON e.id = r.entry_id JOIN fiscal_book b ON b.id = e.book_id
 WHERE s.cinema_id <> b.cinema_id

-- F7: The columns of an entry say what its payload says, and the payload is of this book.
-- fr: Les colonnes d'une écriture disent ce que dit son contenu, et ce contenu est de ce livre.
SELECT e.id AS entry, e.number
  FROM fiscal_entry e JOIN fiscal_book b ON b.id = e.book_id CROSS JOIN LATERAL (SELECT e.payload::jsonb AS told) p
 WHERE ((told ->> 'cinema')::bigint, told ->> 'channel', (told ->> 'number')::bigint, told ->> 'kind',
        (told ->> 'subject')::uuid, (told ->> 'at')::timestamptz)
       IS DISTINCT FROM (b.cinema_id::bigint, b.channel::text, e.number, e.kind::text, e.subject, e.at)
