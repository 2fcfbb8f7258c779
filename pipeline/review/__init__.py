"""The coordinators' page: reads what the night published; writes decisions and the ledger of circles."""
