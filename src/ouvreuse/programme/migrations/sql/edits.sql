-- Every change of a screening counts, whoever makes it: two planners who saw the same number saw the same row (BO-03).
CREATE OR REPLACE FUNCTION screening_counts_edits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD THEN
        NEW.edits := OLD.edits + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER screening_counts_edits BEFORE UPDATE ON programme_screening
    FOR EACH ROW EXECUTE FUNCTION screening_counts_edits();
