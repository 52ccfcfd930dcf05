from advocacy.models.acronyms import UndefinedAcronym
from advocacy.models.awareness import AwarenessIndexPage, AwarenessPage
from advocacy.models.awareness_kinds import DecodingPage, FalseIdeaPage, NewsPage, ResourcePage, StudyPage, TalkPage, TestimonyPage
from advocacy.models.documents import AdvocacyDocumentPage, AdvocacyIndexPage
from advocacy.models.glossary import GlossaryPage, GlossaryTerm
from advocacy.models.publications import PublicationPage
from advocacy.models.recommendations import Recommendation, RecommendationChange
from advocacy.models.reports import ActivityReportPage, ReportIndexPage
from advocacy.models.subjects import Series, Subject
from advocacy.models.subscriptions import Announcement, Subscriber
from advocacy.models.testimonies import Testimony
from advocacy.models.theories import TheoryElement, TheoryOfChange
from advocacy.models.versions import Version

__all__ = [
    "ActivityReportPage",
    "AdvocacyDocumentPage",
    "AdvocacyIndexPage",
    "Announcement",
    "AwarenessIndexPage",
    "AwarenessPage",
    "DecodingPage",
    "FalseIdeaPage",
    "GlossaryPage",
    "GlossaryTerm",
    "NewsPage",
    "PublicationPage",
    "Recommendation",
    "RecommendationChange",
    "ReportIndexPage",
    "ResourcePage",
    "Series",
    "StudyPage",
    "Subject",
    "Subscriber",
    "TalkPage",
    "Testimony",
    "TestimonyPage",
    "TheoryElement",
    "TheoryOfChange",
    "UndefinedAcronym",
    "Version",
]
