"""What people type at the desk and on a questionnaire's page, checked before a service sees it."""
