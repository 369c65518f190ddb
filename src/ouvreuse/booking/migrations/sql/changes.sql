-- What may happen to seats already sold, beside their refund: another seat, another screening. Verbs of booking
-- hold the order's row and its tickets locked, and the screening's lock, when they call these.

-- Everybody of a screening changes seats at once, its room having changed. p_seats: [{order, place, seat}], every live
-- claim of the screening exactly once; ``seat`` is the new place. Tickets not used yet become void (their successors
-- are written by replace_tickets); who is inside keeps the ticket, with the new place. Returns how many seats.
CREATE OR REPLACE FUNCTION reseat_screening(p_screening int, p_seats jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_now timestamptz := clock();
    v_claims booking_claim[];
    v_n int;
BEGIN
    IF current_setting('ouvreuse.booking_verb', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'seats of screening % are changed by verbs only', p_screening USING ERRCODE = 'OV903';
    END IF;
    DELETE FROM booking_claim WHERE screening_id = p_screening AND until <= v_now;
    WITH gone AS (DELETE FROM booking_claim WHERE screening_id = p_screening RETURNING *)
    SELECT coalesce(array_agg(ROW(gone.*)::booking_claim), '{}') INTO v_claims FROM gone;
    INSERT INTO booking_claim (screening_id, place, order_id, until, rate_code, price_version_id, channel)
        SELECT p_screening, s.seat, c.order_id, c.until, c.rate_code, c.price_version_id, c.channel
          FROM unnest(v_claims) c
          JOIN jsonb_to_recordset(p_seats) AS s("order" uuid, place smallint, seat smallint)
            ON s."order" = c.order_id AND s.place = c.place;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> cardinality(v_claims) OR v_n <> jsonb_array_length(p_seats) THEN
        RAISE EXCEPTION 'screening %: % seats for % claims', p_screening, v_n, cardinality(v_claims)
            USING ERRCODE = 'OV901';
    END IF;
    -- Seats given back before, or never paid, were of the former plan: their places are kept with a minus sign.
    UPDATE booking_ticket SET place = -abs(place)
     WHERE screening_id = p_screening AND voided_at IS NOT NULL AND replaced_by IS NULL;
    UPDATE booking_orderline l SET place = -abs(l.place)
     WHERE l.screening_id = p_screening AND l.replaced_at IS NULL AND NOT EXISTS (
           SELECT 1 FROM jsonb_to_recordset(p_seats) AS s("order" uuid, place smallint)
            WHERE s."order" = l.order_id AND s.place = l.place);
    UPDATE booking_orderline l SET place = s.seat
      FROM jsonb_to_recordset(p_seats) AS s("order" uuid, place smallint, seat smallint)
     WHERE l.order_id = s."order" AND l.screening_id = p_screening AND l.place = s.place AND l.replaced_at IS NULL;
    UPDATE booking_ticket SET voided_at = v_now, void_reason = 'moved'
     WHERE screening_id = p_screening AND voided_at IS NULL AND admitted_at IS NULL;
    -- Two steps: no two tickets may have one seat, not even for a moment.
    UPDATE booking_ticket SET place = -place WHERE screening_id = p_screening AND voided_at IS NULL;
    UPDATE booking_ticket t SET place = s.seat
      FROM jsonb_to_recordset(p_seats) AS s("order" uuid, place smallint, seat smallint)
     WHERE t.screening_id = p_screening AND t.voided_at IS NULL AND t.order_id = s."order" AND t.place = -s.place;
    RETURN v_n;
END $$;

-- The seats of a hold become an order's own, in the place of tickets it gives up: their seats go back on sale, their
-- lines are kept as replaced. The caller writes the lines of the new seats, and their tickets by replace_tickets.
CREATE OR REPLACE FUNCTION exchange_seats(p_order uuid, p_hold uuid, p_tickets uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_now timestamptz;
    v_o booking_order;
    v_h booking_order;
    v_n int;
BEGIN
    SELECT * INTO v_o FROM booking_order WHERE id = p_order FOR UPDATE;
    SELECT * INTO v_h FROM booking_order WHERE id = p_hold FOR UPDATE;
    IF v_o.state IS DISTINCT FROM 'confirmed' OR v_h.cinema_id IS DISTINCT FROM v_o.cinema_id THEN
        RAISE EXCEPTION 'order % cannot be exchanged', p_order USING ERRCODE = 'OV901';
    END IF;
    PERFORM queue_for_quotas((SELECT array_agg(screening_id) FROM booking_claim WHERE order_id = p_hold), v_h.channel);
    v_now := clock();
    IF v_h.state <> 'held' OR v_h.held_until <= v_now THEN
        RAISE EXCEPTION 'expired' USING ERRCODE = 'OV408';
    END IF;
    UPDATE booking_claim SET order_id = p_order, until = 'infinity', channel = nullif(v_h.channel, v_o.channel)
     WHERE order_id = p_hold;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> v_h.places THEN
        RAISE EXCEPTION 'expired' USING ERRCODE = 'OV408';
    END IF;
    UPDATE booking_order SET state = 'cancelled', note = 'exchanged', ended_at = v_now WHERE id = p_hold;
    WITH gone AS (
        UPDATE booking_ticket SET voided_at = v_now, void_reason = 'exchanged'
         WHERE order_id = p_order AND id = ANY (p_tickets) AND voided_at IS NULL AND admitted_at IS NULL
     RETURNING screening_id, place),
    lines AS (
        UPDATE booking_orderline l SET replaced_at = v_now FROM gone
         WHERE l.order_id = p_order AND l.screening_id = gone.screening_id AND l.place = gone.place
           AND l.replaced_at IS NULL)
    DELETE FROM booking_claim c USING gone
     WHERE c.screening_id = gone.screening_id AND c.place = gone.place AND c.order_id = p_order;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> cardinality(p_tickets) THEN
        RAISE EXCEPTION 'order %: % tickets of % could be given up', p_order, v_n, cardinality(p_tickets)
            USING ERRCODE = 'OV901';
    END IF;
    UPDATE booking_order SET places = places - cardinality(p_tickets) + v_h.places WHERE id = p_order;
END $$;

-- New tickets for void ones of the same order; each void one knows its successor, so that what is printed still
-- leads there. p_tickets as issue_tickets takes them, p_old: [{old, id}].
CREATE OR REPLACE FUNCTION replace_tickets(p_order uuid, p_tickets jsonb, p_old jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_n int;
BEGIN
    PERFORM 1 FROM booking_order WHERE id = p_order AND state = 'confirmed' FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'order % is not confirmed', p_order USING ERRCODE = 'OV901';
    END IF;
    INSERT INTO booking_ticket (id, order_id, number, screening_id, place, rate_code, price, series,
                                series_number, payload, issued_at, void_reason)
        SELECT t.id, p_order, t.number, t.screening, t.place, t.rate, t.price, t.series, t.series_number,
               t.payload, clock(), ''
          FROM jsonb_to_recordset(p_tickets) AS t(id uuid, number int, screening int, place smallint, rate text,
               price int, series text, series_number bigint, payload text)
          JOIN booking_claim c ON c.screening_id = t.screening AND c.place = t.place
           AND c.order_id = p_order AND c.until = 'infinity';
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> jsonb_array_length(p_tickets) THEN
        RAISE EXCEPTION 'order %: % seats for % tickets', p_order, v_n, jsonb_array_length(p_tickets)
            USING ERRCODE = 'OV901';
    END IF;
    UPDATE booking_ticket t SET replaced_by = o.id FROM jsonb_to_recordset(p_old) AS o(old uuid, id uuid)
     WHERE t.id = o.old AND t.order_id = p_order AND t.voided_at IS NOT NULL AND t.replaced_by IS NULL;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> jsonb_array_length(p_old) THEN
        RAISE EXCEPTION 'order %: a ticket to replace is valid or replaced already', p_order USING ERRCODE = 'OV901';
    END IF;
    RETURN v_n;
END $$;
