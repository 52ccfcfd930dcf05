from advocacy.models.awareness import AwarenessIndexPage, AwarenessPage
from advocacy.models.documents import AdvocacyDocumentPage, AdvocacyIndexPage, Recommendation
from advocacy.models.glossary import GlossaryPage, GlossaryTerm
from advocacy.models.reports import ActivityReportPage, ReportIndexPage

__all__ = [
    "ActivityReportPage",
    "AdvocacyDocumentPage",
    "AdvocacyIndexPage",
    "AwarenessIndexPage",
    "AwarenessPage",
    "GlossaryPage",
    "GlossaryTerm",
    "Recommendation",
    "ReportIndexPage",
]
