"""Tables and cards for people, as text and as HTML."""
