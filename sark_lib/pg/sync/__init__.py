"""Live sync by triggers, forward until cutover and in reverse after it."""
