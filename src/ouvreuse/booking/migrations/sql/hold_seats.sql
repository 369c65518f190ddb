-- The one way to take seats: one call, one transaction, all or nothing.
-- Refusals, each with its own SQLSTATE (mirrored by booking.rules.holding):
--   OV400 malformed choice      OV404 unknown screening    OV408 this hold has expired
--   OV409 seats taken           OV410 not on sale          OV412 key used for another choice
--   OV422 seats that go together were separated            OV423 the channel's quota is used up
--   OV429 too many seats
-- Each statement and each condition of PL/pgSQL is set up anew in every call, which costs more than its work: so
-- one SELECT judges all that can be judged before writing, and a fresh hold passes four statements in all.
CREATE OR REPLACE FUNCTION hold_seats(
    p_order uuid, p_code text, p_key uuid, p_browser uuid, p_address text, p_channel text, p_language text,
    p_screening int, p_places smallint[], p_rates text[], p_replace boolean, p_correlation text,
    OUT order_id uuid, OUT order_code text, OUT held_until timestamptz, OUT price_version int, OUT fresh boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_now timestamptz := clock();
    v_n int := coalesce(cardinality(p_rates), 0);
    v_s record;
    v_o booking_order;
    v_mine smallint[] := '{}';
    v_held int;
BEGIN
    IF v_n NOT BETWEEN 1 AND 50 OR cardinality(p_places) <> v_n THEN
        RAISE EXCEPTION 'count' USING ERRCODE = 'OV400';
    END IF;
    -- Changes of the screening (import, cancellation) wait for holds in flight, and holds for them. Holds of one
    -- browser queue, so that its cap is exact.
    PERFORM pg_advisory_xact_lock_shared(3, p_screening), pg_advisory_xact_lock(uuid_hash_extended(p_browser, 1));

    -- ``shut``: why nobody can hold these seats; ``refused``: why an order that does not exist yet cannot.
    -- Caps count seats held and in payment. The state is hidden behind || so that no partial index is a candidate:
    -- a plan kept since the table was empty would otherwise read every open order.
    SELECT s.cinema_id, s.capacity, s.price_version_id, m.kinds, cap.by_browser,
           CASE WHEN s.quotas IS NOT NULL AND v_now < s.starts_at - make_interval(mins => s.quota_release_min)
                THEN (s.quotas ->> p_channel)::int END AS quota,
           CASE WHEN p_places IS NOT NULL AND choice.places <> v_n THEN 'OV400 twice'
                WHEN s.state = 'draft' OR s.published_at IS NULL OR s.published_at > v_now AND p_channel <> 'house'
                THEN 'OV404 unknown'
                WHEN s.state = 'cancelled' THEN 'OV410 cancelled'
                WHEN CASE p_channel WHEN 'web' THEN s.web_opens_at WHEN 'counter' THEN s.counter_opens_at END > v_now
                THEN 'OV410 early'
                WHEN least(CASE p_channel WHEN 'web' THEN s.web_closes_at ELSE s.counter_closes_at END, s.ends_at)
                     <= v_now THEN 'OV410 closed'
                WHEN s.free_seating <> (p_places IS NULL) THEN 'OV400 seating'
           END AS shut,
           CASE WHEN v_n > s.max_per_order AND p_channel = 'web' THEN 'OV429 order'
                WHEN cap.by_browser + v_n > 20 THEN 'OV429 browser'
                WHEN cap.by_address + v_n > 400 THEN 'OV429 address'
                WHEN choice.outside THEN 'OV400 place'
                WHEN choice.half_duo AND p_channel <> 'house' THEN 'OV422 duo'
                WHEN choice.alone AND p_channel <> 'house' AND v_now < s.starts_at - make_interval(mins => s.companion_release_min)
                THEN 'OV422 companion'
           END AS refused
      INTO v_s
      FROM programme_screening s JOIN venues_seatmap m ON m.id = s.seat_map_id
     CROSS JOIN LATERAL (
        SELECT count(DISTINCT p) AS places, bool_or(substr(m.kinds, p, 1) IN ('', '-')) AS outside,
               bool_or(substr(m.kinds, p, 1) = 'D' AND m.partners[p] <> ALL (p_places)) AS half_duo,
               bool_or(substr(m.kinds, p, 1) = 'C' AND m.partners[p] <> ALL (p_places)) AS alone
          FROM unnest(p_places) p) choice
     CROSS JOIN LATERAL (SELECT
        CASE WHEN p_channel = 'web' THEN (
            SELECT coalesce(sum(o.places), 0) FROM booking_order o
             WHERE o.browser = p_browser AND o.held_until > v_now - interval '31 minutes'
               AND o.purchase_key <> p_key AND (o.state || '' = 'paying' OR o.state || '' = 'held' AND o.held_until > v_now)) END AS by_browser,
        CASE WHEN p_channel = 'web' AND p_address <> '' THEN (
            SELECT coalesce(sum(o.places), 0) FROM booking_order o
             WHERE o.address = p_address AND o.held_until > v_now - interval '31 minutes'
               AND o.purchase_key <> p_key AND (o.state || '' = 'paying' OR o.state || '' = 'held' AND o.held_until > v_now)) END AS by_address) cap
     WHERE s.id = p_screening;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'unknown' USING ERRCODE = 'OV404';
    ELSIF v_s.shut IS NOT NULL THEN
        RAISE EXCEPTION '%', substr(v_s.shut, 7) USING ERRCODE = left(v_s.shut, 5);
    END IF;

    INSERT INTO booking_order AS o (id, code, purchase_key, browser, address, cinema_id, channel, language, state,
            places, created_at, held_until, extensions, email, name, currency, mail_version, note, correlation_id)
        VALUES (p_order, p_code, p_key, p_browser, p_address, v_s.cinema_id, p_channel, p_language, 'held',
            v_n, v_now, v_now + interval '8 minutes', 0, '', '', 'EUR', 0, '', p_correlation)
        ON CONFLICT DO NOTHING
        RETURNING o.id, o.code, o.held_until, v_s.price_version_id, true
        INTO order_id, order_code, held_until, price_version, fresh;
    IF NOT FOUND THEN
        SELECT * INTO v_o FROM booking_order o WHERE o.purchase_key = p_key FOR UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the code % is taken: try another', p_code USING ERRCODE = '40001';
        END IF;
        SELECT v_o.id, v_o.code, v_o.held_until, v_s.price_version_id, false,
               coalesce(array_agg(c.place ORDER BY c.place), '{}')
          INTO order_id, order_code, held_until, price_version, fresh, v_mine
          FROM booking_claim c WHERE c.order_id = v_o.id AND c.screening_id = p_screening;
        IF v_o.browser IS DISTINCT FROM p_browser OR v_o.channel <> p_channel OR v_o.cinema_id <> v_s.cinema_id THEN
            RAISE EXCEPTION 'foreign' USING ERRCODE = 'OV412';
        END IF;
        IF p_places IS NULL AND cardinality(v_mine) = v_n THEN
            p_places := v_mine;
        END IF;
        IF v_o.state <> 'held' THEN
            IF v_mine <@ p_places AND p_places <@ v_mine AND v_o.state IN ('paying', 'confirmed') THEN
                RETURN;
            END IF;
            RAISE EXCEPTION 'ended' USING ERRCODE = 'OV412';
        ELSIF v_o.held_until <= v_now THEN
            RAISE EXCEPTION 'expired' USING ERRCODE = 'OV408';
        ELSIF v_mine <@ p_places AND p_places <@ v_mine THEN
            -- The same choice again: the same hold, its rates as now asked, never longer.
            UPDATE booking_claim c SET rate_code = t.rate FROM unnest(p_places, p_rates) AS t(place, rate)
             WHERE c.order_id = v_o.id AND c.screening_id = p_screening AND c.place = t.place
               AND c.rate_code <> t.rate;
            RETURN;
        ELSIF cardinality(v_mine) > 0 AND NOT p_replace THEN
            RAISE EXCEPTION 'other' USING ERRCODE = 'OV412';
        ELSIF v_s.refused IS DISTINCT FROM 'OV429 order'
              AND v_s.by_browser + v_o.places - cardinality(v_mine) + v_n > 20 THEN
            RAISE EXCEPTION 'browser' USING ERRCODE = 'OV429';
        END IF;
        fresh := true;
    END IF;
    IF v_s.refused IS NOT NULL THEN
        RAISE EXCEPTION '%', substr(v_s.refused, 7) USING ERRCODE = left(v_s.refused, 5);
    END IF;

    IF p_places IS NULL OR v_s.quota IS NOT NULL THEN
        -- Free seating: places are numbers, whatever chair stands there. Buyers of one screening queue here, so the
        -- last places go to exactly as many; the spaces of wheelchairs and their companions go last. So do the
        -- buyers of a channel that may sell so many places and no more, numbered or not.
        PERFORM pg_advisory_xact_lock(2, p_screening);
        IF v_s.quota IS NOT NULL AND v_n + places_through(p_channel, p_screening, hold_seats.order_id, v_now) > v_s.quota THEN
            RAISE EXCEPTION 'quota' USING ERRCODE = 'OV423';
        END IF;
        IF p_places IS NULL THEN
            SELECT array_agg(f.place ORDER BY f.place) INTO p_places FROM (
                SELECT g.place::smallint AS place
                  FROM (SELECT p AS place FROM generate_series(1, length(v_s.kinds)) p
                         WHERE substr(v_s.kinds, p, 1) <> '-' ORDER BY p LIMIT v_s.capacity) g
                 WHERE NOT EXISTS (SELECT 1 FROM booking_claim c WHERE c.screening_id = p_screening
                                      AND c.place = g.place AND c.until > v_now AND c.order_id <> hold_seats.order_id)
                 ORDER BY NOT g.place = ANY (v_mine), substr(v_s.kinds, g.place, 1) IN ('W', 'C'), g.place LIMIT v_n) f;
            IF coalesce(cardinality(p_places), 0) < v_n THEN
                RAISE EXCEPTION 'full' USING ERRCODE = 'OV409', DETAIL = '';
            END IF;
        END IF;
    END IF;

    IF cardinality(v_mine) > 0 THEN
        DELETE FROM booking_claim c WHERE c.order_id = hold_seats.order_id AND c.screening_id = p_screening
           AND NOT c.place = ANY (p_places);
    END IF;
    INSERT INTO booking_claim AS c (screening_id, place, order_id, until, rate_code, price_version_id)
        SELECT p_screening, t.place, hold_seats.order_id, hold_seats.held_until, t.rate, v_s.price_version_id
          FROM unnest(p_places, p_rates) AS t(place, rate) ORDER BY t.place
        ON CONFLICT (screening_id, place) DO UPDATE
            SET order_id = excluded.order_id, until = excluded.until, rate_code = excluded.rate_code,
                price_version_id = excluded.price_version_id
            WHERE c.until <= v_now OR c.order_id = excluded.order_id;
    GET DIAGNOSTICS v_held = ROW_COUNT;
    IF v_held < v_n THEN
        RAISE EXCEPTION 'taken' USING ERRCODE = 'OV409', DETAIL = (
            SELECT string_agg(c.place::text, ',' ORDER BY c.place) FROM booking_claim c
             WHERE c.screening_id = p_screening AND c.place = ANY (p_places)
               AND c.order_id <> hold_seats.order_id AND c.until > v_now);
    END IF;
    IF v_o.id IS NOT NULL THEN
        UPDATE booking_order o SET places = o.places - cardinality(v_mine) + v_n WHERE o.id = v_o.id;
    END IF;
END $$;
