"""Keys of the Credential Registry that say nothing a coordinator decides by; a key in neither place is an issue."""

OF_ENVELOPES = (
    "envelope_community envelope_id envelope_ceterms_ctid envelope_ctdl_type envelope_type envelope_version resource "
    "resource_format resource_encoding resource_public_key resource_publish_type node_headers publisher_id "
    "secondary_publisher_id owned_by published_by changed last_verified_on purged_at created_at updated_at "
    "publication_status s3_url"
)
OF_COURSES = (
    "accreditedBy administrationProcess advancedStandingFrom alternateName approvedBy assesses "
    "assessmentMethodDescription assessmentMethodType audienceLevelType audienceType availabilityListing availableAt "
    "codedNotation commonConditions commonCosts corequisite coPrerequisite creditUnitType creditUnitTypeDescription "
    "creditUnitValue creditValue dateEffective degreeConcentration deliveryType deliveryTypeDescription entryCondition "
    "exactAlternativeOf expirationDate financialAssistance hasPart hasProxy hasSupportService hasTransferValue "
    "identifier identifierValue image industryType inCatalog instructionalProgramType isNonCredit isPartOf "
    "isPreparationFor isRecommendedFor isRequiredFor jurisdiction learningDeliveryType learningMethodDescription "
    "learningMethodType nextVersion objective occupationType offerFrequencyType ownedBy prerequisite preparationFrom "
    "previousVersion processStandards processStandardsDescription provider providesTransferValueFor "
    "receivesTransferValueFrom recognizedBy recommends region regulatedBy relatedAction replacedBy requires "
    "revocationProcess revokedBy sameAs scheduleFrequencyType scheduleTimingType school supersededBy supersedes target "
    "targetAssessment targetCredential targetLearningOpportunity targetLearningResource targetPathway teaches "
    "versionCode versionIdentifier"
)
"""Without `ceterms:`. `requires` is an object or a list: what one must bring along, in conditions of many shapes."""
