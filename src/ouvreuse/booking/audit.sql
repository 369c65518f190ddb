-- I1: A seat of a screening has one valid ticket at most, and that ticket's order holds its claim for ever.
-- fr: Une place d'une séance a un billet valable au plus, et la commande de ce billet garde la place pour toujours.
SELECT t.screening_id AS screening, t.place, t.id::text AS ticket
  FROM booking_ticket t LEFT JOIN booking_claim c ON c.screening_id = t.screening_id AND c.place = t.place
 WHERE t.voided_at IS NULL AND (c.order_id IS DISTINCT FROM t.order_id OR c.until <> 'infinity')
UNION ALL
SELECT screening_id, place, string_agg(id::text, ' ') FROM booking_ticket
 WHERE voided_at IS NULL GROUP BY screening_id, place HAVING count(*) > 1

-- I2: Sold and held seats of a screening never pass its capacity, nor leave its plan.
-- fr: Les places vendues et gardées d'une séance ne dépassent jamais sa jauge ni ne sortent de son plan.
SELECT s.id AS screening, s.capacity, count(*) AS taken, min(c.place) AS lowest, max(c.place) AS highest
  FROM booking_claim c JOIN programme_screening s ON s.id = c.screening_id JOIN venues_seatmap m ON m.id = s.seat_map_id
 WHERE c.until > (SELECT clock())
 GROUP BY s.id, s.capacity, m.capacity
HAVING count(*) > s.capacity OR bool_or(substr(m.kinds, c.place, 1) IN ('', '-'))

-- I2c: Until places held back are released, no channel has sold and held more of a screening than its quota.
-- fr: Tant que les places réservées ne sont pas libérées, aucun canal n'a vendu ni gardé plus que son quota d'une séance.
SELECT s.id AS screening, q.key AS channel, q.value::int AS quota,
       places_through(q.key, s.id, NULL, (SELECT clock())) AS taken
  FROM programme_screening s CROSS JOIN LATERAL jsonb_each_text(s.quotas) q
 WHERE s.quotas IS NOT NULL AND s.state = 'published'
   AND s.starts_at > (SELECT clock()) + make_interval(mins => s.quota_release_min)
   AND places_through(q.key, s.id, NULL, (SELECT clock())) > q.value::int

-- I2b: A claim belongs to an order and a screening that exist.
-- fr: Une place prise l'est par une commande et pour une séance qui existent.
SELECT c.screening_id AS screening, c.place, c.order_id AS "order"
  FROM booking_claim c LEFT JOIN booking_order o ON o.id = c.order_id
  LEFT JOIN programme_screening s ON s.id = c.screening_id
 WHERE o.id IS NULL OR s.id IS NULL

-- I3: Money the bank took is an order's, or is given back: none hangs for more than five minutes.
-- fr: L'argent pris par la banque est à une commande, ou rendu : aucun ne reste en l'air plus de cinq minutes.
SELECT p.id AS payment, p.subject AS "order", o.state, p.captured
  FROM payments_payment p LEFT JOIN booking_order o ON o.id = p.subject
 WHERE p.state = 'succeeded' AND p.captured > 0
   AND coalesce(p.ended_at, p.created_at) < (SELECT clock()) - interval '5 minutes'
   AND coalesce(o.state, '') NOT IN ('confirmed', 'review')
   AND p.captured > (SELECT coalesce(sum(r.amount), 0) FROM payments_refund r
                      WHERE r.payment_id = p.id AND r.state <> 'failed')

-- I3c: No paid order keeps more money than its valid tickets cost (a payment made twice goes back by itself).
-- fr: Aucune commande payée ne garde plus d'argent que n'en coûtent ses billets valables (un double paiement repart seul).
SELECT o.id AS "order", o.total, m.kept, v.price AS void
  FROM booking_order o
 CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.captured), 0) AS kept, max(p.ended_at) AS last_at FROM (
            SELECT p.captured - (SELECT coalesce(sum(r.amount), 0) FROM payments_refund r
                                  WHERE r.payment_id = p.id AND r.state <> 'failed') AS captured, p.ended_at
              FROM payments_payment p WHERE p.subject = o.id AND p.state = 'succeeded') p) m
 CROSS JOIN LATERAL (SELECT coalesce(sum(t.price), 0) AS price, max(t.voided_at) AS last_at
                       FROM booking_ticket t WHERE t.order_id = o.id AND t.voided_at IS NOT NULL
                        AND t.replaced_by IS NULL) v
 WHERE o.state = 'confirmed' AND m.kept > o.total - v.price
   AND greatest(m.last_at, v.last_at) < (SELECT clock()) - interval '5 minutes'

-- I3b: The account a payment went through is one of the operator of its order's cinema.
-- fr: Le compte par lequel un paiement est passé est à l'exploitant du cinéma de sa commande.
SELECT p.id AS payment, o.id AS "order", o.cinema_id AS cinema
  FROM payments_payment p JOIN payments_provideraccount a ON a.id = p.account_id
  JOIN booking_order o ON o.id = p.subject JOIN venues_cinema c ON c.id = o.cinema_id
 WHERE a.operator_id <> c.operator_id

-- I5: What the book says was sold in an order, exchanges included, is what its lines say, and the money covers it.
-- fr: Ce que le livre dit vendu dans une commande, échanges compris, est ce que disent ses lignes, et l'argent le couvre.
SELECT o.id AS "order", o.total, e.sold
  FROM booking_order o
  LEFT JOIN LATERAL (SELECT sum((l ->> 'gross')::int) AS sold,
                            count(DISTINCT f.id) FILTER (WHERE f.kind = 'sale') AS sales
                       FROM fiscal_entry f CROSS JOIN LATERAL jsonb_array_elements(f.payload::jsonb -> 'lines') l
                      WHERE f.subject = o.id AND f.kind IN ('sale', 'exchange')) e ON true
 WHERE (EXISTS (SELECT 1 FROM booking_ticket t WHERE t.order_id = o.id)
        AND (e.sold IS DISTINCT FROM o.total OR e.sales <> 1
             OR o.total > (SELECT coalesce(sum(captured), 0) FROM payments_payment p
                            WHERE p.subject = o.id AND p.state = 'succeeded')))
    OR (NOT EXISTS (SELECT 1 FROM booking_ticket t WHERE t.order_id = o.id) AND e.sales > 0)

-- I5b: Every ticket has its right in the book under its own number, and the book knows no other.
-- fr: Chaque billet a son droit au livre sous son propre numéro, et le livre n'en connaît pas d'autre.
SELECT t.id AS ticket, r.id AS "right", t.series_number, r.number
  FROM booking_ticket t FULL JOIN fiscal_admissionright r ON r.ticket = t.id
 WHERE t.id IS NULL OR r.id IS NULL OR t.series_number <> r.number OR t.screening_id <> r.screening

-- I5c: A ticket is void if and only if its right is cancelled in the book.
-- fr: Un billet est annulé si et seulement si son droit est annulé au livre.
SELECT t.id AS ticket, t.voided_at, c.entry_id AS cancelled_by
  FROM booking_ticket t JOIN fiscal_admissionright r ON r.ticket = t.id
  LEFT JOIN fiscal_cancelledright c ON c.right_id = r.id
 WHERE (t.voided_at IS NULL) <> (c.right_id IS NULL)

-- I6: A paid order has exactly the tickets of its lines; any other order has no valid ticket.
-- fr: Une commande payée a exactement les billets de ses lignes ; aucune autre n'a de billet valable.
SELECT o.id AS "order", o.state, o.places, l.seats, t.issued, t.valid
  FROM booking_order o
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE kind = 'ticket') AS seats, sum(gross) AS gross
                       FROM booking_orderline WHERE order_id = o.id AND replaced_at IS NULL) l
 CROSS JOIN LATERAL (SELECT count(*) AS issued, count(*) FILTER (WHERE voided_at IS NULL) AS valid
                       FROM booking_ticket WHERE order_id = o.id AND replaced_by IS NULL) t
 WHERE (o.state = 'confirmed' AND (t.valid = 0 OR t.issued <> l.seats OR l.seats <> o.places))
    OR (o.state <> 'confirmed' AND t.valid > 0)
    OR (o.state IN ('paying', 'confirmed') AND o.channel <> 'house' AND o.total IS DISTINCT FROM l.gross)

-- I6b: Every ticket is of a seat its order has a line for.
-- fr: Chaque billet est celui d'une place qui a sa ligne dans la commande.
SELECT t.id AS ticket, t.order_id AS "order", t.screening_id AS screening, t.place
  FROM booking_ticket t
  LEFT JOIN booking_orderline l ON l.order_id = t.order_id AND l.kind = 'ticket'
       AND l.screening_id = t.screening_id AND l.place = t.place AND l.replaced_at IS NULL
 WHERE l.id IS NULL AND t.replaced_by IS NULL

-- I6c: A paid order with an address has its confirmation in the outbox, once.
-- fr: Une commande payée qui a une adresse a sa confirmation dans la boîte d'envoi, une fois.
SELECT o.id AS "order", count(m.id) AS letters
  FROM booking_order o LEFT JOIN notifications_message m ON m.dedupe_key = 'order:' || o.id || ':tickets:1'
 WHERE o.state = 'confirmed' AND o.email <> '' GROUP BY o.id HAVING count(m.id) <> 1

-- I7: Nobody is inside with a void ticket, nobody entered after it became void, and nobody twice.
-- fr: Personne n'est entré avec un billet annulé, ni après son annulation, ni deux fois.
SELECT t.id AS ticket, t.voided_at, a.at AS admitted
  FROM booking_admission a JOIN booking_ticket t ON t.id = a.ticket_id
 WHERE t.voided_at IS NOT NULL AND (a.undone_at IS NULL OR a.at > t.voided_at)
UNION ALL
SELECT ticket_id, NULL, max(at) FROM booking_admission WHERE undone_at IS NULL GROUP BY ticket_id HAVING count(*) > 1

-- I7b: A ticket says it was used if and only if one admission says so.
-- fr: Un billet dit qu'il a servi si et seulement si une entrée le dit.
SELECT t.id AS ticket, t.admitted_at, a.at AS admitted
  FROM booking_ticket t LEFT JOIN booking_admission a ON a.ticket_id = t.id AND a.undone_at IS NULL
 WHERE t.admitted_at IS DISTINCT FROM a.at

-- I9: What an order holds fits its state: finite claims while held, for ever once in payment, none at its end.
-- fr: Ce qu'une commande garde va avec son état : pour un temps d'abord, pour toujours dès le paiement, plus rien à la fin.
SELECT o.id AS "order", o.state, o.places, c.finite, c.forever
  FROM booking_order o
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE until <> 'infinity') AS finite,
                            count(*) FILTER (WHERE until = 'infinity') AS forever
                       FROM booking_claim WHERE order_id = o.id) c
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE voided_at IS NULL) AS valid
                       FROM booking_ticket WHERE order_id = o.id) t
 WHERE (o.state = 'held' AND (c.forever > 0 OR c.finite > o.places))
    OR (o.state = 'paying' AND (c.finite > 0 OR c.forever <> o.places))
    OR (o.state = 'confirmed' AND (c.finite > 0 OR c.forever <> t.valid))
    OR (o.state IN ('expired', 'cancelled', 'refunded') AND c.finite + c.forever > 0)

-- I9b: An order knows its end if and only if it has ended.
-- fr: Une commande connaît sa fin si et seulement si elle est finie.
SELECT id AS "order", state, ended_at FROM booking_order
 WHERE (state IN ('held', 'paying') AND ended_at IS NOT NULL)
    OR (state IN ('confirmed', 'expired', 'cancelled', 'refunded') AND ended_at IS NULL)

-- I12: Every void ticket has its entry in the trail of acts.
-- fr: Chaque billet annulé a sa ligne dans les traces des actes.
SELECT t.id AS ticket, t.order_id AS "order"
  FROM booking_ticket t
 WHERE t.voided_at IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM accounts_auditentry a
        WHERE a.at >= t.voided_at - interval '1 minute'
          AND (a.subject = 'order:' || t.order_id AND a.verb IN ('refund_tickets', 'exchange_tickets')
               OR a.subject = 'screening:' || t.screening_id AND a.verb = 'move_screening'))

-- I13: Claims, lines and tickets of an order are of screenings of its own cinema.
-- fr: Places prises, lignes et billets d'une commande sont de séances de son propre cinéma.
SELECT o.id AS "order", o.cinema_id AS cinema, x.screening, s.cinema_id AS other
  FROM (SELECT order_id, screening_id AS screening FROM booking_claim
        UNION SELECT order_id, screening_id FROM booking_orderline WHERE screening_id IS NOT NULL
        UNION SELECT order_id, screening_id FROM booking_ticket) x
  JOIN booking_order o ON o.id = x.order_id JOIN programme_screening s ON s.id = x.screening
 WHERE s.cinema_id <> o.cinema_id

-- I13c: A seat taken is priced from a version of a price list of its screening's own cinema.
-- fr: Une place prise est au prix d'une version d'une grille du cinéma de sa séance.
SELECT c.screening_id AS screening, c.place, c.price_version_id AS price_version, s.cinema_id AS cinema
  FROM booking_claim c JOIN programme_screening s ON s.id = c.screening_id
  LEFT JOIN pricing_pricelistversion v ON v.id = c.price_version_id
  LEFT JOIN pricing_pricelist l ON l.id = v.price_list_id
 WHERE l.cinema_id IS DISTINCT FROM s.cinema_id

-- I13b: The book and series of a ticket's right are those of its cinema.
-- fr: Le livre et la série du droit d'un billet sont ceux de son cinéma.
SELECT t.id AS ticket, o.cinema_id AS cinema, s.cinema_id AS series_cinema, b.cinema_id AS book_cinema
  FROM booking_ticket t JOIN booking_order o ON o.id = t.order_id
  JOIN fiscal_admissionright r ON r.ticket = t.id JOIN fiscal_series s ON s.id = r.series_id
  JOIN fiscal_entry e ON e.id = r.entry_id JOIN fiscal_book b ON b.id = e.book_id
 WHERE s.cinema_id <> o.cinema_id OR b.cinema_id <> o.cinema_id OR b.channel <> o.channel

-- I14: An hour after its refunds a cancelled screening has no valid ticket left but those of people who were inside.
-- fr: Une heure après ses remboursements, une séance annulée n'a plus de billet valable que de personnes qui étaient entrées.
SELECT t.id AS ticket, t.order_id AS "order", t.screening_id AS screening
  FROM booking_ticket t JOIN programme_screening s ON s.id = t.screening_id
 WHERE s.state = 'cancelled'
   AND greatest(s.cancelled_at, (SELECT max(c.refund_at) FROM booking_screeningchange c WHERE c.screening_id = s.id))
       < (SELECT clock()) - interval '1 hour'
   AND t.voided_at IS NULL AND t.admitted_at IS NULL

-- I15: What void tickets cost is what the book says went back, to the cent; exchanged ones are not among them.
-- fr: Ce qu'ont coûté les billets annulés est ce que le livre dit rendu, au centime ; les billets échangés n'en sont pas.
SELECT o.id AS "order", v.cost, b.back
  FROM booking_order o
 CROSS JOIN LATERAL (
        SELECT coalesce(sum(l.gross), 0) AS cost FROM booking_ticket t JOIN booking_orderline l
               ON l.order_id = t.order_id AND l.screening_id = t.screening_id AND l.place = t.place
         WHERE t.order_id = o.id AND t.voided_at IS NOT NULL AND t.replaced_by IS NULL AND l.replaced_at IS NULL) v
 CROSS JOIN LATERAL (
        SELECT coalesce(-sum((l ->> 'gross')::bigint), 0) AS back
          FROM fiscal_entry f CROSS JOIN LATERAL jsonb_array_elements(f.payload::jsonb -> 'lines') l
         WHERE f.subject = o.id AND f.kind = 'refund') b
 WHERE v.cost <> b.back

-- I16: A ticket that was exchanged is void, and the one it was exchanged for is of the same order.
-- fr: Un billet échangé est annulé, et celui qui le remplace est de la même commande.
SELECT t.id AS ticket, t.order_id AS "order", t.replaced_by AS successor
  FROM booking_ticket t LEFT JOIN booking_ticket n ON n.id = t.replaced_by
 WHERE t.replaced_by IS NOT NULL AND (t.voided_at IS NULL OR n.order_id IS DISTINCT FROM t.order_id)

-- I17: Who was refunded, exchanged or kept says so once: an answered change has its instant, an open one has none.
-- fr: Qui a été remboursé, a échangé ou gardé le dit une fois : un changement répondu a son instant, un autre n'en a pas.
SELECT id AS changed_order, answer, answered_at FROM booking_changedorder WHERE (answer = '') <> (answered_at IS NULL)

-- I18: A cancelled screening that had orders has its cancellation among its changes.
-- fr: Une séance annulée qui avait des commandes a son annulation parmi ses changements.
SELECT s.id AS screening FROM programme_screening s
 WHERE s.state = 'cancelled' AND EXISTS (SELECT 1 FROM booking_ticket t WHERE t.screening_id = s.id)
   AND s.cancelled_at >= (SELECT min(m.applied) FROM django_migrations m WHERE m.name = '0007_a_sold_screening_changes')
   AND NOT EXISTS (SELECT 1 FROM booking_screeningchange c WHERE c.screening_id = s.id AND c.kind = 'cancelled')

-- I19: Seats kept off sale are claimed by an order of the house.
-- fr: Les places retirées de la vente sont prises par une commande de la maison.
SELECT k.order_id::text AS "order", k.block_id AS block, o.channel
  FROM booking_keptoff k JOIN booking_order o ON o.id = k.order_id
 WHERE o.channel <> 'house'
    OR (o.state = 'paying' AND NOT EXISTS (SELECT 1 FROM booking_claim c WHERE c.order_id = o.id))

-- I20: What an order is found by is its name and address, and nothing once they are erased.
-- fr: Ce par quoi une commande se trouve est son nom et son adresse, et rien une fois ceux-ci effacés.
SELECT id::text AS "order" FROM booking_order
 WHERE words <> CASE WHEN name = '' AND email = '' THEN '' ELSE folded(name || ' ' || email) END

-- I21: An invoice of a group says what its tickets in force cost, and the numbers of an operator's year have no gap.
-- fr: La facture d'un groupe dit ce que coûtent ses billets valables, et les numéros d'une année d'exploitant se suivent.
SELECT i.id AS invoice, i.total, t.cents, i.number, i.rank
  FROM (SELECT g.*, row_number() OVER (PARTITION BY operator_id, year ORDER BY number) AS rank
          FROM booking_groupinvoice g) i
 CROSS JOIN LATERAL (
        SELECT coalesce(sum(t.price), 0) AS cents FROM booking_groupclass c
          JOIN booking_ticket t ON t.order_id = c.order_id AND t.voided_at IS NULL
         WHERE c.booking_id = i.booking_id) t
 WHERE i.total <> t.cents OR i.number <> i.rank

-- I22: Seats kept for a group are claimed by orders of the house, and only while it has an option or has confirmed.
-- fr: Les places gardées pour un groupe le sont par des commandes de la maison, tant qu'il a une option ou a confirmé.
SELECT h.order_id::text AS "order", b.id AS booking, b.state, o.channel
  FROM booking_grouphold h JOIN booking_groupbooking b ON b.id = h.booking_id JOIN booking_order o ON o.id = h.order_id
 WHERE o.channel <> 'house' OR (o.state = 'paying' AND b.state NOT IN ('option', 'confirmed'))
