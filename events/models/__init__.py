from events.models.activity import Activity, Seat, Staffing
from events.models.agenda import AgendaPage

__all__ = ["Activity", "AgendaPage", "Seat", "Staffing"]
