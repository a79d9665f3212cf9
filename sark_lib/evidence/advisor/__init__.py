"""Index advice from query plans and the catalogue; it proposes, pg/advisor tries."""
