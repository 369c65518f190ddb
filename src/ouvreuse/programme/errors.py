"""What can go wrong with a programme and with the sheets it comes from: codes and facts, without words."""

from __future__ import annotations

from enum import StrEnum


class ProgrammeError(Exception):
    """Root of the room's refusals: a stable code and the facts needed to explain it."""

    code: str = "programme"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code} {facts}" if facts else self.code)


class SheetProblem(StrEnum):
    """Why a file can't be read as a table at all."""

    EMPTY = "sheet_empty"
    TOO_BIG = "sheet_too_big"
    TOO_MANY_ROWS = "sheet_too_many_rows"
    TOO_MANY_COLUMNS = "sheet_too_many_columns"
    NOT_TEXT = "sheet_not_text"
    QUOTES = "sheet_quotes"
    WORKBOOK = "sheet_workbook"
    SEVERAL_TABLES = "sheet_several_tables"
    JSON = "sheet_json"
    NO_HEADER = "sheet_no_header"
    COLUMN_TWICE = "sheet_column_twice"


class SheetUnreadable(ProgrammeError):
    """The file isn't a table we can read; `code` is a `SheetProblem`, facts tell the line when known."""

    def __init__(self, problem: SheetProblem, **facts: object) -> None:
        self.code = problem.value
        super().__init__(**facts)


class CellFault(StrEnum):
    """Why a line of a readable file is wrong."""

    MISSING = "cell_missing"
    EXTRA = "cell_extra"
    SHAPE = "cell_shape"
    CONTROL = "cell_control"
    TOO_LONG = "cell_too_long"
    FORMULA = "cell_formula"
    SHEET_ERROR = "cell_sheet_error"
    DATE = "cell_date"
    WEEKDAY = "cell_weekday"
    TIME = "cell_time"
    MIDNIGHT = "cell_midnight"
    MINUTES = "cell_minutes"
    VISA = "cell_visa"
    VERSION = "cell_version"
    FORMAT = "cell_format"
    FORMAT_TWICE = "cell_format_twice"
    CLASSIFICATION = "cell_classification"
    YEAR = "cell_year"
    PRICE = "cell_price"
    INSTANT = "cell_instant"
    OFFSET = "cell_offset"
    LOCAL_GAP = "local_time_missing"
    LOCAL_TWICE = "local_time_twice"
    FILM_TWO_WAYS = "film_two_ways"
    CINEMA_UNKNOWN = "cinema_unknown"
    CINEMA_NEEDED = "cinema_needed"
    CINEMA_OTHER = "cinema_other"
    SCREEN_UNKNOWN = "screen_unknown"
    SCREEN_WITHOUT_MAP = "screen_without_map"
    SCREEN_FORMAT = "screen_format"
    PRICE_LIST_UNKNOWN = "price_list_unknown_here"
    PRICE_LIST_NEEDED = "price_list_needed"
    PRICE_LIST_AMOUNT = "price_list_amount"
    FILM_AMBIGUOUS = "film_ambiguous"
    VISA_OTHER_FILM = "visa_other_film"
    START_PAST = "start_past"
    WEB_SALE_ORDER = "web_sale_order"
    COUNTER_SALE_ORDER = "counter_sale_order"
    ROW_TWICE = "row_twice"
    FILM_TWICE = "film_twice"
    CLASH_ROW = "clash_with_line"
    CLASH_SCREENING = "clash_with_screening"
    SOLD = "screening_sold"
    FILM_SOLD = "film_sold"
    CANCELLED = "screening_cancelled_before"


class TypedFault(StrEnum):
    """Why a screening typed in one line is not understood."""

    HALF_TIME = "typed_half_time"
    MIDNIGHT = "typed_midnight"
    TIME_MISSING = "typed_time_missing"
    TIME_TWICE = "typed_time_twice"
    NO_TIME = "typed_no_time"
    NO_SCREEN = "typed_no_screen"
    NO_DAY = "typed_no_day"
    OTHER_WEEK = "typed_other_week"
    NO_TITLE = "typed_no_title"
    NO_FILM = "typed_no_film"
    SEVERAL_FILMS = "typed_several_films"
    NO_VERSION = "typed_no_version"
    SEVERAL_VERSIONS = "typed_several_versions"


class LocalTimeRefused(ProgrammeError):
    """A wall time that doesn't exist, or exists twice, when the clocks change; facts: `local`, `zone`."""

    def __init__(self, fault: CellFault, **facts: object) -> None:
        self.code = fault.value
        super().__init__(**facts)


class ScreenOccupied(ProgrammeError):
    """The screen already shows something then (exclusion constraint); facts: `screen`, `starts_at`."""

    code = "screen_occupied"


class ScreeningUnknown(ProgrammeError):
    """No such screening; facts: `screening`."""

    code = "screening_unknown"


class SeriesUnknown(ProgrammeError):
    """No series has this address; facts: `series`."""

    code = "series_unknown"


class ScreeningOnSale(ProgrammeError):
    """The screening has been on sale: only booking may change it; facts: `screening`."""

    code = "screening_on_sale"


class ScreeningRefused(ProgrammeError):
    """The screening can't be planned so; facts: `problem` (what is wrong)."""

    code = "screening_refused"


class SaleOutOfOrder(ProgrammeError):
    """A channel would close before it opens; `code` says which, facts: `opens`, `closes`."""

    def __init__(self, fault: CellFault, **facts: object) -> None:
        self.code = fault.value
        super().__init__(**facts)


class PublicationPast(ProgrammeError):
    """The instant of a publication is already past; facts: `at` (local time of the cinema)."""

    code = "publication_past"


class ReferenceTaken(ProgrammeError):
    """Another screening of the cinema carries this external reference; facts: `external_ref`."""

    code = "reference_taken"


class ChangedMeanwhile(ProgrammeError):
    """A colleague changed or removed the screening since it was seen (BO-03); facts: `screening`."""

    code = "changed_meanwhile"


class NothingToUndo(ProgrammeError):
    """No step of this person in this week is left to take back, or to do again."""

    code = "nothing_to_undo"


class NoPriceList(ProgrammeError):
    """The cinema has no price list yet: nothing can be planned."""

    code = "no_price_list"


class StartPast(ProgrammeError):
    """The screening would start, or has started, in the past; facts: `screening`."""

    code = "plan_start_past"


class PublishedTooLate(ProgrammeError):
    """A screening would be published after its start; facts: `screening`, `count`."""

    code = "published_too_late"


class KeyUnreadable(ProgrammeError):
    """The file is no KDM that can be read."""

    code = "key_unreadable"
