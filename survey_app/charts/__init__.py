"""Charts drawn by the server: pure functions from figures and words to SVG, in a wide and a narrow drawing."""
