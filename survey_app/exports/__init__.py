"""Writes results: the report that everything shows, and the workbook made from it. The only room with openpyxl."""
