-- I4: Refunds of a payment, pending ones included, never pass what was captured.
SELECT p.id AS payment, p.captured, sum(r.amount) AS asked_back
  FROM payments_payment p JOIN payments_refund r ON r.payment_id = p.id AND r.state <> 'failed'
 GROUP BY p.id, p.captured HAVING sum(r.amount) > p.captured

-- I4b: Only a payment that succeeded has captured money, and it knows when it ended.
SELECT id AS payment, state, captured, ended_at FROM payments_payment
 WHERE (captured > 0 AND state <> 'succeeded') OR (state = 'succeeded' AND ended_at IS NULL)

-- I8: Every event of the provider is worked off within five minutes.
SELECT id, event_id, kind, received_at FROM payments_providerevent
 WHERE processed_at IS NULL AND received_at < (SELECT clock()) - interval '5 minutes'
