"""The palette of ordinary pages: that of every page, with what speaks of the association and what leads to it."""

from home.association_blocks import AssociationFactsBlock, ConformityBlock, PeopleBlock
from home.blocks import BodyBlock
from home.enquiries.blocks import ContactDetailsBlock, EnquiryFormBlock, NextSessionBlock


class PageBodyBlock(BodyBlock):
    people = PeopleBlock()
    association_facts = AssociationFactsBlock()
    conformity = ConformityBlock()
    enquiry_form = EnquiryFormBlock()
    next_session = NextSessionBlock()
    contact_details = ContactDetailsBlock()

    class Meta:
        template = "blocks/body.html"
        block_counts = {"enquiry_form": {"max_num": 1}}
