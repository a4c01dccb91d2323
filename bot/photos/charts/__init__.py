"""Charts as pictures. What a colour says, a hatching or a sign says too."""
