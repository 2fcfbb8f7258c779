"""The verb that writes the proposal of a topic, as text, a printable page, Markdown, a spreadsheet or JSON."""
