"""What a migration will take, and what it took."""
