"""What a column can hold."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a column holds."""

    COUNT = "count of people"
    UNKNOWN_COUNT = "count of unknown kind"
    GENETIC_COUNT = "genetic count"
    SAMPLE_SIZE = "number of samples tested"
    PERCENTAGE = "percentage"
    STATISTIC = "statistic"
    LABEL = "label"
    IDENTIFIER = "identifier"
    AGE = "age"
    DATE = "date"
    PERSON = "attribute of a person"
    CHROMOSOME = "chromosome"
    POSITION = "position"
    VARIANT = "variant"
    GENE = "gene"
    ALLELE = "allele"
    ALLELE_COUNT = "allele count"
    ALLELE_NUMBER = "allele number"
    FREQUENCY = "allele frequency"
    P_VALUE = "p-value"
    GENOTYPE = "genotype of one person"
    NUMBER = "number"
    TEXT = "text"
