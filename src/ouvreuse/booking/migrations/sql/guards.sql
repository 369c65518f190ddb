-- Orders move forward only: the written table of states (docs/states.md is drawn from it).
CREATE OR REPLACE FUNCTION order_forward_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> NEW.state AND NOT (OLD.state, NEW.state) IN (
        ('held', 'paying'), ('held', 'expired'), ('held', 'cancelled'),
        ('paying', 'confirmed'), ('paying', 'expired'), ('paying', 'cancelled'), ('paying', 'refunded'),
        ('paying', 'review'), ('expired', 'confirmed'), ('expired', 'refunded'), ('expired', 'review'),
        ('review', 'confirmed'), ('review', 'refunded'), ('cancelled', 'refunded'), ('confirmed', 'refunded'))
    THEN
        RAISE EXCEPTION 'order %: % to % is no step', OLD.id, OLD.state, NEW.state USING ERRCODE = 'OV902';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER order_forward_only BEFORE UPDATE OF state ON booking_order
    FOR EACH ROW EXECUTE FUNCTION order_forward_only();

-- A screening on sale changes only through booking's verbs, which set ouvreuse.booking_verb.
CREATE OR REPLACE FUNCTION screening_on_sale_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        -- Seats the house keeps off sale stand in nobody's way.
        PERFORM release_order(o.id, 'cancelled', 'screening deleted') FROM booking_order o
          WHERE o.channel = 'house' AND o.id IN (SELECT order_id FROM booking_claim WHERE screening_id = OLD.id);
        IF EXISTS (SELECT 1 FROM booking_claim WHERE screening_id = OLD.id)
           OR EXISTS (SELECT 1 FROM booking_orderline WHERE screening_id = OLD.id) THEN
            RAISE EXCEPTION 'screening % has orders and cannot be deleted', OLD.id USING ERRCODE = 'OV903';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> 'draft' AND OLD.published_at <= clock()
       AND (OLD.screen_id, OLD.seat_map_id, OLD.price_version_id, OLD.film_id, OLD.version_id, OLD.cinema_id,
            OLD.starts_at, OLD.capacity, OLD.free_seating, OLD.state, OLD.quotas, OLD.quota_release_min)
           IS DISTINCT FROM
           (NEW.screen_id, NEW.seat_map_id, NEW.price_version_id, NEW.film_id, NEW.version_id, NEW.cinema_id,
            NEW.starts_at, NEW.capacity, NEW.free_seating, NEW.state, NEW.quotas, NEW.quota_release_min)
       AND current_setting('ouvreuse.booking_verb', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'screening % is on sale', OLD.id USING ERRCODE = 'OV903';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER screening_on_sale_guard BEFORE UPDATE OR DELETE ON programme_screening
    FOR EACH ROW EXECUTE FUNCTION screening_on_sale_guard();

-- SHOW-01: no seat taken vanishes from the plan of its screening, nor becomes another kind of seat while the screening
-- stays in its hall, whoever writes. Judged at the end of the transaction: a move to another hall has seated everybody
-- by then. That a place number is the same row and seat in all plans of a screen, venues' own trigger holds.
CREATE OR REPLACE FUNCTION taken_seats_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_lost text;
BEGIN
    SELECT string_agg(c.place::text, ',' ORDER BY c.place) INTO v_lost
      FROM booking_claim c JOIN programme_screening s ON s.id = c.screening_id
      JOIN venues_seatmap now ON now.id = s.seat_map_id JOIN venues_seatmap was ON was.id = OLD.seat_map_id
     WHERE s.id = NEW.id AND c.until > clock()
       AND (substr(now.kinds, c.place, 1) IN ('', '-')
            OR s.screen_id = OLD.screen_id AND NOT s.free_seating
               AND substr(now.kinds, c.place, 1) <> substr(was.kinds, c.place, 1));
    IF v_lost IS NOT NULL THEN
        RAISE EXCEPTION 'taken seats would vanish from screening %', NEW.id USING ERRCODE = 'OV906', DETAIL = v_lost;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS taken_seats_stay ON programme_screening;
CREATE CONSTRAINT TRIGGER taken_seats_stay AFTER UPDATE OF seat_map_id ON programme_screening
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.seat_map_id <> NEW.seat_map_id)
    EXECUTE FUNCTION taken_seats_stay();
