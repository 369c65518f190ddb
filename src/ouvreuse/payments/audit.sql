-- I4: Refunds of a payment, pending ones included, never pass what was captured.
-- fr: Les remboursements d'un paiement, même en attente, ne dépassent jamais ce qui a été encaissé.
SELECT p.id AS payment, p.captured, sum(r.amount) AS asked_back
  FROM payments_payment p JOIN payments_refund r ON r.payment_id = p.id AND r.state <> 'failed'
 GROUP BY p.id, p.captured HAVING sum(r.amount) > p.captured

-- I4b: Only a payment that succeeded has captured money, and it knows when it ended.
-- fr: Seul un paiement réussi a encaissé de l'argent, et il sait quand il a fini.
SELECT id AS payment, state, captured, ended_at FROM payments_payment
 WHERE (captured > 0 AND state <> 'succeeded') OR (state = 'succeeded' AND ended_at IS NULL)

-- I4c: A refund that failed a day ago was asked for again, or the money went back otherwise.
-- fr: Un remboursement qui a échoué il y a un jour a été redemandé, ou l'argent est revenu autrement.
SELECT r.id AS refund, r.payment_id AS payment, r.amount, r.error
  FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
 WHERE r.state = 'failed' AND r.key NOT LIKE 'provider:%' AND r.ended_at < (SELECT clock()) - interval '1 day'
   AND NOT EXISTS (SELECT 1 FROM payments_refund a WHERE a.key = 'again:' || r.id)
   AND r.amount <= p.captured - (SELECT coalesce(sum(o.amount), 0) FROM payments_refund o
                                  WHERE o.payment_id = p.id AND o.state <> 'failed')

-- I8: Every event of the provider is worked off within five minutes.
-- fr: Chaque événement du prestataire est traité en cinq minutes.
SELECT id, event_id, kind, received_at FROM payments_providerevent
 WHERE processed_at IS NULL AND received_at < (SELECT clock()) - interval '5 minutes'

-- I15: What a closed drawer should have held is the sum of its movements, and its count the sum of its pieces.
-- fr: Ce qu'un tiroir clôturé devait contenir est la somme de ses mouvements, et son compte celle de ses pièces.
SELECT s.id AS shift, s.expected, m.sum AS moved, s.counted, c.sum AS pieces
  FROM payments_shift s
 CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS sum FROM payments_movement
                      WHERE shift_id = s.id AND means = 'cash') m
 CROSS JOIN LATERAL (SELECT coalesce(sum(key::int * value::int), 0) AS sum FROM jsonb_each_text(s.counts)) c
 WHERE s.closed_at IS NOT NULL AND (s.expected <> m.sum OR s.counted <> c.sum)

-- I15b: What moved in a shift is what its payments took and its refunds gave, while it was open.
-- fr: Ce qui a bougé dans une caisse est ce que ses paiements ont pris et ses remboursements rendu, pendant qu'elle était ouverte.
SELECT m.id AS movement, m.kind, m.amount, p.captured, r.amount AS refund
  FROM payments_movement m JOIN payments_shift s ON s.id = m.shift_id
  LEFT JOIN payments_payment p ON p.id = m.payment_id
  LEFT JOIN payments_refund r ON r.id = m.refund_id
 WHERE (m.kind = 'sale' AND (m.amount <> p.captured OR m.means <> p.means OR p.state <> 'succeeded'))
    OR (m.kind = 'refund' AND (m.amount <> -r.amount OR r.state <> 'done'))
    OR m.at < s.opened_at OR m.at > s.closed_at
