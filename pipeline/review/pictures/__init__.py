"""Pictures of demand, catalogues and outcomes: what each shows, how it is drawn, what of a drawing is let through."""
