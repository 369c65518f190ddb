-- The book is append-only: nobody updates, deletes or empties it, not even its owner.
CREATE OR REPLACE TRIGGER entry_is_final BEFORE UPDATE OR DELETE ON fiscal_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER entry_is_not_emptied BEFORE TRUNCATE ON fiscal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER right_is_final BEFORE UPDATE OR DELETE ON fiscal_admissionright
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER right_is_not_emptied BEFORE TRUNCATE ON fiscal_admissionright
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER cancelled_right_is_final BEFORE UPDATE OR DELETE ON fiscal_cancelledright
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER cancelled_right_is_not_emptied BEFORE TRUNCATE ON fiscal_cancelledright
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Lock the counters an entry needs, series in sorted order and the book last; say what comes next in each.
-- p_series: [{"screen": 1, "rate": "PLEIN"}, ...] without repeats.
CREATE OR REPLACE FUNCTION fiscal_reserve(p_cinema int, p_channel text, p_series jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_series jsonb;
    v_book fiscal_book;
BEGIN
    INSERT INTO fiscal_series (cinema_id, screen_number, rate_code, last_number)
        SELECT p_cinema, w.screen, w.rate, 0 FROM jsonb_to_recordset(p_series) AS w(screen int, rate text)
         WHERE NOT EXISTS (SELECT 1 FROM fiscal_series s WHERE s.cinema_id = p_cinema
                              AND s.screen_number = w.screen AND s.rate_code = w.rate)
         ORDER BY w.screen, w.rate
        ON CONFLICT DO NOTHING;
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'id', s.id, 'screen', s.screen_number, 'rate', s.rate_code, 'next', s.last_number + 1)), '[]')
      INTO v_series
      FROM (SELECT f.* FROM fiscal_series f
              JOIN jsonb_to_recordset(p_series) AS w(screen int, rate text)
                ON f.screen_number = w.screen AND f.rate_code = w.rate
             WHERE f.cinema_id = p_cinema ORDER BY f.screen_number, f.rate_code FOR UPDATE OF f) s;
    SELECT * INTO v_book FROM fiscal_book WHERE cinema_id = p_cinema AND channel = p_channel FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO fiscal_book (cinema_id, channel, length, head) VALUES (p_cinema, p_channel, 0, repeat('0', 64))
            ON CONFLICT DO NOTHING;
        SELECT * INTO v_book FROM fiscal_book WHERE cinema_id = p_cinema AND channel = p_channel FOR UPDATE;
    END IF;
    RETURN jsonb_build_object('book', v_book.id, 'number', v_book.length + 1, 'previous', v_book.head,
                              'series', v_series);
END $$;

-- Write the reserved entry. The database chains it; a number that is not the next one is refused.
-- p_rights: [{series, number, ticket, screening}]; p_cancelled: ids of the tickets whose rights are cancelled.
CREATE OR REPLACE FUNCTION fiscal_write(
    p_book int, p_number bigint, p_kind text, p_subject uuid, p_at timestamptz, p_payload text,
    p_rights jsonb, p_cancelled uuid[]
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_book fiscal_book;
    v_hash text;
    v_entry bigint;
    v_n int;
BEGIN
    SELECT * INTO v_book FROM fiscal_book WHERE id = p_book FOR UPDATE;
    IF v_book.length + 1 IS DISTINCT FROM p_number THEN
        RAISE EXCEPTION 'entry % is not the next of book %', p_number, p_book USING ERRCODE = 'OV904';
    END IF;
    v_hash := encode(sha256(convert_to(v_book.head || p_payload, 'UTF8')), 'hex');
    INSERT INTO fiscal_entry (book_id, number, kind, subject, at, payload, previous, hash)
        VALUES (p_book, p_number, p_kind, p_subject, p_at, p_payload, v_book.head, v_hash) RETURNING id INTO v_entry;
    UPDATE fiscal_book SET length = p_number, head = v_hash WHERE id = p_book;

    INSERT INTO fiscal_admissionright (series_id, number, ticket, entry_id, screening)
        SELECT r.series, r.number, r.ticket, v_entry, r.screening
          FROM jsonb_to_recordset(p_rights) AS r(series int, number bigint, ticket uuid, screening int);
    UPDATE fiscal_series s SET last_number = w.high
      FROM (SELECT r.series, min(r.number) AS low, max(r.number) AS high, count(*) AS n
              FROM jsonb_to_recordset(p_rights) AS r(series int, number bigint) GROUP BY r.series) w
     WHERE s.id = w.series AND s.last_number = w.low - 1 AND w.high - w.low + 1 = w.n;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> (SELECT count(DISTINCT r.series) FROM jsonb_to_recordset(p_rights) AS r(series int)) THEN
        RAISE EXCEPTION 'numbers of rights must follow each other' USING ERRCODE = 'OV904';
    END IF;

    INSERT INTO fiscal_cancelledright (right_id, entry_id)
        SELECT r.id, v_entry FROM fiscal_admissionright r WHERE r.ticket = ANY (p_cancelled);
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n <> cardinality(p_cancelled) THEN
        RAISE EXCEPTION 'a right to cancel is not in the book' USING ERRCODE = 'OV904';
    END IF;
    RETURN v_hash;
END $$;
