"""Maps: what of the earth a picture shows, and shapes small enough to travel in a message that we owe."""
