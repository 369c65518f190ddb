-- The one way to take seats: one call, one transaction, all or nothing.
-- Refusals, each with its own SQLSTATE (mirrored by booking.rules.holding):
--   OV400 malformed choice      OV404 unknown screening    OV408 this hold has expired
--   OV409 seats taken           OV410 not on sale          OV412 key used for another choice
--   OV422 seats that go together were separated            OV429 too many seats
CREATE OR REPLACE FUNCTION hold_seats(
    p_order uuid, p_code text, p_key uuid, p_browser uuid, p_address text, p_channel text, p_language text,
    p_screening int, p_places smallint[], p_rates text[], p_replace boolean, p_correlation text
) RETURNS TABLE (order_id uuid, order_code text, held_until timestamptz, price_version int, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_now timestamptz := clock();
    v_n int := coalesce(cardinality(p_rates), 0);
    v_s record;
    v_o booking_order;
    v_known boolean := false;
    v_mine smallint[] := '{}';
    v_wanted smallint[];
    v_held int;
    v_place smallint;
    v_kind text;
    v_wheelchairs int := 0;
    v_companions int := 0;
    v_until timestamptz;
BEGIN
    IF v_n = 0 OR v_n > 50 OR (p_places IS NOT NULL AND cardinality(p_places) <> v_n) THEN
        RAISE EXCEPTION 'count' USING ERRCODE = 'OV400';
    END IF;
    SELECT array_agg(DISTINCT p ORDER BY p) INTO v_wanted FROM unnest(p_places) p;
    IF p_places IS NOT NULL AND (cardinality(v_wanted) <> v_n OR array_position(p_places, NULL) IS NOT NULL) THEN
        RAISE EXCEPTION 'twice' USING ERRCODE = 'OV400';
    END IF;

    -- Changes of the screening (import, cancellation) wait for holds in flight, and holds for them.
    PERFORM pg_advisory_xact_lock_shared(3, p_screening);
    SELECT s.cinema_id, s.state, s.published_at, s.starts_at, s.capacity, s.price_version_id, s.max_per_order,
           s.companion_release_min, m.kinds, m.partners, s.web_opens_at, s.free_seating,
           least(CASE WHEN p_channel = 'web' THEN s.web_closes_at ELSE s.counter_closes_at END, s.ends_at) AS closes_at
      INTO v_s FROM programme_screening s JOIN venues_seatmap m ON m.id = s.seat_map_id
     WHERE s.id = p_screening;
    IF NOT FOUND OR v_s.state = 'draft' OR v_s.published_at IS NULL OR v_s.published_at > v_now THEN
        RAISE EXCEPTION 'unknown' USING ERRCODE = 'OV404';
    ELSIF v_s.state = 'cancelled' THEN
        RAISE EXCEPTION 'cancelled' USING ERRCODE = 'OV410';
    ELSIF p_channel = 'web' AND v_s.web_opens_at > v_now THEN
        RAISE EXCEPTION 'early' USING ERRCODE = 'OV410';
    ELSIF v_s.closes_at <= v_now THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = 'OV410';
    ELSIF v_s.free_seating <> (p_places IS NULL) THEN
        RAISE EXCEPTION 'seating' USING ERRCODE = 'OV400';
    END IF;

    -- Holds of one browser queue here, so that its cap is exact.
    IF p_browser IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(p_browser::text, 1));
    END IF;

    IF EXISTS (SELECT 1 FROM booking_order o WHERE o.code = p_code) THEN
        RAISE EXCEPTION 'the code % is taken: try another', p_code USING ERRCODE = '40001';
    END IF;
    v_until := v_now + interval '8 minutes';
    INSERT INTO booking_order (id, code, purchase_key, browser, address, cinema_id, channel, language, state,
            places, created_at, held_until, extensions, email, name, currency, mail_version, note, correlation_id)
        VALUES (p_order, p_code, p_key, p_browser, p_address, v_s.cinema_id, p_channel, p_language, 'held',
            v_n, v_now, v_until, 0, '', '', 'EUR', 0, '', p_correlation)
        ON CONFLICT (purchase_key) DO NOTHING;
    IF NOT FOUND THEN
        v_known := true;
        SELECT * INTO v_o FROM booking_order o WHERE o.purchase_key = p_key FOR UPDATE;
        SELECT coalesce(array_agg(c.place ORDER BY c.place), '{}') INTO v_mine
          FROM booking_claim c WHERE c.order_id = v_o.id AND c.screening_id = p_screening;
        IF v_o.browser IS DISTINCT FROM p_browser OR v_o.channel <> p_channel OR v_o.cinema_id <> v_s.cinema_id THEN
            RAISE EXCEPTION 'foreign' USING ERRCODE = 'OV412';
        END IF;
        IF p_places IS NULL AND cardinality(v_mine) = v_n THEN
            v_wanted := v_mine;
            p_places := v_mine;
        END IF;
        IF v_o.state <> 'held' THEN
            IF v_mine = v_wanted AND v_o.state IN ('paying', 'confirmed') THEN
                RETURN QUERY SELECT v_o.id, v_o.code::text, v_o.held_until, v_s.price_version_id, false;
                RETURN;
            END IF;
            RAISE EXCEPTION 'ended' USING ERRCODE = 'OV412';
        ELSIF v_o.held_until <= v_now THEN
            RAISE EXCEPTION 'expired' USING ERRCODE = 'OV408';
        ELSIF v_mine = v_wanted THEN
            -- The same choice again: the same hold, its rates as now asked, never longer.
            UPDATE booking_claim c SET rate_code = t.rate FROM unnest(p_places, p_rates) AS t(place, rate)
             WHERE c.order_id = v_o.id AND c.screening_id = p_screening AND c.place = t.place
               AND c.rate_code <> t.rate;
            RETURN QUERY SELECT v_o.id, v_o.code::text, v_o.held_until, v_s.price_version_id, false;
            RETURN;
        ELSIF cardinality(v_mine) > 0 AND NOT p_replace THEN
            RAISE EXCEPTION 'other' USING ERRCODE = 'OV412';
        END IF;
        p_order := v_o.id;
        p_code := v_o.code;
        v_until := v_o.held_until;
    END IF;

    -- The state is hidden behind || so that no partial index is a candidate: a plan kept since the table was
    -- empty would otherwise read every open order.
    IF p_channel = 'web' THEN
        IF v_n > v_s.max_per_order THEN
            RAISE EXCEPTION 'order' USING ERRCODE = 'OV429';
        END IF;
        SELECT coalesce(sum(o.places), 0) INTO v_held FROM booking_order o
         WHERE o.browser = p_browser AND o.held_until > v_now AND o.state || '' = 'held' AND o.id <> p_order;
        IF v_held + coalesce(v_o.places, 0) - cardinality(v_mine) + v_n > 20 THEN
            RAISE EXCEPTION 'browser' USING ERRCODE = 'OV429';
        END IF;
        IF p_address <> '' THEN
            SELECT coalesce(sum(o.places), 0) INTO v_held FROM booking_order o
             WHERE o.address = p_address AND o.held_until > v_now AND o.state || '' = 'held' AND o.id <> p_order;
            IF v_held + v_n > 400 THEN
                RAISE EXCEPTION 'address' USING ERRCODE = 'OV429';
            END IF;
        END IF;
    END IF;

    IF p_places IS NULL THEN
        -- Free seating: buyers of one screening queue here, so the last places go to exactly as many.
        PERFORM pg_advisory_xact_lock(2, p_screening);
        SELECT array_agg(f.place ORDER BY f.place) INTO v_wanted FROM (
            SELECT g.place::smallint AS place FROM generate_series(1, v_s.capacity) AS g(place)
             WHERE NOT EXISTS (SELECT 1 FROM booking_claim c WHERE c.screening_id = p_screening
                                  AND c.place = g.place AND c.until > v_now AND c.order_id <> p_order)
             ORDER BY NOT g.place = ANY (v_mine), g.place LIMIT v_n) f;
        IF coalesce(cardinality(v_wanted), 0) < v_n THEN
            RAISE EXCEPTION 'full' USING ERRCODE = 'OV409', DETAIL = '';
        END IF;
        p_places := v_wanted;
    END IF;

    FOREACH v_place IN ARRAY v_wanted LOOP
        IF v_place < 1 OR v_place > v_s.capacity THEN
            RAISE EXCEPTION 'place' USING ERRCODE = 'OV400';
        END IF;
        v_kind := substr(v_s.kinds, v_place, 1);
        IF v_kind = 'W' THEN
            v_wheelchairs := v_wheelchairs + 1;
        ELSIF v_kind = 'C' THEN
            v_companions := v_companions + 1;
        ELSIF v_kind = 'D' AND NOT v_s.partners[v_place] = ANY (v_wanted) THEN
            RAISE EXCEPTION 'duo' USING ERRCODE = 'OV422';
        END IF;
    END LOOP;
    IF v_companions > 3 * v_wheelchairs
       AND v_now < v_s.starts_at - make_interval(mins => v_s.companion_release_min) THEN
        RAISE EXCEPTION 'companion' USING ERRCODE = 'OV422';
    END IF;

    IF cardinality(v_mine) > 0 THEN
        DELETE FROM booking_claim c
         WHERE c.order_id = p_order AND c.screening_id = p_screening AND NOT c.place = ANY (v_wanted);
    END IF;
    INSERT INTO booking_claim AS c (screening_id, place, order_id, until, rate_code, price_version_id)
        SELECT p_screening, t.place, p_order, v_until, t.rate, v_s.price_version_id
          FROM unnest(p_places, p_rates) AS t(place, rate) ORDER BY t.place
        ON CONFLICT (screening_id, place) DO UPDATE
            SET order_id = excluded.order_id, until = excluded.until, rate_code = excluded.rate_code,
                price_version_id = excluded.price_version_id
            WHERE c.until <= v_now OR c.order_id = p_order;
    GET DIAGNOSTICS v_held = ROW_COUNT;
    IF v_held < v_n THEN
        RAISE EXCEPTION 'taken' USING ERRCODE = 'OV409', DETAIL = (
            SELECT string_agg(c.place::text, ',' ORDER BY c.place) FROM booking_claim c
             WHERE c.screening_id = p_screening AND c.place = ANY (v_wanted)
               AND c.order_id <> p_order AND c.until > v_now);
    END IF;
    IF v_known THEN
        UPDATE booking_order o SET places = o.places - cardinality(v_mine) + v_n WHERE o.id = p_order;
    END IF;
    RETURN QUERY SELECT p_order, p_code, v_until, v_s.price_version_id, true;
END $$;
