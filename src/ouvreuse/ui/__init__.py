"""The design system: base templates, components, tokens, documents."""
