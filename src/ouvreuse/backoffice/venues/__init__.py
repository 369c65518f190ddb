"""Screens of a cinema: their plans, seats kept off sale, faults."""
