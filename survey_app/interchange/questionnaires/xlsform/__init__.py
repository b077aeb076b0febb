"""XLSForm: a workbook with a survey sheet, a choices sheet and a settings sheet."""
