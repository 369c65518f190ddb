"""Where staff sign in and manage the cinema."""
