"""Who used what: a ledger of servers in the hub's own database, and what is read from it."""
