-- Letters as people search them: small and without accents. The dictionary is named, so that the answer never changes.
-- Its cost is told, which a function in plain SQL would hide from the planner: of a common name it reads the latest
-- orders by their date rather than all of those who bear it.
CREATE OR REPLACE FUNCTION folded(p_text text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
BEGIN
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, p_text));
END $$;
