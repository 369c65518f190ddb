"""Read by Django under these names."""

from ouvreuse.project.formats import DAYS, HOURS

DATE_INPUT_FORMATS = DAYS
TIME_INPUT_FORMATS = HOURS
