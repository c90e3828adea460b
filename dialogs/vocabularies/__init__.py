"""The closed lists the field works with: Parties, targets, thematic areas, types of assistance, and our short lists."""
