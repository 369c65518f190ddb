-- What may happen to seats once held. The application's role can change claims through these only.

-- Seats go "in payment": nobody may take them over until the provider has answered. With them the buyer and the
-- total, in the same version of the order's row: each one stands in seven indexes.
-- False when the hold had expired or lost a seat.
CREATE OR REPLACE FUNCTION begin_payment(p_order uuid, p_email text DEFAULT NULL, p_name text DEFAULT NULL,
                                         p_total int DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_o booking_order;
    v_n int;
BEGIN
    SELECT * INTO v_o FROM booking_order WHERE id = p_order FOR UPDATE;
    IF NOT FOUND OR v_o.state <> 'held' THEN
        RETURN false;
    END IF;
    -- A change of the screening under way takes this hold for what it is at its end, or not at all.
    -- Where a quota counts its places, they become lasting in the queue of those who count.
    PERFORM pg_advisory_xact_lock_shared(3, s),
            CASE WHEN (SELECT quotas ? v_o.channel FROM programme_screening WHERE id = s) THEN pg_advisory_xact_lock(2, s) END
       FROM (SELECT DISTINCT screening_id AS s FROM booking_claim WHERE order_id = p_order ORDER BY screening_id) shows;
    IF v_o.held_until <= clock() THEN
        RETURN false;
    END IF;
    UPDATE booking_claim SET until = 'infinity' WHERE order_id = p_order;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> v_o.places THEN
        -- Another buyer took one over at the very end of the hold.
        RAISE EXCEPTION 'expired' USING ERRCODE = 'OV408';
    END IF;
    UPDATE booking_order SET state = 'paying', email = coalesce(p_email, email), name = coalesce(p_name, name),
           total = coalesce(p_total, total)
     WHERE id = p_order;
    RETURN true;
END $$;

-- The provider said no (or the visitor gave up before paying): the seats are free again.
CREATE OR REPLACE FUNCTION release_order(p_order uuid, p_state text, p_note text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_state text;
BEGIN
    SELECT state INTO v_state FROM booking_order WHERE id = p_order FOR UPDATE;
    IF v_state IS NULL OR v_state NOT IN ('held', 'paying', 'review') OR p_state NOT IN ('expired', 'cancelled', 'refunded') THEN
        RETURN false;
    END IF;
    IF EXISTS (SELECT 1 FROM booking_ticket WHERE order_id = p_order AND voided_at IS NULL) THEN
        RAISE EXCEPTION 'order % has valid tickets', p_order USING ERRCODE = 'OV901';
    END IF;
    DELETE FROM booking_claim WHERE order_id = p_order;
    UPDATE booking_order SET state = p_state, note = p_note, ended_at = clock() WHERE id = p_order;
    RETURN true;
END $$;

-- Money came after the seats were let go: take the same seats again if every one is free, the show is the same and
-- the channel may still sell so many.
CREATE OR REPLACE FUNCTION reacquire(p_order uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_now timestamptz;
    v_n int;
    v_want int;
    v_shows int[];
    v_channel text;
BEGIN
    SELECT channel INTO v_channel FROM booking_order WHERE id = p_order FOR UPDATE;
    SELECT count(*), array_agg(DISTINCT screening_id) INTO v_want, v_shows
      FROM booking_orderline WHERE order_id = p_order AND kind = 'ticket';
    PERFORM queue_for_quotas(v_shows, v_channel);
    v_now := clock();
    BEGIN
        INSERT INTO booking_claim AS c (screening_id, place, order_id, until, rate_code, price_version_id)
            SELECT l.screening_id, l.place, p_order, 'infinity', l.code, s.price_version_id
              FROM booking_orderline l
              JOIN programme_screening s ON s.id = l.screening_id AND s.revision = l.screening_revision
              JOIN venues_seatmap m ON m.id = s.seat_map_id AND substr(m.kinds, l.place, 1) NOT IN ('', '-')
             WHERE l.order_id = p_order AND l.kind = 'ticket' ORDER BY l.screening_id, l.place
            ON CONFLICT (screening_id, place) DO UPDATE
                SET order_id = excluded.order_id, until = excluded.until, rate_code = excluded.rate_code,
                    price_version_id = excluded.price_version_id
                WHERE c.until <= v_now OR c.order_id = p_order;
        GET DIAGNOSTICS v_n = ROW_COUNT;
        IF v_n < v_want OR v_want = 0 OR EXISTS (
            SELECT 1 FROM programme_screening s WHERE s.id = ANY (v_shows) AND s.quotas IS NOT NULL
               AND v_now < s.starts_at - make_interval(mins => s.quota_release_min)
               AND places_through(v_channel, s.id, NULL, v_now) > (s.quotas ->> v_channel)::int) THEN
            RAISE EXCEPTION USING ERRCODE = 'OV409';
        END IF;
    EXCEPTION WHEN SQLSTATE 'OV409' THEN
        RETURN false;
    END;
    RETURN true;
END $$;

-- The only way a ticket comes to be: its seat is claimed for ever by this order, and the order is paid.
-- An order with an address has its first mail then.
-- p_tickets: [{id, number, screening, place, rate, price, series, series_number, payload}]
CREATE OR REPLACE FUNCTION issue_tickets(p_order uuid, p_tickets jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_o booking_order;
    v_n int;
    v_paid bigint;
    v_now timestamptz := clock();
BEGIN
    SELECT * INTO v_o FROM booking_order WHERE id = p_order FOR UPDATE;
    IF v_o.state IS DISTINCT FROM 'paying' AND v_o.state IS DISTINCT FROM 'expired' THEN
        RAISE EXCEPTION 'order % is %', p_order, v_o.state USING ERRCODE = 'OV901';
    END IF;
    SELECT coalesce(sum(captured), -1) INTO v_paid FROM payments_payment
     WHERE subject = p_order AND state = 'succeeded';
    IF v_o.total IS NULL OR v_paid < v_o.total THEN
        RAISE EXCEPTION 'order % is not paid', p_order USING ERRCODE = 'OV901';
    END IF;
    INSERT INTO booking_ticket (id, order_id, number, screening_id, place, rate_code, price, series,
                                series_number, payload, issued_at, void_reason)
        SELECT t.id, p_order, t.number, t.screening, t.place, t.rate, t.price, t.series, t.series_number,
               t.payload, v_now, ''
          FROM jsonb_to_recordset(p_tickets) AS t(id uuid, number int, screening int, place smallint, rate text,
               price int, series text, series_number bigint, payload text)
          JOIN booking_claim c ON c.screening_id = t.screening AND c.place = t.place
           AND c.order_id = p_order AND c.until = 'infinity';
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> jsonb_array_length(p_tickets) OR v_n <> v_o.places THEN
        RAISE EXCEPTION 'order %: % tickets for % seats', p_order, v_n, v_o.places USING ERRCODE = 'OV901';
    END IF;
    UPDATE booking_order SET state = 'confirmed', ended_at = v_now, mail_version = mail_version + (email <> '')::int
     WHERE id = p_order;
    RETURN v_n;
END $$;

-- Tickets lose their validity and their seats go back on sale; one that has let somebody in keeps it.
-- Returns how many.
CREATE OR REPLACE FUNCTION void_tickets(p_order uuid, p_tickets uuid[], p_reason text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_n int;
BEGIN
    PERFORM 1 FROM booking_order WHERE id = p_order FOR UPDATE;
    WITH gone AS (
        UPDATE booking_ticket SET voided_at = clock(), void_reason = p_reason
         WHERE order_id = p_order AND id = ANY (p_tickets) AND voided_at IS NULL AND admitted_at IS NULL
     RETURNING screening_id, place)
    DELETE FROM booking_claim c USING gone
     WHERE c.screening_id = gone.screening_id AND c.place = gone.place AND c.order_id = p_order;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    RETURN v_n;
END $$;

-- A visitor asks for more time: one explicit act. Returns the new end, or null when refused.
CREATE OR REPLACE FUNCTION extend_hold(p_order uuid, p_seen smallint) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_o booking_order;
    v_now timestamptz;
    v_until timestamptz;
    v_full boolean;
    v_close timestamptz;
    v_n int;
BEGIN
    SELECT * INTO v_o FROM booking_order WHERE id = p_order FOR UPDATE;
    PERFORM queue_for_quotas((SELECT array_agg(screening_id) FROM booking_claim WHERE order_id = p_order), v_o.channel);
    v_now := clock();
    v_until := v_now + interval '8 minutes';
    IF v_o.id IS NULL OR v_o.state <> 'held' OR v_o.held_until <= v_now THEN
        RETURN NULL;
    ELSIF v_o.extensions <> p_seen THEN
        RETURN v_o.held_until;
    ELSIF v_o.extensions >= 10 THEN
        RETURN NULL;
    END IF;
    -- Nearly full: nine seats in ten are taken; then thirty minutes in all.
    SELECT bool_or((SELECT count(*) FROM booking_claim x WHERE x.screening_id = s.id AND x.until > v_now)
                   >= 0.9 * s.capacity),
           min(least(CASE v_o.channel WHEN 'web' THEN s.web_closes_at ELSE s.counter_closes_at END, s.ends_at))
      INTO v_full, v_close
      FROM programme_screening s WHERE s.id IN (SELECT screening_id FROM booking_claim WHERE order_id = p_order);
    -- Never past the end of the sale.
    v_until := least(v_until, v_close, CASE WHEN v_full THEN v_o.created_at + interval '30 minutes' END);
    IF v_until IS NULL OR v_until <= v_o.held_until THEN
        RETURN NULL;
    END IF;
    UPDATE booking_claim SET until = v_until WHERE order_id = p_order;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> v_o.places THEN
        RAISE EXCEPTION 'expired' USING ERRCODE = 'OV408';
    END IF;
    UPDATE booking_order SET held_until = v_until, extensions = extensions + 1 WHERE id = p_order;
    RETURN v_until;
END $$;

-- Holds long over are written down as such and forget who held them: caps look at few rows, whatever a year brought.
-- Nothing relies on it: an expired hold is ignored wherever it is read. Returns how many.
CREATE OR REPLACE FUNCTION sweep_holds(p_limit int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_ids uuid[];
BEGIN
    SELECT array_agg(o.id) INTO v_ids FROM (
        SELECT id FROM booking_order WHERE state = 'held' AND held_until < clock() - interval '1 day'
         ORDER BY held_until LIMIT p_limit FOR UPDATE SKIP LOCKED) o;
    DELETE FROM booking_claim WHERE order_id = ANY (v_ids);
    UPDATE booking_order SET state = 'expired', ended_at = clock(), browser = NULL, address = ''
     WHERE id = ANY (v_ids);
    RETURN coalesce(cardinality(v_ids), 0);
END $$;
