"""The sheets of the round workbook, one file each."""
