SELECT held.* FROM (
    SELECT nextval('bench_visitor') * 7919 % (249 * :screenings / 2) AS pair, gen_random_uuid() AS who OFFSET 0
) visitor, hold_seats(gen_random_uuid(),
    substr(translate(encode(uuid_send(visitor.who), 'base64'), '+/=', 'XYZ'), 1, 8), gen_random_uuid(), visitor.who,
    md5(visitor.pair::text), 'web', 'fr', (1 + :screenings / 2 + visitor.pair / 249)::int,
    ARRAY[1 + 2 * (visitor.pair % 249), 2 + 2 * (visitor.pair % 249)]::smallint[], ARRAY['PLEIN', 'PLEIN'], false, ''
) held;
