-- The trail is written once and chained by its owner's function (docs/adr/0027).
CREATE OR REPLACE FUNCTION trail_hash(previous text, entry accounts_auditentry) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(previous || jsonb_build_array(
        entry.id, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.actor_id, entry.actor_label, entry.verb,
        entry.subject, entry.cinema, entry.facts, entry.correlation_id)::text, 'UTF8')), 'hex')
$$;

-- Entries without a place in the chain get one, oldest first. An entry may be committed after a younger one was
-- chained: it comes next, whatever its id, so long as it is among the last ten thousand.
CREATE OR REPLACE FUNCTION seal_trail() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    entry accounts_auditentry;
    place bigint;
    head text;
    sealed integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('accounts_traillink'));
    SELECT l.position, l.hash INTO place, head FROM accounts_traillink l ORDER BY l.position DESC LIMIT 1;
    place := coalesce(place, 0);
    head := coalesce(head, repeat('0', 64));
    FOR entry IN
        SELECT e.* FROM accounts_auditentry e
         WHERE e.id > (SELECT coalesce(max(l.entry_id), 0) - 10000 FROM accounts_traillink l)
           AND NOT EXISTS (SELECT 1 FROM accounts_traillink l WHERE l.entry_id = e.id)
         ORDER BY e.id LIMIT 5000
    LOOP
        place := place + 1;
        INSERT INTO accounts_traillink (position, entry_id, previous, hash)
             VALUES (place, entry.id, head, trail_hash(head, entry))
          RETURNING hash INTO head;
        sealed := sealed + 1;
    END LOOP;
    RETURN sealed;
END $$;

CREATE TRIGGER trail_is_final BEFORE UPDATE OR DELETE ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trail_is_not_emptied BEFORE TRUNCATE ON accounts_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER chain_is_final BEFORE UPDATE OR DELETE ON accounts_traillink
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER chain_is_not_emptied BEFORE TRUNCATE ON accounts_traillink
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
