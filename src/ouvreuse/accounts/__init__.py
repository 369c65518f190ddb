"""Who: staff users, sign-in and the audit trail."""
