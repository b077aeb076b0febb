"""Tables and questionnaires from elsewhere, read within bounds and refused with the place of the fault."""
