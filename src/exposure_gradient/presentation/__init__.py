"""What the reader sees: claims, sentences, tables and pictures, made from the measures."""

from exposure_gradient.presentation.claims import Claim
from exposure_gradient.presentation.group import GroupPage, group_page
from exposure_gradient.presentation.overview import Overview
from exposure_gradient.presentation.page import OccupationPage, occupation_page

__all__ = ["Claim", "GroupPage", "OccupationPage", "Overview", "group_page", "occupation_page"]
