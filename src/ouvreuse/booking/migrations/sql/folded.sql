-- Letters as people search them: small and without accents. The dictionary is named, so that the answer never changes.
CREATE OR REPLACE FUNCTION folded(p_text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, p_text))
$$;
