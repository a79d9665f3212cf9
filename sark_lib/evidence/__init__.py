"""What was seen, judged and shown: values in, values out; no connection, clock, file or environment."""
