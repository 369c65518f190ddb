-- A place number of a screen means the same row and seat in all its plans: what was sold for one fits the next.
CREATE OR REPLACE FUNCTION seat_map_keeps_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_place int;
BEGIN
    SELECT n.place INTO v_place
      FROM jsonb_to_recordset(NEW.seats) AS n(place int, "row" text, number text)
      JOIN (SELECT DISTINCT o.place, o."row", o.number
              FROM venues_seatmap m, jsonb_to_recordset(m.seats) AS o(place int, "row" text, number text)
             WHERE m.screen_id = NEW.screen_id AND m.id <> NEW.id) o USING (place)
     WHERE (n."row", n.number) IS DISTINCT FROM (o."row", o.number)
    UNION ALL
    SELECT n.place
      FROM jsonb_to_recordset(NEW.seats) AS n(place int, "row" text, number text)
      JOIN (SELECT DISTINCT o.place, o."row", o.number
              FROM venues_seatmap m, jsonb_to_recordset(m.seats) AS o(place int, "row" text, number text)
             WHERE m.screen_id = NEW.screen_id AND m.id <> NEW.id) o USING ("row", number)
     WHERE n.place <> o.place
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'place % of screen % is another seat in an earlier plan', v_place, NEW.screen_id
            USING ERRCODE = 'OV907';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER seat_map_keeps_places BEFORE INSERT ON venues_seatmap
    FOR EACH ROW EXECUTE FUNCTION seat_map_keeps_places();
