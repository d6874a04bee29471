"""The functions, a module for each family; whatever is declared here is in the catalogue."""
