"""The pages of the SLA."""
