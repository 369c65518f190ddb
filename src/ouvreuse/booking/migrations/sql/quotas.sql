-- How many places of a screening are taken through a channel at an instant, one order left aside. A web order
-- exchanged at the counter has its new seats through the counter.
CREATE OR REPLACE FUNCTION places_through(p_channel text, p_screening int, p_but uuid, p_now timestamptz) RETURNS int
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT count(*)::int FROM booking_claim c JOIN booking_order o ON o.id = c.order_id
     WHERE c.screening_id = p_screening AND c.until > p_now AND c.order_id IS DISTINCT FROM p_but
       AND coalesce(c.channel, o.channel) = p_channel
$$;

-- An order's claims that were about to end are to last: where a quota counts them, that is done in the queue of those
-- who count (hold_seats), so that nobody has just counted them as gone.
CREATE OR REPLACE FUNCTION queue_for_quotas(p_screenings int[], p_channel text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(2, s.id) FROM (
        SELECT id FROM programme_screening WHERE id = ANY (p_screenings) AND quotas ? p_channel ORDER BY id) s;
END $$;
