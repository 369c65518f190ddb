-- N1: The daily facts of a book are the sum of its entries up to its cursor, right by right and cent by cent.
-- fr: Les faits du jour d'un livre sont la somme de ses écritures jusqu'à son curseur, droit par droit, centime par centime.
SELECT b.id AS book, told.*, rights.*, f.*
  FROM fiscal_book b
  LEFT JOIN insights_cursor c ON c.book = b.id
 CROSS JOIN LATERAL (
    SELECT coalesce(sum((l ->> 'gross')::bigint), 0) AS net_told, coalesce(sum((l ->> 'vat')::bigint), 0) AS vat_told
      FROM fiscal_entry e
     CROSS JOIN LATERAL jsonb_array_elements(coalesce(e.payload::jsonb -> 'lines', '[]')) l
     WHERE e.book_id = b.id AND e.number <= coalesce(c.number, 0)) told
 CROSS JOIN LATERAL (
    SELECT (SELECT count(*) FROM fiscal_admissionright r JOIN fiscal_entry e ON e.id = r.entry_id
             WHERE e.book_id = b.id AND e.number <= coalesce(c.number, 0)) AS issued_told,
           (SELECT count(*) FROM fiscal_cancelledright r JOIN fiscal_entry e ON e.id = r.entry_id
             WHERE e.book_id = b.id AND e.number <= coalesce(c.number, 0)) AS cancelled_told) rights
 CROSS JOIN LATERAL (
    SELECT coalesce(sum(sold - refunded), 0) AS net, coalesce(sum(vat), 0) AS vat, coalesce(sum(issued), 0) AS issued,
           coalesce(sum(cancelled), 0) AS cancelled
      FROM insights_dailyfact WHERE cinema_id = b.cinema_id AND channel = b.channel) f
 WHERE (told.net_told, told.vat_told, rights.issued_told, rights.cancelled_told)
       IS DISTINCT FROM (f.net, f.vat, f.issued, f.cancelled)

-- N2: No cursor is ahead of its book.
-- fr: Aucun curseur n'est en avance sur son livre.
SELECT c.book, c.number, b.length FROM insights_cursor c LEFT JOIN fiscal_book b ON b.id = c.book
 WHERE b.id IS NULL OR c.number > b.length
