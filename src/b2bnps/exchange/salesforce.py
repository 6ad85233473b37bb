"""Salesforce exports: which column means what, under the API names of its data export.

Both maps are data: ``attrs.evolve(CONTACTS, roles="Position__c")`` makes yours. ``Role__c``,
``Language__c`` and ``HasLeft__c`` are custom fields that an org may have; a file without them is
read as well, and the roster lists them as absent.
"""

from b2bnps.model import Role
from b2bnps.roster import AccountColumns, ContactColumns

__all__ = ["ACCOUNTS", "CONTACTS", "ROLES"]

_YES = frozenset({"true", "1", "yes"})

ROLES = {
    # Salesforce: roles of a contact at an account or an opportunity
    "Decision Maker": Role.DECISION_MAKER,
    "Economic Decision Maker": Role.DECISION_MAKER,
    "Executive Sponsor": Role.DECISION_MAKER,
    "Economic Buyer": Role.APPROVER,
    "Evaluator": Role.REQUESTER,
    "Technical Buyer": Role.REQUESTER,
    "Influencer": Role.INFLUENCER,
    "Business User": Role.END_USER,
    # HubSpot: values of hs_buying_role, which come along when the two are kept in step
    "DECISION_MAKER": Role.DECISION_MAKER,
    "EXECUTIVE_SPONSOR": Role.DECISION_MAKER,
    "BUDGET_HOLDER": Role.APPROVER,
    "LEGAL_AND_COMPLIANCE": Role.APPROVER,
    "CHAMPION": Role.REQUESTER,
    "INFLUENCER": Role.INFLUENCER,
    "BLOCKER": Role.INFLUENCER,
    "END_USER": Role.END_USER,
}
"""Words for roles in CRMs, in any case. What is not here (``Other``) is unknown, never a guess."""

_SYSTEM = frozenset(
    {
        "IsDeleted",
        "MasterRecordId",
        "PhotoUrl",
        "CreatedById",
        "LastModifiedById",
        "LastModifiedDate",
        "SystemModstamp",
        "LastActivityDate",
        "LastViewedDate",
        "LastReferencedDate",
        "CleanStatus",
        "Jigsaw",
    }
)
"""Columns about the CRM's own record, which would make every export a change."""

_PRIVATE = frozenset(
    {
        "Name",
        "Salutation",
        "Birthdate",
        "Description",
        "Fax",
        "HomePhone",
        "OtherPhone",
        "AssistantName",
        "AssistantPhone",
        "IndividualId",
        "JigsawContactId",
        "MailingAddress",
        "MailingStreet",
        "MailingCity",
        "MailingPostalCode",
        "MailingLatitude",
        "MailingLongitude",
        "MailingGeocodeAccuracy",
        "OtherAddress",
        "OtherStreet",
        "OtherCity",
        "OtherState",
        "OtherPostalCode",
        "OtherCountry",
        "OtherLatitude",
        "OtherLongitude",
        "OtherGeocodeAccuracy",
        "HasLeft__c",
        "Employee_ID__c",
        "Member_ID__c",
        "Passport_ID__c",
        "SSN__c",
    }
)
"""Columns about a person that nobody needs in order to ask a question; add those of your org."""

ACCOUNTS = AccountColumns(
    id="Id",
    name="Name",
    parent="ParentId",
    industry="Industry",
    country="BillingCountry",
    owner="OwnerId",
    revenue="AnnualRevenue",
    currency="CurrencyIsoCode",
    gone={
        "IsDeleted": _YES,
        "Type": frozenset({"former customer", "lost customer", "churned"}),
    },
    skip=_SYSTEM
    | {"BillingAddress", "ShippingAddress", "Description", "Phone", "Fax", "JigsawCompanyId"},
)
"""The Account object. ``Type`` and ``NumberOfEmployees`` stay as attributes, for segments."""

CONTACTS = ContactColumns(
    id="Id",
    account="AccountId",
    first_name="FirstName",
    last_name="LastName",
    title="Title",
    unit="Department",
    email="Email",
    phones=("MobilePhone", "Phone"),
    country="MailingCountry",
    roles="Role__c",
    role_words=ROLES,
    language="Language__c",
    owner="OwnerId",
    opted_out="HasOptedOutOfEmail",
    gone={"IsDeleted": _YES, "HasLeft__c": _YES},
    skip=_SYSTEM | _PRIVATE,
)
"""The Contact object."""
