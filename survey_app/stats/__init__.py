"""Pure statistics: plain numbers in, frozen results out. Nothing here knows of pages, databases or workbooks."""
