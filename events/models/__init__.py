from events.models.activity import Activity, Seat, Staffing
from events.models.agenda import AgendaPage
from events.models.duo_request import DuoRequest
from events.models.picture import ActivityPicture
from events.models.proposal import Proposal
from events.models.report import OutingReport, ReportCorrection
from events.models.seat_call import SeatCall
from events.models.seat_wait import LineMove, SeatWait
from events.models.series import ActivitySeries
from events.models.settings import OutingSettings
from events.models.template import ActivityTemplate
from events.models.waiting_import import ActivityImport, ImportedLeader

__all__ = [
    "Activity",
    "ActivityImport",
    "ActivityPicture",
    "ActivitySeries",
    "ActivityTemplate",
    "AgendaPage",
    "DuoRequest",
    "ImportedLeader",
    "LineMove",
    "OutingReport",
    "OutingSettings",
    "Proposal",
    "ReportCorrection",
    "Seat",
    "SeatCall",
    "SeatWait",
    "Staffing",
]
