"""What members say about titles, as part of their own data."""

from accounts.owndata.registry import exempt_models, register_section
from ratings.owndata.diary import DiarySection
from ratings.owndata.imports import ImportLineSection, ImportSection
from ratings.owndata.likes import LikeSection
from ratings.owndata.lists import ListSection, SharedListSection
from ratings.owndata.ranking import RankingAnswerSection, RankingConversionSection, RankingSection
from ratings.owndata.ratings import RatingSection
from ratings.owndata.reviews import ReviewSection
from ratings.owndata.shelves import ShelfSection

SECTIONS = (
    RatingSection,
    ReviewSection,
    DiarySection,
    ShelfSection,
    ListSection,
    SharedListSection,
    LikeSection,
    ImportSection,
    ImportLineSection,
    RankingSection,
    RankingAnswerSection,
    RankingConversionSection,
)


def register_sections() -> None:
    """Make them known. Reviews come before the diary, whose entries point to them."""
    for section in SECTIONS:
        register_section(section())
    exempt_models({"ratings.ReviewDocument": "made from the review it belongs to, and goes with it"})
