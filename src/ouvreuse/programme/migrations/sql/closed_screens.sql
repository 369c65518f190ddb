-- Nothing is planned on a closed screen, whoever writes. The row of the screen is looked at under a lock, so that a
-- closing under way is waited for; the closing itself waits for those who plan (programme.actions.close_screen).
CREATE OR REPLACE FUNCTION screening_not_on_closed_screen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_closed timestamptz;
BEGIN
    -- Rows that change places are set aside for a moment, four hundred years on: they are nowhere then.
    IF NEW.state = 'cancelled' OR TG_OP = 'UPDATE' AND NEW.screen_id = OLD.screen_id
       AND (NEW.starts_at <= OLD.starts_at OR NEW.starts_at > OLD.starts_at + interval '300 years') THEN
        RETURN NEW;
    END IF;
    SELECT closed_at INTO v_closed FROM venues_screen WHERE id = NEW.screen_id FOR KEY SHARE;
    IF NEW.starts_at >= v_closed
       AND (TG_OP = 'INSERT' OR NEW.screen_id <> OLD.screen_id OR OLD.starts_at < v_closed) THEN
        RAISE EXCEPTION 'screen % is closed', NEW.screen_id USING ERRCODE = 'OV907';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER screening_not_on_closed_screen BEFORE INSERT OR UPDATE OF screen_id, starts_at
    ON programme_screening FOR EACH ROW EXECUTE FUNCTION screening_not_on_closed_screen();
