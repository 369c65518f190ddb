"""Schools, groups and hires: from the quote to the invoice."""
