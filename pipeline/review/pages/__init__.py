"""What coordinators read: one module a page, each a function of the request."""
