-- What every table stands on. Run by the owner before the migrations; repeatable.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- The kind of a database is said once, at its creation.
CREATE TABLE IF NOT EXISTS database_mark (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    kind text NOT NULL CHECK (kind IN ('LIVE', 'DEMO', 'TEST')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- How far each named clock is ahead of the wall: 'main' for everybody, others for a session that asks by
-- the setting ouvreuse.clock (the demonstration sells its past so). Refused in a LIVE database.
CREATE TABLE IF NOT EXISTS clock_offset (
    name text PRIMARY KEY,
    ahead interval NOT NULL
);

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed (% refused)', TG_TABLE_NAME, TG_OP USING ERRCODE = 'OV900';
END $$;

CREATE OR REPLACE FUNCTION refuse_time_travel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM database_mark WHERE kind IN ('DEMO', 'TEST')) THEN
        RAISE EXCEPTION 'only a TEST or DEMO database may move its clock' USING ERRCODE = 'OV900';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER database_mark_is_final BEFORE UPDATE OR DELETE ON database_mark
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER clock_offset_guard BEFORE INSERT OR UPDATE ON clock_offset
    FOR EACH ROW EXECUTE FUNCTION refuse_time_travel();

CREATE OR REPLACE FUNCTION clock() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT clock_timestamp() + coalesce(
        (SELECT ahead FROM clock_offset
          WHERE name = coalesce(nullif(current_setting('ouvreuse.clock', true), ''), 'main')),
        interval '0')
$$;
