"""Pictures of demand, catalogues and outcomes: what each shows, how it is drawn, and what of a drawing is let through."""
