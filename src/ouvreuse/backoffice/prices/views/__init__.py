"""The pages of the prices, by what they are about."""
