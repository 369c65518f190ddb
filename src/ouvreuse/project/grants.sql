-- What the application's role may do. Run by the owner after the migrations; repeatable.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ouvreuse_app;
GRANT USAGE ON SCHEMA public TO ouvreuse_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ouvreuse_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ouvreuse_app;

-- The book is written by its functions only.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON
    fiscal_book, fiscal_entry, fiscal_series, fiscal_admissionright, fiscal_cancelledright FROM ouvreuse_app;
-- A seat is taken and a ticket is made by the functions of booking only; the door marks its passage.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON booking_claim, booking_ticket FROM ouvreuse_app;
GRANT UPDATE (admitted_at, admitted_by) ON booking_ticket TO ouvreuse_app;
REVOKE DELETE ON
    accounts_auditentry,
    booking_admission,
    booking_changedorder,
    booking_groupbooking,
    booking_groupclass,
    booking_groupinvoice,
    booking_order,
    booking_orderline,
    booking_print,
    booking_screeningchange,
    payments_movement,
    payments_payment,
    payments_providerevent,
    payments_refund,
    payments_shift,
    pricing_pricelistversion,
    venues_fault,
    venues_seatblock,
    venues_seatmap FROM ouvreuse_app;
REVOKE UPDATE ON
    accounts_auditentry,
    booking_groupinvoice,
    booking_screeningchange,
    payments_movement,
    pricing_pricelistversion,
    venues_seatmap FROM ouvreuse_app;
-- The trail is chained by its function only.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON accounts_traillink FROM ouvreuse_app;
REVOKE INSERT, UPDATE, DELETE ON database_mark, django_migrations FROM ouvreuse_app;
