-- An invoice says for ever what it said.
CREATE OR REPLACE TRIGGER group_invoice_is_final BEFORE UPDATE OR DELETE ON booking_groupinvoice
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
