-- Never more money back than was captured, pending refunds included; refunds of a payment queue on its row.
CREATE OR REPLACE FUNCTION refund_within_captured() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_captured bigint;
    v_asked bigint;
BEGIN
    SELECT captured INTO v_captured FROM payments_payment WHERE id = NEW.payment_id FOR UPDATE;
    SELECT coalesce(sum(amount), 0) INTO v_asked FROM payments_refund
     WHERE payment_id = NEW.payment_id AND state <> 'failed' AND id <> NEW.id;
    IF NEW.state <> 'failed' AND v_asked + NEW.amount > v_captured THEN
        RAISE EXCEPTION 'refunds of % + % pass the % captured', v_asked, NEW.amount, v_captured
            USING ERRCODE = 'OV905';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER refund_within_captured BEFORE INSERT OR UPDATE OF amount, state, payment_id
    ON payments_refund FOR EACH ROW EXECUTE FUNCTION refund_within_captured();

-- Payments move forward only; "unknown" is a state. A late success is heard even after an expiry.
CREATE OR REPLACE FUNCTION payment_forward_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> NEW.state AND NOT (OLD.state, NEW.state) IN (
        ('created', 'open'), ('created', 'unknown'), ('created', 'succeeded'), ('created', 'expired'),
        ('created', 'cancelled'), ('created', 'failed'),
        ('unknown', 'open'), ('unknown', 'succeeded'), ('unknown', 'expired'), ('unknown', 'cancelled'),
        ('unknown', 'failed'),
        ('open', 'unknown'), ('open', 'succeeded'), ('open', 'expired'), ('open', 'cancelled'), ('open', 'failed'),
        ('expired', 'succeeded'), ('cancelled', 'succeeded'), ('failed', 'succeeded'))
    THEN
        RAISE EXCEPTION 'payment %: % to % is no step', OLD.id, OLD.state, NEW.state USING ERRCODE = 'OV902';
    END IF;
    IF OLD.state = 'succeeded' AND NEW.captured < OLD.captured THEN
        RAISE EXCEPTION 'payment %: captured money never shrinks', OLD.id USING ERRCODE = 'OV902';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER payment_forward_only BEFORE UPDATE OF state, captured ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payment_forward_only();
