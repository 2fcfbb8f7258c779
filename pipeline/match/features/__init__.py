"""What speaks for a course: one module a feature, each with its value for every course and the words that earned it."""
