"""One module per sheet of the workbook: each turns its part of the report into cells."""
