"""The door: tickets checked by camera, photo, scanner or typed code."""
