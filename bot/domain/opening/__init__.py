"""Opening hours: what signs say, OSM's syntax, the calendar of days off, and what all that means at a moment."""
