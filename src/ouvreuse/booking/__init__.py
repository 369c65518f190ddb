"""The hot core: holds, orders, tickets, admission and changes to what is on sale."""
