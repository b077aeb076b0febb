"""Question types: one thin file each, and the document they stand in."""
