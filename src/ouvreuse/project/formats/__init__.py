"""How days and hours are typed: the same in both languages, the day before the month, "20h15" as well as "20:15"."""

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y"]
HOURS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H.%M"]
