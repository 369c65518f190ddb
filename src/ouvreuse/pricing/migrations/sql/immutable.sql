-- A version of a price list is never changed: holds and orders were priced from it.
CREATE OR REPLACE TRIGGER price_list_version_is_final BEFORE UPDATE OR DELETE ON pricing_pricelistversion
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
