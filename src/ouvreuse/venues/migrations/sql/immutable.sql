-- A version of a plan is never changed: sold seats point to its places.
CREATE OR REPLACE TRIGGER seat_map_is_final BEFORE UPDATE ON venues_seatmap
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
