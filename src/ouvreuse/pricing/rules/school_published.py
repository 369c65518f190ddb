"""The school holidays of zones A, B and C as they are published, for who does without the ministry’s file.

Source: the ministry of education's calendar (decree of 7 December 2022 for 2025–2026; the calendar of 2026–2027 on
education.gouv.fr and data.education.gouv.fr). First day without school to the last one, lessons begin the next day. The
summer of 2027 has no last day yet and is left out.
"""

from __future__ import annotations

from datetime import date

from .school import NamedPeriod, holidays_from_text

PUBLISHED = """
A B C; Toussaint; 18/10/2025; 02/11/2025
A B C; Noël; 20/12/2025; 04/01/2026
A; Hiver; 07/02/2026; 22/02/2026
B; Hiver; 14/02/2026; 01/03/2026
C; Hiver; 21/02/2026; 08/03/2026
A; Printemps; 04/04/2026; 19/04/2026
B; Printemps; 11/04/2026; 26/04/2026
C; Printemps; 18/04/2026; 03/05/2026
A B C; Été; 04/07/2026; 31/08/2026
A B C; Toussaint; 17/10/2026; 01/11/2026
A B C; Noël; 19/12/2026; 03/01/2027
A; Hiver; 13/02/2027; 28/02/2027
B; Hiver; 20/02/2027; 07/03/2027
C; Hiver; 06/02/2027; 21/02/2027
A; Printemps; 10/04/2027; 25/04/2027
B; Printemps; 17/04/2027; 02/05/2027
C; Printemps; 03/04/2027; 18/04/2027
"""


def published_holidays(*, since: date) -> list[NamedPeriod]:
    """Those that have not ended before a day; none once the years we know are over."""
    return [each for each in holidays_from_text(PUBLISHED) if each.last_on >= since]
