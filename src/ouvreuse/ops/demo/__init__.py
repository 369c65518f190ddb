"""A cinema full of films to try: facts, plans and the weeks that sell them."""
