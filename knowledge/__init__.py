"""Past requests and good practices, found while people talk."""
