"""The words of prices: days, families, conditions, differences."""
