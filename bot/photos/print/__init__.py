"""What is printed: posters for the doors of stations, an A4 page each."""
