"""Reports as documents: a neutral model, drawings at paper size, and the writers for Word and PDF."""
