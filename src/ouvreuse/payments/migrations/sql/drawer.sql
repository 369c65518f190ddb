-- A shift is opened once and closed once. What its drawer should hold is the sum of its movements, written here.
CREATE OR REPLACE FUNCTION shift_closes_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL
       OR (OLD.id, OLD.till_id, OLD.user_id, OLD.opened_at) IS DISTINCT FROM (NEW.id, NEW.till_id, NEW.user_id, NEW.opened_at)
       OR NEW.closed_at < OLD.opened_at THEN
        RAISE EXCEPTION 'shift %: opened and closed once', OLD.id USING ERRCODE = 'OV906';
    END IF;
    IF NEW.closed_at IS NOT NULL THEN
        SELECT coalesce(sum(amount), 0) INTO NEW.expected FROM payments_movement
         WHERE shift_id = OLD.id AND means = 'cash';
        IF NEW.counted IS DISTINCT FROM (SELECT coalesce(sum(key::int * value::int), 0) FROM jsonb_each_text(NEW.counts)) THEN
            RAISE EXCEPTION 'shift %: the count does not add up', OLD.id USING ERRCODE = 'OV906';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER shift_closes_once BEFORE UPDATE ON payments_shift
    FOR EACH ROW EXECUTE FUNCTION shift_closes_once();

-- Money moves in an open shift only: its row is shared until the end of the transaction, so that a closing waits for
-- sales under way, and they for it. What was written stays as it is.
CREATE OR REPLACE FUNCTION movement_in_open_shift() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_closed timestamptz;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'movement %: only ever added', OLD.id USING ERRCODE = 'OV906';
    END IF;
    SELECT closed_at INTO v_closed FROM payments_shift WHERE id = NEW.shift_id FOR SHARE;
    IF v_closed IS NOT NULL THEN
        RAISE EXCEPTION 'shift % is closed', NEW.shift_id USING ERRCODE = 'OV906';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER movement_in_open_shift BEFORE INSERT OR UPDATE OR DELETE ON payments_movement
    FOR EACH ROW EXECUTE FUNCTION movement_in_open_shift();
